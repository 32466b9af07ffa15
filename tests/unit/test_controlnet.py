"""The controlnet generator on tiny, randomly initialised models of the real classes, on the CPU."""

import shutil
import threading
from dataclasses import replace
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import pytest
from PIL import Image

from embodied import embodied_character, embodied_motion
from paper_doll import paper_character, poses
from pose2video.characters.motions import Motion
from pose2video.errors import UserError
from pose2video.generators import GENERATORS
from pose2video.generators.controlnet import ControlNet
from pose2video.generators.controlnet.prompts import fill
from pose2video.poses.geometry import resize

torch = pytest.importorskip("torch")
tiny = pytest.importorskip("tiny_models")

from pose2video.generators import compiling  # noqa: E402
from pose2video.generators.controlnet.batches import ahead, halving  # noqa: E402
from pose2video.generators.controlnet.denoising import Inputs, denoise, make_inputs  # noqa: E402
from pose2video.generators.controlnet.guides import make_guides  # noqa: E402
from pose2video.generators.controlnet.latents import pixels  # noqa: E402
from pose2video.generators.controlnet.noise import draw_noise  # noqa: E402
from pose2video.generators.controlnet.sampling import one_by_one, windowed  # noqa: E402
from pose2video.generators.controlnet.schedules import make_scheduler  # noqa: E402
from pose2video.generators.controlnet.shots import shots  # noqa: E402
from pose2video.generators.controlnet.windows import blend, plan_windows, ramp  # noqa: E402

SIZE = (48, 64)
PLAIN = {  # no body is needed, and what the network does shows
    "init": "reference",
    "hold_hands": 0.0,
    "hold_face": 0.0,
    "background": "generated",
    "hold_colours": False,
    "strength": 1.0,
    "guidance_scale": 3.0,
    "steps": 2,
    "device": "cpu",
}


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """Folders by id; the pose network is made to move the picture more than a drawn one does."""
    from diffusers import ControlNetModel

    folders = tiny.tiny_weights(tmp_path_factory.mktemp("weights"))
    net = ControlNetModel.from_pretrained(folders["openpose_controlnet"], low_cpu_mem_usage=False)
    with torch.no_grad():
        net.controlnet_cond_embedding.conv_out.weight *= 50
    net.save_pretrained(folders["openpose_controlnet"])
    return folders


@pytest.fixture(scope="module")
def load(weights):
    """A generator by its settings, each loaded once."""

    @cache
    def make(**settings):
        settings = ControlNet(**PLAIN | settings)
        return settings.loaded({name: weights[name] for name in settings.needs().weights})

    return make


def waving(frames, size=SIZE):
    """The doll's left arm moves from frame to frame."""
    motion = poses(frames)
    keypoints = motion.keypoints.copy()
    arm = motion.layout.indices("left_wrist", "left_elbow")
    keypoints[:, arm] -= 12 * np.arange(frames)[:, None, None]
    return Motion(resize(motion.changed(keypoints=keypoints), size), gloss="hello")


def still(frames):
    return Motion(resize(poses(frames), SIZE))


def frames_of(generator, motion):
    return np.stack(list(generator.generate(paper_character(), motion))).astype(int)


