"""Generators that are trained on a film whose every picture, mask and pose is known."""

import json
from dataclasses import replace
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from danced_footage import SIZE, danced, danced_take, dancer, drawn, learned, room
from performer_figure import unseen
from pose2video.characters.motions import Motion
from pose2video.errors import UserError
from pose2video.generators import GENERATORS
from pose2video.poses.geometry import place

torch = pytest.importorskip("torch")
pytest.importorskip("tensorboardX")

from safetensors import safe_open  # noqa: E402
from safetensors.torch import load_file, save_file  # noqa: E402

from killed_training import check_never_killed  # noqa: E402
from parity_files import arrays_of  # noqa: E402
from pose2video.generators.nearest.features import ENDS, JOINTS, WIDTHS  # noqa: E402
from pose2video.generators.nearest.features import POINTS as POINTS_OF_BONES  # noqa: E402
from pose2video.generators.nearest.features import points_of as bent_by  # noqa: E402
from pose2video.generators.pose_to_picture import Adversarial, RegressionMap  # noqa: E402
from pose2video.generators.pose_to_picture.adversaries import (  # noqa: E402
    AdversarialLearner,
    l1_weight,
)
from pose2video.generators.pose_to_picture.lessons import chance  # noqa: E402
from pose2video.generators.pose_to_picture.limbs import LIMBS, draw_limbs  # noqa: E402
from pose2video.generators.pose_to_picture.memory import Memory, laid, moments_to_keep, way  # noqa: E402
from pose2video.generators.pose_to_picture.painter import Painter  # noqa: E402
from pose2video.generators.pose_to_picture.places import shaped, window_of  # noqa: E402
from pose2video.generators.pose_to_picture.plan import PainterPlan, size_of  # noqa: E402
from pose2video.generators.pose_to_picture.points import (  # noqa: E402
    PARTNERS,
    POINTS,
    points_of,
    within,
)
from pose2video.generators.pose_to_picture.sticks import draw_sticks  # noqa: E402

TINY = {"size": 64, "steps": 2, "batch_size": 2, "device": "cpu"}
FRAME = {"paint": "frame", "view": "square", "sources": 0, "mirror": False}
BLOCKS = {
    "vector": {"use": "regression_vector"},
    "vector of frames": {"use": "regression_vector", "paint": "frame", "times": 2},
    "map": {"use": "regression_map", "width": 8, "face": True},
    "plain sticks": {"use": "regression_map", "network": "plain", "drawing": "sticks", **FRAME},
    "spade": {"use": "regression_map", "network": "spade", "width": 8, "sources": 0},
    "coarse": {"use": "regression_map", "network": "pix2pixhd", "blocks": 1, "width": 8,
               "sources": 0, "drawing": "openpose"},
    "fine": {"use": "regression_map", "network": "pix2pixhd_local", "blocks": 1, "width": 8,
             "sources": 0, "times": 3},
    "gan": {"use": "adversarial", "told": "vector", **FRAME},
    "gan of motion": {"use": "adversarial", "width": 8, "loss": "lsgan", "judge": "multiscale",
                      "judge_sees_pose": True, "temporal": 1.0, "mirror": True, "times": 2},
}  # fmt: skip


@pytest.fixture(scope="module")
def doll(tmp_path_factory):
    """The best of them, and the character."""
    folder = tmp_path_factory.mktemp("doll")
    block = {"use": "regression_map", "width": 8, **TINY, "steps": 25, "batch_size": 4}
    return learned(block, folder)[0], dancer(folder), folder


def frames_of(make, character, motion):
    return np.stack(list(make.generate(character, Motion(motion))))


@pytest.mark.parametrize("name", BLOCKS)
def test_each_learns_and_paints_the_same_twice(name, tmp_path):
    make, sheet = learned(BLOCKS[name] | TINY, tmp_path, count=8)
    assert sheet.dtype == np.uint8 and sheet.ndim == 3
    motion = unseen(danced(3), frames=1)
    motion = place(motion, (240, 180), 1.5)
    first, second = (frames_of(make, dancer(tmp_path), motion) for _ in range(2))
    assert first.shape == (3, 180, 240, 3) and first.dtype == np.uint8
    np.testing.assert_array_equal(first, second)
    record = json.loads((tmp_path / "model" / "weights.json").read_text())
    assert record["made_by"]["settings"]["steps"] == 2
    assert "painter.safetensors" in record["files"]


