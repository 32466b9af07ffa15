"""The background: at every place the middle of what many frames show there without the person."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.filmed.scenery.moments import spread
from pose2video.characters.plates import after, applied, scale_of
from pose2video.characters.preparation.backgrounds import fill_background

MOST_PIXELS = 6e6  # of a plate
EVENLY, MORE = 40, 24  # frames that it is laid of: evenly spread, and for places seldom seen
ENOUGH = 5  # frames that show a place
COARSE_PX = 160  # longer side of the map of what is seen
STRIP = 48  # rows at a time
GAINS = (0.5, 2.0)  # a frame that is so much darker or lighter is not evened: a flash
RIM = 7  # pixels across: so near to an overlay nothing counts
FADED = 8  # grey levels: darker than this says nothing of light


def lay(moments, cameras, overlay):
    """Lay the plate.

    Args:
        moments: `Moments`.
        cameras: `(N, 2, 3)`, from frames to a common frame's pixels; NaN for those without.
        overlay: uint8 RGBA of the frame's size, which is no background; or None.

    Returns:
        `(image, cameras, unseen)`: uint8 RGB, the cameras to its pixels, and the share of it that
        no frame shows.
    """
    known = np.flatnonzero(np.isfinite(cameras).all(axis=(1, 2)))
    cameras = cameras.copy()
    cameras[known], size = onto_plate(cameras[known], moments.frames.frame_size)
    solid = None
    if overlay is not None:
        rim = np.ones((RIM, RIM), np.uint8)
        solid = cv2.dilate((overlay[..., 3] > 8).astype(np.uint8), rim) > 0
    chosen = _that_see_most(moments, cameras, known, size, solid)
    frames = [moments.frames.frame(n) for n in chosen]
    behind = [_seen(moments, n, solid) for n in chosen]
    gains = _gains(frames, behind, cameras[chosen], size)
    image = np.zeros((size[1], size[0], 3), np.uint8)
    count = np.zeros((size[1], size[0]), int)
    for top in range(0, size[1], STRIP):
        rows = min(STRIP, size[1] - top)
        down = np.array([[1.0, 0, 0], [0, 1, -top]])
        maps = after(down[None], cameras[chosen])
        views = [
            laid(*v[:3], (size[0], rows), v[3])
            for v in zip(frames, behind, maps, gains, strict=True)
        ]
        image[top : top + rows], count[top : top + rows] = middle(views)
    unseen = count == 0
    if unseen.all():
        return np.full_like(image, 128), cameras, 1.0
    rows, columns = (np.flatnonzero((~unseen).any(axis=axis)) for axis in (1, 0))
    seen = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    image, unseen = image[seen], unseen[seen]
    cameras = after(np.array([[1.0, 0, -columns[0]], [0, 1, -rows[0]]])[None], cameras)
    if unseen.any():
        image = fill_background(image, unseen.astype(np.float32))
    return image, cameras, float(unseen.mean())


def onto_plate(cameras, frame_size):
    """Cameras `(n, 2, 3)` to the pixels of a plate that holds all frames, and its size."""
    fine = 1 / np.median(scale_of(cameras))
    width, height = frame_size
    corners = np.array([[0, 0], [width - 1, 0], [0, height - 1], [width - 1, height - 1]], float)
    at = np.stack([applied(camera, corners) for camera in cameras]).reshape(-1, 2)
    low, high = np.floor(at.min(axis=0) + 1e-6), np.ceil(at.max(axis=0) - 1e-6)
    fine = min(fine, np.sqrt(MOST_PIXELS / np.prod(high - low + 1)))
    moved = np.hstack([fine * np.eye(2), (-fine * low)[:, None]])
    size = tuple(int(v) for v in np.ceil(fine * (high - low)) + 1)
    return after(moved[None], cameras), size


def _seen(moments, number, solid):
    """Where a frame shows the background, bool of the frame's size."""
    seen = moments.behind(number, moments.frames.frame_size)
    return seen if solid is None else seen & ~solid


