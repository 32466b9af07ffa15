"""Print what smoothers do to poses that were found on real films, of which no truth is known.

    PYTHONPATH=scripts:tests python -m benchmarks.measure_real_smoothers FOLDER FILM ...

MediaPipe looks at the first seconds of each film (kept in FOLDER). `fidelity` is `sign_fidelity`
between smoothed and found poses, 1 for the same; `jitter` that of the smoothed ones, in torso
lengths a second; `moved` how far the joints of the body are moved on average, in per cent of the
torso, and `offset` the part of it that stays the same through a film; `wrist` how far the body's
wrists are from those of the hands, which another model finds.
"""

import sys
from pathlib import Path

import numpy as np

from benchmarks.measure_smoothers import BLOCKS
from pose2video.estimators.mediapipe_holistic import MediaPipeHolistic
from pose2video.films.extraction import extract_film
from pose2video.films.frames import read_frames
from pose2video.metrics import METRICS
from pose2video.metrics.keypoints import _JOINTS, _torso
from pose2video.poses.formats import read_poses, write_poses
from pose2video.smoothers import SMOOTHERS

SECONDS = 6.0
COLUMNS = ("fidelity", "jitter", "moved", "offset", "wrist")


def found_poses(film, folder):
    """The poses of a film, found now or kept from before."""
    path = Path(folder) / f"{Path(film).stem}.json"
    if not path.is_file():
        frames = path.with_suffix("")
        extract_film(film, frames, end_s=SECONDS)
        seen = read_frames(frames)
        write_poses(path, MediaPipeHolistic().estimate(seen, float(seen.fps)))
    return read_poses(path)


def row(smooth, found):
    """The numbers of one film."""
    fidelity, jitter = (
        METRICS.build({"use": n, "settings": {}}) for n in ("sign_fidelity", "jitter")
    )
    joints = found.layout.indices(*_JOINTS)
    seen = (found.confidence[:, joints] > 0)[..., None]
    away = np.where(seen, (smooth.keypoints - found.keypoints)[:, joints], np.nan)
    torso = _torso(found)
    moved = np.nanmean(np.linalg.norm(away, axis=2))
    offset = np.nanmean(np.linalg.norm(np.nanmean(away, axis=0), axis=1))
    wrists = []
    for side in ("left", "right"):
        hand = found.found(f"{side}_hand")
        own = smooth.keypoints[hand, smooth.layout.index(f"{side}_wrist")]
        wrists.append(np.linalg.norm(own - found.part(f"{side}_hand")[hand, 0], axis=1))
    wrist = np.nanmean(np.concatenate(wrists))
    in_torsos = [100 * value / torso for value in (moved, offset, wrist)]
    return fidelity(smooth, found), jitter(smooth, found), *in_torsos


def main(folder, *films):
    """Print the table."""
    blocks = BLOCKS | {"motion_net": {"use": "motion_net"}}
    smoothers = {name: SMOOTHERS.build(SMOOTHERS.spec(b, name)) for name, b in blocks.items()}
    table = {name: [] for name in smoothers}
    for film in films:
        found = found_poses(film, folder)
        print(f"\n{Path(film).name}, {found.n_frames} frames")
        print(f"{'':22}", *(f"{name:>9}" for name in COLUMNS))
        for name, smooth in smoothers.items():
            table[name].append(row(smooth(found), found))
            print(f"{name:22}", *(f"{value:9.3f}" for value in table[name][-1]))
    print(f"\nmean of {len(films)} films")
    for name, rows in table.items():
        print(f"{name:22}", *(f"{value:9.3f}" for value in np.mean(np.array(rows, float), axis=0)))


if __name__ == "__main__":
    main(*sys.argv[1:])
