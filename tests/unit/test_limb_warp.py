"""The generator `limb_warp` on a figure of flat colours, with exact mask, joints and pieces."""

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from paper_doll import (
    BACKGROUND,
    COLOURS,
    LAYOUT,
    POINTS,
    SIZE,
    moved,
    paper_character,
    poses,
)
from performer_figure import unseen
from pose2video.characters.character import Character, Piece, read_pieces, write_pieces
from pose2video.characters.motions import Motion
from pose2video.generators.limb_warp import LimbWarp
from pose2video.generators.limb_warp.over_clip.head_places import beside_lost
from pose2video.generators.limb_warp.over_clip.orders import drawing_orders


@pytest.fixture(scope="module")
def figure():
    return paper_character()


def frames_of(figure, motion):
    return list(LimbWarp(hands="picture").generate(figure, Motion(motion)))


def at(frame, xy):
    return frame[round(float(xy[1])), round(float(xy[0]))].astype(int)


def close(colour, *wanted, tolerance=12):
    return any(np.abs(colour - np.array(w)).max() <= tolerance for w in wanted)


# a right angle at the left elbow, the forearm straight up beside the head
RAISED = {
    "left_elbow": (196, 112), "left_wrist": (210, 64), "left_index": (214, 46),
    "left_pinky": (218, 47),
}  # fmt: skip


def test_rest_pose_gives_the_picture(figure):
    frame = frames_of(figure, poses())[0]
    person = figure.mask > 0
    error = np.mean((frame.astype(float) - figure.picture)[person] ** 2)
    assert 10 * np.log10(255**2 / error) > 35
    far = cv2.dilate(figure.mask, np.ones((9, 9))) == 0
    assert (frame[far] == BACKGROUND).all()


def test_still_motion_gives_equal_frames_and_runs_are_equal(figure):
    motion = moved(poses(5), **RAISED)
    first, *rest = frames_of(figure, motion)
    assert all(np.array_equal(first, frame) for frame in rest)
    assert np.array_equal(first, frames_of(figure, motion)[0])
    assert first.shape == (SIZE[1], SIZE[0], 3) and first.dtype == np.uint8


def test_limbs_follow_their_bones_without_gap_or_ghost(figure):
    frame = frames_of(figure, moved(poses(), **RAISED))[0]
    shoulder, elbow = np.array(POINTS["left_shoulder"]), np.array(RAISED["left_elbow"])
    wrist = np.array(RAISED["left_wrist"])
    for t in np.linspace(0.4, 0.8, 5):
        assert close(at(frame, shoulder + t * (elbow - shoulder)), COLOURS["left_upper_arm"])
        assert close(at(frame, elbow + t * (wrist - elbow)), COLOURS["left_forearm"])
    for start, end in ((shoulder, elbow), (elbow, wrist)):
        across = np.array([-(end - start)[1], (end - start)[0]]) / np.linalg.norm(end - start)
        for t in np.linspace(0, 1, 25):  # the limb is closed over its width, at the joints too
            for side in (-5, 0, 5):
                assert not close(at(frame, start + t * (end - start) + side * across), BACKGROUND)
    old = np.array(POINTS["left_elbow"]), np.array(POINTS["left_wrist"])
    for t in np.linspace(0.2, 1, 9):
        assert close(at(frame, old[0] + t * (old[1] - old[0])), BACKGROUND, tolerance=2)


def test_depth_decides_whether_an_arm_is_before_or_behind_the_trunk(figure):
    crossing = {
        "left_elbow": (160, 145), "left_wrist": (112, 140), "left_index": (94, 138),
        "left_pinky": (94, 140),
    }  # fmt: skip
    motion = moved(poses(), **crossing)
    place = (130, 142)
    assert close(at(frames_of(figure, motion)[0], place), COLOURS["left_forearm"])
    depth = motion.depth.copy()
    depth[:, LAYOUT.indices("left_elbow", "left_wrist", "left_index")] = 120
    assert close(at(frames_of(figure, motion.changed(depth=depth))[0], place), COLOURS["torso"])


def test_depth_that_trembles_does_not_make_layers_flicker(figure):
    motion = moved(poses(40), left_elbow=(160, 145), left_wrist=(112, 140), left_index=(94, 138))
    tremble = np.random.default_rng(1).normal(20, 4, (40, 1))
    depth = motion.depth.copy()
    depth[:, LAYOUT.indices("left_elbow", "left_wrist", "left_index")] = tremble
    frames = frames_of(figure, motion.changed(depth=depth))
    switches = sum(not np.array_equal(a, b) for a, b in pairwise(frames))
    assert switches <= 1


def test_a_gap_neither_jumps_nor_hides_a_limb(figure):
    motion = moved(poses(9), **RAISED)
    keypoints = motion.keypoints.copy()
    keypoints[3:5, LAYOUT.indices("left_elbow", "left_wrist", "left_index", "left_pinky")] = np.nan
    keypoints[6] = np.nan  # nothing at all
    frames = frames_of(figure, motion.changed(keypoints=keypoints))
    for frame in frames[1:]:
        assert np.abs(frame.astype(int) - frames[0]).max() <= 2


