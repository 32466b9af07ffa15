"""MagicPose's training on tiny models, and published checkpoints as local files."""

import json
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import yaml

from bad_input.tables import MINE, project
from paper_doll import poses
from parity_files import arrays_of, keys_of
from pose2video.configuring.config import read_yaml
from pose2video.datasets.index import SetIndex, SetSequence
from pose2video.errors import UserError
from pose2video.films.frames import write_frames
from pose2video.planning.reading import read_plan
from pose2video.planning.trainings import taught_on
from pose2video.poses.formats import write_poses
from pose2video.poses.geometry import resize
from pose2video.resources import RESOURCES
from pose2video.training import TRAININGS
from pose2video.training.schedule import Schedule

torch = pytest.importorskip("torch")
from safetensors.torch import save_file  # noqa: E402

tiny = pytest.importorskip("tiny_models")

from killed_training import killed  # noqa: E402
from pose2video.generators.appearance_control import AppearanceControl  # noqa: E402
from pose2video.generators.appearance_control.models import taught_networks  # noqa: E402
from pose2video.generators.appearance_control.names import name_in_diffusers  # noqa: E402
from pose2video.generators.appearance_control.teaching import costs, teaching  # noqa: E402
from pose2video.generators.appearance_control.teaching.blanks import (  # noqa: E402
    blank_networks,
    blank_step,
)
from pose2video.generators.appearance_control.teaching.checkpoint_parts import (  # noqa: E402
    APPEARANCE,
    TERMS,
    split,
)
from pose2video.generators.appearance_control.teaching.costs import memory_of  # noqa: E402
from pose2video.generators.appearance_control.teaching.learner import (  # noqa: E402
    AppearanceLearner,
)
from pose2video.generators.appearance_control.teaching.lessons import (  # noqa: E402
    USED,
    _cut,
    lessons_of,
)
from pose2video.generators.appearance_control.teaching.magicpose import MagicPose  # noqa: E402
from pose2video.generators.appearance_control.teaching.networks import load_networks  # noqa: E402
from pose2video.generators.appearance_control.teaching.published import (  # noqa: E402
    MagicPosePublished,
)
from pose2video.generators.appearance_control.teaching.results import write_model  # noqa: E402
from pose2video.generators.appearance_control.teaching.teaching import said_of  # noqa: E402
from pose2video.training.checkpoints import Checkpoint  # noqa: E402
from pose2video.training.company import Company  # noqa: E402
from pose2video.training.expected import expected  # noqa: E402
from pose2video.training.footage import Footage  # noqa: E402
from pose2video.training.steps import Steps  # noqa: E402
from pose2video.weights.folders import RECORD  # noqa: E402

SIDE, FRAMES = 64, 4
COLOURS = {"red": (230, 30, 30), "green": (30, 220, 40), "blue": (40, 40, 230), "grey": (120,) * 3}
FEW = {"size": SIDE, "device": "cpu", "batch_size": 4, "checkpointing": False}


def dressed_set(results, people=COLOURS):
    """A data set whose people are each of one colour all over; the last one is held out."""
    sequences = []
    motion = resize(poses(FRAMES), (SIDE, SIDE))
    for name in people:
        folder = results / name
        pictures = [np.full((SIDE, SIDE, 3), COLOURS[name], np.uint8)] * FRAMES
        write_frames(folder / "frames", pictures, 25, (SIDE, SIDE), {})
        write_frames(folder / "maps", [255 - picture for picture in pictures], 25, (SIDE,) * 2, {})
        write_poses(folder / "poses.json", motion)
        split = "val" if name == list(people)[-1] and len(people) > 1 else "train"
        parts = folder / "frames", folder / "poses.json", None, folder / "maps", (), {}
        size = (SIDE, SIDE)
        sequences.append(SetSequence(f"set/{name}", name, name, split, FRAMES, 25.0, size, *parts))
    path = results / "datasets" / "set" / "holistic.steady.json"
    SetIndex("set", "tiktok", "CC0", tuple(sequences), {}).write(path)
    return path


