"""What a detector gets wrong, measured: found poses against true ones.

All lengths are in sizes of the person (see `rows.sizes`), all times in seconds. Joints are taken
together by pairs, and by how they are seen: in view, hidden by the body, outside of the picture.
"""

from __future__ import annotations

import numpy as np

from pose2video.smoothers.motion_net.joints import HIPS, JOINTS, MIRRORED, PAIRED, SHOULDERS
from pose2video.smoothers.motion_net.rows import sizes

GROUPS = ("nose", *PAIRED)
GROUP_OF = np.array([0, *(k + 1 for k in range(len(PAIRED)) for _ in range(2))])
SEEN, HIDDEN, OUTSIDE, UNKNOWN = 0, 1, 2, 3  # how a joint is seen; the last one in no film
STATES = ("seen", "hidden", "outside")
SWAPPED = {"arms": ("shoulder", "elbow", "wrist"), "legs": ("hip", "knee", "ankle")}
APART = 0.2  # sizes that left and right must be apart for a swap to show
ROUNDS = 8  # of a robust fit


def pair_arrays(true, found):
    """The joints of a pair of `PoseSequence`s.

    Returns:
        True and found `(T, 17, 2)` pixels, the latter NaN where lost, confidence `(T, 17)` of the
        found ones, and how each is seen `(T, 17)`, of `STATES`.
    """
    at = true.layout.indices(*JOINTS)
    other = found.layout.indices(*JOINTS)
    points = true.keypoints[:, at].astype(float)
    width, height = true.frame_size
    inside = (points >= 0).all(axis=2) & (points < [width, height]).all(axis=2)
    states = np.where(inside, np.where(true.confidence[:, at] < 1, HIDDEN, SEEN), OUTSIDE)
    return points, found.keypoints[:, other].astype(float), found.confidence[:, other], states


def axes_of(true, size):
    """Up the trunk and from the right to the left shoulder, both `(..., T, 2)` in sizes."""
    shoulders, hips = (true[..., at, :].mean(axis=-2) for at in (SHOULDERS, HIPS))
    across = true[..., SHOULDERS[0], :] - true[..., SHOULDERS[1], :]
    return (shoulders - hips) / size[..., None], across / size[..., None]


SIDE = np.array([0, *(1, -1) * len(PAIRED)], float)


def measure(pairs, fps=25.0) -> dict:
    """The noise of some pairs, as `noise.Noise` reads it.

    Args:
        pairs: Of arrays as `pair_arrays` gives them.
    """
    rows = {name: {} for name in GROUPS}
    for g, name in enumerate(GROUPS):
        for s, state in enumerate(STATES):
            parts = [_errors(pair, g, s, fps) for pair in pairs]
            rows[name][state] = _fitted([p for p in parts if p is not None], fps)
    return {"fps": fps, "joints": rows, "swaps": _swaps(pairs), "lost": _lost(pairs)}


def _errors(pair, group, state, fps):
    """Errors, speeds, axes and confidence of a group's joints while they are in a state."""
    true, found, confidence, states = pair
    size = sizes(true)
    velocity = np.gradient(true, axis=0) * fps / size[:, None, None]
    error = (found - true) / size[:, None, None]
    up, across = axes_of(true, size)
    at = np.flatnonzero(group == GROUP_OF)
    chosen = (states[:, at] == state) & np.isfinite(error[:, at]).all(axis=2)
    chosen &= np.linalg.norm(error[:, at], axis=2) < 1.0  # beyond it somebody else was found
    if chosen.sum() < 5:
        return None
    offset = np.stack(
        [np.repeat(up[:, None], len(at), 1), across[:, None] * SIDE[at][:, None]], axis=-1
    )
    return error[:, at], velocity[:, at], offset, confidence[:, at], chosen


