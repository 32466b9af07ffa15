"""Faces of other tools: 68 points, or some of the mesh, move MediaPipe's whole face."""

import numpy as np
import pytest

from performer_figure import standing_figure, unseen
from pose2video.exchange import EXPORTS
from pose2video.exchange.importing import import_poses
from pose2video.generators.limb_warp.at_rest.turns import axes_of
from pose2video.generators.limb_warp.over_clip.expressions import read_expression
from pose2video.performers.faces import BROWS, LIPS
from pose2video.poses.lifting.faces import SLIDING, STEADY, UNSEEN, completed_faces, face_shape
from pose2video.poses.lifting.heads import placed, placed_in_depth
from pose2video.poses.skeletons import convert, face_mesh, load_skeleton

SIZE = (640, 480)
FACE = load_skeleton("holistic").parts["face"]
ROW = dict.fromkeys(("poses_format", "start_s", "end_s")) | {"fps": 25, "frame_size": SIZE}


@pytest.fixture(scope="module")
def performed(astronaut):
    """40 frames of a photograph's face as MediaPipe finds it, which speaks, blinks and turns."""
    from pose2video.estimators.mediapipe_holistic import MediaPipeHolistic

    seen = MediaPipeHolistic().estimate([astronaut], 25)
    face = np.append(seen.keypoints[0, FACE], seen.depth[0, FACE, None], axis=1)
    face = face.astype(np.float64) - face[[33, 263, 133, 362]].mean(axis=0)
    mesh, height = face_mesh(), np.linalg.norm(face[152] - face[10])
    t = np.arange(40)
    opening, blink, lift = (np.maximum(np.sin(t / p), 0) for p in (3, 2.2, 5))
    faces = []
    for i in t:
        now = face.copy()
        lower = np.setdiff1d(mesh["rims"]["mouth"]["lower"], mesh["rims"]["mouth"]["upper"])
        below = face[:, 1] > face[13, 1] + 0.01 * height
        below[lower] = True
        across = np.exp(-((face[:, 0] - face[13, 0]) ** 2) / (0.16 * height) ** 2)
        now[:, 1] += 0.07 * height * opening[i] * below * across
        for name in ("left_eye", "right_eye"):
            upper, rim = mesh["rims"][name]["upper"], mesh["rims"][name]["lower"]
            now[upper] += 0.8 * blink[i] * (face[rim] - face[upper])
        for brow in BROWS:
            away = np.linalg.norm(face[:, None, :2] - face[list(brow), :2], axis=2).min(axis=1)
            now[:, 1] -= 0.03 * height * lift[i] * np.exp(-((away / (0.05 * height)) ** 2))
        turn = axes_of(0.35 * np.sin(i / 7), 0.2 * np.sin(i / 4), 0.25 * np.sin(i / 6))
        faces.append(now @ turn.T + (320, 160, 0))
    faces = np.array(faces)
    still = standing_figure()
    keypoints = np.repeat(still.keypoints, len(t), axis=0) + (120, 50)
    depth = np.zeros((len(t), 553))
    keypoints[:, FACE], depth[:, FACE] = faces[..., :2], faces[..., 2]
    return still.build(keypoints, np.ones((len(t), 553)), 25, SIZE, "holistic", depth)


def flat(poses, skeleton="openpose_25"):
    """The poses as a file without depth has them."""
    found = convert(poses, skeleton)
    return convert(found.changed(depth=np.full_like(found.depth, np.nan)), "holistic")


def kept(poses, points):
    """The poses with some of the 478 points of the face."""
    return unseen(poses, np.setdiff1d(np.arange(478), points) + FACE.start)