@pytest.fixture(autouse=True)
def few_looks_by_one_thread(monkeypatch):
    monkeypatch.setattr(teaching, "LOOKS", 1)
    monkeypatch.setattr(teaching, "Schedule", partial(Schedule, cpu_threads=1))


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    folders = tiny.tiny_weights(tmp_path_factory.mktemp("w"), ("sd15", "openpose_controlnet"))
    for folder in folders.values():
        (folder / RECORD).write_text(json.dumps({"files": {}}))
    return folders


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Networks of two levels, which learn in seconds."""
    from diffusers import ControlNetModel, UNet2DConditionModel

    folder = tmp_path_factory.mktemp("small")
    found = {"sd15": tiny.tiny_sd15(folder / "sd15"), "openpose_controlnet": folder / "pose"}
    down = {"down_block_types": ("CrossAttnDownBlock2D", "DownBlock2D"), "layers_per_block": 1}
    down |= {"block_out_channels": (16, 16), "attention_head_dim": 2, "norm_num_groups": 4}
    down |= {"cross_attention_dim": tiny.TEXT_WIDTH}
    up = {"up_block_types": ("UpBlock2D", "CrossAttnUpBlock2D")}
    torch.manual_seed(0)
    UNet2DConditionModel(sample_size=8, **down, **up).save_pretrained(found["sd15"] / "unet")
    ControlNetModel(**down, conditioning_embedding_out_channels=(4, 4, 8, 8)).save_pretrained(
        found["openpose_controlnet"]
    )
    _tell_colours_apart(found["sd15"] / "vae")
    for path in found.values():
        (path / RECORD).write_text(json.dumps({"files": {}}))
    _learn_to_denoise(found)
    return found


def _learn_to_denoise(folders, steps=40):
    """Let the UNet learn what pictures of one colour look like, whichever colour it is."""
    networks = load_networks(MagicPose("set", **FEW), folders, None)
    learner, unet = (
        AppearanceLearner(networks, MagicPose("set", **FEW), []),
        networks.models.pipe.unet,
    )
    moves = torch.optim.Adam(unet.requires_grad_(True).parameters(), lr=0.01)
    for number in range(steps):
        torch.manual_seed(number)
        predicted, noise, _ = denoised(learner, torch.randint(1000, (len(COLOURS),)), sees=False)
        torch.nn.functional.mse_loss(predicted, noise).backward()
        moves.step()
        moves.zero_grad()
    unet.save_pretrained(folders["sd15"] / "unet")


def denoised(learner, times, sees=True):
    """The noise as it is told with or without the reference, as it is, and the latents' error."""
    networks, pipe = learner.networks, learner.networks.models.pipe
    with torch.no_grad():
        clean, _ = learner._encoded(pictures_of(COLOURS.values()))
        noise = torch.randn_like(clean)
        noisy = pipe.scheduler.add_noise(clean, noise, times)
    if sees:
        found = learner.predicted(noisy, times, clean)
    else:
        networks.bank.sides = [None] * len(clean)
        text = networks.text.expand(len(clean), -1, -1)
        found = pipe.unet(noisy, times, encoder_hidden_states=text).sample
    kept = pipe.scheduler.alphas_cumprod[times].reshape(-1, 1, 1, 1)
    wrong = (noisy - (1 - kept) ** 0.5 * found) / kept**0.5 - clean
    return found, noise, wrong.abs().mean((1, 2, 3))


def pictures_of(colours):
    """Pictures of one colour each, uint8 `(n, SIDE, SIDE, 3)`."""
    return torch.tensor(list(colours), dtype=torch.uint8)[:, None, None].expand(-1, SIDE, SIDE, -1)


