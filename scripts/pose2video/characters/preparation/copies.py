"""What a picture hides, put together of shifted copies of the picture itself.

After He and Sun, Statistics of Patch Offsets for Image Completion, 2012: a hidden pixel shows what
lies some offset away. Few offsets are offered, those by which the picture resembles itself and some
straight on. Which is taken where hides the seams (belief propagation on the pixels' grid), and the
steps that are left there are levelled (Perez, Gangnet, Blake: Poisson image editing, 2003).
"""

from __future__ import annotations

import cv2
import numpy as np

SIDE = 128  # short side of the picture on which offsets are chosen, in pixels
PATCH = 8  # pixels of that: a side of the patches by which the picture resembles itself
LEAST = 5  # pixels of that: nearer patches resemble each other anywhere
OWN = 20  # offsets by resemblance
# Offsets along rows: how far they go up or down, of the short side, and how many to each side.
ROWS = ((0.0, 12), (0.06, 4), (-0.06, 4))
UP_AND_DOWN = 8  # offsets straight up and down, to each side
GRID, FEWEST, MOST = 13, 3, 12  # offsets a side, and how many a pixel should have; at most added
LABELS, BEST = 40, 5  # offsets of which one is chosen, and of how many a pixel's best these are
SWEEPS = 3
WAYS = ((0, 1), (0, -1), (1, 0), (-1, 0))  # to the next pixel, each beside its contrary
EDGE = 4.0  # how much more a step at the hole's border weighs than one between two copies
GUIDE = 0.2  # how much a colour off the smooth fill weighs
# How much weighs what stands out of its surroundings, so broad in pixels, more than in so many of
# a hundred places around the hole: of things one is enough, of a pattern not.
THINGS, BROAD, USUAL = 0.3, 4.0, 90
OUT_OF_STEP = 0.25  # how much weighs that the picture is unlike itself by an offset
AWAY = 60.0  # levels: what is farther off is as bad
NEVER = 1e6
LIKE = 45.0  # levels: who differs by more at a seam has a border there, which stays
KEPT = 0.004  # how much a copy keeps to its own colours, against joining its neighbours
TRIED = 1000  # pixels at which offsets are brought in step
RIM = 0.008  # of the short side: films' frames and dark rims are not copied
LIGHTER = 40.0  # levels: copies get so much lighter or darker at most
SOFT = 0.6  # pixels of the small picture, over which copies melt together


