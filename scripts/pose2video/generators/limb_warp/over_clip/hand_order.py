"""Whether a hand lies before or behind trunk, head and the other arm, by the body's real depth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.characters.preparation.plan import SIDES

STEP = 5  # every so many points of the surface are looked at
CLOTH = 0.012  # metres by which clothes lie before the body
REACH = 0.05  # metres around a point of the hand in which a surface lies behind or before it
MARGIN = 0.02  # metres by which a hand must change sides before its order changes
AWAY = 0.7  # part of the forearm's direction that points away: then it hides its hand
OTHER = ("upper_arm", "forearm")


@dataclass(frozen=True, eq=False)
class Gaps:
    """How far hands lie before what they may hide, in metres; NaN where they do not overlap.

    Attributes:
        gap: `{(side, piece): (frames,)}`, positive where the hand is nearer.
        away: `{side: (frames,)}`, how far the forearm points away from the camera, -1 to 1.
    """

    gap: dict[tuple[str, str], np.ndarray]
    away: dict[str, np.ndarray]


def measure_gaps(figure, transforms, camera, hands) -> Gaps:
    """Compare the depth of the hands with that of the surfaces around them.

    Args:
        figure: The `Body`. transforms: `(T, J, 4, 4)`, see `Body.transforms`.
        camera: The `Camera`. hands: `{side: HandMesh}`.
    """
    from scipy.spatial import cKDTree

    surfaces = _surfaces(figure)
    frames = len(transforms)
    gap = {
        (side, piece): np.full(frames, np.nan)
        for side in hands
        for piece in surfaces
        if not piece.startswith(side)
    }
    joints = figure.rig.joints(transforms)
    flat = transforms[:, :, :3].reshape(frames, -1, 12).astype(np.float32)
    own = {side: np.flatnonzero(mesh.up_arm < 0)[::9] for side, mesh in hands.items()}
    for t in range(frames):
        clouds = {
            side: _posed(mesh.weights[own[side]], flat[t, mesh.bones], mesh.rest[own[side]])
            for side, mesh in hands.items()
        }
        for piece, (weights, bones, rest, lift) in surfaces.items():
            points = _posed(weights, flat[t, bones], rest)
            tree = None
            for side, cloud in clouds.items():
                if (side, piece) not in gap or _apart(cloud, points):
                    continue
                xy, z = _on_screen(points, camera)
                tree = tree or cKDTree(xy)
                gap[side, piece][t] = _gap(cloud, tree, z - lift, camera)
    away = {}
    for side in hands:
        s = side[0].upper()
        bone = (
            joints[:, figure.rig.index(f"wrist.{s}")]
            - joints[:, figure.rig.index(f"lowerarm01.{s}")]
        )
        away[side] = bone[:, 2] / np.linalg.norm(bone, axis=1)
    return Gaps(gap, away)


def _surfaces(figure):
    """Points of trunk, head and arms: weights, bones, rest, metres of clothes."""
    rig, weights = figure.rig, figure.model.weights
    words = {
        "torso": ("root", "pelvis", "spine", "clavicle", "shoulder01", "upperleg"),
        "head": ("neck03", "head"),
    } | {
        f"{side}_{piece}": (f"{bone}01.{side[0].upper()}", f"{bone}02.{side[0].upper()}")
        for side in SIDES
        for piece, bone in zip(OTHER, ("upperarm", "lowerarm"), strict=True)
    }
    out = {}
    for piece, names in words.items():
        own = [i for i, bone in enumerate(rig.bones) if bone.startswith(names)]
        choice = np.flatnonzero(weights[:, own].sum(axis=1) > 0.6)[
            :: STEP if "_" not in piece else 2
        ]
        bones = np.flatnonzero(weights[choice].max(axis=0) > 0)
        out[piece] = (
            np.ascontiguousarray(weights[choice][:, bones]),
            bones,
            figure.vertices[choice],
            CLOTH if piece != "head" else 0.0,
        )
    return out


def _posed(weights, flat, rest):
    blend = (weights @ flat).reshape(-1, 3, 4)
    return np.einsum("nab,nb->na", blend[..., :3], rest) + blend[..., 3]


def _apart(cloud, points):
    """Whether two clouds in camera axes lie nowhere over each other on the screen."""
    a, b = (p[:, :2] / p[:, 2:] for p in (cloud, points))
    reach = REACH / cloud[:, 2].mean()
    return (a.max(axis=0) < b.min(axis=0) - reach).any() or (
        a.min(axis=0) > b.max(axis=0) + reach
    ).any()


def _on_screen(points, camera):
    return camera.project(points)


def _gap(cloud, tree, z, camera):
    """Median of how far a hand's points lie before the nearest surface around them."""
    xy, depth = camera.project(cloud)
    reach = REACH * camera.focal / depth.mean()
    distance, which = tree.query(xy, k=6, distance_upper_bound=reach)
    near = np.where(np.isfinite(distance), np.append(z, np.inf)[which], np.inf).min(axis=1)
    over = np.isfinite(distance).sum(axis=1) >= 3  # not only beside its edge
    if over.mean() < 0.08:
        return np.nan
    return float(np.median(near[over] - depth[over]))


def with_hands(orders, gaps, sides):
    """The drawing orders with the hands in their places.

    A hand follows its forearm, before or after it as that points away from the camera, and is
    moved on before or behind what it overlaps; behind the head it takes its forearm along.

    Args:
        orders: Lists of pieces without hands, far to near, one a frame.
        gaps: `Gaps`. sides: The sides whose hands are drawn.

    Returns:
        Lists with `left_hand` and `right_hand`.
    """
    last: dict[tuple[str, str], bool] = {}
    out = []
    for t, order in enumerate(orders):
        order = list(order)
        hidden = {}
        for key, gap in gaps.gap.items():
            before = last.get(key, True)
            if np.isfinite(gap[t]):
                before = gap[t] > (-MARGIN if before else MARGIN)
                last[key] = before
            hidden[key] = np.isfinite(gap[t]) and not before
        for side in sides:
            forearm = f"{side}_forearm"
            if hidden.get((side, "head")) and order.index(forearm) > order.index("head"):
                order.remove(forearm)
                order.insert(order.index("head"), forearm)
        for side in sides:
            place = order.index(f"{side}_forearm")
            high, low = len(order), place + 1
            if gaps.away[side][t] > AWAY:
                low, high = place, place
            else:
                for piece in order:
                    known = np.isfinite(gaps.gap.get((side, piece), [np.nan] * (t + 1))[t])
                    if not known or piece.endswith("hand"):
                        continue
                    if hidden[side, piece]:
                        if order.index(piece) >= low:
                            high = min(high, order.index(piece))
                    else:
                        low = max(low, order.index(piece) + 1)
            order.insert(min(low, high) if high >= place + 1 else high, f"{side}_hand")
        out.append(_hands_together(order, last))
    return out


def _hands_together(order, before):
    """Two hands that nothing separates for good are drawn in one go, sample by sample."""
    hands = [name for name in order if name.endswith("hand")]
    if len(hands) < 2:
        return order
    first, second = (order.index(name) for name in hands)
    side = hands[0].split("_")[0]
    between = order[first + 1 : second]
    free = all(before.get((side, piece), True) for piece in between)
    if not free or not all(piece.endswith(("forearm", "upper_arm")) for piece in between):
        return order
    return [*order[:first], *between, hands[0], *order[second:]]