@torch.no_grad()
def _tell_colours_apart(folder):
    """Make a VAE's latents of the colours differ by about one, and be sure."""
    from diffusers import AutoencoderKL

    vae = AutoencoderKL.from_pretrained(folder, low_cpu_mem_usage=False)
    means = vae.encode(
        pictures_of(COLOURS.values()).permute(0, 3, 1, 2) / 127.5 - 1
    ).latent_dist.mean
    scale = 1 / (means.std((0, 2, 3)) * vae.config.scaling_factor)
    last, n = vae.quant_conv, means.shape[1]
    last.weight[:n] *= scale[:, None, None, None]
    last.bias[:n] = (last.bias[:n] - means.mean((0, 2, 3))) * scale
    last.weight[n:], last.bias[n:] = 0, -20
    vae.save_pretrained(folder)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return dressed_set(tmp_path_factory.mktemp("set") / "results")


def taught(folder, index, weights, begin=None, **settings):
    """The result of a training, as tensors by network, and its folder."""
    from safetensors.torch import load_file

    component = MagicPose("set", **FEW | settings)
    sources = {"index": index, "begin": begin, "own": None}
    made_by = {"use": "magicpose", "settings": settings}
    component.train(sources, weights, folder / "out", folder / "scratch", made_by)
    files = (folder / "out").rglob("*.safetensors")
    return {path.parent.name: load_file(path) for path in files}


def equal(one, other):
    return one.keys() == other.keys() and all(
        torch.equal(tensor, other[name][key])
        for name, tensors in one.items()
        for key, tensor in tensors.items()
    )


def published(base, pose=None, start="appearance_control_model."):
    """Tensors of tiny networks under the names that MagicPose was published with."""

    def renamed(name, network, beginning):
        blocks = {key.partition(".")[2].replace("diffusion_model.", "") for key, _ in keys_of(name)}
        keys = {name_in_diffusers(key): key for key in blocks}
        return {f"{beginning}{keys[key]}": tensor for key, tensor in network.items()}

    last = ("conv_norm_out", "conv_out")
    looks = {key: tensor + 1 for key, tensor in base.items() if not key.startswith(last)}
    found = renamed("magic_PUBLISHED_unet", looks, start)
    found |= renamed("magic_PUBLISHED_unet", base, "model.diffusion_model.")
    found[f"{start}input_hint_block.0.weight"] = torch.zeros(2)
    return found | (renamed("magic_PUBLISHED_pose", pose, "pose_control_model.") if pose else {})


def test_every_published_name_is_one_of_stable_diffusion(weights):
    from diffusers import ControlNetModel, UNet2DConditionModel

    arrays_of("magic_ddim")  # skips where the published names are not
    with torch.device("meta"):
        unet = UNet2DConditionModel(cross_attention_dim=768).state_dict()
        pose = ControlNetModel(cross_attention_dim=768).state_dict()
    for name, start, known in (
        ("magic_PUBLISHED_unet", "model.diffusion_model.", unet),
        ("magic_PUBLISHED_pose", "pose_control_model.", pose),
    ):
        found = {name_in_diffusers(key.removeprefix(start)): shape for key, shape in keys_of(name)}
        assert found == {key: tuple(tensor.shape) for key, tensor in known.items()}


def test_a_published_checkpoint_becomes_what_the_generator_loads(weights, tmp_path):
    from diffusers import ControlNetModel, UNet2DConditionModel

    arrays_of("magic_ddim")
    plain = {"low_cpu_mem_usage": False}
    unet = UNet2DConditionModel.from_pretrained(weights["sd15"] / "unet", **plain).state_dict()
    net = ControlNetModel.from_pretrained(weights["openpose_controlnet"], **plain).state_dict()
    file = tmp_path / "both.th"
    torch.save({"state_dict": published(unet, net)}, file)
    component = MagicPosePublished()
    component.train({"own": file}, weights, tmp_path / "out", tmp_path / "scratch", {"use": "it"})
    looks = UNet2DConditionModel.from_pretrained(tmp_path / "out" / "appearance", **plain)
    for key, tensor in looks.state_dict().items():
        same = key.startswith(("conv_norm_out", "conv_out"))
        assert torch.equal(tensor, unet[key] + (0 if same else 1))
    pose = ControlNetModel.from_pretrained(tmp_path / "out" / "pose", **plain).state_dict()
    assert all(torch.equal(pose[key], net[key]) for key in net)
    record = json.loads((tmp_path / "out" / RECORD).read_text())
    assert record["warnings"] == [TERMS] and record["made_by"]["stage"] == "joint"
    component.check_own(file)
    for refuse in (
        lambda it: it.check_own(file),
        lambda it: it.train({"own": file}, weights, tmp_path / "no", None, {}),
    ):
        with pytest.raises(UserError, match="is of stage joint, not of appearance"):
            refuse(MagicPosePublished("appearance"))


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["first_stage_model.x"], "is no checkpoint of MagicPose"),
        (["control_model.input_blocks.0.0.weight"], "holds a ControlNet and no appearance model"),
        (["control_model.output_blocks.0.0.in_layers.0.bias"], "stage appearance, not of joint"),
    ],
)
def test_files_of_other_networks_are_refused(names, sentence):
    with pytest.raises(UserError, match=sentence):
        split(dict.fromkeys(names, torch.zeros(1)), "joint", "file.th")


