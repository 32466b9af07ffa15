"""The legs of the body model in the picture's own pixels, unrolled."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pose2video.bodies.hands.drawing import encode
from pose2video.characters.preparation.person import spread_colours
from pose2video.characters.preparation.plan import BONES, SIDES, other_side
from pose2video.generators.limbs.limb_meshes import LEG, LimbMesh, build_limb, on_line, sideways
from pose2video.generators.limbs.limb_shapes import wider_at
from pose2video.generators.limbs.puppet import Texture
from pose2video.generators.limbs.sleeve_ends import sleeve_end
from pose2video.generators.limbs.sleeves import BORDER, Sleeve
from pose2video.generators.limbs.strips import ROWS, model_widths, unroll
from pose2video.triangles.textures import linear

EVEN = 5  # rows over which widths are smoothed: trousers end in a step
INSIDE = 0.95  # share of a leg's width that is read: its shaded edges are its own
LEAST = 0.3  # share of a leg that the picture must show
TOP, OTHER = 0.4, 30.0  # of the thigh; Lab: what differs so from its row there is the trunk's
HIP = 0.3  # of the thigh: above, where the trunk begins, it is no wider than there
UNDER_HEM = 0.56  # of the thigh, so far a sheet of cloth about the hips goes down
FRINGE = 0.05  # of the thigh: so far threads hang over the skin below a hem
ASIDE = 0.35  # of its width, at most, by which a leg lies beside the model's


@dataclass(frozen=True, eq=False)
class Legs:
    """What the model's legs are drawn with.

    Attributes:
        meshes: `{side: LimbMesh}`, in the stance of the picture where its legs are.
        sleeves: `{side: Sleeve}` of trousers, skin and what is worn.
    """

    meshes: dict[str, LimbMesh]
    sleeves: dict[str, Sleeve]


def dress_legs(puppet, character, figure, tone) -> Legs | None:
    """Put what the picture's legs show on the model's; None where it shows no whole leg.

    Args:
        puppet: The character's `Puppet`. character: The `Character`, with a body.
        figure: That body. tone: Linear RGB of its skin, `(3,)`.
    """
    size = (puppet.background.shape[1], puppet.background.shape[0])
    meshes, strips, middles = {}, {}, {}
    for side in SIDES:
        meshes[side] = mesh = build_limb(figure, side, LEG)
        width, middles[side] = model_widths(mesh, figure, character.body, size)
        whole = _together(puppet, [f"{side}_{name}" for name in ("shin", "seat", "thigh")])
        strip = whole and unroll(puppet, side, width, LEG, EVEN, INSIDE, whole)
        if strip and min(half.mean() for half in np.split(strip.known, 2)) > LEAST:
            strips[side] = strip
    if not strips:
        return None
    sleeves = {}
    for side in SIDES:
        twin = strips.get(other_side(f"{side}_thigh").split("_")[0])
        pure = f"{side}_seat" in puppet.textures  # of nothing but the leg
        sleeves[side] = _filled(strips.get(side), twin, tone, pure)
    sleeves = _alike(sleeves) if len(strips) == len(SIDES) else sleeves
    for side in SIDES:
        if side in strips:
            there = strips[side].aside - middles[side]
            meshes[side] = _moved(
                meshes[side], sleeves[side], there, puppet, side, figure, character.body, size
            )
    return Legs(meshes, sleeves)


def _alike(sleeves) -> dict[str, Sleeve]:
    """Sleeves whose bare legs have one colour, the mean of theirs: one lay in the other's shade."""
    low = max(sleeve.end for sleeve in sleeves.values()) + BORDER
    if low > ROWS:
        return sleeves
    own = {side: linear(sleeve.strip[low:]).mean(axis=(0, 1)) for side, sleeve in sleeves.items()}
    usual = np.mean(list(own.values()), axis=0)
    found = {}
    for side, sleeve in sleeves.items():
        begins = np.clip((np.arange(2 * ROWS) - sleeve.end) / BORDER, 0, 1)[:, None, None]
        if sleeve.end < UNDER_HEM * ROWS:
            begins = np.ones_like(begins)
        colours = linear(sleeve.strip) * (1 + begins * (usual / own[side] - 1))
        strip = np.rint(255 * encode(np.clip(colours, 0, 1))).astype(np.uint8)
        found[side] = replace(sleeve, strip=strip)
    return found