def _fitted(parts, fps):
    """Lag, offsets, slow and quick noise of a group in a state; None where it was never seen."""
    if sum(p[4].sum() for p in parts) < 30:
        return None
    e, v, o, c = (np.concatenate([p[k][p[4]] for p in parts]) for k in range(4))
    columns = np.concatenate([-v[..., None], o], axis=2)  # e = lag * -v + a * up + b * across
    a, said = columns.reshape(-1, 3), np.zeros(3)
    for _ in range(ROUNDS):  # outliers are noise: they count less, by what is left of them
        weights = 1 / np.sqrt(0.03 + np.abs(e.reshape(-1) - a @ said))
        said = np.linalg.lstsq(a * weights[:, None], e.reshape(-1) * weights, rcond=None)[0]
    lag, up, across = said
    rest = e - columns @ [lag, up, across]
    speed = np.linalg.norm(v, axis=1)
    bias, slow, quick, keep = [], [], [], []
    for p in parts:
        left = p[0] - np.concatenate([-p[1][..., None], p[2]], axis=3) @ [lag, up, across]
        for j in range(left.shape[1]):
            track = np.where(p[4][:, j, None], left[:, j], np.nan)
            if p[4][:, j].sum() < 12:
                continue
            mean = np.nanmedian(track, axis=0)
            bias.append(mean)
            track = track - mean
            second = np.diff(track, 2, axis=0) / np.sqrt(6)  # of white noise its deviation
            quick.append(second[np.isfinite(second).all(axis=1)])
            slow.append(track[np.isfinite(track).all(axis=1)])
            before, after = track[:-5], track[5:]
            both = np.isfinite(before).all(axis=1) & np.isfinite(after).all(axis=1)
            if both.sum() > 5 and (track[np.isfinite(track)] ** 2).mean() > 0:
                keep.append([(before[both] * after[both]).mean(), np.nanmean(track**2)])
    if not slow or not keep:
        return None
    quick_, slow_ = np.concatenate(quick), np.concatenate(slow)
    keep = np.array(keep).sum(axis=0)
    share = np.clip(keep[0] / keep[1], 0.05, 0.97)
    deviation = np.abs(rest).mean(axis=1) * np.sqrt(np.pi / 2)
    still = deviation[speed <= np.median(speed)].mean()
    slope = np.polyfit(speed, deviation, 1)[0] if speed.std() > 1e-6 else 0.0
    spread = np.sqrt((slow_**2).mean())
    calm = np.abs(slow_).mean() * np.sqrt(np.pi / 2)
    sure = np.clip(c, 1e-3, 1 - 1e-3)
    logit = np.log(sure / (1 - sure))
    found = {
        "lag_s": lag,
        "up": up,
        "across": across,
        "bias": np.std(np.array(bias)),
        "slow": calm,
        "slow_s": -5 / fps / np.log(share),
        "quick": np.abs(quick_).mean() * np.sqrt(np.pi / 2),
        "tail": float(np.clip(spread / max(calm, 1e-9), 1, 3)),
        "per_speed": max(slope, 0.0) / max(still, 1e-9),
        "confidence": [logit.mean(), logit.std()],
    }
    return {k: np.round(x, 4).tolist() for k, x in found.items()}


def _swaps(pairs):
    """How often left and right change places, and for how long."""
    out = {}
    for name, words in SWAPPED.items():
        at = [JOINTS.index(f"left_{word}") for word in words[1:]]
        frames = spells = known = 0
        for true, found, _, _ in pairs:
            size = sizes(true)[:, None]
            other = MIRRORED[at]
            gap = np.linalg.norm(true[:, at] - true[:, other], axis=2) / size
            own = np.linalg.norm(found[:, at] - true[:, at], axis=2)
            own = own + np.linalg.norm(found[:, other] - true[:, other], axis=2)
            cross = np.linalg.norm(found[:, at] - true[:, other], axis=2)
            cross = cross + np.linalg.norm(found[:, other] - true[:, at], axis=2)
            clear = (gap > APART).all(axis=1) & np.isfinite(own).all(axis=1)
            swapped = clear & (cross < 0.6 * own).all(axis=1)
            frames, known = frames + swapped.sum(), known + clear.sum()
            spells += (np.diff(np.concatenate([[0], swapped.astype(int)])) > 0).sum()
        rate = frames / max(known, 1)
        out[name] = {
            "share": round(float(rate), 4),
            "frames": round(float(frames / max(spells, 1)), 1),
        }
    return out


def _lost(pairs):
    """How often nobody is found, and for how long."""
    frames = spells = known = 0
    for _, found, _, _ in pairs:
        lost = ~np.isfinite(found[:, 0, 0])
        frames, known = frames + lost.sum(), known + len(lost)
        spells += (np.diff(np.concatenate([[0], lost.astype(int)])) > 0).sum()
    return {
        "share": round(float(frames / max(known, 1)), 4),
        "frames": round(float(frames / max(spells, 1)), 1),
    }
