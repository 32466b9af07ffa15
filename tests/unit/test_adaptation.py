"""Training on a character's pictures, with tiny models of the real classes, on the CPU."""

import shutil
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
import yaml

from bad_input.tables import MINE, project
from paper_doll import BACKGROUND, COLOURS, paper_character
from pose2video.configuring.config import read_yaml
from pose2video.errors import UserError
from pose2video.files import read_json
from pose2video.generators.controlnet import ControlNet
from pose2video.generators.controlnet.teaching.two_phase import TwoPhase
from pose2video.planning.reading import read_plan
from pose2video.registry import Needs
from pose2video.resources import RESOURCES
from pose2video.training import ADAPTATIONS

torch = pytest.importorskip("torch")
tiny = pytest.importorskip("tiny_models")

from pose2video.generators.controlnet.adapted import DECODER, LORA, add_adaptation  # noqa: E402
from pose2video.generators.controlnet.latents import decode, encode  # noqa: E402
from pose2video.generators.controlnet.models import load_models  # noqa: E402
from pose2video.generators.controlnet.teaching.learners import key_of, run, schedule_of  # noqa: E402
from pose2video.generators.controlnet.teaching.phases import Phase, unet_phase  # noqa: E402
from pose2video.generators.controlnet.teaching.teaching import teach  # noqa: E402
from pose2video.generators.controlnet.teaching.trials import difference, repaint  # noqa: E402
from pose2video.generators.controlnet.teaching.views import _window, draw_examples, view_of  # noqa: E402
from pose2video.training.checkpoints import Checkpoint  # noqa: E402
from pose2video.weights import fetch  # noqa: E402

SETTINGS = TwoPhase(
    rank=4,
    steps=8,
    decoder_steps=8,
    learning_rate=0.01,
    batch_size=2,
    short_side_px=64,
    device="cpu",
)
EVERY = 3
MADE_BY = {"use": "two_phase"}
DATA = ["digest of the picture", "of the mask", "of the poses"]
RESULTS = (LORA, DECODER, "losses.tsv", "weights.json")


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """Folders by id, as the rule that fetches weights makes them."""
    folder = tmp_path_factory.mktemp("weights")
    own = tiny.tiny_weights(folder / "own", ("sd15", "openpose_controlnet"))
    for name, home in own.items():
        fetch(name, home, folder / name)
    return {name: folder / name for name in own}


@pytest.fixture(scope="module")
def taught(weights, tmp_path_factory):
    """The folder of training that nothing disturbed."""
    folder = tmp_path_factory.mktemp("taught")
    out = folder / "out"
    checkpoint = folder / "c.safetensors"
    teach(SETTINGS, MADE_BY, [paper_character()], weights, out, checkpoint, DATA, EVERY)
    return out


@contextmanager
def hooked(hook):
    """Call `hook(module, inputs)` before every module that runs."""
    handle = torch.nn.modules.module.register_module_forward_pre_hook(hook)
    try:
        yield
    finally:
        handle.remove()


def models_of(weights, adaptation=None):
    settings = replace(SETTINGS.painting(), adaptation="mine" if adaptation else "")
    return load_models(settings, weights | ({"adaptation": adaptation} if adaptation else {}))


def test_adapted_models_reproduce_the_character_better(weights, taught):
    plain, adapted = models_of(weights), models_of(weights, taught)
    view = view_of(paper_character(), SETTINGS)
    painted, decoded = [], []
    with torch.no_grad():
        for models in (plain, adapted):
            painted.append(difference([view], [repaint(SETTINGS, models, view)]))
            decoded.append(difference([view], decode(models, encode(models, [view.picture]))))
    assert painted[1] < 0.9 * painted[0]
    assert decoded[1] < 0.9 * decoded[0]
    said = read_json(taught / "weights.json")["made_by"]["errors"]
    assert [said["before"], said["after"]] == pytest.approx(painted, abs=0.1)

    unseen = draw_examples([paper_character()], replace(SETTINGS, seed=99, batch_size=8), "unet", 0)
    with torch.no_grad():
        before, after = (
            float(unet_phase(SETTINGS, models).loss(unseen)) for models in (plain, adapted)
        )
    assert after < 0.97 * before


