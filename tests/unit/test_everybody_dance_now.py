"""Everybody Dance Now: what is painted, judged, finished, and begun from published networks."""

from dataclasses import replace

import numpy as np
import pytest

from danced_footage import SIZE, danced, danced_take, dancer, drawn, learned
from embodied import embodied_motion
from performer_figure import unseen
from pose2video.bodies.motion import write_motion
from pose2video.characters.motions import Motion
from pose2video.errors import UserError
from pose2video.generators import GENERATORS
from pose2video.poses.formats import read_poses, write_poses
from pose2video.poses.geometry import place

torch = pytest.importorskip("torch")
pytest.importorskip("tensorboardX")

from safetensors.torch import load_file, save_file  # noqa: E402

from killed_training import check_never_killed  # noqa: E402
from parity_files import arrays_of, fill, keys_of  # noqa: E402
from pose2video.generators import compiling  # noqa: E402
from pose2video.generators.everybody_dance_now import EverybodyDanceNow, teaching  # noqa: E402
from pose2video.generators.everybody_dance_now.bodies import KINDS  # noqa: E402
from pose2video.generators.everybody_dance_now.crops import corners_of, cut, laid  # noqa: E402
from pose2video.generators.everybody_dance_now.finishers import STEPS_PX  # noqa: E402
from pose2video.generators.everybody_dance_now.finishing import FinishingLearner  # noqa: E402
from pose2video.generators.everybody_dance_now.judging import (  # noqa: E402
    SharedJudge,
    features_apart,
    lsgan,
)
from pose2video.generators.everybody_dance_now.learner import DanceLearner, falling  # noqa: E402
from pose2video.generators.everybody_dance_now.painter import DancePainter  # noqa: E402
from pose2video.generators.everybody_dance_now.parts import (  # noqa: E402
    PARTS,
    middles_of,
    sides_of,
)
from pose2video.generators.everybody_dance_now.plan import FACE_NETWORKS, DancePlan  # noqa: E402
from pose2video.generators.everybody_dance_now.published import convert  # noqa: E402
from pose2video.generators.everybody_dance_now.published import fill as begin_with  # noqa: E402
from pose2video.generators.pose_to_picture.networks.pix2pixhd import (  # noqa: E402
    GlobalGenerator,
    MultiscaleDiscriminator,
)
from pose2video.generators.pose_to_picture.networks.scaled_judge import ScaledJudge  # noqa: E402
from pose2video.perception.vgg19 import Vgg19Loss  # noqa: E402
from pose2video.weights.tensor_files import read_tensors  # noqa: E402
from tiny_models import tiny_vgg19  # noqa: E402

TINY = {"use": "edn", "size": 64, "steps": 2, "batch_size": 1, "width": 8, "blocks": 1,
        "perceptual": 0.0, "device": "cpu"}  # fmt: skip
BLOCKS = {
    "as it is": {},
    "coarse to fine": {"network": "local", "downs": 2},
    "whole frames one by one": {"paint": "frame", "temporal": False, "finish": "hands"},
    "with true skips": {"network": "unet", "finish": "face", "face_network": "enhancer"},
}


