"""A film of a doll that dances through a room, with its true masks, poses and background."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from paper_doll import LAYOUT, paper_character, poses
from pose2video.characters.plates import Plate, read_plate, write_plate
from pose2video.films.frames import read_frames, write_frames
from pose2video.generators import GENERATORS
from pose2video.poses.formats import write_poses
from pose2video.poses.geometry import place
from pose2video.training.takes import Take

SIZE = (160, 120)
LIMBS = (
    ("left_shoulder", "left_elbow", (250, 60, 60)),
    ("left_elbow", "left_wrist", (250, 200, 60)),
    ("right_shoulder", "right_elbow", (60, 60, 250)),
    ("right_elbow", "right_wrist", (60, 200, 250)),
    ("left_hip", "left_knee", (60, 130, 60)),
    ("left_knee", "left_ankle", (60, 130, 60)),
    ("right_hip", "right_knee", (130, 60, 130)),
    ("right_knee", "right_ankle", (130, 60, 130)),
)


def danced(count, seed=0):
    """Poses of the doll, whose arms swing while it walks to and fro."""
    still, t = poses(count), np.arange(count)
    points = still.keypoints.copy()
    for side, sign in (("left", 1), ("right", -1)):
        angle = 0.9 * np.sin(2 * np.pi * t / 17 + seed + sign)
        shoulder = points[:, LAYOUT.index(f"{side}_shoulder")]
        for name, reach in (("elbow", 48), ("wrist", 95), ("index", 112), ("pinky", 112)):
            x, y = sign * np.cos(angle), np.sin(angle)
            points[:, LAYOUT.index(f"{side}_{name}")] = shoulder + reach * np.stack([x, y], 1)
    shift = np.stack([8 * np.sin(2 * np.pi * t / 40), np.zeros(count)], axis=1)
    walked = place(still.changed(keypoints=points), SIZE, 0.33, (40, 6))
    return walked.changed(keypoints=walked.keypoints + shift[:, None])


def room():
    """The background: two slopes of grey."""
    x, y = np.meshgrid(np.linspace(60, 120, SIZE[0]), np.linspace(0, 60, SIZE[1]))
    return np.repeat((x + y)[..., None], 3, axis=2).astype(np.uint8)


def drawn(motion, number):
    """A frame and its mask."""
    mask, frame = np.zeros(SIZE[::-1], np.uint8), room()
    at = {name: motion.keypoints[number, LAYOUT.index(name)] for name in LAYOUT.names[:33]}
    at = {name: tuple(np.round(xy).astype(int).tolist()) for name, xy in at.items()
          if np.isfinite(xy).all()}  # fmt: skip
    trunk = [at[f"{s}_{j}"] for s, j in (("left", "shoulder"), ("right", "shoulder"),
             ("right", "hip"), ("left", "hip"))]  # fmt: skip
    for canvas, colour in ((frame, (230, 230, 230)), (mask, 255)):
        cv2.fillPoly(canvas, [np.array(trunk)], colour)
        cv2.circle(canvas, at["nose"], 8, (240, 180, 150) if canvas is frame else 255, -1)
        for a, b, limb in LIMBS:
            cv2.line(canvas, at[a], at[b], limb if canvas is frame else 255, 6)
    return frame, np.repeat(mask[..., None], 3, axis=2)


def danced_take(folder, count=40):
    """The film as a `Take` with its plate."""
    folder, motion = Path(folder), danced(count)
    pictures = [drawn(motion, number) for number in range(count)]
    write_frames(folder / "frames", [frame for frame, _ in pictures], 25, SIZE, {})
    write_frames(folder / "masks", [mask for _, mask in pictures], 25, SIZE, {})
    write_poses(folder / "poses.json", motion)
    still = np.repeat(np.eye(2, 3)[None], count, axis=0)
    write_plate(folder / "plate", Plate(room(), still, SIZE))
    parts = (folder / name for name in ("frames", "poses.json", "masks", "plate"))
    return Take("doll", *parts)


def dancer(folder):
    """The doll as a character of that film."""
    folder = Path(folder)
    masks, plate = read_frames(folder / "masks"), read_plate(folder / "plate")
    footage = read_frames(folder / "frames")
    return replace(paper_character(), footage=footage, footage_masks=masks, plate=plate)


def learned(block, folder, count=40):
    """A generator's block, trained on the film: the generator, and the sheet that it gave."""
    spec = GENERATORS.spec(block, "generators.x")
    component, folder = GENERATORS.build(spec), Path(folder)
    take = danced_take(folder, count)
    told = GENERATORS.told(spec)
    sheet = component.train([take], {}, folder / "model", folder / "scratch", told)
    return component.loaded({"model": folder / "model"}), sheet