@pytest.mark.parametrize(
    ("network", "calls", "said"),
    [
        ("UNet2DConditionModel", 12 + 7, "unet: going on after 6 of 8 steps"),
        ("Decoder", 1 + 7, "decoder: going on after 6 of 8 steps"),
    ],
)
def test_killed_and_resumed_is_never_killed(
    network, calls, said, weights, taught, tmp_path, capsys
):
    """Killed in the last step of a phase; 12 steps and one picture tried the models before."""
    out, checkpoint = tmp_path / "out", tmp_path / "c.safetensors"
    arguments = (SETTINGS, MADE_BY, [paper_character()], weights, out, checkpoint, DATA, EVERY)
    seen = 0

    def kill(module, inputs):
        nonlocal seen
        seen += type(module).__name__ == network
        if seen > calls:
            raise KeyboardInterrupt

    with hooked(kill), pytest.raises(KeyboardInterrupt):
        teach(*arguments)
    assert not out.exists() and checkpoint.is_file()
    capsys.readouterr()
    torch.rand(3)  # what others draw does not matter
    teach(*arguments)
    assert said in capsys.readouterr().out
    for name in RESULTS:
        assert (out / name).read_bytes() == (taught / name).read_bytes(), name


def losses_of(folder, phase):
    rows = [line.split("\t") for line in (folder / "losses.tsv").read_text().splitlines()]
    assert rows[0] == ["phase", "step", "loss"]
    return [float(loss) for name, _, loss in rows if name == phase]


def test_losses_are_kept_and_fall(taught):
    for phase in ("unet", "decoder"):
        losses = losses_of(taught, phase)
        assert len(losses) == 8
        assert np.mean(losses[-3:]) < np.mean(losses[:3])


def test_lower_precision_learns_as_well(weights, taught, tmp_path):
    """Trained weights stay float32, and every step sees them as the last one left them."""
    out, settings = tmp_path / "out", replace(SETTINGS, steps=0, precision="bf16")
    teach(settings, MADE_BY, [paper_character()], weights, out, tmp_path / "c", DATA, EVERY)
    assert losses_of(out, "decoder") == pytest.approx(losses_of(taught, "decoder"), rel=0.05)
    assert not (out / LORA).exists()


def test_too_little_memory_says_what_to_set(tmp_path):
    """Halves, numbers that are none, other architectures: test_training, of the loop below it."""

    def never(examples):
        raise torch.OutOfMemoryError("no room")

    phase = Phase("point", 6, 0.1, {"w": torch.nn.Parameter(torch.ones(1))}, never)
    with pytest.raises(UserError, match="train the point on one picture: set a smaller short_side"):
        run([phase], lambda phase, step: [torch.ones(1)], Checkpoint(tmp_path / "c", {}))


def test_another_setting_picture_or_network_is_another_training(weights):
    made_by, whole = {"use": "two_phase", "settings": {"rank": 4}}, [schedule_of(8)]
    mine = key_of(made_by, whole, DATA, weights)
    assert key_of(made_by, [schedule_of(8, every=3)], DATA, weights) == mine  # changes no result
    fewer = {name: weights[name] for name in ["sd15"]}
    others = [
        ("settings", key_of(made_by | {"settings": {"rank": 8}}, whole, DATA, weights)),
        ("settings", key_of(made_by, [schedule_of(9)], DATA, weights)),
        ("pictures", key_of(made_by, whole, DATA[::-1], weights)),
        ("weights", key_of(made_by, whole, DATA, fewer)),
    ]
    for what, key in others:
        assert {name for name in mine if mine[name] != key[name]} == {what}


def test_what_was_made_for_other_models_is_refused(weights, taught, tmp_path):
    pipe = models_of(weights).pipe
    for part, name in ((LORA, "the LoRA"), (DECODER, "the decoder")):
        folder = tmp_path / part.split("/")[0]
        shutil.copytree(taught / part.split("/")[0], folder / part.split("/")[0])
        if part == LORA:
            layer = pipe.unet.mid_block.attentions[0].transformer_blocks[0].attn1
            layer.to_q = torch.nn.Linear(3, 3)
        else:
            pipe.vae.decoder.conv_in = torch.nn.Conv2d(4, 16, 3)
        with pytest.raises(UserError, match=f"{name} .* is of another architecture"):
            add_adaptation(pipe, folder)