def test_a_file_is_refused_before_anything_runs(tmp_path):
    """By the names in it; of a pickle nothing is carried out, and an old one waits for the job."""
    names = {f"module.{APPEARANCE[0]}output_blocks.0.bias": torch.zeros(1)}
    torch.save(names, tmp_path / "new.th")
    save_file(names, tmp_path / "new.safetensors")
    (tmp_path / "broken.th").write_bytes(b"PK\x03\x04")
    (tmp_path / "broken.safetensors").write_bytes(b"\xff" * 20)
    for end in ("th", "safetensors"):
        MagicPosePublished("appearance").check_own(tmp_path / f"new.{end}")
        with pytest.raises(UserError, match="stage appearance, not of joint"):
            MagicPosePublished().check_own(tmp_path / f"new.{end}")
        with pytest.raises(UserError, match=r"is not a safetensors|cannot be read"):
            MagicPosePublished().check_own(tmp_path / f"broken.{end}")
    torch.save(names, tmp_path / "old.th", _use_new_zipfile_serialization=False)
    MagicPosePublished().check_own(tmp_path / "old.th")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"stage": "third"}, "stage must be one of appearance, joint"),
        ({"begin": "first"}, "stage appearance begins with Stable Diffusion"),
        ({"size": 100}, "size must be a multiple of 8"),
        ({"drop_face": 2.0}, r"drop_face must lie in \[0, 1\]"),
        ({"precision": "fp8"}, "precision must be one of auto, fp32, fp16, bf16"),
        ({"precision": "fp16", "device": "cpu"}, "fp16 needs a GPU"),
        ({"batch_size": 8, "processes": 3}, "8 pairs cannot be shared by 3 processes"),
        ({"body_control": "depth"}, "stage appearance is told nothing of the pose"),
    ],
)
def test_bad_settings_are_refused(settings, sentence):
    with pytest.raises(UserError, match=sentence):
        TRAININGS.spec({"use": "magicpose", "data_set": "set"} | settings, "trainings.mine")


def test_published_settings_stand_where_none_are_given():
    first, second = MagicPose("set"), MagicPose("set", stage="joint", begin="first", batch_size=4)
    assert (first.batch_size, first.img_bin_limit, first.steps) == (32, 15, 10_000)
    assert (second.batch_size, second.img_bin_limit, second.steps) == (4, 29, 110_000)
    assert (first.size, MagicPose("set", quality="draft").size) == (512, 256)
    assert MagicPose("set", quality="draft", steps=7).steps == 7
    assert first.needs().weights == ("sd15",)
    assert second.needs().weights == ("sd15", "openpose_controlnet")
    assert (second.needs().taught, second.needs().data_set) == ("first", "set")