def test_a_person_is_painted_in_place_over_the_background(doll):
    make, character, _ = doll
    motion = danced(20, seed=0.4)
    made = frames_of(make, character, motion).astype(int)
    true = [drawn(motion, i) for i in range(20)]
    masks = np.stack([mask[..., 0] > 127 for _, mask in true])
    away = np.abs(made - np.stack([frame for frame, _ in true]))
    empty = np.abs(room()[None].astype(int) - np.stack([frame for frame, _ in true]))
    assert away[masks].mean() < 0.5 * empty[masks].mean()
    assert away[~masks].mean() < 6
    assert make.warnings(character, Motion(motion)) == []


def test_a_place_and_a_size_that_were_never_filmed_change_nothing_but_a_sentence(doll):
    make, character, _ = doll
    motion = danced(5)
    there = place(motion, SIZE, 0.7, (70, 20))
    made = frames_of(make, character, there).astype(int)
    person = np.abs(made - room()).sum(axis=3) > 60
    x = np.flatnonzero(person[0].any(axis=0))
    hips = there.keypoints[0, there.layout.indices("left_hip", "right_hip"), 0].mean()
    assert abs(x.mean() - hips) < 8 and person[0].any(axis=1).sum() < 90
    [sentence] = make.warnings(character, Motion(there))
    assert sentence.startswith("in 100% of the frames the person stands where")


def test_poses_that_were_never_filmed_and_none_at_all_are_said(doll):
    make, character, _ = doll
    motion = danced(4)
    points = motion.keypoints.copy()
    for name, xy in (("left_wrist", (90, 110)), ("left_knee", (30, 60)), ("right_knee", (130, 60))):
        points[:, motion.layout.index(name)] = xy
    sentences = make.warnings(character, Motion(motion.changed(keypoints=points)))
    assert any("100% of the frames no moment" in s and "heights away" in s for s in sentences)
    nobody = unseen(motion, frames=range(4))
    np.testing.assert_array_equal(frames_of(make, character, nobody)[2], room())
    assert "100% of the frames no pose" in make.warnings(character, Motion(nobody))[0]


@pytest.mark.parametrize("name", ["map", "gan"])
def test_killed_and_resumed_is_never_killed(name, tmp_path, monkeypatch):
    from pose2video.generators.pose_to_picture import teaching
    from pose2video.generators.pose_to_picture.learner import PaintingLearner

    monkeypatch.setattr(teaching, "EVERY", 2)
    spec = GENERATORS.spec(BLOCKS[name] | TINY | {"steps": 3}, "generators.x")
    take = danced_take(tmp_path, 12)

    def train(folder):
        arguments = (folder / "model", folder / "scratch", GENERATORS.told(spec))
        GENERATORS.build(spec).train([take], {}, *arguments)

    owner = AdversarialLearner if name == "gan" else PaintingLearner
    check_never_killed(train, tmp_path, [(owner, lambda learner, number, turn: number == 2)])


def test_a_model_that_is_damaged_or_of_other_settings_is_said(doll, tmp_path):
    make, _, folder = doll
    other = replace(make.settings, width=16)
    with pytest.raises(UserError, match="trained with another width"):
        other.loaded({"model": folder / "model"})
    path = folder / "model" / "painter.safetensors"
    with safe_open(path, "pt") as file:
        words = file.metadata()
    tensors = load_file(path)
    del tensors["painter.network.last.bias"]
    save_file(tensors, tmp_path / "painter.safetensors", words)
    with pytest.raises(UserError, match="other tensors than its plan says"):
        make.settings.loaded({"model": tmp_path})
    save_file(tensors, tmp_path / "painter.safetensors")
    with pytest.raises(UserError, match="no painter of this version"):
        make.settings.loaded({"model": tmp_path})
    (tmp_path / "painter.safetensors").write_bytes(b"x" * 40)
    with pytest.raises(UserError, match="damaged"):
        make.settings.loaded({"model": tmp_path})


