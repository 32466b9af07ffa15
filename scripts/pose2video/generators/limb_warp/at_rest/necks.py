"""Where a neck is free to stretch between trunk and head: cloth and chest go with the trunk."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.generators.limb_warp.at_rest.face_measures import smooth_step
from pose2video.generators.limbs.puppet import Puppet
from pose2video.poses.skeletons import face_mesh

STEP = 2  # pixels of the canvas to a cell
WIDTH = 0.12  # widths of the shoulders over which skin beside cloth comes to be free
INNER = 0.85  # of the oval of the face: this goes wholly with the head, however near cloth is
# distances from the chin's column, in widths of the head at the ears, between which what hangs from
# a head is hair, which slides over cloth
HAIR = (0.46, 0.58)
ENDS = (
    0.3  # widths of the shoulders above cloth over which hair comes to be free: its ends lie there
)


@dataclass(frozen=True, eq=False)
class Neck:
    """How free places at rest are to go with the head.

    Attributes:
        trunk: Of the trunk's piece, float32 `(height, width)`: 0 on what is the trunk's alone, 1
            well away from it.
        head: Of the head's piece, likewise: the same on the neck, 1 on hair beside it.
    """

    trunk: np.ndarray
    head: np.ndarray

    def at(self, x, y, of_head) -> np.ndarray:
        """Values of a piece at canvas pixels at rest, float32 as `x`."""
        free = self.head if of_head else self.trunk
        places = [np.float32((v + 0.5) / STEP - 0.5) for v in (x, y)]
        found = cv2.remap(free, *places, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return found.reshape(np.shape(x))


def find_neck(puppet: Puppet) -> Neck | None:
    """See where the trunk of a puppet is seen beside its head; None without both pieces."""
    if not {"head", "torso"} <= set(puppet.textures):
        return None
    height, width = puppet.background.shape[:2]
    head, torso = (_covered(puppet.textures[n], (height, width)) for n in ("head", "torso"))
    off_trunk = cv2.distanceTransform((~(torso & ~head)).astype(np.uint8), cv2.DIST_L2, 5)
    ramp = np.full(off_trunk.shape, WIDTH * puppet.unit / STEP, np.float32)
    oval = puppet.pose.part("face")[0][face_mesh()["oval"]]
    if np.isfinite(oval).all():
        face = np.ones(ramp.shape, np.uint8)
        inner = oval.mean(axis=0) + INNER * (oval - oval.mean(axis=0))
        cv2.fillPoly(face, [np.rint(inner / STEP).astype(np.int32)], 0)
        ramp = np.minimum(ramp, off_trunk + cv2.distanceTransform(face, cv2.DIST_L2, 5))
    free = np.clip(off_trunk / np.maximum(ramp, 1e-6), 0, 1)
    ears, mouth = puppet.face[[7, 8]], puppet.face[[9, 10]].mean(axis=0)
    wide = max(np.linalg.norm(ears[1] - ears[0]), np.linalg.norm(mouth - ears.mean(axis=0)), 1.0)
    columns = STEP * (np.arange(free.shape[1]) + 0.5)
    hair = smooth_step(np.abs(columns - mouth[0]) / wide, *HAIR)
    hair = hair * np.clip(_above(torso & ~head) / (ENDS * puppet.unit / STEP), 0, 1)
    hair = cv2.GaussianBlur(hair, (0, 0), WIDTH / 2 * puppet.unit / STEP)  # no lock tears off
    return Neck(free, np.maximum(free, hair).astype(np.float32))


def _above(trunk):
    """How many cells places lie above the next one of the trunk, infinite where none is below."""
    rows = np.arange(len(trunk), dtype=np.float32)[:, None]
    under = np.where(trunk, rows, np.inf)
    return np.minimum.accumulate(under[::-1])[::-1] - rows


def _covered(texture, shape):
    """Where a texture is opaque, bool cells of a canvas of `shape`."""
    height, width = shape
    whole = np.zeros(shape, np.uint8)
    x, y = texture.origin
    left, top = max(-x, 0), max(-y, 0)
    part = texture.image[top : max(height - y, 0), left : max(width - x, 0), 3]
    whole[y + top :, x + left :][: part.shape[0], : part.shape[1]] = part
    size = (-(-width // STEP), -(-height // STEP))
    return cv2.resize(whole, size, interpolation=cv2.INTER_AREA) > 127