def test_legs_that_the_film_does_not_show_stand_as_in_the_picture(figure):
    motion = poses(3)
    names = [n for n in LAYOUT.names[:33] if "knee" in n or "ankle" in n or "foot" in n]
    keypoints = motion.keypoints.copy()
    keypoints[:, LAYOUT.indices(*names)] += 90
    guessed = unseen(motion.changed(keypoints=keypoints), *names, sure=0.05)
    frame = frames_of(figure, guessed)[1]
    assert np.array_equal(frame, frames_of(figure, poses(3))[1])


@pytest.mark.parametrize("wrist", [(172, 140), (173, 141), (172.0, 140.2)])
def test_a_bone_that_points_at_the_camera_does_not_explode(figure, wrist):
    hand = {"left_wrist": wrist, "left_index": wrist, "left_pinky": wrist}
    frame = frames_of(figure, moved(poses(3), **hand))[1]
    changed = np.abs(frame.astype(int) - frames_of(figure, poses())[0]).max(axis=2) > 12
    ys, xs = np.nonzero(changed)
    assert xs.min() > 140 and xs.max() < 215 and ys.min() > 100


def test_the_last_look_at_a_face_that_turns_away_does_not_tilt_the_head():
    seen = np.array([0.0, 0.1, 0.1, 0.1, 2.0, np.nan, np.nan, np.nan, -2.0, 0.1, 0.1, 0.1])
    assert beside_lost(seen).tolist() == [False] * 3 + [True] * 7 + [False] * 2
    assert beside_lost(np.array([np.nan, 1.0])).tolist() == [True, False]  # else all would be
    for frames in range(1, 6):  # a clip may be shorter than what is looked at
        assert beside_lost(np.zeros(frames)).tolist() == [False] * frames


def test_pieces_survive_the_file(figure, tmp_path):
    path = tmp_path / "limbs.npz"
    write_pieces(path, figure.pieces)
    again = read_pieces(path)
    assert [p.name for p in again] == [p.name for p in figure.pieces]
    for a, b in zip(again, figure.pieces, strict=True):
        assert isinstance(a, Piece) and a.origin == tuple(b.origin) and a.half_width == b.half_width
        assert np.array_equal(a.image, b.image)


def test_warnings_name_what_is_left_out(figure):
    without = [
        piece for piece in figure.pieces if piece.name[-4:] not in ("high", "seat", "shin", "foot")
    ]
    character = Character(
        figure.picture, figure.mask, figure.background, figure.poses, Path("."), tuple(without)
    )
    said = LimbWarp(hands="picture").warnings(
        character, Motion(moved(poses(4), left_wrist=(400, 40)))
    )
    assert said[0] == "the picture does not show the legs: they are left out"
    assert "leaves the canvas" in said[1] and "0-3" in said[1]
    (face,) = LimbWarp(hands="picture").warnings(figure, Motion(poses(2)))
    assert face == "the picture shows no face from the front: the face does not move"
    assert not LimbWarp(hands="picture", brows=0, eyes=0, gaze=0, mouth=0, head=0).warnings(
        figure, Motion(poses(2))
    )
    assert len(frames_of(character, poses(2))) == 2


def test_a_figure_that_the_lower_edge_cuts_has_no_end_when_it_rises(figure):
    size = (SIZE[0], 160)  # cut through the trunk
    rows = slice(0, size[1])
    pieces = [
        Piece(p.name, p.image[: size[1] - p.origin[1]], p.origin, p.half_width)
        for p in figure.pieces
        if not p.name.endswith(("thigh", "seat", "shin", "foot", "arm", "hand"))
    ]
    rest = figure.poses.changed(frame_size=size)
    cut = Character(
        figure.picture[rows], figure.mask[rows], figure.background[rows], rest, Path("."),
        tuple(pieces),
    )  # fmt: skip
    higher = rest.changed(keypoints=rest.keypoints - np.float32([0, 25]))
    frame = frames_of(cut, higher)[0]
    assert close(at(frame, (120, 120)), COLOURS["torso"])
    assert close(at(frame, (120, 158)), COLOURS["torso"])


def test_an_arm_beside_the_trunk_is_drawn_before_it_whatever_its_depth_at_rest(figure):
    depth = figure.poses.depth.copy()
    depth[:, LAYOUT.indices("left_elbow", "left_wrist", "left_index")] = 60
    behind = Character(
        figure.picture, figure.mask, figure.background, figure.poses.changed(depth=depth),
        Path("."), figure.pieces,
    )  # fmt: skip
    orders = drawing_orders(behind.poses, behind.poses, [p.name for p in figure.pieces], 60.0)
    assert orders[0].index("left_forearm") > orders[0].index("torso")