def test_too_few_frames_and_a_loss_that_is_no_number_are_one_sentence(tmp_path):
    with pytest.raises(UserError, match="has 4 usable frames of 4, at least 5 are needed"):
        learned({"use": "regression_map", **TINY}, tmp_path / "few", count=4)
    wild = {"learning_rate": 0.1, "beta1": 0.0, "ema": 0, "rate": "constant"}
    block = {"use": "regression_map", "network": "plain", **FRAME, **TINY}
    component = GENERATORS.build(GENERATORS.spec(block | wild, "generators.x"))
    from pose2video.generators.pose_to_picture.learner import PaintingLearner

    learner = PaintingLearner(Painter(PainterPlan((64, 64), **component.shape())), component, 4)
    with torch.no_grad():
        next(learner.painter.parameters()).fill_(float("nan"))
    assert "learning_rate" in learner.if_not_a_number


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"size": 32}, "size must lie in"),
        ({"size": 513}, "size must lie in"),
        ({"paint": "all"}, "paint must be one of"),
        ({"network": "plain"}, "set sources: 0"),
        ({"paint": "frame"}, "set paint: person"),
        ({"width": 12}, "multiple of 8"),
    ],
)
def test_settings_that_cannot_be_are_refused_before_anything_runs(settings, said):
    with pytest.raises(UserError, match=said):
        GENERATORS.spec({"use": "regression_map", **settings}, "generators.x")


def test_labels_and_what_a_vector_cannot_show_are_checked():
    for settings, said in (
        ({"real_least": 1.0, "real_most": 0.5}, "must not be more"),
        ({"told": "vector"}, "set judge_sees_pose"),
    ):
        with pytest.raises(UserError, match=said):
            GENERATORS.spec({"use": "adversarial", **settings}, "generators.x")


def test_the_window_holds_the_person_wherever_they_are():
    motion = danced(40)
    masks = np.stack([drawn(motion, i)[1][..., 0] for i in range(40)])
    window = shaped(window_of(motion, masks), 1.0)
    size = size_of(64, 1.0)
    there = window.to_frame(window.places(motion), size)[7]
    corners = there @ np.array([[0, 0, 1], [63, 63, 1]]).T
    y, x = np.nonzero(masks[7] > 127)
    assert corners[0, 0] < x.min() and corners[0, 1] > x.max()
    assert corners[1, 0] < y.min() and corners[1, 1] > y.max()
    near = place(motion, (600, 600), 2.5, (90, 200))
    told = [
        within(*points_of(p), window.to_frame(window.places(p), size))[0] for p in (motion, near)
    ]
    np.testing.assert_allclose(*told, atol=0.02)


def test_partners_are_the_other_side_and_mirroring_twice_is_nothing():
    assert POINTS[PARTNERS[POINTS.index("left_knee")]] == "right_knee"
    np.testing.assert_array_equal(PARTNERS[PARTNERS], np.arange(len(POINTS)))
    once = chance((64, 80), 0.0, None, True)
    np.testing.assert_allclose(once @ np.array([[0, 5, 1], [63, 5, 1]]).T, [[63, 0], [5, 5]])


def test_limbs_shine_along_themselves_and_left_is_not_right():
    points, sure = torch.zeros(1, len(POINTS), 2), torch.zeros(1, len(POINTS))
    for name, xy in (("left_knee", (10, 40)), ("left_ankle", (50, 40))):
        points[0, POINTS.index(name)] = torch.tensor(xy, dtype=torch.float32)
        sure[0, POINTS.index(name)] = 0.8
    found = draw_limbs(points, sure, (64, 48))[0]
    shin = LIMBS.index(("left_knee", "left_ankle"))
    assert float(found[shin, 40, 30]) == pytest.approx(0.8) and float(found[shin, 30, 30]) < 0.01
    assert float(found.sum()) == pytest.approx(float(found[shin].sum()))


def test_sticks_are_on_white_and_what_is_missing_is_left_out():
    joints = np.full((13, 2), np.nan)
    assert (draw_sticks(joints, (64, 64)) == 255).all()
    joints[[3, 5]] = (10, 10), (50, 10)
    drawing = draw_sticks(joints, (64, 64))
    assert (drawing[10, 30] < 255).any() and (drawing[40] == 255).all()


def test_a_painter_that_has_learned_nothing_shows_the_nearest_moment():
    plan = PainterPlan((32, 32), width=8, sources=2)
    seen = torch.zeros(1, 2, 32, 32, 4, dtype=torch.uint8)
    seen[0, 0, 8:24, 8:24] = torch.tensor([200, 100, 50, 255], dtype=torch.uint8)
    batch = {"points": torch.zeros(1, 1, 21, 2), "sure": torch.zeros(1, 1, 21), "sources": seen}
    with torch.no_grad():
        layer = Painter(plan)(batch)[0]
    inside, outside = layer[:, 16, 16], layer[:, 2, 2]
    assert float(inside[3]) > 0.75 and float(outside[3]) < 0.05
    colour = inside[:3] / inside[3]
    np.testing.assert_allclose(colour, np.array([200, 100, 50]) / 255, atol=0.04)


