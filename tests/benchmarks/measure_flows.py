"""Teach `flow_attention` people who do not exist, and let it animate others whom it never saw.

    PYTHONPATH=scripts:tests python -m benchmarks.measure_flows BODY_MODEL FOLDER [STEPS]

Renders short films of random performers (kept in FOLDER), learns some of them (`quality: draft`,
with so many steps), and lets the first frame of every film of the others perform the rest of it.
Prints how far that is from the truth at the person, beside the first frame itself, and the first
frame moved and turned as a whole onto the joints; and writes `strip.png`. Killed and called again
it goes on. It needs `results/perception/alex.safetensors` (the rule `convert_perception`).
"""

import sys
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np

from pose2video.characters.motions import Motion
from pose2video.datasets.strangers import stranger
from pose2video.films.frames import read_frames, write_frames
from pose2video.generators.flow_attention import FlowAttention
from pose2video.generators.nearest.features import joints_of
from pose2video.metrics.looks import Look
from pose2video.metrics.perceived import Beholder
from pose2video.metrics.pictures import L1, Psnr, StLpips
from pose2video.metrics.structure import Ssim
from pose2video.perception.distance import FOLDER as PERCEPTION
from pose2video.performers.stage import clip_performance
from pose2video.pose_pairs.random_motions import random_choreography
from pose2video.poses.formats import read_poses, write_poses
from pose2video.training.takes import Take

LEARNED, UNSEEN, SEED = 10, 8, 17  # people; those that are judged are others, with other motions
MOTIONS, SECONDS, FPS, SIZE = 2, 3.0, 12.0, (160, 200)
KINDS = ("gesture", "dance", "exercise", "walk", "gesture")
EVERY = 6  # of the frames of a judged film one of so many is compared
GREY = 128
EDGE = 3  # pixels about the person that count
METRICS = {"psnr": Psnr(), "ssim": Ssim(), "st_lpips": StLpips(), "l1": L1()}


def rendered(body_model, folder, person, motion):
    """A film of a random performer who moves at random, as a `Take`; kept where it is there."""
    folder = Path(folder) / f"{person}_{motion}"
    if not (folder / "poses.json").exists():
        rng = np.random.default_rng([SEED, person, motion])
        danced = random_choreography(rng, KINDS[(person + 2 * motion) % len(KINDS)], SECONDS)
        danced |= {"framing": "full", "size": list(SIZE), "zoom": 0.9}
        shown = clip_performance(body_model, danced, stranger(SEED, person), FPS)
        pictures, masks, sure = zip(*shown.frames(), strict=True)
        white = [np.repeat(255 * m[..., None].astype(np.uint8), 3, axis=2) for m in masks]
        write_frames(folder / "frames", pictures, FPS, SIZE, {})
        write_frames(folder / "masks", white, FPS, SIZE, {})
        write_poses(folder / "poses.json", shown.poses(np.array(sure)))
    parts = (folder / name for name in ("frames", "poses.json", "masks"))
    return Take(f"person {person}", *parts)


def cut_out(picture, mask):
    """A person over grey."""
    share = mask[..., None].astype(np.float32) / 255
    return np.rint(share * picture + (1 - share) * GREY).astype(np.uint8)


def turned(cut, start, to):
    """A picture moved, turned and scaled as a whole, so that its joints are nearest to others."""
    both = np.isfinite(start).all(axis=1) & np.isfinite(to).all(axis=1)
    # by all joints alike: the least squares of Umeyama 1991
    a, b = start[both], to[both]
    middle = a.mean(axis=0), b.mean(axis=0)
    a, b = a - middle[0], b - middle[1]
    c, s = (a * b).sum(), (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum()
    turn = np.array([[c, -s], [s, c]]) / (a * a).sum()
    matrix = np.column_stack([turn, middle[1] - turn @ middle[0]])
    return cv2.warpAffine(cut, matrix, cut.shape[1::-1], borderValue=(GREY,) * 3)


def judged(take, make, behold):
    """Scores by method of a film that the generator never saw, and rows for a strip."""
    frames, masks = ([f.frame(i) for i in range(f.n_frames)]
                     for f in (read_frames(take.frames), read_frames(take.masks)))  # fmt: skip
    poses = read_poses(take.poses)
    joints = joints_of(poses)
    grey = np.full_like(frames[0], GREY)
    who = SimpleNamespace(
        picture=frames[0],
        mask=masks[0][..., 0],
        behind=grey,
        poses=poses.cut(slice(0, 1)),
        folder=take.frames,
    )
    made = list(make.generate(who, Motion(poses)))
    first, scores, rows = cut_out(frames[0], masks[0][..., 0]), [], []
    for number in range(EVERY, len(frames), EVERY):
        mask = masks[number][..., 0]
        true = cut_out(frames[number], mask)
        where = cv2.dilate(mask, np.ones((2 * EDGE + 1,) * 2, np.uint8)) > 127
        found = {
            "reference": first,
            "rigid": turned(first, joints[0], joints[number]),
            "flow_attention": made[number],
        }
        scores.append({})
        for name, frame in found.items():
            look = Look(frame, true, perceived=behold.differences(frame, true))
            scores[-1][name] = {what: metric(look, where) for what, metric in METRICS.items()}
        rows.append(np.vstack([true, *found.values()]))
    return scores, rows


def main(body_model, folder, steps=0, people=LEARNED):
    """Learn, judge, print."""
    folder, known = Path(folder), range(int(people))
    takes = [rendered(body_model, folder / "films", p, m) for p in known for m in range(MOTIONS)]
    unseen = [
        rendered(body_model, folder / "films", 1000 + p, m)
        for p in range(UNSEEN)
        for m in range(MOTIONS)
    ]
    settings = FlowAttention(people="performers", device="cpu", mirror=True, steps=int(steps))
    model, told = folder / "model", {"settings": settings.recorded()}
    if not model.exists():
        cv2.imwrite(
            str(folder / "learned.png"),
            settings.train(takes, {}, model, folder / "training", told)[..., ::-1],
        )
    make, behold = settings.loaded({"model": model}), Beholder(PERCEPTION)
    scores, strip = [], []
    for take in unseen:
        found, rows = judged(take, make, behold)
        scores += found
        strip.append(rows[len(rows) // 2])
    print(f"{settings.steps} steps, {len(takes)} films of {len(known)} people; "
          f"{len(unseen)} films of {UNSEEN} others, {len(scores)} frames")  # fmt: skip
    print(f"{'':16}" + "".join(f"{what:>10}" for what in METRICS))
    for name in scores[0]:
        means = [np.mean([row[name][what] for row in scores]) for what in METRICS]
        print(f"{name:16}" + "".join(f"{mean:10.4f}" for mean in means))
    cv2.imwrite(str(folder / "strip.png"), np.hstack(strip)[..., ::-1])


if __name__ == "__main__":
    main(*sys.argv[1:])