def test_views_are_never_mirrored_and_their_poses_lie_on_the_person():
    doll, seen = paper_character(), 0
    for step in range(30):
        view = draw_examples([doll], replace(SETTINGS, batch_size=1, seed=3), "unet", step)[0].view
        assert view.picture.shape == view.drawing.shape == (88, 64, 3)
        person = abs(view.picture.astype(int) - BACKGROUND).max(axis=2) > 40
        assert (person == (view.person > 0.5)).mean() > 0.9
        drawn = view.drawing.max(axis=2) > 60
        assert drawn.any() and view.person[drawn].mean() > 0.6
        columns = []
        for side in ("left", "right"):
            near = abs(view.picture.astype(int) - COLOURS[f"{side}_upper_arm"]).max(axis=2) < 12
            columns.append(np.nonzero(near)[1])
        if min(map(len, columns)) > 3:
            seen += 1
            assert columns[0].mean() > columns[1].mean() + 5  # the doll faces us
    assert seen > 5


def test_parts_differ_from_step_to_step_and_pictures_take_turns():
    doll, rng = paper_character(), np.random.default_rng(1)
    windows = [_window(doll, rng) for _ in range(40)]
    assert len(set(windows)) > 30
    for left, top, width, height in windows:
        assert min(left, top) >= 0 and left + width <= 240 and top + height <= 320
        assert 0.69 < width / 240 <= 1 and abs(width / 240 - height / 320) < 0.01
    dark = replace(doll, picture=doll.picture // 4)
    means = [
        draw_examples([doll, dark], SETTINGS, "unet", step)[0].view.picture.mean()
        for step in range(4)
    ]
    assert min(means[0], means[2]) > 2 * max(means[1], means[3])
    one, two = (draw_examples([doll], SETTINGS, phase, 0)[0] for phase in ("unet", "decoder"))
    assert abs(one.noise - two.noise).max() > 1


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"prompt": "a person signing {gloss}"}, "leave {gloss} out"),
        ({"steps": 0, "decoder_steps": 0}, "both 0: nothing would be learned"),
        ({"rank": 0}, r"rank must lie in \[1, 256\]"),
        ({"learning_rate": 0}, r"learning_rate must lie in \(0, 0.1\]"),
        ({"precision": "fp16"}, "precision must be one of auto, fp32, bf16"),
        ({"pose_model": "depth_controlnet"}, "depth_controlnet knows no poses"),
        ({"lora_rank": 4}, "no setting 'lora_rank'"),
    ],
)
def test_bad_settings_are_refused_before_anything_is_loaded(settings, sentence):
    with pytest.raises(UserError, match=sentence):
        ADAPTATIONS.spec({"use": "two_phase"} | settings, "adaptations.mine")


def test_needs_follow_the_settings():
    needs = TwoPhase().needs()
    assert (needs.weights, needs.gpu) == (("sd15", "openpose_controlnet"), 1)
    lone = TwoPhase(pose_model="", vae="sd_vae_ft_mse", device="cpu")
    assert lone.needs() == Needs(weights=("sd15", "sd_vae_ft_mse"), memory_mb=5000)
    assert ControlNet(adaptation="mine").needs().adaptation == "mine"


@pytest.mark.parametrize(
    ("generator", "also", "sentence"),
    [
        ({"adaptation": "mine"}, ["her"], None),
        ({"adaptation": "mine", "vae": "sd_vae_ft_mse"}, [], "that of adaptations.mine is ''"),
        ({"adaptation": "mine"}, ["him"], "characters.me.also: there is no character 'him'"),
    ],
)
def test_the_config_is_checked_as_a_whole(generator, also, sentence, tmp_path, monkeypatch):
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    project(tmp_path / "project")
    (tmp_path / "project" / "her.jpg").write_bytes(b"x")
    puppet = read_yaml(RESOURCES.parent / "config.yaml")["recipes"]["puppet"]
    mine = MINE | {
        "characters": {"me": {"image": "me.png", "also": also}, "her": {"image": "her.jpg"}},
        "adaptations": {"mine": {"use": "two_phase"}},
        "generators": {"sd": {"use": "controlnet"} | generator},
        "recipes": {"sd": puppet | {"generator": "sd"}},
        "make": [{"clips": "all", "characters": ["me"], "recipes": ["sd"]}],
    }
    (tmp_path / "project" / "mine.yaml").write_text(yaml.safe_dump(mine))
    if sentence is None:
        plan = read_plan(["mine.yaml"], tmp_path / "project")
        assert plan.pictured("me") == ["me", "her"] and plan.pictured("her") == ["her"]
        return
    with pytest.raises(UserError, match=sentence):
        read_plan(["mine.yaml"], tmp_path / "project")