def test_memory_gives_near_moments_apart_from_each_other_and_keeps_those_that_differ():
    points = np.zeros((40, 18, 2)) + np.linspace(0, 1, 40)[:, None, None]
    memory = Memory(np.zeros((40, 1, 1, 4), np.uint8), points, np.arange(40), 20.0)
    near = memory.order(memory.distances(points[[12]] + 0.001))[:, 0]
    assert near[0, 0] == near[1, 0] == 12
    first, second = memory.several(near[0], 2)
    assert first == 12 and abs(second - 12) == 5
    kept = moments_to_keep(np.concatenate([points[:1]] * 9 + [points[-1:]]), (2000, 2000))
    assert len(kept) <= 8 and {0, 9} <= set(kept.tolist())


def test_halves_come_from_two_moments_and_legs_that_nobody_knows_go_with_the_rest():
    rng = np.random.default_rng(1)
    points = rng.random((6, 18, 2))
    legs = [JOINTS.index(f"{s}_{j}") for s in ("left", "right") for j in ("hip", "knee", "ankle")]
    asked = points[[2]].copy()
    asked[0, legs] = points[4, legs]
    memory = Memory(np.zeros((6, 8, 8, 4), np.uint8), points, np.arange(6), 1.0)
    upper, lower = memory.order(memory.distances(asked))[:, 0, 0]
    assert (upper, lower) == (2, 4)
    asked[0, legs[1:]] = np.nan
    upper, lower = memory.order(memory.distances(asked))[:, 0, 0]
    assert (upper, lower) == (2, 2)


def test_the_weight_of_l1_falls_to_its_last_in_the_last_step_or_as_the_ancestors():
    settings = SimpleNamespace(l1_first=100.0, l1_last=30.0, l1_falls="run")
    assert [l1_weight(n, 201, 10, settings) for n in (0, 100, 200)] == [100, 65, 30]
    settings.l1_falls = "epochs"
    assert [l1_weight(n, 2001, 10, settings) for n in (0, 39, 40, 2000)] == [100, 100, 99, 50]


def test_the_weight_of_l1_is_the_published_one():
    arrays = arrays_of("taichi_l1_weight")
    settings = SimpleNamespace(l1_first=100.0, l1_last=30.0, l1_falls="epochs")
    found = [l1_weight(int(epoch) * 7, 10_000, 7, settings) for epoch in arrays["epoch"]]
    np.testing.assert_allclose(found, arrays["l1_weight"])


@pytest.mark.parametrize("loss", ["bce", "lsgan"])
def test_a_judge_rests_while_it_is_sure_and_its_labels_are_soft(loss):
    settings = Adversarial(told="vector", sources=0, paint="frame", loss=loss, size=64)
    painter = Painter(PainterPlan((64, 64), **settings.shape()))
    learner = AdversarialLearner(painter, settings, 4)
    picture = torch.randint(0, 255, (2, 1, 64, 64, 3), dtype=torch.uint8)
    batch = {"points": torch.rand(2, 1, 1, 21, 2) * 64, "sure": torch.ones(2, 1, 1, 21)}
    batch |= {"picture": picture}
    assert learner.step(batch, 0, "judges")["real"].requires_grad
    learner.judges.verdicts = lambda seen: ([torch.full((2, 1, 4, 4), verdicts.pop(0))], [])
    verdicts = [4.0, -4.0]
    found = learner.step(batch, 0, "judges")
    assert not found["real"].requires_grad
    verdicts = [4.0, -0.5]  # painted ones still pass too often
    learner.settings = replace(settings, real_least=1.0, real_most=1.0)
    real = learner.step(batch, 0, "judges")["real"]
    wanted = (4.0 - 1) ** 2 if loss == "lsgan" else np.log1p(np.exp(-4.0))
    assert float(real) == pytest.approx(wanted, rel=1e-5)


def test_what_is_told_to_a_network_has_every_pose_in_a_row():
    painter = Painter(PainterPlan((32, 48), told="vector", times=3))
    points = torch.arange(3 * 21 * 2).reshape(1, 3, 21, 2).float()
    shown = painter.shown({"points": points, "sure": torch.ones(1, 3, 21)})
    assert shown.shape == (1, 78, 1, 1)
    assert float(shown[0, 1]) == pytest.approx(1 / 48)
    assert RegressionMap().needs().plate and not RegressionMap(**FRAME).needs().plate


