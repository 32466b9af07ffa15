"""The shadow that a person casts on the floor: it leaves the background with them."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.plan import BONES

SIDE = 480  # shorter side of the picture on which shadows are looked for
ABOVE, BESIDE = 0.25, 2.5  # widths of the shoulders: how far above and beside the feet
DARK = 0.25  # of the logarithm of brightness: what is surely shadow
RIM = 0.3  # of a shadow's middle darkness
BRIGHT = 70  # percentile of a row's brightness that the floor has in the light
THIN = 0.015  # of the shoulders' width: what is narrower is a joint between tiles
SAME_HUE = 0.10  # of the logarithm: how far a shadow's colour may be off the floor's
CONTACT = 0.08  # likewise: so far around a foot the floor is dark in any case
LARGEST = 0.35  # of the floor that is looked at: more is no shadow of one person
SPREAD = 0.1  # of the shoulders' width: so broad may a soft rim be


def floor_shadow(picture, mask, joints, shown, unit):
    """Where a person's shadow lies on the floor.

    It is darker than the floor in the light, of its hue, and begins at the feet; a narrow strip
    around these belongs to it in any case.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        mask: float32 `(height, width)`, share of the person.
        joints: `{joint: (2,)}` in pixels.
        shown: Names of the limbs that the picture shows.
        unit: Width of the shoulders in pixels.

    Returns:
        bool `(height, width)`; nothing where no foot or no floor is seen.
    """
    none = np.zeros(mask.shape, bool)
    feet = [BONES[name] for name in shown if name.endswith("foot")]
    if not feet:
        return none
    scale = min(1.0, SIDE / min(mask.shape))
    size = tuple(max(8, round(side * scale)) for side in mask.shape[::-1])
    ends = scale * np.array([joints[j] for bone in feet for j in (bone.start, bone.end)])
    unit = scale * unit
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    person = cv2.resize(np.float32(mask > 0.02), size, interpolation=cv2.INTER_AREA) > 0
    logs = np.log(np.maximum(cv2.GaussianBlur(small, (0, 0), 1.0).astype(np.float32), 4) / 255)
    top = max(0, round(ends[:, 1].min() - ABOVE * unit))
    left = max(0, round(ends[:, 0].min() - BESIDE * unit))
    right = min(size[0], round(ends[:, 0].max() + BESIDE * unit))
    zone = np.zeros(person.shape, bool)
    zone[top:, left:right] = True
    floor = zone & ~person
    lit = _in_the_light(logs, floor, round(ends[::2, 1].min()))
    if lit is None:
        return none
    darker = lit - logs
    dark = darker.mean(axis=2)
    hue = np.abs(darker - dark[..., None]).max(axis=2) < SAME_HUE + 0.2 * np.abs(dark)
    shade = floor & hue & (dark > DARK)
    shade = cv2.morphologyEx(shade.astype(np.uint8), cv2.MORPH_OPEN, _ellipse(THIN * unit))
    near = np.zeros(person.shape, np.uint8)
    for start, end in zip(ends[::2], ends[1::2], strict=True):
        a, b = (tuple(int(v) for v in np.rint(p)) for p in (start, end))
        cv2.line(near, a, b, 1, max(1, round(0.6 * unit)))
    near = near > 0
    around = near & floor & (cv2.dilate(person.astype(np.uint8), _ellipse(CONTACT * unit)) > 0)
    _, parts = cv2.connectedComponents(shade)
    touching = np.unique(parts[around & (shade > 0)])
    found = np.isin(parts, touching[touching > 0])
    if found.sum() > LARGEST * floor.sum():
        found[:] = False
    if found.any():
        rim = cv2.dilate(found.astype(np.uint8), _ellipse(SPREAD * unit)) > 0
        found |= rim & floor & hue & (dark > RIM * np.median(dark[found]))
        found = (cv2.dilate(found.astype(np.uint8), _ellipse(0.3 * SPREAD * unit)) > 0) & floor
    found = np.uint8(found | around)
    return cv2.resize(found, mask.shape[::-1], interpolation=cv2.INTER_LINEAR) > 0


def _in_the_light(logs, floor, first):
    """The logarithm of the floor's colour in the light, `(height, 1, 3)`; None without a floor."""
    rows = np.flatnonzero(floor.sum(axis=1) >= 8)
    rows = rows[rows >= first]  # higher up lies a wall, perhaps
    if len(rows) < 8:
        return None
    bright = logs.mean(axis=2)
    colours = np.zeros((len(logs), 3), np.float32)
    for row in rows:
        here = bright[row][floor[row]]
        colours[row] = logs[row][floor[row]][here >= np.percentile(here, BRIGHT)].mean(axis=0)
    for channel in range(3):
        colours[:, channel] = np.interp(np.arange(len(logs)), rows, colours[rows, channel])
    return cv2.GaussianBlur(colours[:, None], (1, 0), sigmaX=0.1, sigmaY=3.0)


def _ellipse(radius):
    size = 2 * max(1, round(radius)) + 1
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