def of_copies(picture, hole, guide):
    """Fill a hole with shifted copies of the picture.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        hole: bool `(height, width)`, neither empty nor everything.
        guide: float32 or uint8 RGB like the picture, a smooth fill: copies have about its colours.

    Returns:
        uint8 RGB `(height, width, 3)`.
    """
    height, width = hole.shape
    scale = min(1.0, SIDE / min(height, width))
    size = (max(PATCH, round(width * scale)), max(PATCH, round(height * scale)))
    image = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    inside = cv2.resize(hole.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.01
    smooth = cv2.resize(guide, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    offsets = _offered(image, inside)
    source = ~inside
    source[[0, -1]] = source[:, [0, -1]] = False  # see `RIM`
    chosen = _chosen(image, inside, source, smooth, offsets)
    if chosen is None:
        return np.rint(guide).astype(np.uint8)
    shifts = _in_step(picture, hole, offsets * np.divide((height, width), image.shape[:2]))
    larger = _levelled(image, inside, chosen, offsets)
    copied = _laid(picture, hole, guide, chosen, shifts, larger)
    return np.where(hole[..., None], np.clip(np.rint(copied), 0, 255), picture).astype(np.uint8)


def _offered(image, inside):
    """Offsets `(K, 2)`, `(y, x)`: by which known patches resemble others, and along rows."""
    from scipy.spatial import cKDTree

    known = cv2.erode((~inside).astype(np.uint8), np.ones((PATCH, PATCH)), borderValue=0) > 0
    at = np.argwhere(known)
    straight = _straight(inside.shape)
    if len(at) < 10:
        return straight
    windows = np.lib.stride_tricks.sliding_window_view(
        cv2.copyMakeBorder(image, PATCH, PATCH, PATCH, PATCH, cv2.BORDER_REFLECT),
        (PATCH, PATCH),
        axis=(0, 1),
    )
    patches = windows[at[:, 0] + PATCH // 2, at[:, 1] + PATCH // 2].reshape(len(at), -1)
    patches = patches - patches.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov(patches[:: max(1, len(at) // 4000)].T))
    seen = patches @ axes[:, -16:]
    _, near = cKDTree(seen).query(seen, k=min(9, len(at)), eps=0.3)
    steps = (at[near] - at[:, None]).reshape(-1, 2)
    steps = steps[np.abs(steps).max(axis=1) >= LEAST]
    votes = np.zeros(2 * np.array(inside.shape) + 1, np.float32)
    np.add.at(votes, tuple((steps + inside.shape).T), 1)
    votes = cv2.GaussianBlur(votes, (0, 0), 1.0)
    peaks = (votes == cv2.dilate(votes, np.ones((5, 5)))) & (votes > 0)
    places = np.argwhere(peaks)
    best = places[np.argsort(-votes[peaks])][:OWN] - inside.shape
    offered = np.unique(np.concatenate([best, straight]), axis=0)
    return np.concatenate([offered, _for_the_rest(inside, offered)])


def _for_the_rest(inside, offered):
    """Offsets `(K, 2)` for those pixels of a hole for which none of the offered leads out of it."""
    source = np.pad(~inside, np.array([inside.shape] * 2).T, constant_values=False)
    ys, xs = np.nonzero(inside)

    def leads_out(offset):
        y, x = ys + offset[0] + inside.shape[0], xs + offset[1] + inside.shape[1]
        return source[y, x]

    steps = [np.rint(np.linspace(-0.9, 0.9, GRID) * side).astype(int) for side in inside.shape]
    grid = np.stack(np.meshgrid(*steps, indexing="ij"), axis=-1).reshape(-1, 2)
    covers = np.array([leads_out(offset) for offset in grid])
    left = (np.array([leads_out(offset) for offset in offered]).sum(axis=0) < FEWEST).copy()
    found = []
    while left.any() and len(found) < MOST:
        gain = (covers & left).sum(axis=1)
        best = int(gain.argmax())
        if not gain[best]:
            break
        found.append(grid[best])
        left &= ~covers[best]
    return np.array(found, int).reshape(-1, 2)


def _straight(shape):
    """Offsets to the left and the right, some of them a little up or down, and up and down."""
    offsets = [
        (rise * min(shape), way * far)
        for rise, many in ROWS
        for far in np.linspace(0, shape[1], many + 1)[1:]
        for way in (-1, 1)
    ]
    down = np.linspace(0, shape[0], UP_AND_DOWN + 1)[1:-1]
    offsets += [(way * far, 0) for far in down for way in (-1, 1)]
    return np.rint(offsets).astype(int)


def _in_step(picture, hole, offsets):
    """Offsets `(K, 2)` in whole pixels of the picture, by which it resembles itself best.

    The small picture's are only so exact; each is tried some pixels farther, where the picture is
    known on both ends, near the hole rather than far from it.
    """
    near = np.argwhere(~hole & (cv2.dilate(hole.astype(np.uint8), np.ones((3, 3))) == 0))
    away = cv2.distanceTransform((~hole).astype(np.uint8), cv2.DIST_L2, 5)[tuple(near.T)]
    near = near[np.argsort(away)][: max(TRIED, len(near) // 3)]
    near = near[:: max(1, len(near) // TRIED)]
    fine = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    limit = np.array(hole.shape) - 1
    reach = round(min(hole.shape) / SIDE / 2)
    steps = [(y, x) for y in range(-reach, reach + 1) for x in range(-reach, reach + 1)]
    steps.sort(key=lambda step: abs(step[0]) + abs(step[1]))
    result = np.rint(offsets).astype(int)
    here = fine[tuple(near.T)]
    for i, offset in enumerate(result.copy()):
        off = []
        for step in steps:
            at = near + offset + step
            fits = ((at >= 0) & (at <= limit)).all(axis=1)
            at = np.clip(at, 0, limit)
            fits &= ~hole[tuple(at.T)]
            unlike = np.minimum(np.abs(here - fine[tuple(at.T)]), AWAY)[fits]
            off.append(unlike.mean() if len(unlike) else AWAY)
        result[i] += steps[int(np.argmin(off))]
    return result


def _chosen(image, inside, source, smooth, offsets):
    """Which offset the pixels of a small hole take, int `(height, width)`; None where none fits.

    Args:
        image: float32 `(height, width, 3)`. inside: Of the hole, bool. source: What may be copied,
            bool. smooth: A smooth fill like the image. offsets: `(K, 2)`, `(y, x)`.
    """
    height, width = inside.shape
    ys, xs = np.nonzero(inside)
    y, x = ys[:, None] + offsets[:, 0], xs[:, None] + offsets[:, 1]
    fits = (y >= 0) & (y < height) & (x >= 0) & (x < width)
    y, x = np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)
    fits &= source[y, x]
    some = fits.any(axis=0)
    if not some.any():
        return None
    labels = np.flatnonzero(some)
    fits, y, x = fits[:, some], y[:, some], x[:, some]
    colours = image[y, x]  # (N, K, 3)
    busy = np.abs(image - cv2.GaussianBlur(image, (0, 0), BROAD)).max(axis=2)
    around = source & (cv2.dilate(inside.astype(np.uint8), np.ones((2 * PATCH, 2 * PATCH))) > 0)
    usual = np.percentile(busy[around], USUAL) if around.any() else 0
    cost = THINGS * np.clip(busy - usual, 0, AWAY)[y, x]
    off = np.abs(colours - smooth[ys, xs][:, None]).mean(axis=2)
    cost += GUIDE * np.clip(off - usual, 0, AWAY)
    cost += OUT_OF_STEP * _out_of_step(image, around, source, offsets[labels])
    number = np.full((height, width), -1)
    number[ys, xs] = np.arange(len(ys))
    for dy, dx in WAYS:
        ny, nx = ys + dy, xs + dx
        there = (ny >= 0) & (ny < height) & (nx >= 0) & (nx < width)
        ny, nx = np.clip(ny, 0, height - 1), np.clip(nx, 0, width - 1)
        there &= ~inside[ny, nx]
        # beyond the border the copy would show this, the picture shows that
        sy, sx = np.clip(y + dy, 0, height - 1), np.clip(x + dx, 0, width - 1)
        step = np.minimum(np.abs(image[sy, sx] - image[ny, nx][:, None]).mean(axis=2), AWAY)
        cost += EDGE * there[:, None] * step
    cost = np.where(fits, cost, NEVER).astype(np.float32)
    # how two copies differ in a pixel: a seam between them may lie where that is little
    kept = _promising(cost)
    best = _propagated(cost[:, kept], colours[:, kept], number, ys, xs)
    labels = labels[kept]
    chosen = np.full((height, width), -1)
    chosen[ys, xs] = labels[best]
    return chosen


def _promising(cost):
    """Indices of the labels that are most often among the best of a pixel, and of what it needs."""
    few = min(BEST, cost.shape[1] - 1)
    often = np.bincount(
        np.argpartition(cost, few, axis=1)[:, : few + 1].ravel(), minlength=cost.shape[1]
    )
    kept = np.argsort(-often)[:LABELS]
    lost = cost[:, kept].min(axis=1) >= NEVER
    return np.unique(np.r_[kept, cost[lost].argmin(axis=1)])


def _out_of_step(image, around, source, offsets):
    """How unlike the picture around a hole is to itself, moved by offsets, `(K,)` levels."""
    at, limit = np.argwhere(around), np.array(source.shape) - 1
    result = np.full(len(offsets), AWAY)
    for i, offset in enumerate(offsets):
        there = np.clip(at + offset, 0, limit)
        fits = source[tuple(there.T)] & (there == at + offset).all(axis=1)
        unlike = np.abs(image[tuple(at.T)] - image[tuple(there.T)]).mean(axis=1)[fits]
        if len(unlike):
            result[i] = np.minimum(unlike, AWAY).mean()
    return result


def _propagated(cost, colours, number, ys, xs):
    """Labels `(N,)` of least cost: their own one, and that of steps between unlike neighbours.

    Min-sum messages sweep over the grid, to the right, to the left, down and up again.
    """
    count, kinds = cost.shape
    differ = np.zeros((count, kinds, kinds), np.float32)
    for channel in range(3):
        one = colours[:, :, channel]
        differ += np.minimum(np.abs(one[:, :, None] - one[:, None]), AWAY) / 3
    padded = np.pad(number, 1, constant_values=-1)
    beside = [padded[ys + 1 + dy, xs + 1 + dx] for dy, dx in WAYS]
    told = np.zeros((4, count, kinds), np.float32)  # what the neighbour on that side says
    for _ in range(SWEEPS):
        for way, (dy, dx) in enumerate(WAYS):
            line = ys * dy + xs * dx
            for place in np.unique(line):
                there = np.flatnonzero((line == place) & (beside[way] >= 0))
                to = beside[way][there]
                belief = cost[there] + told[:, there].sum(axis=0) - told[way, there]
                says = (belief[:, :, None] + differ[there] + differ[to]).min(axis=1)
                told[way ^ 1, to] = says - says.min(axis=1, keepdims=True)
    return (cost + told.sum(axis=0)).argmin(axis=1)


def _levelled(image, inside, chosen, offsets):
    """What must be added to the copies of a small picture so that they join, float32 `(h, w, 3)`.

    The steps between neighbours are the mean of those in both copies. At the hole's border, and at
    seams, copies join what is there as far as they are alike.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import spsolve

    height, width = inside.shape
    ys, xs = np.nonzero(inside)
    number = np.full((height, width), -1)
    number[ys, xs] = np.arange(len(ys))
    limit = np.array(inside.shape) - 1

    def seen(y, x, label):
        at = np.clip(np.stack([y, x], axis=1) + offsets[label], 0, limit)
        return image[at[:, 0], at[:, 1]]

    own = chosen[ys, xs]
    copy = seen(ys, xs, own)
    sides, rows, columns, values = KEPT * copy, [], [], []
    diagonal = np.full(len(ys), KEPT)
    for dy, dx in WAYS:
        there = (ys + dy >= 0) & (ys + dy < height) & (xs + dx >= 0) & (xs + dx < width)
        p = np.flatnonzero(there)
        y, x, ny, nx = ys[p], xs[p], ys[p] + dy, xs[p] + dx
        q = number[ny, nx]
        free = q >= 0
        mine = seen(y, x, own[p]), seen(ny, nx, own[p])  # what the copy shows here and there
        step = mine[0] - mine[1]
        goes_on = np.where(free, own[q], own[p])
        theirs = seen(y, x, goes_on), np.where(free[:, None], seen(ny, nx, goes_on), image[ny, nx])
        step[free] = (step[free] + (theirs[0] - theirs[1])[free]) / 2
        off = np.abs(mine[1] - theirs[1]).max(axis=1)
        joins = np.where(free & (own[p] == goes_on), 1, np.exp(-np.square(off / LIKE)))
        sides[p] += joins[:, None] * step
        sides[p[~free]] += joins[~free, None] * image[ny[~free], nx[~free]]
        diagonal[p] += joins
        rows.append(p[free]), columns.append(q[free]), values.append(-joins[free])
    every = np.arange(len(ys))
    matrix = coo_matrix(
        (np.r_[diagonal, np.concatenate(values)],
         (np.r_[every, np.concatenate(rows)], np.r_[every, np.concatenate(columns)])),
    ).tocsc()  # fmt: skip
    joined = np.column_stack([spsolve(matrix, sides[:, k]) for k in range(3)])
    result = np.zeros_like(image)
    result[ys, xs] = LIGHTER * np.tanh((joined - copy) / LIGHTER)
    return result


def _laid(picture, hole, guide, chosen, offsets, larger):
    """The copies at full size, melting into each other at their seams, float32 `(h, w, 3)`."""
    height, width = hole.shape
    total = np.zeros((height, width, 3), np.float32)
    weight = np.full((height, width, 1), 1e-6, np.float32)
    total += 1e-6 * guide
    known = (~hole).astype(np.float32)
    rim = max(2, round(RIM * min(hole.shape)))
    known[:rim] = known[-rim:] = 0
    known[:, :rim] = known[:, -rim:] = 0
    scale = np.divide(hole.shape, chosen.shape)
    for label in np.unique(chosen[chosen >= 0]):
        own = np.float32(chosen == label)
        small = cv2.GaussianBlur(np.dstack([own, larger * own[..., None]]), (0, 0), SOFT)
        y, x = np.nonzero(small[..., 0] > 0.01)
        (top, bottom), (left, right) = (
            (int(max(0, (at.min() - 1) * by)), int(min(size, (at.max() + 2) * by + 1)))
            for at, by, size in zip((y, x), scale, (height, width), strict=True)
        )
        dy, dx = (int(v) for v in offsets[label])
        top, bottom = max(top, -dy, 0), min(bottom, height - dy, height)
        left, right = max(left, -dx, 0), min(right, width - dx, width)
        if top >= bottom or left >= right:
            continue
        here = np.s_[top:bottom, left:right]
        there = np.s_[top + dy : bottom + dy, left + dx : right + dx]
        matrix = np.float64([[scale[1], 0, 0.5 * (scale[1] - 1) - left],
                             [0, scale[0], 0.5 * (scale[0] - 1) - top]])  # fmt: skip
        share = cv2.warpAffine(
            small, matrix, (right - left, bottom - top), borderMode=cv2.BORDER_REPLICATE
        )
        added = share[..., 1:] / np.maximum(share[..., :1], 1e-3)
        share = (share[..., 0] * known[there])[..., None]
        total[here] += share * (picture[there] + added)
        weight[here] += share
    return total / weight