@pytest.fixture(scope="module", autouse=True)
def few_moments():
    """Of sheets that nobody looks at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(teaching, "SHOWN", 1)
        yield


@pytest.fixture(scope="module")
def doll(tmp_path_factory, few_moments):
    """One that has learned a little, and its folder."""
    folder = tmp_path_factory.mktemp("doll")
    more = {"steps": 60, "width": 16, "learning_rate": 2e-3, "ema": 0.9, "finish": "nothing"}
    return learned(TINY | more, folder)[0], folder


def frames_of(make, folder, motion):
    return np.stack(list(make.generate(dancer(folder), Motion(motion))))


@pytest.mark.parametrize("name", BLOCKS)
def test_each_learns_in_its_stages_and_paints_the_same_twice(name, tmp_path):
    make, sheet = learned(TINY | BLOCKS[name], tmp_path, count=8)
    assert sheet.dtype == np.uint8 and sheet.ndim == 3
    motion = place(unseen(danced(3), frames=1), (240, 180), 1.5)
    first, second = (frames_of(make, tmp_path, motion) for _ in range(2))
    assert first.shape == (3, 180, 240, 3) and first.dtype == np.uint8
    np.testing.assert_array_equal(first, second)
    stages = {"global", "parts"} | ({"local"} if name == "coarse to fine" else set())
    for stage in stages:
        for end in ("losses.png", "samples.png", "json"):
            assert (tmp_path / "model" / f"{stage}.{end}").is_file()


def test_a_person_is_painted_in_place_and_does_not_fade_with_time(doll):
    make, folder = doll
    motion = danced(20, seed=0.4)
    made = frames_of(make, folder, motion).astype(int)
    true = [drawn(motion, i) for i in range(20)]
    masks = np.stack([mask[..., 0] > 127 for _, mask in true])
    frames = np.stack([frame for frame, _ in true])
    away, empty = np.abs(made - frames), np.abs(dancer(folder).plate.image.astype(int) - frames)
    assert away[masks].mean() < 0.8 * empty[masks].mean()
    assert away[~masks].mean() < 6
    assert away[-5:][masks[-5:]].mean() < 1.15 * away[:5][masks[:5]].mean()
    assert make.warnings(dancer(folder), Motion(motion)) == []


def test_killed_in_any_stage_and_resumed_is_never_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(teaching, "EVERY", 1)
    spec = GENERATORS.spec(TINY | BLOCKS["coarse to fine"] | {"steps": 4}, "generators.x")
    take = danced_take(tmp_path, 8)

    def train(folder):
        arguments = (folder / "model", folder / "scratch", GENERATORS.told(spec))
        GENERATORS.build(spec).train([take], {}, *arguments)

    def in_stage(name):
        return lambda learner, *when: (learner.name, *when) == (name, 1, "judge")

    kills = [(DanceLearner, in_stage("local")), (FinishingLearner, in_stage("parts"))]
    check_never_killed(train, tmp_path, kills)


def test_compiled_networks_learn_the_same(tmp_path, monkeypatch):
    """All networks captured as graphs, by the compiler's first half alone: in seconds."""
    monkeypatch.setattr(compiling, "BACKEND", "eager")
    weights = []
    try:
        for compiles in (False, True):
            learned(TINY | {"compile": compiles}, tmp_path / str(compiles), count=8)
            weights.append(load_file(tmp_path / str(compiles) / "model" / "painter.safetensors"))
    finally:
        torch.compiler.reset()
    for key, value in weights[0].items():
        torch.testing.assert_close(weights[1][key], value, rtol=0, atol=1e-4)


def test_a_model_of_other_settings_is_said(doll):
    make, folder = doll
    with pytest.raises(UserError, match="trained with another width"):
        replace(make.settings, width=24).loaded({"model": folder / "model"})


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"quality": "best"}, "quality must be one of"),
        ({"size": 513}, "size must lie in"),
        ({"finish": "feet"}, "finish must be one of"),
        ({"width": 12}, "multiple of 8"),
        ({"begin": "somewhere"}, "set paint: frame"),
    ],
)
def test_settings_that_cannot_be_are_refused_before_anything_runs(settings, said):
    with pytest.raises(UserError, match=said):
        GENERATORS.spec({"use": "edn", **settings}, "generators.x")


def test_what_quality_stands_for_is_written_down_and_what_is_set_stays():
    told = GENERATORS.told(GENERATORS.spec({"use": "edn", "width": 24}, "generators.x"))
    assert (told["settings"]["size"], told["settings"]["width"]) == (192, 24)
    full = GENERATORS.build(GENERATORS.spec({"use": "edn", "quality": "full"}, "generators.x"))
    assert (full.size, full.network, full.downs, full.blocks) == (512, "local", 4, 9)