def acts(poses):
    """What a face does: opening of the mouth and height of the brows in face heights, openness of
    the eyes, yaw, pitch and roll in degrees."""
    found = read_expression(poses)
    lips = np.median(found.mouth_gap) + found.offsets[:, 14, 1] - found.offsets[:, 13, 1]
    return {
        "mouth": lips,
        "brows": found.offsets[:, [105, 334], 1].mean(axis=1),
        "left": found.eyes_open["left_eye"],
        "right": found.eyes_open["right_eye"],
        "yaw": np.degrees(found.turns[:, 0]),
        "pitch": np.degrees(found.turns[:, 1]),
        "roll": np.degrees(found.roll),
    }


# largest error of a frame, in a performance whose mouth opens by 0.07 of the face's height, whose
# brows rise by 0.03, whose eyes close and whose head turns by 20, 11 and 14 degrees
ERRORS = {
    "mouth": 0.01, "brows": 0.01, "left": 0.12, "right": 0.12, "yaw": 4, "pitch": 4, "roll": 2
}  # fmt: skip


def assert_alike(found, performed, errors=ERRORS):
    found, truth = acts(found), acts(performed)
    for name, most in errors.items():
        off = found[name] - truth[name]
        assert np.abs(off - np.median(off)).max() < most, name
        assert np.abs(np.median(off)) < most, name


@pytest.mark.parametrize("form", ["openpose_18", "openpose_25", "coco_wholebody", "alphapose_136"])
def test_a_face_of_68_points_speaks_blinks_and_turns(tmp_path, performed, form):
    assert read_expression(flat(performed)) is None  # what the file itself has is not enough
    EXPORTS[form].write(tmp_path / form, "clip", performed)
    path = tmp_path / form / EXPORTS[form].name.format(clip="clip")
    found, words = import_poses(path, ROW)
    assert_alike(found, performed)
    blind = not form.startswith("openpose")
    assert any(("where the eyes look is not known" in sentence) == blind for sentence in words[:1])
    assert (found.confidence[:, FACE.start + 468] < 0.1).all() == blind


def test_a_reduced_dictionary_speaks_blinks_and_turns(performed):
    rims = [row for rim in face_mesh()["rims"].values() for row in rim.values()]
    points = np.unique(np.concatenate([face_mesh()["oval"], *rims, LIPS, *BROWS]))
    found, _ = completed_faces(kept(performed, points))
    assert_alike(found, performed, dict.fromkeys(ERRORS, 1.5) | {"mouth": 0.003, "brows": 0.006})
    np.testing.assert_array_equal(
        found.depth[:, FACE.start + points], performed.depth[:, FACE.start + points]
    )


def test_the_points_between_lie_where_they_are(performed):
    height = np.linalg.norm(performed.part("face")[0, 152] - performed.part("face")[0, 10])
    found, _ = completed_faces(flat(performed))
    off = (found.part("face") - performed.part("face"))[:, :468] / height
    deep = (found.depth[:, FACE] - performed.depth[:, FACE])[:, :468] / height
    deep -= deep.mean(axis=1, keepdims=True)
    off = np.linalg.norm(off, axis=2)
    assert off.mean() < 0.008 and np.percentile(off, 95) < 0.02 and off.max() < 0.06
    assert np.abs(deep).mean() < 0.023


def test_the_files_own_points_stay(performed):
    before = flat(performed)
    after, _ = completed_faces(before)
    known = before.confidence > 0
    known[:, FACE.start + np.array(SLIDING)] = False
    np.testing.assert_array_equal(after.keypoints[known], before.keypoints[known])
    assert np.isfinite(after.depth[:, FACE]).all() and (after.confidence[:, FACE] > 0).all()
    again, words = completed_faces(after)
    assert again is after and not words


def test_the_outline_may_slide_over_a_turned_head(performed):
    """Other tools set it where the head ends in the picture."""
    before = flat(performed)
    keypoints = before.keypoints.copy()
    yaw = acts(performed)["yaw"]
    for i, point in enumerate(SLIDING):
        far = np.sign(i - 3.5) == np.sign(yaw)
        keypoints[far, FACE.start + point, 0] -= (np.sign(i - 3.5) * 0.8 * np.abs(yaw))[far]
    found, _ = completed_faces(before.changed(keypoints=keypoints))
    assert_alike(found, performed)


