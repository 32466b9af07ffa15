"""Print how far smoothed poses are from the true ones, of people and motions that nobody learned.

    PYTHONPATH=scripts:tests python -m benchmarks.measure_smoothers BODY_MODEL FOLDER [WEIGHTS]

Renders short films of two performers, lets MediaPipe look at them (about half a minute each, kept
in FOLDER), and compares. WEIGHTS is a safetensors file that stands in for the shipped net. Errors
are in per cent of the person's size (trunk, or one and a half times the shoulders); jitter is the
error of acceleration, in the same per frame squared.
"""

import sys
from pathlib import Path

import numpy as np

from pose2video.estimators.mediapipe_holistic import MediaPipeHolistic
from pose2video.performers import load_choreography, load_performer
from pose2video.pose_pairs.filming import filmed_pair
from pose2video.pose_pairs.measuring import GROUP_OF, GROUPS, OUTSIDE, pair_arrays
from pose2video.pose_pairs.random_motions import KINDS, random_choreography
from pose2video.poses.formats import read_poses, write_poses
from pose2video.smoothers import SMOOTHERS
from pose2video.smoothers.motion_net.cleaning import cleaned
from pose2video.smoothers.motion_net.rows import sizes
from pose2video.smoothers.motion_net.weights import read_weights, shipped_weights

PEOPLE, WRITTEN, SEED, SECONDS, SHARE = (
    ("chen", "dalia"),
    ("dance", "walk", "two", "build"),
    900,
    3,
    0.75,
)
STEADY = {"use": "chain", "steps": [{"use": "fill_gaps"}, {"use": "one_euro"}]}
BLOCKS = {
    "as found": {"use": "identity"},
    "fill_gaps": {"use": "fill_gaps"},
    "one_euro": {"use": "one_euro"},
    "savitzky_golay": {"use": "savitzky_golay"},
    "fill_gaps + one_euro": STEADY,
    "... + savitzky_golay": STEADY | {"steps": [*STEADY["steps"], {"use": "savitzky_golay"}]},
}


def films():
    """Name, performer and choreography of every film."""
    for person, name in enumerate(PEOPLE):
        performer = load_performer(name)
        for written in WRITTEN:
            yield f"test.{name}.{written}", performer, load_choreography(written)
        for i, kind in enumerate(KINDS):
            rng = np.random.default_rng(SEED + 10 * i + person)
            yield f"test.{name}.random_{kind}", performer, random_choreography(rng, kind, SECONDS)


def kept_pairs(films, body_model, folder):
    """Name -> true and found poses of films; what is not in the folder is filmed."""
    found = {}
    for name, performer, choreography in films:
        paths = [folder / f"{name}.{what}.json" for what in ("true", "found")]
        if not all(path.is_file() for path in paths):
            size = [round(side * SHARE / 2) * 2 for side in choreography["size"]]
            pair = filmed_pair(
                body_model, choreography | {"size": size}, performer, MediaPipeHolistic()
            )
            for path, poses in zip(paths, pair, strict=True):
                write_poses(path, poses, {"use": "mediapipe_holistic"})
        found[name] = tuple(map(read_poses, paths))
    return found


def errors(true, smooth):
    """Error and jitter of the joints, `(T, 17)` each, in sizes; NaN out of the picture."""
    points, found, _, states = pair_arrays(true, smooth)
    away = (found - points) / sizes(points)[:, None, None]
    away[states == OUTSIDE] = np.nan
    jitter = np.full(states.shape, np.nan)
    jitter[1:-1] = np.linalg.norm(np.diff(away, 2, axis=0), axis=2)
    return np.linalg.norm(away, axis=2), jitter


def hands(true, found, smooth):
    """Errors of points of hands where they were found and where they were lost, and the filled."""
    size, out = sizes(pair_arrays(true, found)[0])[:, None], {"found": [], "lost": []}
    for part in ("left_hand", "right_hand"):
        lost = ~found.found(part)
        away = np.linalg.norm(smooth.part(part) - true.part(part), axis=2) / size
        inside = ((true.part(part) >= 0) & (true.part(part) < true.frame_size)).all(axis=(1, 2))
        out["lost"].append(away[lost & inside].mean(axis=1))
        out["found"].append(away[~lost & inside].mean(axis=1))
    return {name: np.concatenate(parts) for name, parts in out.items()}


def main(body_model, folder, weights=None):
    """Print the table."""
    pairs = kept_pairs(films(), body_model, Path(folder))
    net = read_weights(weights) if weights else shipped_weights()
    smoothers = {name: SMOOTHERS.build(SMOOTHERS.spec(b, name)) for name, b in BLOCKS.items()}
    smoothers["motion_net"] = lambda poses: cleaned(poses, net, 0.6)
    rows = {name: {} for name in smoothers}
    for name, smooth in smoothers.items():
        away, jitter, hand, film = [], [], {"found": [], "lost": []}, {}
        for clip, (true, found) in pairs.items():
            made = smooth(found)
            a, j = errors(true, made)
            away.append(a)
            jitter.append(j)
            film[clip] = (np.nanmean(a), np.nanmean(j))
            for what, values in hands(true, found, made).items():
                hand[what].append(values)
        away, jitter = np.concatenate(away), np.concatenate(jitter)
        rows[name] = {"error": np.nanmean(away), "jitter": np.nanmean(jitter)}
        for g, group in enumerate(GROUPS):
            rows[name][group] = np.nanmean(away[:, g == GROUP_OF])
        for g, group in enumerate(GROUPS):
            rows[name][f"{group} jitter"] = np.nanmean(jitter[:, g == GROUP_OF])
        hand = {what: np.concatenate(values) for what, values in hand.items()}
        rows[name] |= {"hand": np.nanmean(hand["found"]), "lost hand": np.nanmean(hand["lost"])}
        filled = np.isfinite(hand["lost"]).mean() if len(hand["lost"]) else np.nan
        rows[name]["lost hands filled"] = filled
        rows[name] |= {
            f"{clip} {what}": film[clip][i]
            for clip in film
            for i, what in enumerate(("error", "jitter"))
        }
    print(f"{'':34}", *(f"{name:>24}" for name in rows))
    for what in rows["as found"]:
        print(f"{what:34}", *(f"{100 * row[what]:24.3f}" for row in rows.values()))


if __name__ == "__main__":
    main(*sys.argv[1:])