def test_looks_are_learned_and_the_second_stage_goes_on_from_them(index, small, tmp_path):
    first = taught(tmp_path / "1", index, small, steps=40, learning_rate=0.01)
    settings = MagicPose("set", **FEW)
    networks = load_networks(settings, small, None)
    learner = AppearanceLearner(networks, settings, [])

    @torch.no_grad()
    def errors(sees):
        torch.manual_seed(3)
        found = [denoised(learner, torch.full((len(COLOURS),), t), sees)[2] for t in (500, 800)]
        return torch.stack(found)

    untaught, frozen = errors(sees=True), errors(sees=False)
    networks.learning["appearance"].load_state_dict(first["appearance"])
    learned = errors(sees=True)
    assert learned.mean() < 0.99 * min(untaught.mean(), frozen.mean())
    assert (learned.mean(0) < frozen.mean(0)).all()  # of every colour, the held-out one, too

    begin, joint = tmp_path / "1/out", {"stage": "joint", "steps": 1, "batch_size": 2}
    second = taught(tmp_path / "2", index, small, begin, learning_rate=1e-8, **joint)
    assert second.keys() == {"appearance", "pose"} and first.keys() == {"appearance"}
    for key, tensor in second["appearance"].items():
        assert torch.allclose(tensor, first["appearance"][key], atol=1e-6)
    with pytest.raises(UserError, match="is of stage joint: stage joint begins with"):
        taught(tmp_path / "3", index, small, tmp_path / "2/out", **joint)


def test_passes_made_twice_give_the_same_gradients(index, small):
    """Checkpointing makes parts of the passes again, after the bank was read."""
    found, batch = [], {name: torch.full((2, SIDE, SIDE, 3), 90) for name in USED}
    batch["frames"][1] = 200
    batch["seeds"] = [3, 4]
    for checkpointing in (False, True):
        settings = MagicPose("set", stage="joint", **FEW | {"checkpointing": checkpointing})
        networks = load_networks(settings, small, None)
        learner = AppearanceLearner(networks, settings, [])
        torch.manual_seed(1)
        learner.loss(batch).backward()
        parameters = [p for net in networks.learning.values() for p in net.parameters()]
        found.append([p.grad for p in parameters if p.grad is not None])
    assert len(found[0]) == len(found[1]) > 100
    for plain, again in zip(*found, strict=True):
        assert torch.allclose(plain, again, atol=1e-6)


@pytest.fixture(scope="module")
def apart(index):
    """A function that gives the lessons of the set for some settings."""

    def lessons(company=None, **settings):
        settings = MagicPose("set", **FEW | {"stage": "joint"} | settings)
        footage = Footage.pack(SetIndex.read(index).takes(), index.parent / "pack", (SIDE, SIDE))
        found = lessons_of(settings, footage)
        return replace(found, company=company) if company else found

    return lessons


def test_a_step_is_the_same_whole_in_parts_and_by_several_processes(apart, small):
    schedule = Schedule(steps=1, batch_size=4, seed=3, cpu_threads=1)
    whole = apart().drawing(schedule)(7)
    shared = [apart(Company(rank, 2)).drawing(schedule)(7) for rank in range(2)]
    for name, array in whole.items():
        both = [part[name] for part in shared]
        assert np.array_equal(np.concatenate(both), array)
    settings = MagicPose("set", stage="joint", **FEW)
    networks = load_networks(settings, small, None)
    learner, found = AppearanceLearner(networks, settings, []), []
    other = whole | {"seeds": whole["seeds"][::-1]}
    for at_once, batch in ((4, whole), (1, whole), (4, other)):
        steps = Steps(learner, replace(schedule, at_once=at_once), torch.device("cpu"))
        steps.gradient(batch, 0, "adamw")
        parameters = [p for net in networks.learning.values() for p in net.parameters()]
        found.append([p.grad.clone() for p in parameters if p.grad is not None])
        learner.optimizers["adamw"].zero_grad()
    one, parts, drawn = (torch.cat([gradient.ravel() for gradient in part]) for part in found)
    assert float((parts - one).norm() / one.norm()) < 1e-3
    assert float((drawn - one).norm() / one.norm()) > 0.1


