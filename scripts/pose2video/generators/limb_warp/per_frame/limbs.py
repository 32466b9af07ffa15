"""From the tracks of a clip to the limbs of one frame, and where these lie on the canvas."""

from __future__ import annotations

import numpy as np

from pose2video.characters.preparation.plan import BONES, other_side
from pose2video.generators.limb_warp.per_frame.maps import Joint, Limb, Trunk, leaning
from pose2video.generators.limbs.puppet import middle

THINNER = 0.15  # a bone that points at the camera loses this share of its width


def limb_at(puppet, tracks, leans, name, frame):
    """A bone in one frame, and the name of the piece to draw along it.

    The piece is the bone's own, or the other side's where the trunk is seen from behind. A foot
    leans as `leans` says, see `with_level_feet`.
    """
    bone, shown = BONES[name], BONES[name]
    if tracks.behind[frame] and other_side(name) in puppet.textures:
        shown = BONES[other_side(name)]
    size = float(tracks.size[frame])
    angle = float(tracks.angle[name][frame])
    length, rest_angle = puppet.bone(shown)
    along = float(tracks.along[name][frame]) * puppet.bone(bone)[0] / length
    seat = shown.name.replace("thigh", "seat")
    if seat != shown.name and seat in puppet.textures:  # that bends at the hip
        parent, rest_parent, parent_along = angle + np.pi, rest_angle + np.pi, along
    elif bone.parent == "torso":
        rest_parent = _into_trunk(puppet, shown)
        parent, parent_along = rest_parent + _trunk_turn(puppet, tracks, shown, frame), size
    else:
        parent = float(tracks.angle[bone.parent][frame]) + np.pi
        rest_parent = puppet.bone(BONES[shown.parent])[1] + np.pi
        parent_along = float(tracks.along[bone.parent][frame])
    first = Joint(
        puppet.radii[shown.name],
        float((parent - angle) % (2 * np.pi)),
        float((rest_parent - rest_angle) % (2 * np.pi)),
        parent_along,
    )
    last = None
    child = next((b for b in BONES.values() if b.parent == name), None)
    rest_child = next((b for b in BONES.values() if b.parent == shown.name), None)
    if child and rest_child.name in puppet.textures:
        turned = float(tracks.angle[child.name][frame]) - angle - np.pi
        rest_turned = puppet.bone(rest_child)[1] - rest_angle - np.pi
        last = Joint(
            puppet.radii[rest_child.name],
            float(turned % (2 * np.pi)),
            float(rest_turned % (2 * np.pi)),
            float(tracks.along[child.name][frame]),
        )
    limb = Limb(
        start=tracks.start[name][frame],
        rest_start=puppet.joints[shown.start],
        rest_length=length,
        angle=angle,
        rest_angle=rest_angle,
        along=along,
        across=size * (1 - THINNER * max(0.0, 1 - along / size)),
        first=first,
        last=last,
        lean=float(leans[name][frame]) if name in leans else 0.0,
    )
    return limb, shown.name


def _trunk_turn(puppet, tracks, bone, frame):
    """Turn of the trunk where a limb hangs on it; a shoulder turns with the shoulders' line."""
    if bone.start.endswith("hip"):
        return float(tracks.trunk_angle[frame])
    now, rest = tracks.shoulder_side[frame], puppet.side("shoulder")[0]
    return float(np.arctan2(now[1], now[0]) - np.arctan2(rest[1], rest[0]))


def _into_trunk(puppet, bone):
    """Direction at rest in which the trunk lies, seen from a shoulder or a hip."""
    joint, here = bone.start.split("_")[1], puppet.joints[bone.start]
    if joint == "hip":
        there = middle(puppet.joints, "shoulder") + here - middle(puppet.joints, "hip")
    else:
        there = middle(puppet.joints, joint)
    vector = there - here
    return float(np.arctan2(vector[1], vector[0]))


def trunk_at(puppet, tracks, turns, outline, frame, neck=None) -> Trunk:
    """Trunk and head in one frame.

    Args:
        puppet: The `Puppet`. tracks: Its `Tracks`. frame: The frame's number.
        turns, outline: There, see `trunk_turns` and `trunk_outlines`.
        neck: The puppet's, from `find_neck`.
    """
    rest_sides = [_direction(puppet.side(joint)[0]) for joint in ("hip", "shoulder")]
    hips = middle(puppet.joints, "hip")
    ears = puppet.face[[7, 8]].mean(axis=0)
    mouth, eyes = puppet.face[[9, 10]].mean(axis=0), puppet.face[[2, 5]].mean(axis=0)
    return Trunk(
        hips=tracks.hips[frame],
        rest_hips=hips,
        spine=tracks.spine[frame],
        rest_spine=middle(puppet.joints, "shoulder") - hips,
        sides=np.array([tracks.hip_side[frame], tracks.shoulder_side[frame]]),
        rest_sides=np.array(rest_sides),
        head=tracks.head[frame],
        rest_head=ears,
        head_angle=float(tracks.head_angle[frame]),
        size=float(tracks.size[frame]),
        chin=mouth + 0.7 * (mouth - eyes),
        turns=turns * np.sign(rest_sides[1][0]),
        half=puppet.unit / 2,
        outline=outline,
        neck=neck,
    )


def _direction(vector):
    return vector / max(np.linalg.norm(vector), 1e-6)


def box_of_limb(texture, limb):
    """Box `(x0, y0, x1, y1)` on the canvas that holds a limb's piece."""
    cos, sin = np.cos(limb.rest_angle), np.sin(limb.rest_angle)
    local = (texture.outline - limb.rest_start) @ np.array([[cos, -sin], [sin, cos]])
    local[:, 0] *= limb.along
    local[:, 1] *= limb.across
    cos, sin = np.cos(limb.angle), np.sin(limb.angle)
    posed = limb.start + local @ np.array([[cos, sin], [-sin, cos]])
    posed = posed + leaning(limb, *(posed - limb.start).T)
    corners = [posed]
    ends = (0.0, limb.rest_length * limb.along)
    for joint, at in zip((limb.first, limb.last), ends, strict=True):
        if joint:  # the disc around a joint may turn with the neighbour
            centre = limb.start + at * np.array([cos, sin])
            radius = 2.0 * joint.radius * max(limb.across, limb.along, joint.along)
            corners += [centre[None] - radius, centre[None] + radius]
    points = np.concatenate(corners)
    return (*points.min(axis=0), *points.max(axis=0))


def box_of_trunk(texture, trunk):
    """Box `(x0, y0, x1, y1)` on the canvas that holds the trunk or the head."""
    points = texture.outline
    moved = []
    matrix = np.stack([trunk.rest_spine, trunk.rest_sides.mean(axis=0)], axis=1)
    coefficients = np.linalg.solve(matrix, (points - trunk.rest_hips).T)
    for side in trunk.sides:
        for wider, aside in (trunk.outline.min(axis=0), trunk.outline.max(axis=0)):
            up, across = coefficients[0], max(wider, 1) * coefficients[1] + aside * trunk.half
            moved.append(trunk.hips + (np.stack([trunk.spine, side], axis=1) @ [up, across]).T)
    cos, sin = np.cos(trunk.head_angle), np.sin(trunk.head_angle)
    turn = np.array([[cos, sin], [-sin, cos]]) * trunk.size
    moved.append(trunk.head + (points - trunk.rest_head) @ turn)
    return _box(moved)


def _box(moved, spare=3):
    points = np.concatenate(moved)
    return (*(points.min(axis=0) - spare), *(points.max(axis=0) + spare))