def test_a_remembered_moment_is_bent_into_the_pose():
    motion = danced(2)
    mine, asked = bent_by(motion) / SIZE[1]
    asked = (asked - mine.mean(axis=0)) * 1.1 + mine.mean(axis=0) + (0.02, -0.01)
    mine[POINTS_OF_BONES.index("nose")] = np.nan
    frame, mask = drawn(motion, 0)
    picture = np.dstack([frame, mask[..., 0]])
    found = laid(picture, way(mine, asked, SIZE[1]), np.array([[1.0, 0, 3], [0, 1, 0]]))
    for wrist in ("left_wrist", "right_wrist"):
        x, y = SIZE[1] * asked[POINTS_OF_BONES.index(wrist)] - (3, 0)
        assert found[round(y), round(x), 3] > 200
    np.testing.assert_array_equal(laid(picture, way(np.full((18, 2), np.nan), asked, 9)), picture)
    shoulders = np.isin(POINTS_OF_BONES, ("left_shoulder", "right_shoulder"))[:, None]
    boneless = way(np.where(shoulders, mine, np.nan), asked, SIZE[1])
    assert laid(picture, boneless)[..., 3].sum() > 0.9 * picture[..., 3].sum()


def _on_legs(left, right):
    """Somebody who stands on knees, ankles and toes that are given, `(18, 2)` in heights."""
    at = {"nose": (0.5, 0.1), "ears": (0.5, 0.12)}
    for side, out, leg in (("left", 1, left), ("right", -1, right)):
        rows = (("shoulder", 0.08, 0.22), ("elbow", 0.13, 0.36), ("wrist", 0.15, 0.48),
                ("knuckle", 0.15, 0.52), ("hip", 0.05, 0.5))  # fmt: skip
        at |= {f"{side}_{joint}": (0.5 + out * x, y) for joint, x, y in rows}
        at |= {f"{side}_{joint}": p for joint, p in zip(("knee", "ankle", "toe"), leg, strict=True)}
    return np.array([at[point] for point in POINTS_OF_BONES])


def _silhouette(points, side):
    """Limbs as wide as they are, white on black."""
    found, unit = np.zeros((side, side), np.uint8), np.linalg.norm(np.ptp(points, axis=0))
    for ends, width in zip(np.rint(side * points[ENDS].mean(axis=2)), WIDTHS, strict=True):
        cv2.line(found, *ends.astype(int).tolist(), 255, round(1.6 * width * side * unit))
    return found


TOGETHER = _on_legs([(0.52, 0.68), (0.51, 0.85), (0.55, 0.9)],
                    [(0.49, 0.68), (0.49, 0.86), (0.53, 0.9)])  # fmt: skip
APART = _on_legs([(0.62, 0.66), (0.66, 0.84), (0.73, 0.87)],
                 [(0.42, 0.67), (0.36, 0.85), (0.43, 0.88)])  # fmt: skip


@pytest.mark.parametrize("mine, asked", [(TOGETHER, APART), (APART, TOGETHER)])
def test_between_legs_that_part_or_close_no_third_one_is_shown(mine, asked):
    side = 160
    picture = np.dstack([np.full((side, side, 3), 200, np.uint8), _silhouette(mine, side)])
    found = laid(picture, way(mine, asked, side))[..., 3]
    true = _silhouette(asked, side)
    about = cv2.dilate(true, np.ones((7, 7))) > 0
    inside = cv2.erode(true, np.ones((5, 5))) > 0
    assert (found[~about] > 60).sum() < 100  # were 890 and 1160 pixels
    assert (found[inside] < 128).mean() < 0.08


def test_legs_that_lie_alike_are_nearer_than_legs_that_must_be_torn_apart():
    moved = APART + (0.09, 0)  # as far off as any point of the other legs
    memory = Memory(np.zeros((2, 8, 8, 4), np.uint8), np.stack([TOGETHER, moved]), np.arange(2), 1)
    assert (memory.order(memory.distances(APART[None]))[1, 0] == (1, 0)).all()


def test_the_nearest_moment_is_laid_over_what_was_painted_as_much_as_asked(doll):
    make, character, _ = doll
    motion = danced(3, seed=0.4)
    shown = [frames_of(replace(make, settings=replace(make.settings, nearest=n)), character, motion)
             for n in (0.0, 0.5, 1.0)]  # fmt: skip
    none, half, all_of_it = (frames.astype(int) for frames in shown)
    assert np.abs(none - all_of_it).max() > 10
    assert np.abs(2 * half - none - all_of_it).max() <= 2