def test_one_judge_pass_gives_both_the_gradients_that_passes_of_their_own_give():
    torch.manual_seed(0)
    judge = MultiscaleDiscriminator(3, 8, scales=2)
    source = torch.rand(2, 3, 32, 32, requires_grad=True)
    true, made = torch.rand(2, 3, 32, 32), source.sin()
    shared, weights = SharedJudge(judge), {"fool": 1.0, "features": 10.0}
    judge.requires_grad_(False)  # as the loop has it in the painter's turn
    found = shared.painted("these", true, made, weights)
    found["judged"].backward()
    judge.requires_grad_(True)
    assert all(p.grad is None for p in judge.parameters())
    losses = shared.losses("these")
    sum(losses.values()).backward()
    mine = [source.grad.clone(), *(p.grad.clone() for p in judge.parameters())]
    source.grad = None
    judge.zero_grad()
    seen, wanted = judge(source.sin()), judge(true)
    total = lsgan([s[-1] for s in seen], 1.0)
    total = total + 10 * features_apart([s[:-1] for s in seen], [s[:-1] for s in wanted])
    [plain] = torch.autograd.grad(total, source)
    separate = lsgan([s[-1] for s in judge(true)], 1.0)
    separate = separate + lsgan([s[-1] for s in judge(source.sin().detach())], 0.0)
    separate.backward()
    theirs = [plain, *(p.grad for p in judge.parameters())]
    for one, other in zip(mine, theirs, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-6)
    assert float(found["judged"].detach()) == pytest.approx(float(total.detach()), rel=1e-5)
    assert shared.losses("these") is None


def test_losses_of_judges_are_the_published_ones():
    arrays = {name: torch.from_numpy(a) for name, a in arrays_of("edn_multid").items()}
    judge = fill(MultiscaleDiscriminator(12, 8, layers=3, scales=2), 1.0)
    with torch.no_grad():
        real, fake = judge(arrays["real_input"]), judge(arrays["fake_input"])
    ends = [[scale[-1] for scale in seen] for seen in (real, fake)]
    found = (lsgan(ends[0], 1.0), lsgan(ends[1], 0.0), lsgan(ends[1], 1.0))
    for value, name in zip(found, ("D_real", "D_fake", "G"), strict=True):
        assert float(value) == pytest.approx(float(arrays[f"lsgan_{name}"]), rel=1e-4)
    apart = 10 * features_apart([s[:-1] for s in fake], [s[:-1] for s in real])
    assert float(apart) == pytest.approx(float(arrays["feature_matching"]), rel=1e-4)


def published(folder, name, file, network, gain=1.0):
    """A checkpoint on the disk, as a training on several GPUs wrote it."""
    folder.mkdir(exist_ok=True)
    state = fill(network, gain).state_dict()
    assert {k: tuple(v.shape) for k, v in state.items()} == dict(keys_of(name))
    torch.save({f"module.{key}": value for key, value in state.items()}, folder / file)


def test_a_published_checkpoint_paints_frame_after_frame_as_it_was_published(tmp_path):
    arrays = {name: torch.from_numpy(a) for name, a in arrays_of("edn_global").items()}
    folder = tmp_path / "published"
    published(folder, "edn_global", "latest_net_G.pth", GlobalGenerator(6, 3, 16, 3, 2))
    assert convert(folder, tmp_path / "own.safetensors") == ["latest_net_G.pth"]
    painter = DancePainter(DancePlan((128, 64), "frame", width=16, blocks=2))
    begin_with(painter.network, tmp_path / "own.safetensors", "painter.network.")
    with torch.no_grad():
        labels = arrays["recurrent_labels"]
        first = painter.whole(labels[0])
        second = painter.whole(labels[1], first)
    for layer, name in ((first, "recurrent_frame1"), (second, "recurrent_frame2")):
        torch.testing.assert_close(2 * layer[:, :3] - 1, arrays[name], rtol=0, atol=1e-4)
    other = GlobalGenerator(6, 3, 24, 3, 2)
    with pytest.raises(UserError, match="set network, width, blocks and downs"):
        begin_with(other, tmp_path / "own.safetensors", "painter.network.")


def test_our_networks_have_the_tensors_of_those_published():
    kinds = {"global": (64, 2), "local": (32, 3)}
    for network, (width, scales) in kinds.items():
        with torch.device("meta"):
            painter = DancePainter(DancePlan((512, 256), "frame", network, width, 9, 4))
            judge = MultiscaleDiscriminator(12, painter.plan.widest, scales=scales)
        pairs = ((painter.network, f"{network}_stage_G"), (judge, f"D_num{scales}"))
        for mine, name in pairs:
            shapes = {key: tuple(value.shape) for key, value in mine.state_dict().items()}
            assert shapes == dict(keys_of(f"edn_PUBLISHED_{name}"))


