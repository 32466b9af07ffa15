"""Contacts solved on one body: hands reach their place, feet stand where they step.

Both are damped least squares on joint angles (Buss, "Introduction to inverse kinematics", 2004),
for all frames at once, so bones keep their length.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pose2video.bodies.angles import ANGLE_INDEX, SIDES, about
from pose2video.bodies.marks import PLACES, Marks, hand_marks, place_marks
from pose2video.bodies.rig import Rig
from pose2video.performers.motion import AngleMotion

RAMP_S = 0.22  # seconds in which a hand comes to its contact and leaves it
LIFT = 0.11  # leg lengths that a swinging foot is lifted per leg length of step, at least half
TOUCHING = (
    "spine",
    "shoulder",
    "clavicle",
    "upperarm",
    "lowerarm",
    "wrist",
    "finger",
    "metacarpal",
)


def smoothstep(x):
    """0 below 0, 1 above 1, smooth between."""
    x = np.clip(x, 0, 1)
    return x * x * (3 - 2 * x)


def root_transforms(rig: Rig, root, origin=(0.0, 0.0, 0.0)) -> np.ndarray:
    """Transforms `(T, 4, 4)` of the root bone for a path in leg lengths (see `AngleMotion.root`).

    Args:
        origin: Metres, the stage position of the pelvis at the path's zero, floor at y = 0.
    """
    x, y, z = np.eye(3)
    out = np.tile(np.eye(4), (len(root), 1, 1))
    turn = about(y, -root[:, 3]) @ about(z, root[:, 5]) @ about(x, root[:, 4])
    pelvis = np.asarray(origin) + root[:, :3] * rig.leg_length
    out[:, :3, :3] = turn
    out[:, :3, 3] = pelvis - turn @ rig.heads[0]
    return out


def _solve(angles, columns, error, rounds, damping):
    """Move some angles `(T, A)` until `error(angles) -> (T, E)` (metres) is small."""
    angles = angles.copy()
    for _ in range(rounds):
        now = error(angles)
        jacobian = np.empty((*now.shape, len(columns)))
        for k, column in enumerate(columns):
            moved = angles.copy()
            moved[:, column] += 0.5
            jacobian[..., k] = (error(moved) - now) / np.radians(0.5)
        square = np.swapaxes(jacobian, 1, 2) @ jacobian + damping * np.eye(len(columns))
        step = np.linalg.solve(square, -np.swapaxes(jacobian, 1, 2) @ now[..., None])[..., 0]
        angles[:, columns] += np.degrees(np.clip(step, -0.5, 0.5))
    return angles


def solve_hands(rig: Rig, marks: Marks, motion: AngleMotion, root, contacts) -> AngleMotion:
    """Bring the hands to their places, easing in and out.

    Args:
        root: `(T, 4, 4)`.
        contacts: Mappings with `hand`, `point`, `touches`, `from_s`, `to_s`.
    """
    only = {b for b in rig.bones if any(w in b for w in TOUCHING)}
    angles = motion.angles.copy()
    for contact in contacts:
        side = contact["hand"]
        weight = np.minimum(
            smoothstep(1 + (motion.times - contact["from_s"]) / RAMP_S),
            smoothstep(1 + (contact["to_s"] - motion.times) / RAMP_S),
        )
        at = np.flatnonzero(weight > 0)
        if not len(at):
            continue
        target, normal = marks.at(
            place_marks(side, contact["touches"]), rig.pose(angles[at], root[at])
        )
        if contact["touches"].startswith("other_"):
            target = target + PLACES[contact["touches"]][1] * normal
        touching = hand_marks(side, contact["point"])
        columns = [ANGLE_INDEX[f"{side}_shoulder", a] for a in ("flex", "abduct", "twist")]
        columns += [
            ANGLE_INDEX[f"{side}_elbow", "bend"],
            ANGLE_INDEX[f"{side}_clavicle", "forward"],
        ]
        chain = {b for b in only if b.endswith("LR"[side == "right"]) or b.startswith("spine")}

        def error(a, at=at, chain=chain, target=target, touching=touching):
            return marks.at(touching, rig.pose(a, root[at], chain))[0] - target

        solved = _solve(angles[at], columns, error, 14, 2e-4)
        angles[at] += weight[at, None] * (solved - angles[at])
    return replace(motion, angles=angles)


def foot_paths(times, contacts, standing, leg):
    """Where each foot is: stance places joined by smooth swings.

    Args:
        contacts: Mappings with `foot`, `from_s`, `to_s`, `at` (x, z in leg lengths, relative to the
            foot's standing place), `turn` (degrees).
        standing: Side -> `(3,)` metres of the ankle when standing.
        leg: Leg length in metres.

    Returns:
        Side -> ankle positions `(T, 3)`, yaw `(T,)`, pitch `(T,)` in degrees (toes down positive)
        and whether it stands `(T,)`.
    """
    paths = {}
    for side in SIDES:
        rows = sorted((c for c in contacts if c.get("foot") == side), key=lambda c: c["from_s"])
        rows = rows or [{"from_s": 0.0, "to_s": 1e9}]
        spots = [np.array([*r.get("at", (0, 0)), r.get("turn", 0)], float) for r in rows]
        where = np.tile(spots[0], (len(times), 1))
        lift, pitch = np.zeros(len(times)), np.zeros(len(times))
        stands = times <= rows[0]["to_s"]
        for row, spot, last, before in zip(rows[1:], spots[1:], rows, spots, strict=False):
            u = (times - last["to_s"]) / max(row["from_s"] - last["to_s"], 1e-6)
            swing = (u > 0) & (u < 1)
            where[u > 0] = before + smoothstep(u[u > 0])[:, None] * (spot - before)
            step = min(max(np.linalg.norm(spot[:2] - before[:2]), 0.5), 1.0)
            lift[swing] = LIFT * step * np.sin(np.pi * u[swing]) ** 2
            pitch[swing] = 26 * step * np.sin(2 * np.pi * u[swing]) * np.sin(np.pi * u[swing])
            stands = stands | ((times >= row["from_s"]) & (times <= row["to_s"]))
        position = np.tile(np.asarray(standing[side], float), (len(times), 1))
        position[:, [0, 2]] += where[:, :2] * leg
        position[:, 1] -= lift * leg
        paths[side] = position, where[:, 2], pitch, stands
    return paths


def solve_feet(rig: Rig, motion: AngleMotion, root, paths, rest_turn) -> AngleMotion:
    """Bring both feet onto their paths, soles level while they stand.

    Args:
        root: `(T, 4, 4)`.
        paths: As `foot_paths` gives them.
        rest_turn: Side -> yaw in degrees of the standing foot, outward positive to the left.
    """
    angles = motion.angles.copy()
    y, x = np.array([0, 1.0, 0]), np.array([1.0, 0, 0])
    for side, s in zip(SIDES, "LR", strict=True):
        position, yaw, pitch, _ = paths[side]
        foot = rig.index(f"foot.{s}")
        want = about(y, -(yaw + rest_turn[side])) @ about(x, pitch)
        chain = {
            f"{b}.{s}"
            for b in ("pelvis", "upperleg01", "upperleg02", "lowerleg01", "lowerleg02", "foot")
        }
        columns = [ANGLE_INDEX[f"{side}_hip", a] for a in ("flex", "abduct", "twist")]
        columns += [ANGLE_INDEX[f"{side}_knee", "bend"]]
        columns += [ANGLE_INDEX[f"{side}_ankle", a] for a in ("bend", "twist", "roll")]
        angles[:, columns[3]] = np.maximum(angles[:, columns[3]], 12)
        head = rig.heads[foot]

        def error(a, chain=chain, foot=foot, head=head, want=want, position=position):
            g = rig.pose(a, root, chain)[:, foot]
            place = g[:, :3, :3] @ head + g[:, :3, 3] - position
            turn = np.swapaxes(want, 1, 2) @ g[:, :3, :3]
            skew = np.stack(
                [
                    turn[:, 2, 1] - turn[:, 1, 2],
                    turn[:, 0, 2] - turn[:, 2, 0],
                    turn[:, 1, 0] - turn[:, 0, 1],
                ],
                axis=1,
            )
            return np.concatenate([place, 0.15 * skew], axis=1)

        angles = _solve(angles, columns, error, 16, 1e-5)
    return replace(motion, angles=angles)