def _that_see_most(moments, cameras, known, size, solid):
    """Numbers of the frames to take: evenly spread, and more for places that few of these show."""
    scale = COARSE_PX / max(size)
    coarse = tuple(max(1, round(side * scale)) for side in size)
    smaller = np.array([[scale, 0, 0], [0, scale, 0]])
    chosen = spread(list(known), EVENLY)

    def view(number):
        seen = (255 * _seen(moments, number, solid)).astype(np.uint8)
        return cv2.warpAffine(seen, after(smaller, cameras[number]), coarse) > 127

    count = sum(view(n).astype(int) for n in chosen)
    others = spread([n for n in known if n not in set(chosen)], 4 * EVENLY)
    views = {n: view(n) for n in others}
    for _ in range(MORE):
        seldom = count < ENOUGH
        gain = {n: int((seen & seldom).sum()) for n, seen in views.items()}
        best = max(gain, key=gain.get, default=None)
        if best is None or gain[best] < 4:
            break
        chosen.append(best)
        count = count + views.pop(best)
    return sorted(chosen)


def _gains(frames, behind, cameras, size):
    """For each frame what its colours are multiplied by to be as light as most, `(n, 3)`.

    Told by a small plate of all of them; a flash, which burns colours out, counts as it is.
    """
    scale = COARSE_PX / max(size)
    coarse = tuple(max(1, round(side * scale)) for side in size)
    smaller = after(np.array([[scale, 0, 0], [0, scale, 0]])[None], cameras)
    ones = np.ones(3)
    views = [laid(*v, coarse) for v in zip(frames, behind, smaller, strict=True)]
    usual, _ = middle(views)
    gains = []
    for view, seen in views:
        lit = seen & (view.min(axis=2) > FADED) & (usual.min(axis=2) > FADED)
        lit &= view.max(axis=2) < 255 - FADED
        ratio = usual[lit].astype(float) / np.maximum(view[lit], 1)
        gain = np.median(ratio, axis=0) if lit.sum() > 50 else ones
        gains.append(gain if ((gain > GAINS[0]) & (gain < GAINS[1])).all() else ones)
    return np.array(gains)


def laid(frame, behind, camera, size, gain=None):
    """A frame on a part of the plate, as the frame, and where it shows the background there, bool.

    Args:
        frame: uint8 RGB, or grey.
        behind: Where it shows the background, bool or uint8 that is not 0.
        camera: `(2, 3)` to the plate.
        size: `(width, height)` of the part.
        gain: What its colours are multiplied by; None for 1.
    """
    view = cv2.warpAffine(frame, camera, size, borderMode=cv2.BORDER_REPLICATE)
    seen = cv2.warpAffine(np.where(behind, 255, 0).astype(np.uint8), camera, size) > 250
    if gain is not None and not np.allclose(gain, 1):
        view = np.clip(np.rint(view * gain), 0, 255).astype(np.uint8)
    return view, seen


def middle(views):
    """The median of views at every pixel where they see something, and how many do.

    Args:
        views: Pairs of uint8 pictures, RGB or grey, and bool.

    Returns:
        uint8, 255 where none sees anything, and int.
    """
    colour = views[0][0].ndim == 3
    values = [
        np.where(seen[..., None] if colour else seen, view, np.uint16(999)) for view, seen in views
    ]
    values = np.sort(np.stack(values), axis=0)
    count = np.sum([seen for _, seen in views], axis=0)
    picked = []
    for at in (np.maximum(count - 1, 0) // 2, np.minimum(count // 2, len(views) - 1)):
        at = np.broadcast_to(at[..., None], values.shape[1:]) if colour else at
        picked.append(np.take_along_axis(values, at[None], 0)[0].astype(np.float32))
    return np.clip(np.rint((picked[0] + picked[1]) / 2), 0, 255).astype(np.uint8), count
