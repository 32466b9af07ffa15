"""Data sets of the paper doll, in the shapes in which others publish theirs."""

import json
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from paper_doll import POINTS, SIZE
from pose2video.films.pictures import write_rgb
from pose2video.films.videos import encoder

SMALL = (96, 128)  # of the pictures
SCALE = SMALL[0] / SIZE[0]
OPENPOSE_18 = (
    *("nose", None, "right_shoulder", "right_elbow", "right_wrist", "left_shoulder", "left_elbow"),
    *("left_wrist", "right_hip", "right_knee", "right_ankle", "left_hip", "left_knee"),
    *("left_ankle", "right_eye", "left_eye", "right_ear", "left_ear"),
)


def joints(shift=0.0):
    """OpenPose's 18 joints, `(18, 3)`, pixels and confidence, moved to the right."""
    points = dict(POINTS)
    neck = np.mean([points["left_shoulder"], points["right_shoulder"]], axis=0)
    rows = [neck if name is None else points[name] for name in OPENPOSE_18]
    return np.column_stack([np.array(rows) * SCALE + (shift, 0), np.full(18, 0.9)])


def picture(number, behind=(40, 90, 60)):
    """A frame in which lines join the joints."""
    image = np.full((SMALL[1], SMALL[0], 3), behind, np.uint8)
    points = joints(number)[:, :2].round().astype(int)
    for a, b in pairwise(points):
        cv2.line(image, tuple(map(int, a)), tuple(map(int, b)), (230, 180, 120), 3)
    return image


def sticks(number):
    """The same on black, as pictures of a pose are."""
    return picture(number, behind=(0, 0, 0))


def write_pictures(folder, count=5, pad=5, first=0, suffix=".png", what=picture):
    """Numbered pictures, the last one with a number that is not padded."""
    for number in range(first, first + count):
        name = f"{number:0{pad if number < first + count - 1 else 1}d}{suffix}"
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_rgb(path.with_suffix(".png"), what(number - first))
        path.with_suffix(".png").rename(path)


def write_joints(folder, count=5, people=1, lost=()):
    """A file of OpenPose's for each frame but the lost ones."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for number in range(count):
        persons = [{"pose_keypoints_2d": joints(number).ravel().tolist()} for _ in range(people)]
        if number not in lost:
            text = json.dumps({"version": "AlphaPose v0.2", "people": persons})
            (Path(folder) / f"{number}_keypoints.json").write_text(text)


def dark(number):
    """A mask, or a picture of the pose, that shows nothing."""
    return np.zeros((SMALL[1], SMALL[0], 3), np.uint8)


def write_gfla(folder):
    """Two people who are learned from, a second video with a broken frame, and a test."""
    train, test = Path(folder) / "train_256", Path(folder) / "test_256"
    for video, lost in (("001_1_1", ()), ("002_1_1", (3,)), ("001_1_2", ())):
        write_pictures(train / "train_A" / video)
        write_joints(train / "train_alphapose" / video, lost=lost)
        write_pictures(train / "train_C" / video, what=lambda n: dark(n) + 255)
    (train / "train_A" / "001_1_2" / "00001.png").write_bytes(b"no picture")
    write_pictures(test / "train_A" / "009_1_1")
    write_joints(test / "train_alphapose" / "009_1_1")


def write_tiktok(folder):
    """Two videos, one with a map that is dark and one that is lost; an empty one; DisCo's test."""
    folder = Path(folder)
    for room, video in (
        ("train_set", "video_2"),
        ("train_set", "video_10"),
        ("disco_test_set", "1"),
    ):
        write_pictures(folder / room / video, pad=3, suffix=".jpg")
        write_pictures(folder / f"pose_map_{room}" / video, pad=4, suffix=".png")
    write_pictures(folder / "test_set" / "video_7", count=1)
    (folder / "train_set" / "video_3").mkdir()
    maps = folder / "pose_map_train_set" / "video_10"
    (maps / "0002.png").unlink()
    write_rgb(maps / "0001.png", dark(0))


def write_film(path, count=5):
    """A film of the same."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with encoder(path, SMALL, 25) as write:
        for number in range(count):
            write(picture(number))