def latents_of(generator, motion, character=None):
    """What is decoded to the frames, before it is rounded to grey levels."""
    settings, models = generator.settings, generator.models
    character = character or paper_character()
    guides = make_guides(settings, models, character, motion)
    scenes = list(shots(settings, character, motion))
    start = torch.randn(1, 4, 8, 6, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        inputs = make_inputs(models, scenes, start.expand(len(scenes), -1, -1, -1))
        return denoise(settings, models, guides, inputs, 1.0, models.pipe.unet)


def test_the_gloss_goes_into_the_prompt_and_phrases_about_none_are_left_out():
    template = "a person, signing {gloss}, sharp {{x}}"
    assert fill(template, " Guten Tag ") == "a person, signing Guten Tag, sharp {x}"
    assert fill(template, "") == "a person, sharp {x}"
    assert fill("a {{gloss}}, signing {gloss}", "") == "a {gloss}"
    assert fill("signing {gloss}, a person", "") == "a person"
    assert fill("a person signing {gloss}", "") == ""


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"prompt": "a {word}"}, "prompt has the unknown field {word}: only {gloss} is known"),
        ({"prompt": "a {gloss.upper}"}, "unknown field {gloss.upper}"),
        ({"negative_prompt": "a {"}, "write {{ and }} for the signs"),
        ({"strength": 1.2}, r"strength must lie in \[0, 1\]"),
        ({"scheduler": "euler"}, "scheduler must be one of ddim, dpmpp_2m, unipc, lcm"),
        ({"init": "reference"}, "set both to 0 with init: reference"),
        ({"window": 4, "overlap": 4}, "overlap must be at least 0 and smaller than window"),
        ({"device": "cpu", "precision": "fp16"}, "precision fp16 needs a GPU"),
        ({"control_start": 0.5, "control_end": 0.5}, "control_start must be smaller"),
        ({"steps": "many"}, "give a whole number"),
        ({"pose_model": "depth_controlnet"}, "depth_controlnet knows no poses; see body_control"),
        ({"compile": True, "motion": "animatediff"}, "can compile neither motion: animatediff nor"),
    ],
)
def test_bad_settings_are_refused_before_anything_is_loaded(settings, sentence):
    with pytest.raises(UserError, match=sentence):
        GENERATORS.spec({"use": "controlnet"} | settings, "generators.sd")


def test_needs_follow_the_settings():
    needs = ControlNet().needs()
    assert needs.weights == ("sd15", "openpose_controlnet")
    assert (needs.gpu, needs.body, needs.prompted, needs.paints) == (1, True, True, True)
    assert [spec["use"] for spec in needs.uses] == ["limb_warp", "openpose"]
    settings = {"identity": "plus_face", "motion": "polish", "scheduler": "lcm", "vae": "v"}
    settings |= {"body_control": "depth", "control_scale": 0.0}
    other = ControlNet(**PLAIN | settings).needs()
    assert other.weights == (
        *("sd15", "depth_controlnet", "v", "ip_adapter_plus_face", "ip_image_encoder"),
        *("motion_adapter", "lcm_lora"),
    )
    assert (other.gpu, other.body) == (0, True)
    assert [spec["use"] for spec in other.uses] == ["depth"]


def test_a_prompt_that_asks_for_nothing_is_warned_of(load):
    generator = load(prompt="a person signing {gloss}")
    doll = paper_character()
    empty = "every phrase of the prompt names it: nothing is asked for"
    assert any(empty in sentence for sentence in generator.warnings(doll, still(1)))
    assert not any(empty in sentence for sentence in generator.warnings(doll, waving(1)))
    assert not any(empty in s for s in load().warnings(doll, still(1)))  # a phrase is left


def test_each_pose_network_gets_the_drawing_that_it_learned():
    for name, ground in (("openpose_controlnet", 0), ("mediapipe_controlnet", 255)):
        settings = ControlNet(**PLAIN | {"pose_model": name})
        assert settings.needs().weights == ("sd15", name)
        [drawing] = next(shots(settings, paper_character(), still(1))).controls
        assert (drawing[:4] == ground).all() and (drawing != ground).any()


@pytest.mark.parametrize(
    "settings", [{"scheduler": "dpmpp_2m"}, {"scheduler": "lcm"}, {"reference_attention": True}]
)
def test_same_seed_same_frames_whatever_the_batch(load, settings):
    one, three, other = (
        frames_of(load(**settings, shared_noise=False, batch_size=n, seed=seed), waving(4))
        for n, seed in ((1, 5), (3, 5), (3, 6))
    )
    assert one.shape == (4, SIZE[1], SIZE[0], 3)
    assert abs(one - three).max() <= 1  # grey levels
    assert abs(one - other).mean() > 1


