"""Second: what is computed for the whole clip, out of the motion and the character at rest."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.generators.limb_warp.at_rest import AtRest
from pose2video.generators.limb_warp.over_clip.feet import with_level_feet
from pose2video.generators.limb_warp.over_clip.ground import Ground, follow_ground
from pose2video.generators.limb_warp.over_clip.hand_order import with_hands
from pose2video.generators.limb_warp.over_clip.hands import HandMotion, follow_hands
from pose2video.generators.limb_warp.over_clip.heads import HeadMotion, follow_head
from pose2video.generators.limb_warp.over_clip.legs import leg_scale, leg_shares
from pose2video.generators.limb_warp.over_clip.limb_motion import LimbMotion, follow_limbs
from pose2video.generators.limb_warp.over_clip.orders import drawing_orders, under_skirts
from pose2video.generators.limb_warp.over_clip.shoulder_roots import on_shoulders
from pose2video.generators.limb_warp.over_clip.tracks import Tracks, build_tracks
from pose2video.generators.limb_warp.over_clip.trunk_outlines import ROWS, trunk_outlines
from pose2video.generators.limb_warp.over_clip.turned_trunk import trunk_turns, trunk_yaws
from pose2video.generators.limb_warp.over_clip.unseen_arms import with_unseen_arms
from pose2video.generators.limbs.limb_meshes import ARM, LEG
from pose2video.generators.limbs.materials import arm_surface


@dataclass(frozen=True, eq=False)
class OverClip:
    """A character's clip: all that is known before the first frame is drawn.

    Attributes:
        rest: The character at rest.
        tracks: Where its pieces go.
        yaws: `(T, 2)`, how far the trunk turns at hips and shoulders, see `trunk_yaws`.
        turns: `(T, 2)`, where its middle lies, see `trunk_turns`.
        outlines: `(T, rows, 2)`, how the trunk's sides run, see `trunk_outlines`.
        orders: Names of the pieces, far to near, a tuple a frame.
        head: What its face does; None where it rests.
        hands: The model's hands; None where the picture's own are drawn.
        arms: The model's arms; None likewise. legs: Its legs, likewise.
        leans: How far toes go aside, see `with_level_feet`.
        leg_shares: How far the legs are drawn as the model's, see `leg_shares`.
        ground: The figure's shadow; None where no ground is shown.
    """

    rest: AtRest
    tracks: Tracks
    yaws: np.ndarray
    turns: np.ndarray
    outlines: np.ndarray
    orders: tuple[tuple[str, ...], ...]
    head: HeadMotion | None
    hands: HandMotion | None
    arms: LimbMotion | None
    legs: LimbMotion | None
    leans: dict[str, np.ndarray]
    leg_shares: dict[str, np.ndarray]
    ground: Ground | None


def follow(rest: AtRest, motion) -> OverClip:
    """Make a character follow a motion.

    Args:
        rest: The character at rest.
        motion: A `Motion`, its poses on the canvas; with a body where `rest.hands` is set.
    """
    puppet = rest.puppet
    poses = with_unseen_arms(motion) if rest.hands else motion.poses
    head = follow_head(rest.head, poses)
    tracks = build_tracks(poses, puppet, head and head.roll)
    orders = drawing_orders(poses, puppet.pose, puppet.textures, puppet.unit)
    if "skirt" in rest.sheets:
        orders = under_skirts(orders)
    hands = arms = legs = None
    stance = rest.character.body
    leans, shares = {}, {}
    if motion.body and stance:
        tracks, leans = with_level_feet(motion, stance, puppet, tracks)
    if rest.hands:
        hands = follow_hands(rest.hands, motion.body, puppet, tracks)
        orders = with_hands(orders, hands.gaps, hands.meshes)
        if rest.arms:
            moves = (rest.hands.figure, motion.body, hands.transforms, stance)
            same = np.full(poses.n_frames, hands.scale)
            arms = follow_limbs(rest.arms, ARM, *moves, puppet, tracks, same)
            arms = on_shoulders(arms, rest.hands.figure, stance, puppet, tracks)
            arms = replace(arms, surfaces=_surfaces(rest, float(hands.millimetre.max())))
            if rest.legs:
                scale = leg_scale(*moves, tracks)
                legs = follow_limbs(rest.legs, LEG, *moves, puppet, tracks, scale)
                shares = leg_shares(tracks, poses.fps)
    yaws = np.zeros((poses.n_frames, 2))
    outlines = np.broadcast_to([1.0, 0.0], (poses.n_frames, ROWS, 2))
    if motion.body and stance:
        yaws = trunk_yaws(motion, stance)
        outlines = trunk_outlines(motion, stance, tracks, puppet.side("shoulder")[0])
    ground = follow_ground(motion, rest.footing) if rest.footing else None
    orders = tuple(map(tuple, orders))
    turns = trunk_turns(yaws)
    return OverClip(
        rest, tracks, yaws, turns, outlines, orders, head, hands, arms, legs, leans, shares, ground
    )


def _surfaces(rest, millimetre):
    """The grain of the arms, see `LimbMotion`; `millimetre` of the canvas in pixels."""
    figure, grain, surfaces = rest.hands.figure, rest.hands.grain, {}
    for seed, (side, sleeve) in enumerate(rest.arms.sleeves.items()):
        bones = figure.rig.heads[rest.arms.meshes[side].joints]
        lengths = np.linalg.norm(np.diff(bones, axis=0), axis=1)
        surfaces[side] = arm_surface(sleeve, grain, rest.arms.cloth, lengths, millimetre, seed)
    return surfaces
