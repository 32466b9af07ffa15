"""The project's pose file: JSON, one document per clip.

Members: `format` ("pose2video-poses"), `version` (1), `skeleton`, `fps`, `frame_size`
`[width, height]`, `made_by` (anything), `keypoints`, `frames`. `keypoints` is the truth and the
only part that is read back: `xy` (per frame `[x0, y0, x1, y1, ...]` in pixels, 0 where missing),
`confidence` (per frame, 0 = missing), `depth` (per frame in pixels, null = unknown) and `world`
(`indices` of the points that have it, `xyz` per frame in metres, null = unknown). `frames` is
derived, for other tools: ComfyUI's POSE_KEYPOINT, OpenPose body 18, hands and face 70 a frame.
"""

from __future__ import annotations

import json
import re

import numpy as np

from pose2video.errors import UserError
from pose2video.files import read_json, writing
from pose2video.poses.sequence import PoseSequence
from pose2video.poses.skeletons import convert, load_skeleton

FORMAT, VERSION = "pose2video-poses", 1
_OPENINGS = {
    "xy": re.compile(r'\{"xy": \[\n'),
    "confidence": re.compile(r'\], "confidence": \[\n'),
    "depth": re.compile(r'\], "depth": \[\n'),
    "xyz": re.compile(r'\], "world": \{"indices": (?P<indices>\[.*\]), "xyz": \[\n'),
}
PIXEL_DECIMALS, METRE_DECIMALS, CONFIDENCE_DECIMALS = 2, 4, 3


def write_poses(path, poses: PoseSequence, made_by=None, warnings=()):
    """Write a pose file.

    Args:
        path: Where to.
        poses: What.
        made_by: Component spec (a dict) that is recorded beside the result.
        warnings: Sentences for the summary of the run.
    """
    with_world = np.flatnonzero(np.isfinite(poses.world).any(axis=(0, 2)))
    # a confidence that rounds to nothing must not turn a found point into a missing one
    confidence = np.where(poses.confidence > 0, np.maximum(poses.confidence, 0.001), 0)
    head = {
        "format": FORMAT,
        "version": VERSION,
        "skeleton": poses.skeleton,
        "fps": poses.fps,
        "frame_size": list(poses.frame_size),
        "made_by": made_by,
        "warnings": list(warnings),
    }
    lists = {
        '"keypoints": {"xy": [': _rows(np.nan_to_num(poses.keypoints), PIXEL_DECIMALS),
        '], "confidence": [': _rows(confidence, CONFIDENCE_DECIMALS),
        '], "depth": [': _rows(poses.depth, PIXEL_DECIMALS),
        f'], "world": {{"indices": {json.dumps(with_world.tolist())}, "xyz": [': _rows(
            poses.world[:, with_world], METRE_DECIMALS
        ),
        ']}}, "frames": [': pose_keypoint(poses),
    }
    # row by row: as one text a film of minutes would take a gigabyte of memory
    with writing(path) as beside, open(beside, "w", encoding="utf-8") as file:
        file.write(json.dumps(head, ensure_ascii=False, allow_nan=False)[:-1] + ", ")
        for opening, rows in lists.items():
            file.write(opening)
            for i, row in enumerate(rows):
                file.write((",\n" if i else "\n") + json.dumps(row, allow_nan=False))
        file.write("]}\n")


def read_poses(path) -> PoseSequence:
    """Read a pose file.

    Raises:
        UserError: It is no pose file of this version, or its members do not fit together.
    """
    document = _row_by_row(path) or read_json(path)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UserError(f"{path} is not a pose file of pose2video: delete it and run again")
    if document.get("version") != VERSION:
        raise UserError(
            f"{path} has format version {document.get('version')!r}, this program reads "
            f"{VERSION}: delete it and run again"
        )
    try:
        fps, frame_size = _head(document)
        points = document["keypoints"]
        n = len(load_skeleton(document["skeleton"]).names)
        frames = len(points["confidence"])
        confidence = _array(points["confidence"], (frames, n))
        xy, depth = _array(points["xy"], (frames, n, 2)), _array(points["depth"], (frames, n))
        world = np.full((frames, n, 3), np.nan, np.float32)
        indices = points["world"]["indices"]
        if not all(type(i) is int and 0 <= i < n for i in indices):
            raise ValueError("the indices of world are no points")
        world[:, indices] = _array(points["world"]["xyz"], (frames, len(indices), 3))
        return PoseSequence.build(
            xy,
            confidence,
            fps,
            frame_size,
            document["skeleton"],
            depth,
            world,
        )
    except (KeyError, ValueError, TypeError, IndexError, OverflowError) as error:
        raise UserError(f"{path} is damaged ({error}): delete it and run again") from None