@pytest.mark.parametrize("motion", ["none", "animatediff"])
def test_latents_are_those_of_diffusers_own_pipelines(load, motion):
    """Frames together, and one window, as the library's own loops make them."""
    import diffusers

    ours = load(scheduler="ddim", steps=5, control_end=0.7, motion=motion, window=3, overlap=0)
    models, character, clip = ours.models, paper_character(), waving(3)
    guides = make_guides(ours.settings, models, character, clip)
    scenes = list(shots(ours.settings, character, clip))
    drawings = pixels(models, [scene.controls[0] for scene in scenes], 0.0)
    start = torch.randn(3, 4, 8, 6, generator=torch.Generator().manual_seed(1))
    unet = models.video or models.pipe.unet
    inputs = Inputs([0, 1, 2], start, [drawings], None)
    found = denoise(ours.settings, models, guides, inputs, 0.7, unet)

    video = motion == "animatediff"
    scheduler, times = make_scheduler(models.pipe.scheduler.config, "ddim", 5, 0.7, "cpu", video)
    noise, _ = draw_noise(ours.settings, [0, 1, 2], (4, 8, 6), own=video)
    assert torch.equal(noise[0], noise[1]) != video
    noisy = scheduler.add_noise(start, noise, times[:1])
    parts = models.pipe.components | {"controlnet": models.controls[0][0], "scheduler": scheduler}
    call = {
        "strength": 0.7,
        "num_inference_steps": 5,
        "guidance_scale": 3.0,
        "controlnet_conditioning_scale": 1.0,
        "control_guidance_end": 0.7,
        "output_type": "latent",
    }
    prompts = fill(ours.settings.prompt, "hello"), ours.settings.negative_prompt
    if video:
        del parts["safety_checker"]
        parts |= {"unet": unet, "motion_adapter": None}
        theirs = diffusers.AnimateDiffVideoToVideoControlNetPipeline(**parts)
        frames = [Image.fromarray(scene.controls[0]) for scene in scenes]
        call |= {"conditioning_frames": frames}
        call |= {"width": SIZE[0], "height": SIZE[1], "enforce_inference_steps": False}
        call |= {"latents": noisy.transpose(0, 1)[None]}
    else:
        theirs = diffusers.StableDiffusionControlNetImg2ImgPipeline(
            **parts, requires_safety_checker=False
        )
        call |= {"image": torch.zeros(3, 3, SIZE[1], SIZE[0]), "control_image": drawings}
        call |= {"latents": noisy}
        prompts = [[prompt] * 3 for prompt in prompts]
    theirs.set_progress_bar_config(disable=True)
    expected = theirs(prompt=prompts[0], negative_prompt=prompts[1], **call)[0]
    expected = expected[0].transpose(0, 1) if video else expected
    assert abs(expected - start).mean() > 0.1
    torch.testing.assert_close(found, expected, atol=1e-3, rtol=1e-3)


def test_strength_0_is_the_initial_image_itself(load, body_model):
    picture = cv2.resize(paper_character().picture, SIZE, interpolation=cv2.INTER_AREA)
    found = frames_of(load(strength=0.0), still(2))
    np.testing.assert_array_equal(found, [picture] * 2)
    character = embodied_character(body_model)
    motion = embodied_motion(body_model, waving(2).poses)
    warp = GENERATORS.build({"use": "limb_warp", "settings": {}})
    warped = list(warp.generate(character, motion))
    sd = load(strength=0.0, init="warp", background="reference", hold_hands=0.3)
    np.testing.assert_array_equal(list(sd.generate(character, motion)), warped)


def test_the_pose_counts_and_at_control_scale_0_it_does_not(load):
    posed, ignored = (latents_of(load(control_scale=scale), waving(3)) for scale in (1.0, 0.0))
    assert ignored.diff(dim=0).abs().max() < 1e-3  # of values around 10
    assert posed.diff(dim=0).abs().max() > 3e-3
    early = load(control_start=0.0, control_end=0.2)  # ends before the first of two steps does
    torch.testing.assert_close(latents_of(early, waving(3)), ignored, atol=1e-3, rtol=1e-3)


def test_shared_noise_makes_equal_poses_equal_frames(load):
    shared, own = (frames_of(load(shared_noise=s, batch_size=2), still(3)) for s in (True, False))
    assert abs(np.diff(shared, axis=0)).max() <= 1
    assert abs(np.diff(own, axis=0)).mean() > 1