def test_files_that_are_no_tensors_are_refused_and_nothing_of_them_runs(tmp_path):
    class Runs:
        def __reduce__(self):
            return (open, (str(tmp_path / "ran"), "w"))

    torch.save({"a": Runs()}, tmp_path / "bad.pth")
    with pytest.raises(UserError, match="cannot be read as tensors by name"):
        read_tensors(tmp_path / "bad.pth")
    assert not (tmp_path / "ran").exists()
    torch.save({"a": torch.full((2,), float("nan"))}, tmp_path / "nan.pth")
    with pytest.raises(UserError, match="numbers in a that are none"):
        read_tensors(tmp_path / "nan.pth")
    torch.save([torch.zeros(2)], tmp_path / "list.pth")
    with pytest.raises(UserError, match="no tensors by name"):
        read_tensors(tmp_path / "list.pth")
    with pytest.raises(UserError, match="has no latest_net_G"):
        convert(tmp_path, tmp_path / "own.safetensors")


def test_a_training_begins_with_a_published_checkpoint(tmp_path, capfd):
    folder = tmp_path / "published"
    folder.mkdir()
    network = fill(GlobalGenerator(6, 3, 8, 3, 1), 1.0)
    torch.save(network.state_dict(), folder / "latest_net_G.pth")
    still = {"paint": "frame", "steps": 1, "learning_rate": 1e-7, "finish": "nothing", "ema": 0}
    learned(TINY | still | {"begin": str(folder)}, tmp_path, count=8)
    assert "beginning with latest_net_G.pth" in capfd.readouterr().out
    mine = load_file(tmp_path / "model" / "painter.safetensors")
    for key, value in network.state_dict().items():
        torch.testing.assert_close(mine[f"painter.network.{key}"], value, rtol=0, atol=1e-5)


def test_what_a_checkpoint_holds_of_an_enhancers_judge_twice_is_taken_once(tmp_path):
    judge = ScaledJudge()
    state = judge.state_dict()
    for key in [key for key in state if key.endswith("weight_org")]:
        layer = key.removesuffix("_org")
        state |= {layer: state[key] / state[key].norm(), f"{layer}_u": state[key]}
    torch.save(GlobalGenerator(6, 3, 8, 3, 1).state_dict(), tmp_path / "latest_net_G.pth")
    torch.save(state, tmp_path / "latest_net_Dface.pth")
    convert(tmp_path, tmp_path / "own.safetensors")
    other = ScaledJudge()
    begin_with(other, tmp_path / "own.safetensors", "part_judges.face.")
    for key, value in judge.state_dict().items():
        torch.testing.assert_close(other.state_dict()[key], value, rtol=0, atol=0)


def test_vgg19_compares_as_published_and_only_what_is_one_is_taken(tmp_path):
    folder = tiny_vgg19(tmp_path / "vgg19")
    made, true = torch.rand(1, 3, 32, 32), torch.rand(1, 3, 32, 32)
    made.requires_grad_(True)
    found = Vgg19Loss(folder)(made, true)
    finer, apart = (made[:, :1], true[:, :1]), 0.0
    for weight in (1 / 32, 1 / 16, 1 / 8, 1 / 4, 1):  # of one channel of four
        apart = apart + weight * (finer[0] - finer[1]).abs().mean() / 4
        finer = [torch.nn.functional.max_pool2d(one, 2) for one in finer]
    torch.testing.assert_close(found, apart)
    found.backward()
    assert float(made.grad[:, 0].abs().max()) > 0 and not made.grad[:, 1:].any()
    tensors = load_file(folder / "model.safetensors")
    save_file({k: v for k, v in tensors.items() if "16" not in k}, folder / "model.safetensors")
    with pytest.raises(UserError, match="no VGG19: it has no fitting"):
        Vgg19Loss(folder)