def test_all_pictures_of_a_pair_show_one_window(apart):
    ramp = np.linspace(0, 255, SIDE).round().astype(np.uint8)
    ramp = np.stack([np.tile(ramp, (SIDE, 1)), np.tile(ramp, (SIDE, 1)).T], axis=-1)
    ramp = np.dstack([ramp, ramp[..., :1]])
    shares = []
    for seed in range(40):
        cut = _cut(MagicPose("set", **FEW, crop=0.8), np.random.default_rng(seed))
        shown = cut(ramp).astype(float)
        assert np.array_equal(cut(ramp), cut(ramp.copy()))
        across, down = np.ptp(shown[..., 0]) / 255, np.ptp(shown[..., 1]) / 255
        assert shown[0, 0, 0] < shown[0, -1, 0] and abs(across - down) < 0.03  # not mirrored
        shares.append(across * down)
    assert 0.76 < min(shares) < 0.83 and 0.95 < max(shares) <= 1
    schedule = Schedule(steps=1, batch_size=4, seed=3)
    plain, moved = (apart(crop=crop, poses="maps").drawing(schedule)(2) for crop in (1.0, 0.5))
    for name in ("frames", "reference_frames", "control"):  # of one colour each
        assert np.array_equal(plain[name], moved[name])


def test_face_and_hands_are_left_out_as_often_as_asked_for(apart):
    window = apart().learned.examples.example(0)
    keypoints, confidence = window.poses.keypoints.copy(), window.poses.confidence.copy()
    for part, corner in (("left_hand", (44, 40)), ("right_hand", (4, 40)), ("face", (26, 4))):
        places = window.poses.layout.parts[part]
        along = np.linspace(0, 12, len(confidence[0, places]))
        keypoints[0, places] = np.column_stack([corner[0] + along, corner[1] + along % 5])
        confidence[0, places] = 1
    whole = window.poses.changed(keypoints=keypoints, confidence=confidence)
    window = replace(window, poses=whole)

    def told(seeds, drop_face, drop_hands):
        lessons = apart(drop_face=drop_face, drop_hands=drop_hands)
        rngs = [None if seed is None else np.random.default_rng(seed) for seed in seeds]
        return [lessons._control(window, rng).tobytes() for rng in rngs]

    [everything] = told([None], 1.0, 1.0)  # of the held-out part
    [bare], [no_hands], [no_face] = (
        told([0], *drop) for drop in ((1.0, 1.0), (0.0, 1.0), (1.0, 0.0))
    )
    assert len({everything, bare, no_hands, no_face}) == 4
    some = told(range(200), 0.2, 0.5)
    assert set(some) == {everything, bare, no_hands, no_face}
    assert abs(sum(one in (bare, no_face) for one in some) / 200 - 0.2) < 0.09
    assert abs(sum(one in (bare, no_hands) for one in some) / 200 - 0.5) < 0.11