@pytest.mark.parametrize("scheduler", ["ddim", "dpmpp_2m", "unipc", "lcm"])
def test_what_is_held_stays_nearer_to_the_initial_image(load, scheduler):
    generator = load(scheduler=scheduler, steps=8, control_scale=0.0)
    models = generator.models
    guides = make_guides(generator.settings, models, paper_character(), still(1))
    start = torch.randn(1, 4, 8, 6, generator=torch.Generator().manual_seed(1))
    hold = torch.zeros(1, 1, 8, 6)
    hold[..., :2], hold[..., 2:4] = 1.0, 0.6
    with torch.inference_mode():
        found = denoise(
            generator.settings, models, guides, Inputs([0], start, [], hold), 1.0, models.pipe.unet
        )
    away = (found - start).abs()
    assert away[..., :2].max() == 0
    assert 0 < away[..., 2:4].mean() < 0.8 * away[..., 4:].mean()


def test_held_hands_keep_their_pixels_and_the_background_is_the_pictures_own(load, body_model):
    character = embodied_character(body_model)
    still = resize(poses(2), (120, 160))
    wrist = still.keypoints[0, still.layout.index("left_wrist")]
    motion = embodied_motion(body_model, ringed(still, "left_hand", wrist + (0, 5), 6))
    warp = GENERATORS.build({"use": "limb_warp", "settings": {}})
    warped = np.stack(list(warp.generate(character, motion))).astype(int)
    sd = load(init="warp", background="reference", hold_hands=1.0)
    before = motion.poses.keypoints.copy()
    found = np.stack(list(sd.generate(character, motion))).astype(int)
    np.testing.assert_array_equal(motion.poses.keypoints, before)
    x, y = motion.poses.part("left_hand")[0].mean(axis=0).round().astype(int)
    held = abs(found - warped)[:, y - 2 : y + 3, x - 2 : x + 3]  # the hand, over black and white
    assert held.max() <= 6 and held.mean() < 1  # a soft edge is rounded often
    assert abs(found - warped)[:, 60:80, 50:70].mean() > 5  # the trunk
    assert abs(found - warped)[:, :8].max() == 0  # above the head


def ringed(motion, part, middle, radii):
    """The points of a part on a ring."""
    keypoints, where = motion.keypoints.copy(), motion.layout.parts[part]
    ring = np.linspace(0, 2 * np.pi, where.stop - where.start)
    keypoints[:, where] = middle + np.stack([np.cos(ring), np.sin(ring)], axis=1) * radii
    return motion.changed(keypoints=keypoints, confidence=np.isfinite(keypoints).all(axis=2))


@pytest.mark.parametrize(
    "frames_length_overlap", [(1, 4, 1), (16, 16, 4), (17, 16, 4), (100, 16, 4), (9, 4, 0)]
)
def test_windows_cover_every_frame_with_weights_that_sum_to_1(frames_length_overlap):
    frames, length, overlap = frames_length_overlap
    plan = plan_windows(frames, length, overlap)
    assert plan[0][0] == 0 and plan[-1][1] == frames
    assert all(stop - start == min(length, frames) for start, stop in plan)
    assert all(a[1] - b[0] >= overlap for a, b in pairwise(plan))
    total = torch.zeros(frames)
    for number in range(len(plan)):  # what each window alone brings to every frame
        held, stop = torch.zeros(frames), 0
        for i, (start, end) in enumerate(plan):
            own = torch.full((end - start,), float(i == number))
            if shared := stop - start if i else 0:
                own = blend(held[start:stop], own, ramp(shared))
            held[start:end], stop = own, end
        total += held
    torch.testing.assert_close(total, torch.ones(frames))


def test_windows_bring_no_change_of_their_own_into_a_still_clip(weights, tmp_path):
    """With motion modules that are the identity, as at the start of their training.

    Each frame has noise of its own, and is what it would be in one window.
    """
    from diffusers import MotionAdapter

    silent = tiny.tiny_motion_adapter(tmp_path / "silent", silent=True)
    adapter = MotionAdapter.from_pretrained(silent, low_cpu_mem_usage=False)
    with torch.no_grad():
        for name, number in adapter.named_parameters():
            number *= ".proj_out." not in name
    adapter.save_pretrained(silent)
    one, many = (
        frames_of(
            ControlNet(**PLAIN | {"motion": "animatediff", "window": window, "overlap": 2}).loaded(
                weights | {"motion_adapter": silent}
            ),
            still(6),
        )
        for window in (6, 4)
    )
    assert len(many) == 6
    assert abs(one - many).max() <= 1