def test_nothing_is_invented_where_there_is_no_face(performed):
    before = flat(performed)
    before = unseen(before, "face", frames=slice(5, 10))
    upper = FACE.start + np.flatnonzero(face_shape()[:, 1] < 0.02)
    before = unseen(before, upper, frames=slice(10, 15))  # half of a face
    keypoints = before.keypoints.copy()
    noise = np.random.default_rng(0).uniform(-60, 60, keypoints[15:20, FACE].shape)
    keypoints[15:20, FACE] = noise + (320, 200)
    before = before.changed(keypoints=keypoints)
    after, _ = completed_faces(before)
    np.testing.assert_array_equal(after.keypoints[5:20], before.keypoints[5:20])
    assert np.isfinite(after.keypoints[20:, FACE]).all()
    assert_alike(after.cut(slice(20, 40)), performed.cut(slice(20, 40)))
    few = kept(performed, range(30))
    assert completed_faces(few)[0] is few


def test_a_whole_mesh_without_depth_is_a_face(performed):
    """A file of x and y alone: the face is in every frame, and only its depth is made."""
    found, words = completed_faces(performed.changed(depth=np.full_like(performed.depth, np.nan)))
    np.testing.assert_array_equal(found.keypoints, performed.keypoints)
    np.testing.assert_array_equal(found.confidence, performed.confidence)
    assert words == ["of the face's 478 points the file has no depth: it is that of a usual face"]
    seen, wanted = read_expression(found), read_expression(performed)
    assert seen.seen == 1
    assert np.corrcoef(seen.eyes_open["left_eye"], wanted.eyes_open["left_eye"])[0, 1] > 0.9
    assert np.corrcoef(seen.turns[:, 0], wanted.turns[:, 0])[0, 1] > 0.9


def test_depth_that_only_some_frames_lack_is_made_there(performed):
    depth = performed.depth.copy()
    depth[7:19] = np.nan
    depth[30, FACE.start : FACE.start + 40] = np.nan
    found, words = completed_faces(performed.changed(depth=depth))
    np.testing.assert_array_equal(found.keypoints, performed.keypoints)
    known = np.isfinite(depth[:, FACE])
    np.testing.assert_array_equal(found.depth[:, FACE][known], performed.depth[:, FACE][known])
    assert np.isfinite(found.depth[:, FACE]).all() and len(words) == 1
    assert read_expression(found).seen == 1


def test_irises_that_are_not_there_lie_in_their_eyes(performed):
    found, words = completed_faces(kept(performed, range(468)))
    np.testing.assert_array_equal(found.keypoints[:, :-10], performed.keypoints[:, :-10])
    assert "has 468" in words[0] and (found.confidence[:, -10:] == np.float32(UNSEEN)).all()
    face = found.keypoints[:, FACE]
    for iris, corners in ((468, [33, 133]), (473, [362, 263])):
        width = np.linalg.norm(np.diff(face[:, corners], axis=1), axis=2)
        off = np.linalg.norm(face[:, iris] - face[:, corners].mean(axis=1), axis=1)
        assert (off < 0.25 * width[:, 0]).all()


def test_a_head_is_placed_as_it_stands():
    turn = axes_of(0.6, -0.3, 0.5)
    shape, known = face_shape()[list(STEADY)], np.ones((2, len(STEADY)), bool)
    points = 700 * shape @ turn.T + (300, 200, 40)
    points = np.stack([points, 2 * points])
    for place, depth in ((placed, 0), (placed_in_depth, 40)):
        turns, scales, shifts = place(shape, points, known, np.zeros(len(shape), bool))
        np.testing.assert_allclose(turns, [turn, turn], atol=1e-4)
        np.testing.assert_allclose(scales, [700, 1400], rtol=1e-4)
        if depth:
            np.testing.assert_allclose(shifts, [[300, 200, 40], [600, 400, 80]], atol=0.1)
