"""Arms that hang where the picture's shoulders are.

A joint that is found in a picture is not quite the body's, and cloth lies on shoulders. So the
body's shoulder is laid on the outline of the picture's once, at rest, and goes with the trunk.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from pose2video.characters.preparation.outlines import disc
from pose2video.characters.preparation.plan import BONES
from pose2video.generators.limb_warp.over_clip.limb_motion import LimbMotion
from pose2video.generators.limbs.limb_meshes import ARM, on_line
from pose2video.generators.limbs.limb_shapes import wider_at, worn
from pose2video.generators.limbs.puppet import middle
from pose2video.poses.geometry import resize

RAYS = np.radians(np.arange(10, 100, 10))  # from up to the side: where outlines are compared
FARTHEST = 0.5  # of the shoulders' width: an outline farther out is no shoulder's
MOST = 0.14  # of the shoulders' width: so far an arm is moved
CALM = 0.3  # rays: weight of the place where it was
ENOUGH = 5  # rays that must say where a shoulder is
CUT = 0.6  # of the body's: a shoulder that ends so near its joint is cut off
GAP = 0.04  # of the shoulders' width: narrower ones between trunk and arm are none
UPPER = 0.8  # of the upper arm, up to which it is compared


def on_shoulders(motion: LimbMotion, figure, stance, puppet, tracks) -> LimbMotion:
    """The same arms, from where the picture's shoulders are down to their elbows.

    Args:
        motion: The arms. figure: Their `Body`. stance: The `BodyMotion` in the picture.
        puppet: The `Puppet`. tracks: Its `Tracks`.
    """
    line = dict(motion.line)
    up = tracks.spine / np.linalg.norm(tracks.spine, axis=1)[:, None] * tracks.size[:, None]
    for side in line:
        out = tracks.shoulder_side * _outwards(puppet, side)[1]
        aside, above = shoulder_offset(motion.limbs, side, figure, stance, puppet)
        line[side] = line[side].copy()
        line[side][:, 0] += aside * out + above * up
    return replace(motion, line=line)


def shoulder_offset(arms, side, figure, stance, puppet) -> np.ndarray:
    """How far outwards and upwards the picture's shoulder lies from the body's, pixels at rest."""
    size = (puppet.background.shape[1], puppet.background.shape[0])
    name = f"{side}_{ARM.pieces[0]}"
    if not {"torso", name} <= set(puppet.textures):
        return np.zeros(2)
    start, drawn = drawn_shoulder(arms, side, figure, stance, puppet)
    shown = np.zeros(size[::-1], bool)
    for piece in ("torso", name):
        texture = puppet.textures[piece]
        _paste(shown, texture.image[..., 3] > 127, texture.origin)
    shown = cv2.morphologyEx(np.uint8(shown), cv2.MORPH_CLOSE, disc(GAP * puppet.unit)) > 0
    out, _ = _outwards(puppet, side)
    up = _up(puppet)
    ways = np.cos(RAYS)[:, None] * up + np.sin(RAYS)[:, None] * out
    reach = FARTHEST * puppet.unit
    mine, its = (_border(mask, start, ways, reach) for mask in (drawn, shown))
    known = (its > CUT * mine) & (mine < reach) & (its < reach)
    if known.sum() < ENOUGH:
        return np.zeros(2)
    around = np.column_stack([np.sin(RAYS), np.cos(RAYS)])[known]
    matrix = around.T @ around + CALM * np.eye(2)
    offset = np.linalg.solve(matrix, around.T @ (its - mine)[known])
    most = MOST * puppet.unit
    return offset * min(1.0, most / max(np.linalg.norm(offset), 1e-6))


def drawn_shoulder(arms, side, figure, stance, puppet):
    """Where the body's arm begins if it hangs on the joints of the picture, and how it looks.

    Returns:
        `(2,)` canvas pixels, and bool `(height, width)`: upper arm and shoulder.
    """
    size = (puppet.background.shape[1], puppet.background.shape[0])
    camera, transforms = stance.camera.resized(size), figure.transforms(stance)
    mesh, sleeve, shoulder = arms.meshes[side], arms.sleeves[side], arms.shoulders[side]
    joints = figure.rig.joints(transforms)[0][mesh.joints]
    found = figure.poses(replace(stance, confidence=np.ones_like(stance.confidence)))
    found = resize(found, size)
    places, _ = camera.project(joints)
    bone = BONES[f"{side}_{ARM.pieces[0]}"]
    for k, joint in enumerate((bone.start, bone.end)):
        beside = puppet.joints[joint] - found.keypoints[0, found.layout.index(joint)]
        places[k] += beside
    limb = worn(mesh, sleeve, transforms[0], joints)
    (xy, _), (centre, _) = camera.project(limb.points), camera.project(limb.centre)
    xy = xy - centre + on_line(mesh.along, places)
    faces = mesh.faces[mesh.along[mesh.faces].max(axis=1) < UPPER]
    cap, _ = camera.project(shoulder.posed(transforms[0]))
    wider = float(wider_at(sleeve, np.zeros(1))[0])
    cap = (cap - camera.project(joints[:1])[0]) * wider + places[0]
    drawn = np.zeros(size[::-1], np.uint8)
    for points, triangles in ((xy, faces), (cap, shoulder.faces)):
        for corners in np.rint(points[triangles]).astype(np.int32):
            cv2.fillConvexPoly(drawn, corners, 1)
    return places[0], drawn > 0


def _border(mask, start, ways, reach):
    """How far from a place a mask goes on in directions `(N, 2)`, pixels up to `reach`."""
    steps = np.arange(0, reach + 1)
    at = np.rint(start + steps[:, None, None] * ways).astype(int)
    inside = np.all((at >= 0) & (at < mask.shape[::-1]), axis=2)
    at = np.clip(at, 0, np.array(mask.shape[::-1]) - 1)
    there = mask[at[..., 1], at[..., 0]] & inside
    return np.where(there.all(axis=0), reach, (~there).argmax(axis=0)).astype(float)


def _paste(mask, part, origin):
    """Set the pixels of a part whose top left lies at an origin, within the mask."""
    rows, columns = np.nonzero(part)
    rows, columns = rows + origin[1], columns + origin[0]
    kept = (rows >= 0) & (rows < mask.shape[0]) & (columns >= 0) & (columns < mask.shape[1])
    mask[rows[kept], columns[kept]] = True


def _outwards(puppet, side):
    """Unit vector from the other shoulder to this one at rest, and its sign along the trunk's."""
    across, _ = puppet.side("shoulder")
    sign = 1.0 if side == "left" else -1.0
    return sign * across / max(np.linalg.norm(across), 1e-6), sign


def _up(puppet):
    """Unit vector up the trunk at rest."""
    spine = middle(puppet.joints, "shoulder") - middle(puppet.joints, "hip")
    return spine / max(np.linalg.norm(spine), 1e-6)
