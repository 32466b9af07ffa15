"""Legs that point at the camera: the model's in the picture's trousers, against the truth."""

from dataclasses import replace
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from drawn_limbs import SIDES, SIZE, drawn_limb, dressed
from embodied import standing_motion
from pose2video.bodies.body import Body
from pose2video.bodies.retargeting.limbs import BonePaths, reach
from pose2video.characters.motions import Motion
from pose2video.generators.limb_warp.at_rest import prepare
from pose2video.generators.limb_warp.over_clip import follow
from pose2video.generators.limb_warp.over_clip.legs import leg_shares
from pose2video.generators.limb_warp.per_frame.legs import lay_leg, legs_at
from pose2video.generators.limbs.limb_meshes import ARM, LEG

TROUSERS = 1.4  # along the leg


@pytest.fixture(scope="module")
def standing(model):
    motion = standing_motion(model, 1, SIZE)
    motion = replace(motion, translation=motion.translation - [[0, 0.05, 0]])
    return Body.build(model, motion.shape), motion


def raised(standing, by):
    """The left ankle at a place from the hip, metres in camera axes."""
    body, motion = standing
    start = BonePaths.of(body, motion).heads[:, body.rig.index("upperleg01.L")]
    return reach(body, motion, "leg", "L", start + np.array(by))


def clip_of(standing, motion):
    body, who = standing[0], dressed(standing, TROUSERS, plans=(ARM, LEG))
    moves = Motion(body.poses(motion), motion, body)
    return follow(prepare(who, SIZE, False, body, "sleeved"), moves)


def laid(standing, motion, side="left"):
    """One leg as it is drawn: RGB over black, and coverage."""
    clip = clip_of(standing, motion)
    frame, covered = np.zeros((SIZE[1], SIZE[0], 3), np.uint8), np.zeros(SIZE[::-1], np.uint8)
    for names in filter(None, legs_at(clip, 0).values()):
        if names[0].startswith(side):
            lay_leg(frame, covered, names, clip, 0, lambda *_: None)
    return frame.astype(float), covered / 255


@pytest.mark.parametrize("by", [(0.1, 0.45, -0.55), (0.15, 0.5, -0.2), (0.05, 0.15, -0.75)])
def test_outline_and_trousers_of_a_raised_leg_are_the_true_ones(standing, by):
    motion = raised(standing, by)
    assert clip_of(standing, motion).leg_shares["left"][0] == 1
    frame, cover = laid(standing, motion)
    truth, true_cover = drawn_limb(standing[0], motion, "left", TROUSERS, plan=LEG)
    a, b = cover > 0.5, true_cover > 0.5
    # it ends softly in the foot, and a bent knee is a corner
    assert (a & b).sum() / (a | b).sum() > 0.91
    inner = cv2.erode((a & b).astype(np.uint8), np.ones((5, 5))) > 0
    assert (np.abs(frame - truth)[inner].max(axis=1) < 45).mean() > 0.9


def test_legs_in_the_picture_s_plane_are_the_picture_s_own_pieces(standing):
    clip = clip_of(standing, standing[1])
    assert clip.leg_shares == {"left": np.zeros(1), "right": np.zeros(1)}


def test_a_leg_does_not_change_to_and_fro():
    size = np.ones(100)
    lengths = np.ones(100)
    lengths[30:50] = lengths[55:80] = 0.4
    tracks = SimpleNamespace(
        size=size,
        along={f"{side}_{piece}": lengths for side in SIDES for piece in LEG.pieces},
    )
    share = leg_shares(tracks, 25.0)["left"]
    assert (share[38:74] == 1).all()
    assert not share[:20].any()
    assert not share[92:].any()
    assert ((share > 0) & (share < 1)).sum() < 20