def test_windows_see_each_other_and_hold_few_frames(load):
    generator = load(motion="animatediff", window=4, overlap=2)
    found, again = (frames_of(generator, waving(6)) for _ in range(2))
    np.testing.assert_array_equal(found, again)
    alone = np.concatenate([frames_of(generator, cut(waving(6), i, i + 3)) for i in (0, 3)])
    assert abs(found - alone).mean() > 0.05
    settings, taken = generator.settings, []

    def counted():
        for shot in shots(settings, paper_character(), waving(40)):
            taken.append(shot.index)
            yield shot

    guides = make_guides(settings, generator.models, paper_character(), waving(1))
    pairs = windowed(settings, generator.models, guides, counted(), 40, 1.0, print)
    next(pairs)
    assert len(taken) <= 8  # a window, and what the next one adds
    pairs.close()


def cut(motion, start, stop):
    return replace(motion, poses=motion.poses.cut(slice(start, stop)))


def test_a_light_pass_over_finished_frames_with_everything_on(load):
    both = {"identity": "plus", "reference_attention": True, "window": 3, "overlap": 1}
    plain, polished = (frames_of(load(motion=m, **both), waving(4)) for m in ("none", "polish"))
    assert plain.shape == polished.shape
    assert abs(plain - polished).mean() > 1


def test_previous_carries_the_look_from_frame_to_frame(load):
    settings = {"init": "previous", "strength": 0.5}
    found = frames_of(load(**settings), still(3))
    first = frames_of(load(strength=0.5), still(1))
    assert abs(found[0] - first[0]).max() <= 1
    assert abs(found[1] - found[0]).mean() > 0.5


@pytest.mark.parametrize(
    "settings",
    [{"identity": "plus"}, {"identity": "plus_face"}, {"reference_attention": True}],
    ids=str,
)
def test_the_reference_is_seen(load, settings):
    """Another picture gives other latents, from the same noise; without the setting it does not."""
    motion, doll = waving(2), paper_character()
    doll = replace(doll, poses=ringed(doll.poses, "face", (120, 52), (15, 20)))
    other = replace(doll, picture=255 - doll.picture)
    for more, differs in ((settings, True), ({}, False)):
        a, b = (latents_of(load(**more), motion, who) for who in (doll, other))
        assert torch.equal(a, b) != differs  # without it, to the last digit


def test_ip_scale_0_is_no_identity(load):
    with_adapter, without = (
        frames_of(load(identity=identity, ip_scale=0.0), waving(2)) for identity in ("plus", "none")
    )
    assert abs(with_adapter - without).max() <= 1


def test_a_canvas_of_odd_size_is_painted_at_the_nearest_multiple_of_8(load):
    generator, motion = load(), waving(2, (54, 70))
    assert frames_of(generator, motion).shape == (2, 70, 54, 3)
    sentences = generator.warnings(paper_character(), motion)
    assert (
        "54 x 70 is no multiple of 8: the network paints 56 x 72, scaled to the canvas" in sentences
    )
    assert "no GPU is used: diffusion takes minutes a frame on a CPU" in sentences