def test_a_training_looks_by_vgg19_where_that_is_set(tmp_path):
    spec = GENERATORS.spec(TINY | {"perceptual": 10.0, "looks_by": "vgg19"}, "generators.x")
    component = GENERATORS.build(spec)
    assert component.needs().weights == ("vgg19",) and not component.needs().perceives
    weights = {"vgg19": tiny_vgg19(tmp_path / "vgg19")}
    take = danced_take(tmp_path, 8)
    told = GENERATORS.told(spec)
    component.train([take], weights, tmp_path / "model", tmp_path / "scratch", told)
    assert component.loaded(weights | {"model": tmp_path / "model"})
    assert EverybodyDanceNow().needs().perceives


def test_crops_lie_within_and_fade_into_the_picture():
    pictures = torch.rand(2, 4, 48, 64)
    corners = corners_of(torch.tensor([[2.0, 3.0], [40.2, 20.0]]), 32, (64, 48))
    assert corners.tolist() == [[0, 0], [25, 4]]
    crops = cut(pictures, corners, 32)
    torch.testing.assert_close(crops[1], pictures[1, :, 4:36, 25:57])
    added = laid(torch.zeros_like(pictures), torch.ones_like(crops), corners)
    assert float(added[1, 0, 20, 41]) == 1.0 and float(added[1, 0, 4, 25:57].max()) < 0.02
    assert float(added[1].sum()) == float(added[1, :, 4:36, 25:57].sum())


def test_faces_and_hands_are_found_where_they_are_and_else_beyond_the_wrist():
    motion = danced(3)
    middles = middles_of(unseen(motion, frames=2))
    names = motion.layout
    np.testing.assert_allclose(middles[0, 0], motion.keypoints[0, names.index("nose")], atol=1e-4)
    assert np.isnan(middles[2]).all()
    hand = motion.keypoints.copy()
    confidence = motion.confidence.copy()
    part = names.parts["left_hand"]
    hand[:, part], confidence[:, part] = np.nan, 0
    without = middles_of(motion.changed(keypoints=hand, confidence=confidence))[0, 1]
    wrist, elbow = (motion.keypoints[0, names.index(f"left_{j}")] for j in ("wrist", "elbow"))
    assert np.dot(without - wrist, wrist - elbow) > 0
    still = np.repeat(np.eye(2, 3)[None], 3, axis=0)
    sides = sides_of(motion, still, np.arange(2), SIZE)
    assert all(side % 8 == 0 and 32 <= side <= min(SIZE) for side in sides)


def test_what_is_not_there_is_not_finished_and_the_left_hand_is_the_rights_mirror():
    torch.manual_seed(1)
    painter = DancePainter(DancePlan((64, 64), width=8, blocks=1, hand_px=32))
    with torch.no_grad():
        painter.parts["hand"].model[-2].weight.normal_()
    layer, told = torch.rand(1, 4, 64, 64), torch.rand(1, 3, 64, 64)
    middles = torch.full((1, 3, 2), 31.5)
    there = torch.zeros(1, 3)
    with torch.no_grad():
        same = painter.finished(layer, told, {"middles": middles, "there": there})
        torch.testing.assert_close(same, layer)
        there[0, PARTS.index("left_hand")] = 1
        left = painter.finished(layer, told, {"middles": middles, "there": there})
        which = painter.crop(torch.cat([layer, told], dim=1), "left_hand", (middles[:, 1], None))
    assert float((left - layer).abs().max()) > 0.05
    np.testing.assert_array_equal(which[1][0, 0].numpy(), told[0, 0, 16:48, 16:48].flip(1).numpy())


@pytest.mark.parametrize("kind", FACE_NETWORKS)
def test_a_face_begins_as_it_was_painted_whatever_finishes_it(kind):
    painter = DancePainter(DancePlan((64, 64), width=8, blocks=1, face_px=32, face_network=kind))
    layer, told = torch.rand(1, 4, 64, 64), torch.rand(1, 3, 64, 64)
    batch = {"middles": torch.full((1, 3, 2), 31.5), "there": torch.ones(1, 3)}
    with torch.no_grad():
        torch.testing.assert_close(painter.eval().finished(layer, told, batch), layer)
    still = np.repeat(np.eye(2, 3)[None], 3, axis=0)
    side, _ = sides_of(danced(3), still, np.arange(2), (400, 300), STEPS_PX.get(kind, 8))
    assert side % STEPS_PX.get(kind, 8) == 0