def _head(document):
    """Rate and frame size of a document, by their types: `"320x240"` is not read as 3 and 2."""
    fps, size = document["fps"], document["frame_size"]
    if type(fps) not in (int, float):
        raise TypeError(f"fps is {fps!r:.40}, not a number")
    if not isinstance(size, list) or len(size) != 2 or any(type(side) is not int for side in size):
        raise TypeError(f"frame_size is {size!r:.40}, not [width, height]")
    return fps, size


def _row_by_row(path):
    """The document in a file that `write_poses` wrote, without `frames`; its rows are arrays.

    A line is a frame there. As one text a film of ten minutes takes two gigabytes of memory.

    Returns:
        None where the lines are any others, as in a file that another program has written.
    """
    lists = {}
    try:
        with open(path, encoding="utf-8") as file:
            head, _, opening = file.readline().rpartition(', "keypoints": ')
            document = json.loads(head + "}")
            for name, pattern in _OPENINGS.items():
                if not (found := pattern.fullmatch(opening)):
                    return None
                lists[name], opening = _rows_of(file)
            whole = opening == ']}}, "frames": [\n' and _ends(file)
            world = {"indices": json.loads(found["indices"]), "xyz": lists.pop("xyz")}
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    return document | {"keypoints": lists | {"world": world}} if whole else None


def _rows_of(file):
    """The rows of a list, `(rows, values)`, and the text that follows the last one in its line."""
    decode, rows, rest = json.JSONDecoder().raw_decode, [], ","
    while rest.startswith(","):
        row, end = decode(line := file.readline())
        rows.append(_numbers(row))
        rest = line[end:]
        if rest != ",\n":
            break
    return np.stack(rows), rest


def _ends(file):
    """Whether the rest of the lines ends as the document does."""
    line = ""
    for line in file:  # noqa: B007, the last one counts
        pass
    return line.endswith("]}\n")


def _rows(values, decimals):
    """For each frame a flat list of rounded numbers, None for NaN."""
    for frame in values:
        flat = np.round(frame.ravel().astype(np.float64), decimals)
        yield np.where(np.isfinite(flat), flat, None).tolist()


def _array(rows, shape):
    return _numbers(rows).reshape(shape)


def _numbers(rows):
    """Lists as an array, null as NaN; anything else that is no number is refused."""
    array = np.asarray(rows)
    if array.dtype.kind not in "fiu" and array.size:
        odd = (v for v in array.ravel().tolist() if v is not None and type(v) not in (int, float))
        if (first := next(odd, None)) is not None:
            raise TypeError(f"{first!r:.40} is not a number")
    return array.astype(np.float32)


def pose_keypoint(poses: PoseSequence):
    """Yield the frames as ComfyUI's POSE_KEYPOINT: OpenPose JSON with pixel coordinates.

    Missing points are `0, 0, 0`; a part in which nothing is known is still written.
    """
    openpose = convert(poses, "openpose_18")
    names = {
        "pose_keypoints_2d": "body",
        "face_keypoints_2d": "face",
        "hand_left_keypoints_2d": "left_hand",
        "hand_right_keypoints_2d": "right_hand",
    }
    pixels = np.nan_to_num(openpose.keypoints.astype(np.float64))
    sure = openpose.confidence.astype(np.float64)[..., None]
    sure = np.where(sure > 0, np.maximum(sure, 0.001), 0)
    triples = np.concatenate(
        [np.round(pixels, PIXEL_DECIMALS), np.round(sure, CONFIDENCE_DECIMALS)], axis=2
    )
    width, height = poses.frame_size
    parts = [openpose.layout.parts[part] for part in names.values()]
    for frame in triples:
        person = {
            name: frame[part].ravel().tolist() for name, part in zip(names, parts, strict=True)
        }
        yield {"people": [person], "canvas_width": width, "canvas_height": height}
