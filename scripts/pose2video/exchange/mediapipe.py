"""The four keys of MediaPipe Holistic: `pose`, `left_hand`, `right_hand`, `face` of `{x, y, z, v}`.

A file a frame in a folder, or one file with a list of frames. Holds all points of the house's own
skeleton (33, 21, 21, 468 or 478): x and y as shares of the frame, z as a share of its width, v the
visibility; a part that is missing is an empty list. In MediaPipe's hands and faces v is 0: where it
is for a whole part, its points count as found.

Loses the rate, the size of the frames and the metres. Depth that is unknown is written as 0.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pose2video.errors import UserError
from pose2video.exchange import documents
from pose2video.exchange.assembly import People, assembled
from pose2video.exchange.openpose import numbered_frames
from pose2video.files import write_json, writing
from pose2video.poses.skeletons import load_skeleton

PARTS = {"pose": "body", "left_hand": "left_hand", "right_hand": "right_hand", "face": "face"}


def recognises(document) -> bool:
    """Whether a parsed JSON document is a frame, or a list of frames, with the four keys."""
    frame = document[0] if isinstance(document, list) and document else document
    return isinstance(frame, dict) and set(PARTS) <= set(frame)


def read(path, given):
    """Read a file or a folder with a file a frame, see `assembly.assembled`."""
    people = People("holistic")
    for number, frame, where in _frames(path):
        people.n_frames = max(people.n_frames, number + 1)
        if not isinstance(frame, dict):
            raise UserError(f"{where} is no frame with the keys {', '.join(PARTS)}")
        person = np.full((len(load_skeleton("holistic").names), 4), np.nan)
        for key, part in PARTS.items():
            place = load_skeleton("holistic").parts[part]
            points = _points(frame.get(key), f"{where}: {key}")
            room = place.stop - place.start
            if len(points) not in (0, room) and not (part == "face" and len(points) == 468):
                raise UserError(f"{where}: {key} has {len(points)} points, not {room}")
            if part != "body" and len(points) and not points[:, 2].any():
                points[:, 2] = 1
            person[place.start : place.start + len(points)] = points
        people.add(number, person)
    return assembled(people, given, path, shares=True)


def _frames(path):
    if Path(path).is_dir():
        return numbered_frames(path)
    document = documents.read_document(path)
    document = [document] if isinstance(document, dict) else document
    if not isinstance(document, list):
        raise UserError(f"{path} is no list of frames: export it again")
    return ((i, frame, f"{path}, frame {i}") for i, frame in enumerate(document))


def _points(values, where):
    """A part as an array `(n, 4)`: x, y, v, z."""
    values = [] if values is None else values
    if not isinstance(values, list) or not all(isinstance(v, dict) for v in values):
        raise UserError(f"{where} is not a list of points: export the file again")
    flat = [point.get(key) for point in values for key in ("x", "y", "v", "z")]
    return documents.numbers(flat, 4, where)


def write(path, poses):
    """Write a folder, a file a frame `000000.json`.

    Raises:
        ValueError: The poses are not `holistic`.
    """
    if poses.skeleton != "holistic":
        raise ValueError(f"MediaPipe's points cannot be made of {poses.skeleton}")
    width, height = poses.frame_size
    confidence = np.where(poses.confidence > 0, np.maximum(poses.confidence, 0.001), 0)
    columns = [poses.keypoints[..., 0] / width, poses.keypoints[..., 1] / height]
    table = np.nan_to_num(np.stack([*columns, poses.depth / width, confidence], axis=2))
    with writing(path) as beside:
        beside.mkdir()
        for i, frame in enumerate(np.round(table.astype(np.float64), 6)):
            document = {}
            for key, part in PARTS.items():
                rows = frame[poses.layout.parts[part]]
                rows = rows.tolist() if (rows[:, 3] > 0).any() else []
                document[key] = [dict(zip("xyzv", row, strict=True)) for row in rows]
            write_json(beside / f"{i:06d}.json", document)
