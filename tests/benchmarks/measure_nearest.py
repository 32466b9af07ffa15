"""Print how near `nearest` comes to the end of a film that it did not see.

`measure_nearest.py results/ CHARACTER holistic steady [folder of strips]`, after a run that made
`results/masks/footage/CHARACTER/holistic` and
`results/smoothed/footage/CHARACTER/holistic.steady.json`. The last fifth of the film is held out:
plate and index know the rest. Its poses are asked for as they were filmed; the true frames are
compared, stretched to squares of 64 and of 256 pixels.
"""

import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
from skimage.metrics import structural_similarity

from pose2video.characters.character import Character
from pose2video.characters.filmed.scenery import lay_plate
from pose2video.characters.filmed.scenery.following import follow
from pose2video.characters.motions import Motion
from pose2video.films.frames import read_frames, write_frames
from pose2video.films.pictures import write_rgb
from pose2video.generators.nearest import Nearest
from pose2video.generators.nearest.features import features_of, joints_of, points_of
from pose2video.generators.nearest.index import MIN_JOINTS, Index
from pose2video.generators.nearest.showing import NearestFrames
from pose2video.poses.formats import read_poses
from pose2video.poses.geometry import resize

HELD_OUT, SIDES, SHORT_PX, MOMENTS = 0.2, (64, 256), 256, 6
PLAIN = {"candidates": 1, "fade": 0, "halves": False, "camera": "filmed"}
WAYS = {
    "whole": Nearest(place="whole", **PLAIN),
    "placed": Nearest(place="placed", **PLAIN),
    "warped": Nearest(place="warped", **PLAIN),
    "warped, steady": Nearest(place="warped", camera="filmed", halves=False),
    "warped, halves": Nearest(place="warped", camera="filmed"),
    "warped, last camera": Nearest(place="warped", camera="last"),
}


def main(results, character, estimator, smoother, strips=None):
    """Print a table of the character's film, and write strips of truth and results."""
    results, name = Path(results), f"footage/{character}"
    frames = read_frames(results / "frames" / name)
    masks = read_frames(results / "masks" / name / estimator)
    poses = read_poses(results / f"smoothed/{name}/{estimator}.{smoother}.json")
    learned = frames.n_frames - round(HELD_OUT * frames.n_frames)
    tail = range(learned, frames.n_frames)
    plate = lay_plate(frames, masks, learned - 1, learned)
    width, height = frames.frame_size
    scale = SHORT_PX / min(width, height)
    size = tuple(2 * round(side * scale / 2) for side in (width, height))
    index = _index(poses.cut(slice(0, learned)))
    with tempfile.TemporaryDirectory() as folder:
        clip = [_cut(f, tail, Path(folder) / n) for f, n in ((frames, "frames"), (masks, "masks"))]
        cameras, _ = follow(plate, *clip)
    motion = Motion(resize(poses.cut(slice(learned, None)), size), cameras=cameras)
    blank = np.zeros((2, 2, 3), np.uint8)
    who = Character(
        blank, blank[..., 0], blank, poses, results,
        footage=frames, footage_masks=masks, plate=plate,
    )  # fmt: skip
    shares = [(cv2.resize(masks.frame(i), (width, height)) / 255, i) for i in tail]
    behind = [plate.behind(camera, (width, height)) for camera in cameras]
    made = {
        "one picture": [frames.frame(learned - 1)] * len(tail),
        "bound": [
            np.rint(share * frames.frame(i) + (1 - share) * back).astype(np.uint8)
            for (share, i), back in zip(shares, behind, strict=True)
        ],
    }
    print(f"{'way':20}  px     L1   SSIM  person L1  flicker  s/frame")
    for way, settings in WAYS.items():
        start = time.monotonic()
        made[way] = list(NearestFrames(index, settings).generate(who, motion))
        _tell(way, made[way], frames, masks, tail, (time.monotonic() - start) / len(tail))
    for way in ("one picture", "bound"):
        _tell(way, made[way], frames, masks, tail, 0.0)
    for sentence in NearestFrames(index, WAYS["warped"]).warnings(who, motion):
        print(sentence)
    if strips:
        Path(strips).mkdir(parents=True, exist_ok=True)
        chosen = np.linspace(0, len(tail) - 1, MOMENTS).astype(int)
        true = [
            cv2.resize(frames.frame(tail[i]), size, interpolation=cv2.INTER_AREA) for i in chosen
        ]
        for way in WAYS:
            rows = [np.hstack(true), np.hstack([made[way][i] for i in chosen])]
            write_rgb(
                Path(strips) / f"{way.replace(', ', '_').replace(' ', '_')}.png", np.vstack(rows)
            )


def _cut(folder, numbers, target):
    """A part of a frame folder as one of its own."""
    write_frames(target, (folder.frame(i) for i in numbers), folder.fps, folder.frame_size, {})
    return read_frames(target)


def _index(poses):
    joints, points = joints_of(poses), points_of(poses)
    usable = np.isfinite(features_of(joints)).all(axis=2).sum(axis=1) >= MIN_JOINTS
    return Index(joints[usable], usable.nonzero()[0], points[usable], poses.frame_size)


def _tell(way, made, frames, masks, tail, seconds):
    for side in SIDES:

        def square(image, side=side):
            return cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA)

        true = np.stack([square(frames.frame(i)) for i in tail])
        person = np.stack([square(masks.frame(i)[..., 0]) > 127 for i in tail])
        result = np.stack([square(image) for image in made])
        a, b = result.astype(np.float32) / 255, true.astype(np.float32) / 255
        away = np.abs(a - b).mean(axis=3)
        pairs = zip(a, b, strict=True)
        alike = [structural_similarity(x, y, channel_axis=2, data_range=1) for x, y in pairs]
        flicker = np.abs(np.diff(a, axis=0) - np.diff(b, axis=0)).mean()
        rows = zip(away, person, strict=True)
        told = np.mean([row[inside].mean() for row, inside in rows if inside.any()])
        print(
            f"{way:20} {side:3}  {away.mean():.4f}  {np.mean(alike):.3f}     {told:.4f}   "
            f"{flicker:.4f}    {seconds:.3f}"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