def test_the_body_is_told_by_a_network_of_its_own_and_painted_by_it(apart, small, tmp_path):
    def bodies(take):
        return lambda t, size: np.full((size[1], size[0], 3), 10 * take + t, np.uint8)

    settings = {"body_control": "depth", "crop": 1.0}
    lessons = replace(apart(**settings), bodies=tuple(map(bodies, range(len(COLOURS)))))
    batch = lessons.drawing(Schedule(steps=1, batch_size=4, seed=3))(0)
    owner = [list(COLOURS.values()).index(tuple(frame[0, 0])) for frame in batch["frames"]]
    assert np.array_equal(batch["body"][:, 0, 0, 0] // 10, owner)
    [held_out] = lessons.held_out_batches(4, 4)
    assert held_out["body"][:, 0, 0, 0].tolist() == [30, 31, 32, 33]

    settings = MagicPose("set", stage="joint", **FEW | settings)
    weights = small | {"depth_controlnet": small["openpose_controlnet"]}
    networks = load_networks(settings, weights, None)
    learner = AppearanceLearner(networks, settings, [])
    assert list(networks.learning) == ["appearance", "pose", "body"]
    learner.loss(batch | {name: torch.from_numpy(batch[name]) for name in USED}).backward()
    found = [networks.learning[name].controlnet_mid_block.weight.grad for name in ("pose", "body")]
    assert all(float(gradient.abs().max()) > 0 for gradient in found)

    made_by = {"settings": {"body_control": "depth"}}
    write_model(tmp_path / "out", networks.learning, made_by, [])
    painting = AppearanceControl(body_control="depth").painting()
    assert taught_networks(painting, tmp_path / "out") == {
        "openpose_controlnet": tmp_path / "out" / "pose",
        "depth_controlnet": tmp_path / "out" / "body",
    }
    with pytest.raises(UserError, match=r"normals, but the model in .* was trained with depth"):
        taught_networks(AppearanceControl(body_control="normals").painting(), tmp_path / "out")


def test_pairs_lie_no_further_apart_than_img_bin_limit(apart):
    lessons = apart(img_bin_limit=1)
    for number in range(len(lessons.learned)):
        rng = np.random.default_rng(number)
        reference, window = lessons.learned.pair(number, rng)
        assert abs(reference.at - window.at) <= 1


def test_what_is_not_learned_from_is_counted_and_said(index, apart):
    found = SetIndex.read(index)
    first = replace(found.sequences[0], unusable=((0, 2),), why={"few joints": 2})
    found = replace(found, sequences=(first, *found.sequences[1:]), left_out={"x": "no film"})
    assert said_of(found, apart()) == (
        "3 people to learn from, 12 frames; 4 frames of others held out, 2 frames left out (few "
        "joints); 1 sequences left out"
    )


def test_memory_is_counted_as_it_is_taken_and_too_little_is_refused(small, monkeypatch):
    settings = MagicPose("set", stage="joint", **FEW | {"checkpointing": True, "batch_size": 2})
    sizes, step = counted = blank_step(settings, small, "fp32", 2)
    networks = blank_networks(settings, small, torch.float32)
    learner = AppearanceLearner(networks, settings, [])
    batch = {name: torch.full((2, SIDE, SIDE, 3), 9, dtype=torch.uint8) for name in USED}
    parameters = [p for net in networks.learning.values() for p in net.parameters()]
    taken = expected(lambda: learner.loss(batch | {"seeds": [1, 2]}), parameters)
    assert abs(step.bytes - taken.bytes) < 0.08 * taken.bytes
    assert step.operations == taken.operations > 1e6
    assert sizes.learning == sum(p.numel() for p in parameters)

    monkeypatch.setattr(costs, "blank_step", lambda *_: counted)
    monkeypatch.setattr(costs, "choose_device", lambda *_: (torch.device("cuda"), None))
    monkeypatch.setattr(costs, "precision_of", lambda _: "fp32")
    found = memory_of(settings, small, "fp32", 2)
    assert found.networks == pytest.approx((16 * sizes.learning + 4 * sizes.frozen) / 1e9)
    assert (found.step, found.one) == pytest.approx((step.bytes / 1e9, step.bytes / 2e9))
    free = [(found.networks + 0.4 * found.step) * 1e9]
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (free[0], 0))
    with pytest.raises(UserError, match=r"stage joint needs .* GB of GPU memory for its networks"):
        costs.check_memory(settings, small)
    free[0] = (found.networks + 0.6 * found.step) * 1e9
    costs.check_memory(settings, small)


def test_several_processes_train_it_as_one_does(index, small, tmp_path):
    settings = {"steps": 2, "batch_size": 2, "learning_rate": 1e-4}
    one = taught(tmp_path / "1", index, small, **settings)["appearance"]
    two = taught(tmp_path / "2", index, small, processes=2, **settings)["appearance"]
    assert two.keys() == one.keys()
    for name, tensor in one.items():  # AdamW moves by the rate whatever the gradient's size
        assert float((two[name] - tensor).abs().max()) < 3e-4
    away = sum(float((two[name] - one[name]).abs().sum()) for name in one)
    assert away < 0.02 * 2e-4 * sum(tensor.numel() for tensor in one.values())


