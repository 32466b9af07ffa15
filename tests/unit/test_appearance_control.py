"""The appearance_control generator on tiny models of the real classes, on the CPU."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from paper_doll import paper_character, poses
from pose2video.characters.motions import Motion
from pose2video.errors import UserError
from pose2video.generators import GENERATORS
from pose2video.generators.appearance_control import AppearanceControl
from pose2video.generators.controlnet import ControlNet
from pose2video.poses.geometry import resize

torch = pytest.importorskip("torch")
tiny = pytest.importorskip("tiny_models")

from pose2video.generators.appearance_control.guides import appearance_guides  # noqa: E402
from pose2video.generators.controlnet.denoising import denoise, make_inputs  # noqa: E402
from pose2video.generators.controlnet.generator import Generator  # noqa: E402
from pose2video.generators.controlnet.shots import shots  # noqa: E402

SIZE = (48, 64)
PLAIN = {"appearance": "mine", "steps": 2, "device": "cpu"}
FRAMES = 3


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weights")
    found = tiny.tiny_weights(folder, ("sd15", "openpose_controlnet", "motion_adapter"))
    return found | {"appearance": tiny.tiny_appearance(folder / "appearance")}


@pytest.fixture(scope="module")
def load(weights):
    """A generator by its settings; models are loaded once."""

    @cache
    def models(motion):
        return AppearanceControl(**PLAIN, motion=motion).loaded(weights).models

    def make(**settings):
        ours = AppearanceControl(**PLAIN | settings)
        return Generator(ours.painting(), models(ours.motion), appearance_guides(ours))

    return make


def waving(frames=FRAMES):
    motion = poses(frames)
    keypoints = motion.keypoints.copy()
    arm = motion.layout.indices("left_wrist", "left_elbow")
    keypoints[:, arm] -= 12 * np.arange(frames)[:, None, None]
    return Motion(resize(motion.changed(keypoints=keypoints), SIZE))


def latents_of(generator, changed=lambda guides: guides):
    """What the frames are decoded from, before it is rounded to grey levels."""
    models, clip, doll = generator.models, waving(), paper_character()
    guides = changed(generator.guide(generator.settings, models, doll, clip))
    scenes = list(shots(generator.settings, doll, clip))
    start = torch.zeros(FRAMES, 4, 8, 6)
    with torch.inference_mode():
        inputs = make_inputs(models, scenes, start)
        return denoise(generator.settings, models, guides, inputs, 1.0, models.pipe.unet)


def frames_of(generator, character=None):
    found = generator.generate(character or paper_character(), waving())
    return np.stack(list(found)).astype(int)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"appearance": ""}, "appearance: name the block of trainings"),
        ({"appearance": "a", "image_cfg": "much"}, "image_cfg must be one of important, balance"),
        ({"appearance": "a", "strength": 0.5}, "init: noise has no initial image"),
        ({"appearance": "a", "background": "reference"}, "set init: warp"),
        ({"appearance": "a", "steps": 0}, r"steps must lie in \[1, 1000\]"),
    ],
)
def test_bad_settings_are_refused_before_anything_is_loaded(settings, sentence):
    with pytest.raises(UserError, match=sentence):
        GENERATORS.spec({"use": "appearance_control"} | settings, "generators.magic")


def test_needs_name_the_trained_model_and_ask_for_no_words():
    needs = AppearanceControl("mine", body_control="normals").needs()
    assert needs.weights == ("sd15", "openpose_controlnet", "normal_controlnet")
    assert (needs.taught, needs.prompted, needs.paints, needs.body) == ("mine", False, True, True)
    assert not AppearanceControl("mine").needs().body


def test_with_the_bank_off_it_is_the_plain_controlnet_to_the_bit(load, weights):
    plain = ControlNet(
        prompt="",
        negative_prompt="",
        guidance_scale=1.0,
        steps=2,
        scheduler="ddim",
        strength=1.0,
        init="reference",
        hold_hands=0.0,
        hold_face=0.0,
        hold_colours=False,
        background="generated",
        device="cpu",
    ).loaded(weights)
    wanted = latents_of(plain, lambda guides: replace(guides, forgets=True))
    ours = load(guidance_scale=1.0)
    assert torch.equal(latents_of(ours, lambda guides: replace(guides, seen=(None,))), wanted)
    assert float((latents_of(ours) - wanted).abs().max()) > 0.05


def test_guidance_of_one_is_the_side_that_knows_picture_and_pose(load):
    """Two sides in one pass, at scale 1, give what one side gives by itself."""
    ours = load(guidance_scale=1.0)
    one, seven = latents_of(ours), load(guidance_scale=7.0)
    both = seven.guide(seven.settings, ours.models, paper_character(), waving())
    assert (both.seen, both.posed) == ((None, 0), (False, True))
    assert torch.allclose(latents_of(ours, lambda guides: both), one, atol=1e-5)


def test_image_cfg_goes_away_from_what_knows_neither_or_the_picture(load):
    important, balance = (latents_of(load(image_cfg=name)) for name in ("important", "balance"))
    assert float((important - balance).abs().max()) > 0.05


@pytest.mark.parametrize(
    "settings",
    [{"scheduler": "dpmpp_2m"}, {"init": "reference", "strength": 0.6, "hold_colours": True}],
)
def test_frames_depend_on_the_seed_and_not_on_the_batch(load, settings):
    one, two, other = (
        frames_of(load(batch_size=n, seed=seed, **settings)) for n, seed in ((1, 5), (3, 5), (3, 6))
    )
    assert one.shape == (FRAMES, SIZE[1], SIZE[0], 3)
    # rounding differs by batch and processor, and the scale of 7 multiplies it
    assert abs(one - two).mean() < 0.005 and abs(one - two).max() <= 4
    assert abs(one - other).mean() > 1


@pytest.mark.parametrize("motion", ["none", "animatediff"])
def test_frames_and_windows_see_the_picture(load, motion):
    ours, doll = load(motion=motion, window=2, overlap=1), paper_character()
    negative = replace(doll, picture=np.ascontiguousarray(255 - doll.picture))
    found = frames_of(ours)
    assert found.shape == (FRAMES, SIZE[1], SIZE[0], 3)
    assert abs(found - frames_of(ours, negative)).mean() > 0.1


def test_a_pose_network_that_was_trained_with_it_takes_the_place_of_the_usual_one(
    weights, tmp_path
):
    own = weights | {"appearance": tiny.tiny_appearance(tmp_path, pose=True)}
    nets = [AppearanceControl(**PLAIN).loaded(w).models.controls[0][0] for w in (weights, own)]
    first, second = (net.controlnet_mid_block.weight for net in nets)
    assert first.shape == second.shape and not torch.equal(first, second)


def test_models_that_do_not_fit_each_other_are_refused(weights, tmp_path):
    from diffusers import UNet2DConditionModel

    wrong = weights | {"appearance": tmp_path}
    with pytest.raises(UserError, match="cannot be read"):
        AppearanceControl(**PLAIN).loaded(wrong)
    UNet2DConditionModel(
        block_out_channels=(8, 8),
        layers_per_block=1,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=8,
        attention_head_dim=2,
        norm_num_groups=4,
    ).save_pretrained(tmp_path / "appearance")
    with pytest.raises(UserError, match="of another architecture: block_out_channels"):
        AppearanceControl(**PLAIN).loaded(wrong)