def test_out_of_memory_halves_the_batch_and_says_so(load, capsys):
    """The real UNet, with a hook that refuses more frames than its memory would take."""
    generator = load(batch_size=5)
    expected = frames_of(generator, waving(7))
    unet, room, seen = generator.models.pipe.unet, 2, []

    def refuse(_, inputs):
        seen.append(len(inputs[0]) // 2)  # with and without the prompt
        if seen[-1] > room:
            raise torch.OutOfMemoryError("no room")

    hook = unet.register_forward_pre_hook(refuse)
    try:
        capsys.readouterr()
        found = frames_of(generator, waving(7))
        said = capsys.readouterr().out.splitlines()
        assert said == ["warning: out of GPU memory with 5 frames: going on with 2"]
        assert max(seen[1:]) == 2
        assert abs(found - expected).max() <= 1
        room = 0
        with pytest.raises(UserError, match="does not suffice for one frame"):
            frames_of(generator, waving(2))
    finally:
        hook.remove()


def test_out_of_memory_in_a_window_saves_where_it_can_and_says_so(load):
    """Hooks on the real video UNet and VAE that refuse more than their memory would take."""
    generator = load(motion="animatediff", window=6, overlap=2, identity="plus")
    doll, motion = paper_character(), waving(8)
    expected, notes = noted(generator, doll, motion)
    assert notes == []
    room = {"unet": 6, "vae": 2, "net": 4}
    models = generator.models

    def refuse(what):
        def hook(_, inputs):
            first = inputs[0]
            if first.shape[0] * (first.shape[2] if first.ndim == 5 else 1) > room[what]:
                raise torch.OutOfMemoryError("no room")

        return hook

    hooks = [models.video.register_forward_pre_hook(refuse("unet"))]
    hooks += [part.register_forward_pre_hook(refuse("vae")) for part in
              (models.pipe.vae.encoder, models.pipe.vae.decoder)]  # fmt: skip
    hooks += [models.controls[0][0].register_forward_pre_hook(refuse("net"))]
    try:
        found, notes = noted(generator, doll, motion)
        assert abs(found - expected).max() <= 1
        window = [note for note in notes if "a window of 6 frames: going on with prompt" in note]
        vae = [note for note in notes if "pictures in the VAE: going on with" in note]
        assert len(window) == 1 and vae and len(notes) == len(window) + len(vae)
        room["unet"] = 5
        with pytest.raises(UserError, match="a window of 6 frames, which must be seen together"):
            noted(generator, doll, motion)
    finally:
        for hook in hooks:
            hook.remove()


def noted(generator, character, motion):
    """Frames, and the sentences that their generator returns at the end."""
    images, notes = generator.generate(character, motion), []

    def each():
        notes.extend((yield from images))

    return np.stack(list(each())).astype(int), notes


def test_sparing_memory_changes_nothing_with_reference_attention(load):
    generator = load(reference_attention=True)
    models, clip = generator.models, waving(3)
    guides = make_guides(generator.settings, models, paper_character(), clip)
    scenes = list(shots(generator.settings, paper_character(), clip))
    with torch.inference_mode():
        inputs = make_inputs(models, scenes, torch.zeros(3, 4, 8, 6))
        usual, sparing = (
            denoise(
                generator.settings, models, guides, inputs, 1.0, models.pipe.unet, sparing=spare
            )
            for spare in (False, True)
        )
    torch.testing.assert_close(sparing, usual, atol=1e-4, rtol=1e-4)


def test_prompt_and_picture_are_encoded_once_and_the_rest_in_batches(load):
    generator, calls = load(batch_size=2), []
    pipe = generator.models.pipe
    parts = {"text": pipe.text_encoder, "encoder": pipe.vae.encoder, "decoder": pipe.vae.decoder}
    parts |= {"unet": pipe.unet}
    hooks = [
        part.register_forward_pre_hook(lambda *_, name=name: calls.append(name), with_kwargs=True)
        for name, part in parts.items()
    ]
    try:
        frames_of(generator, waving(5))
    finally:
        for hook in hooks:
            hook.remove()
    found = {name: calls.count(name) for name in parts}
    assert found == {"text": 2, "encoder": 1, "decoder": 3, "unet": 3 * 2}  # 2 sides; steps


def test_frames_are_made_while_others_are_used_and_few_wait(load):
    generator, taken, used = load(batch_size=2), [], threading.Event()

    def counted():
        for shot in shots(generator.settings, paper_character(), waving(20)):
            taken.append(shot.index)
            yield shot

    guides = make_guides(generator.settings, generator.models, paper_character(), waving(1))
    pairs = one_by_one(generator.settings, generator.models, guides, counted(), print)
    next(pairs)
    assert len(taken) <= 8  # a batch in use, one being painted, one drawn, one begun
    pairs.close()

    def slow():
        yield "first"
        used.set()  # only reached while the first is in use
        yield "second"

    items = ahead(slow())
    assert next(items) == "first"
    assert used.wait(10)
    assert list(items) == ["second"]


def test_compiled_networks_agree(load, monkeypatch):
    """The whole generator captured as graphs, by the compiler's first half alone: in seconds."""
    monkeypatch.setattr(compiling, "BACKEND", "eager")
    try:
        plain, whole = (frames_of(load(steps=1, compile=c), waving(2)) for c in (False, True))
        assert abs(plain - whole).max() <= 1
    finally:
        torch.compiler.reset()


@pytest.mark.skipif(not shutil.which("g++"), reason="PyTorch's compiler needs g++ on a CPU")
def test_the_compiler_itself_agrees_or_says_why_not():
    """PyTorch's own compiler on a UNet of two blocks: a whole one takes it minutes."""
    from diffusers import UNet2DModel
    from torch._inductor import config

    unet = UNet2DModel(
        sample_size=8,
        in_channels=4,
        out_channels=4,
        block_out_channels=(4,),
        layers_per_block=1,
        down_block_types=("DownBlock2D",),
        up_block_types=("UpBlock2D",),
        mid_block_type=None,
        norm_num_groups=2,
    ).requires_grad_(False)
    latents = torch.randn(2, 4, 8, 8, generator=torch.Generator().manual_seed(0))
    expected = unet(latents, 5).sample
    compiling.compile_networks([unet])
    try:
        with (
            config.patch({"cpp.cxx": ("/no/compiler",), "fx_graph_cache": False}),
            pytest.raises(UserError, match=r"compile: true, but .* set compile: false"),
            compiling.compile_errors(ControlNet(compile=True)),
        ):
            unet(latents, 5)
        torch.compiler.reset()
        torch.testing.assert_close(unet(latents, 5).sample, expected, atol=1e-4, rtol=1e-4)
    finally:
        torch.compiler.reset()


def test_work_ahead_keeps_order_and_errors():
    assert list(ahead(iter(range(5)))) == [0, 1, 2, 3, 4]
    with pytest.raises(ZeroDivisionError):
        list(ahead(1 / n for n in (2, 0, 1)))
    assert [sum(items) for items, _ in halving([[1, 2], [3]], list)] == [3, 3]


def test_a_lora_is_added_to_the_weights(weights):
    from diffusers import UNet2DConditionModel
    from safetensors.torch import load_file

    from pose2video.generators.controlnet.lora import fuse_lora

    unet = UNet2DConditionModel.from_pretrained(weights["sd15"] / "unet", low_cpu_mem_usage=False)
    layer = unet.mid_block.attentions[0].transformer_blocks[0].attn1.to_q
    before = layer.weight.detach().clone()
    fuse_lora(unet, weights["lcm_lora"])
    tensors = load_file(weights["lcm_lora"] / "pytorch_lora_weights.safetensors")
    key = "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q"
    up, down = (tensors[f"{key}.lora_{part}.weight"] for part in ("up", "down"))
    torch.testing.assert_close(layer.weight.detach(), before + up @ down)


def test_weights_that_do_not_fit_are_refused_with_a_sentence(weights, tmp_path):
    from diffusers import ControlNetModel

    def refused(sentence, settings=(), **others):
        with pytest.raises(UserError, match=sentence):
            ControlNet(**PLAIN | dict(settings)).loaded(weights | others)

    down = ("CrossAttnDownBlock2D", "DownBlock2D")
    sizes = {"down_block_types": down, "norm_num_groups": 4, "attention_head_dim": 2}
    sizes |= {"cross_attention_dim": 12, "conditioning_embedding_out_channels": (4, 4)}
    ControlNetModel(block_out_channels=(8, 8), **sizes).save_pretrained(tmp_path / "other")
    refused(
        r"weights openpose_controlnet are of another architecture: block_out_channels is \(8, 8\)",
        openpose_controlnet=tmp_path / "other",
    )
    refused("the weights sd15 in .* cannot be read .* diffusers layout", sd15=tmp_path)
    refused("has 0 safetensors files", {"scheduler": "lcm"}.items(), lcm_lora=tmp_path)
    refused(
        "another architecture", {"scheduler": "lcm"}.items(), lcm_lora=weights["ip_adapter_plus"]
    )
    refused(
        "do not fit the base model",
        {"identity": "plus"}.items(),
        ip_adapter_plus=weights["lcm_lora"],
    )
    refused("takes at most 32 frames", {"motion": "polish", "window": 40}.items())
    if not torch.cuda.is_available():
        refused("PyTorch sees no GPU here", {"device": "cuda"}.items())


def test_the_benchmark_runs_on_a_cpu(capsys):
    from benchmarks import measure_diffusion

    measure_diffusion.main(2, SIZE, 2, 1.0, 2, "cpu", "fp32", False)
    said = capsys.readouterr().out
    assert "grey levels differ by 0.0" in said
    assert "no speed measured" in said