def test_killed_is_never_killed(index, small, tmp_path):
    settings = {"stage": "joint", "steps": 3, "checkpoint_every": 1, "batch_size": 2, "ema": 0.9}
    whole = taught(tmp_path / "whole", index, small, **settings)
    with killed(AppearanceLearner, lambda learner, number, turn: number == 2):
        taught(tmp_path / "again", index, small, **settings)
    assert equal(taught(tmp_path / "again", index, small, **settings), whole)


def test_one_person_is_too_few(small, tmp_path):
    lone = dressed_set(tmp_path / "results", ["red"])
    with pytest.raises(UserError, match="has one person only"):
        taught(tmp_path, lone, small, steps=1)


@pytest.mark.parametrize(
    ("trainings", "generator", "sentence"),
    [
        (
            {},
            {"appearance": "mine"},
            "trainings has no block 'mine': choose from magicpose",
        ),
        ({"magicpose": {"begin": "gone", "stage": "joint"}}, {}, "begin: trainings has no block"),
        (
            {"magicpose": {"begin": "two", "stage": "joint"}, "two": {"stage": "joint"}},
            {},
            "two is of stage joint: stage joint begins with one of stage appearance",
        ),
        ({"magicpose": {}}, {"base": "other"}, "base is 'other', that of trainings.magicpose"),
        ({"magicpose": {"data_set": "gone"}}, {}, "datasets has no 'gone'"),
        ({"magicpose": {"smoother": "gone"}}, {}, "magicpose.smoother: smoothers has no block"),
        ({"magicpose": {"stage": "joint", "poses": "maps"}}, {}, "not every sequence of the data"),
        (
            {"magicpose": {"stage": "joint", "body_control": "depth"}},
            {"body_control": "normals"},
            "body_control: normals, that of trainings.magicpose is depth: give both the same",
        ),
        ({"magicpose": {}}, {}, None),
        ({"magicpose": {"use": "magicpose_published"}}, {}, "weights.folder has no folder magicpo"),
    ],
)
def test_the_config_is_checked_as_a_whole(trainings, generator, sentence, tmp_path, monkeypatch):
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    wanted = planned_by(tmp_path / "project", trainings, generator)
    if sentence is None:
        plan = wanted()
        assert plan.trainings_of("magicpose") == ["magicpose"]
        assert taught_on(plan, "magicpose") == {"set": "tiktok", "chain": "holistic.steady"}
        return
    with pytest.raises(UserError, match=sentence):
        wanted()


def test_what_a_killed_training_of_the_other_stage_left_is_refused(tmp_path, monkeypatch):
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.chdir(tmp_path)
    left = tmp_path / "results/models/trainings/magicpose.training/checkpoint.safetensors"
    Checkpoint(left, {}).write("appearance", {"steps": torch.zeros(1)})
    planned_by(tmp_path / "one", {"magicpose": {}}, {})()
    with pytest.raises(UserError, match="unfinished training of stage appearance: set stage: app"):
        planned_by(tmp_path / "two", {"magicpose": {"stage": "joint"}}, {})()


def planned_by(folder, trainings, generator):
    """What reads the plan of a project whose films want a training."""
    project(folder)
    for video in ("train_set/a", "train_set/b", "val_set/c", "pose_map_train_set/a"):
        (folder / "set" / video).mkdir(parents=True)
        (folder / "set" / video / "000.jpg").write_bytes(b"x")
    puppet = read_yaml(RESOURCES.parent / "config.yaml")["recipes"]["puppet"]
    base = {"use": "magicpose"}
    mine = MINE | {
        "datasets": {"tiktok": {"layout": "tiktok", "folder": "set"}},
        "trainings": {name: base | block for name, block in trainings.items()},
        "generators": {"magic": {"use": "appearance_control"} | generator},
        "recipes": {"magic": puppet | {"generator": "magic"}},
        "make": [{"clips": "all", "characters": "all", "recipes": ["magic"]}],
    }
    (folder / "mine.yaml").write_text(yaml.safe_dump(mine))
    return partial(read_plan, ["mine.yaml"], folder)