def _together(puppet, names) -> Texture | None:
    """Pieces in one `Texture`, far to near; None where there is none of them."""
    parts = [puppet.textures[name] for name in names if name in puppet.textures]
    if not parts:
        return None
    low = np.min([part.origin for part in parts], axis=0)
    high = np.max([np.add(part.origin, part.image.shape[1::-1]) for part in parts], axis=0)
    image = np.zeros((*(high - low)[::-1], 4), np.uint8)
    for part in parts:
        (x, y), (height, width) = np.subtract(part.origin, low), part.image.shape[:2]
        under = image[y : y + height, x : x + width]
        left = cv2.multiply(under, cv2.merge([255 - part.image[..., 3]] * 4), scale=1 / 255)
        cv2.add(left, part.image, dst=under)
    return Texture(image, (int(low[0]), int(low[1])), np.concatenate([p.outline for p in parts]))


def _filled(strip, twin, tone, pure=False) -> Sleeve:
    """A leg's strip, what it does not show as the mirror image of the other one, then as nearby.

    Where cloth about the hips lies over it, a bare leg is bare up to the hip.
    """
    if strip is None:
        strip = twin
        pixels, known = twin.pixels[:, ::-1], twin.known[:, ::-1]
    elif twin is None:
        pixels, known = strip.pixels, strip.known
    else:
        lent = twin.known[:, ::-1] & ~strip.known
        lent &= ~strip.known.any(axis=1)[:, None]  # a row that is seen goes on as it is
        pixels = np.where(lent[..., None], twin.pixels[:, ::-1], strip.pixels)
        known = strip.known | lent
    levels = np.clip(pixels, 0, 255).astype(np.uint8)
    known = known if pure else known & ~_others(levels, known)
    end = sleeve_end(replace(strip, pixels=levels, known=known), tone)
    if pure and end < UNDER_HEM * ROWS:
        known = known & (np.arange(2 * ROWS) >= end + FRINGE * ROWS)[:, None]
    filled = spread_colours(levels, known.astype(np.float32))
    hip = int(HIP * ROWS)
    wider = strip.wider.copy()
    wider[:hip] = np.minimum(wider[:hip], wider[hip])
    return Sleeve(filled, wider, known.mean(axis=1), None, end)


def _others(levels, known):
    """What hangs over the top of a thigh, or shows beside it, as a pocket or a hem: bool."""
    top = int(TOP * ROWS)
    lab = cv2.cvtColor(np.float32(levels[:top]) / 255, cv2.COLOR_RGB2LAB)
    seen = np.where(known[:top, :, None], lab, np.nan)
    rows = np.flatnonzero(known[:top].any(axis=1))
    others = np.zeros(known.shape, bool)
    if len(rows):
        usual = np.nanmedian(seen[rows], axis=1)
        others[rows] = np.linalg.norm(lab[rows] - usual[:, None], axis=2) > OTHER
    return cv2.dilate(others.astype(np.uint8), np.ones((5, 5))) > 0


def _moved(mesh, sleeve, there, puppet, side, figure, stance, size) -> LimbMesh:
    """The mesh with its middle where the picture's leg has it.

    Args:
        mesh: The leg. sleeve: Its sleeve. puppet: The `Puppet`. side: `left` or `right`.
        there: `(2 ROWS,)` canvas pixels from the model's middle to the picture's, each from its
            own bone, see `Strip.aside`.
        figure: The `Body`. stance: Its `BodyMotion` in the picture. size: The canvas's.
    """
    transforms, camera = figure.transforms(stance)[0], stance.camera.resized(size)
    joints = figure.rig.joints(transforms[None])[0][mesh.joints]
    upper, lower = (BONES[f"{side}_{piece}"] for piece in LEG.pieces)
    poses = figure.poses(stance)
    points = poses.keypoints[0, poses.layout.indices(upper.start, lower.start, lower.end)]
    ends, _ = camera.project(joints)
    points = points * np.divide(size, stance.camera.size)
    own = np.array([puppet.joints[name] for name in (upper.start, lower.start, lower.end)])
    axes = np.diff(own, axis=0)
    across = np.stack([-axes[:, 1], axes[:, 0]], axis=1)
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-6)
    rows = (np.arange(2 * ROWS) + 0.5) / ROWS
    beside = on_line(rows, ends - points)  # so far from the keypoints' line the model is drawn
    off = there - np.einsum("ra,ra->r", beside, np.repeat(across, ROWS, axis=0))
    wide = np.interp(mesh.along, rows, off) * on_line(mesh.along, joints)[:, 2] / camera.focal
    posed = mesh.posed(transforms)
    reach = np.linalg.norm(posed - on_line(mesh.along, joints), axis=1)
    wide = np.clip(wide, -2 * ASIDE * reach, 2 * ASIDE * reach) / wider_at(sleeve, mesh.along)
    posed = posed + wide[:, None] * sideways(mesh.along, joints)
    blend = (mesh.weights @ transforms[mesh.bones, :3].reshape(-1, 12)).reshape(-1, 3, 4)
    rest = np.linalg.solve(blend[..., :3], (posed - blend[..., 3])[..., None])[..., 0]
    return replace(mesh, rest=rest.astype(np.float32))