def test_the_fitted_body_is_told_beside_the_pose(body_model, tmp_path):
    take, motion = danced_take(tmp_path, 8), embodied_motion(body_model, danced(8))
    write_motion(tmp_path / "body.safetensors", motion.body)
    take = replace(take, body=(tmp_path / "body.safetensors", body_model))
    spec = GENERATORS.spec(TINY | {"drawing": "pose_and_body"}, "generators.x")
    component = GENERATORS.build(spec)
    assert component.needs().body and not EverybodyDanceNow().needs().body
    assert {use["use"] for use in component.needs().uses} == {"openpose", *KINDS}
    component.train([take], {}, tmp_path / "model", tmp_path / "scratch", GENERATORS.told(spec))
    [path] = (tmp_path / "scratch").glob("bodies.*.npy")
    rows = np.load(path)
    assert rows.shape[0] == 8 and rows.shape[3] == 9 and (rows[:, :, :, 2] > 100).any()
    make = component.loaded({"model": tmp_path / "model"})
    assert make.trained.painter.plan.shown == 12
    frames = list(make.generate(dancer(tmp_path), motion))
    assert len(frames) == 8 and frames[0].shape == (*SIZE[::-1], 3)
    short = replace(motion.body.cut(slice(0, 5)))
    write_motion(tmp_path / "body.safetensors", short)
    with pytest.raises(UserError, match="is of 5 frames, the film of 8"):
        component.train([take], {}, tmp_path / "model", tmp_path / "again", GENERATORS.told(spec))


def test_what_is_painted_depends_on_the_frame_before_only_where_that_is_told():
    torch.manual_seed(2)
    told, before = torch.rand(1, 3, 64, 64), torch.rand(1, 4, 64, 64)
    for temporal in (True, False):
        painter = DancePainter(DancePlan((64, 64), width=8, blocks=1, temporal=temporal))
        with torch.no_grad():
            apart = (painter.whole(told) - painter.whole(told, before)).abs().max()
        assert (float(apart) > 1e-4) is temporal


def test_moments_in_sight_are_trusted_first_bent_and_laid_over_what_is_painted():
    painter = DancePainter(DancePlan((64, 64), width=8, blocks=1, sources=2))
    told, nothing = torch.zeros(1, 3, 64, 64), torch.zeros(1, 64, 64, 3)
    sources = torch.zeros(1, 2, 64, 64, 4, dtype=torch.uint8)
    sources[:, 0, 10:20, 30:40] = 255
    beside = painter.beside({"drawing": nothing, "sources": sources})
    last = painter.network.model[-2]
    with torch.no_grad():
        last.weight.zero_()
        last.bias.zero_()
        last.bias[3] = -9.0  # it paints nothing itself
        still = painter.whole(told, None, beside)
        last.bias[4] = np.arctanh(5 / 6.4)  # x of the first moment, in tenths of the window
        moved = painter.whole(told, None, beside)
        last.bias[-3] = -9.0  # the first moment's share
        without = painter.whole(told, None, beside)
    share = float(np.exp(2) / (np.exp(2) + 2))
    assert float(still[0, 3, 15, 35]) == pytest.approx(share, abs=1e-3)
    torch.testing.assert_close(moved[..., :50], still[..., 5:55], rtol=0, atol=1e-3)
    assert float(without.max()) < 0.02


def test_the_rate_is_whole_for_half_of_the_steps_and_falls_to_nothing():
    shares = [falling(number, 100) for number in (0, 49, 50, 75, 99)]
    assert shares == [1.0, 1.0, 1.0, 0.5, pytest.approx(0.02)]


def test_a_film_without_frames_in_a_row_is_one_sentence(tmp_path):
    take = danced_take(tmp_path, 12)
    poses = read_poses(take.poses)
    few = poses.keypoints.copy()
    few[::2, 11:] = np.nan  # a head alone
    write_poses(
        take.poses,
        poses.changed(keypoints=few, confidence=poses.confidence * np.isfinite(few[..., 0])),
    )
    component = GENERATORS.build(GENERATORS.spec(TINY, "generators.x"))
    with pytest.raises(UserError, match="no 2 usable frames in a row: set temporal: false"):
        component.train([take], {}, tmp_path / "model", tmp_path / "scratch", {})
