"""A limb of the body model in one frame: as wide as its sleeve, and where it shows the sleeve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.generators.limbs.limb_meshes import LimbMesh, on_line, sideways
from pose2video.generators.limbs.sleeves import Sleeve
from pose2video.generators.limbs.strips import COLUMNS, INSIDE, ROWS

FADE = (-0.06, 0.10)  # of the upper arm, over which it comes out of the shoulder
BENT = (0.35, 1.3)  # twice the sine of half the bend, between which its inside is folded
OWN = (0.25, 0.6)  # how far the arm moves a point, between which it becomes the arm's
RELIT, SHADED = (0.5, 1.7), 0.45  # change of light, and its power in the picture's levels
# Of a limb's radius that elbow and knee stand out, over so much of a bone; that the outside is
# flatter on either side of them, so far from there and over so much; that the limb is narrower from
# the side there; and of what cloth is wider that is left where they stretch it.
BONE, FLAT = (0.1, 0.1), (0.1, 0.25, 0.12)
NARROW, TIGHT = (0.27, 0.15), (0.3, 0.3)
RIM = 0.4  # of the light that a surface loses which we see edge on: rooms are lit from our side
BARE_FADE = (-0.09, 0.05)  # the same of a bare one: no cloth of the trunk lies on it


@dataclass(frozen=True, eq=False)
class WornLimb:
    """A limb in its sleeve, or a leg in its trousers.

    Attributes:
        centre: `(V, 3)` metres, camera axes: the points' places on the line of the limb.
        points: `(V, 3)`, as far from there as the sleeve is wide.
        place: `(V, 2)`, column and row of the sleeve's strip that is seen there. Across the line of
            sight a limb shows the strip's whole width, from wherever it is seen.
    """

    centre: np.ndarray
    points: np.ndarray
    place: np.ndarray


def worn(mesh: LimbMesh, sleeve: Sleeve, transforms, joints) -> WornLimb:
    """Pose a limb in its sleeve.

    Args:
        mesh: The limb. sleeve: Its sleeve.
        transforms: `(J, 4, 4)` of one frame, see `Body.transforms`.
        joints: `(3, 3)`, its joints there, metres in camera axes.
    """
    centre = on_line(mesh.along, joints)
    off = mesh.posed(transforms) - centre
    inside, outside = (inside_bend(side * off, joints) for side in (1, -1))
    aslant = bend(joints)[0] - inside - outside
    off = off * with_elbow(mesh.along, outside, aslant)[:, None]
    rows = np.clip(mesh.along * ROWS - 0.5, 0, 2 * ROWS - 1)
    wider = stretched(wider_at(sleeve, mesh.along), mesh.along, outside + aslant)
    aside = np.einsum("na,na->n", off, sideways(mesh.along, joints))
    aside /= np.maximum(np.linalg.norm(off, axis=1), 1e-6)
    place = np.column_stack([(aside + 1) / 2 * (COLUMNS - 1), rows])
    return WornLimb(centre, centre + wider[:, None] * off, place)


def with_elbow(along, outside, aslant):
    """What a limb's radius is multiplied by, `(V,)`: a bent one has a corner, no arc.

    Args:
        along: `(V,)`, see `LimbMesh`. outside: `(V,)` in [0, 1], how far outside the bend.
        aslant: The same of its sides, neither inside nor outside.
    """
    away = np.abs(along - 1)
    bone = BONE[0] * np.exp(-((away / BONE[1]) ** 2))
    flat = FLAT[0] * np.exp(-(((away - FLAT[1]) / FLAT[2]) ** 2))
    return 1 + outside**2 * (bone - flat) - aslant * NARROW[0] * np.exp(-((away / NARROW[1]) ** 2))


def stretched(wider, along, outside):
    """Widths `(V,)` of a sleeve over its limb where it is stretched over the bent joint."""
    tight = (1 - TIGHT[0]) * outside * np.exp(-(((along - 1) / TIGHT[1]) ** 2))
    return wider + tight * (np.minimum(wider, 1) - wider)


def relit(light, normals, place, across):
    """Light on a limb over that which its sleeve's strip was photographed in, `(V,)`.

    Args:
        light: The `Light`. normals: `(V, 3)` unit, camera axes. place: See `WornLimb`.
        across: `(V, 3)` unit, which way the columns went in the picture.
    """
    now = _on(light, normals)
    return np.clip(now / light_before(light, place[:, 0], across), *RELIT) ** SHADED


def light_before(light, column, across):
    """Light in the picture on places of a strip, a cylinder's, `(N,)`.

    Args:
        light: The `Light`. column: `(N,)`, from 0 to `COLUMNS - 1`.
        across: `(N, 3)` unit, which way the columns went in the picture.
    """
    return _on(light, round_normals(column, across))


def _on(light, normals):
    """Light on surfaces of unit normals `(N, 3)`, less where these turn away from us."""
    away = 1 - np.clip(-normals[:, 2], 0, 1)
    return light.on(np.float32(normals)).mean(axis=1) * (1 - RIM * away**2)


def round_normals(column, across):
    """Unit normals `(N, 3)` of places of a strip, a cylinder's; see `light_before`."""
    aside = np.clip(INSIDE * (2 * column[:, None] / (COLUMNS - 1) - 1), -1, 1)
    return aside * across - np.sqrt(1 - aside * aside) * np.array([0, 0, 1.0])


def inside_bend(off, joints):
    """How far places of a limb lie inside its bend, `(V,)` in [0, 1]; 0 where it is straight.

    Args:
        off: `(V, 3)`, from its line. joints: `(3, 3)`, its joints, both in camera axes.
    """
    bent, inner = bend(joints)
    if not bent:
        return np.zeros(len(off))
    share = off @ inner / np.maximum(np.linalg.norm(off, axis=1), 1e-6)
    share = np.clip((share + 0.1) / 0.8, 0, 1)
    return bent * share * share * (3 - 2 * share)


def bend(joints):
    """How far a limb is bent, in [0, 1], and the unit direction `(3,)` of its inside."""
    upper, lower = np.diff(joints, axis=0)
    inner = lower / np.linalg.norm(lower) - upper / np.linalg.norm(upper)
    size = np.linalg.norm(inner)  # up to 2
    return np.clip((size - BENT[0]) / (BENT[1] - BENT[0]), 0, 1), inner / max(size, 1e-9)


def wider_at(sleeve: Sleeve, along):
    """How much wider than the model's limb a sleeve is at places `(V,)` along it."""
    rows = np.clip(along * ROWS - 0.5, 0, 2 * ROWS - 1)
    return np.interp(rows, np.arange(2 * ROWS), sleeve.wider)


def out_of_shoulder(mesh: LimbMesh, fade=FADE):
    """How far each point has come out of the shoulder, `(V,)` in [0, 1], over a `fade`.

    What the trunk moves more than the arm has not: so the arm ends softly below, too.
    """
    out = np.clip((mesh.along - fade[0]) / (fade[1] - fade[0]), 0, 1)
    return out * np.clip((mesh.own - OWN[0]) / (OWN[1] - OWN[0]), 0, 1)
