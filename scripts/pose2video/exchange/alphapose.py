"""AlphaPose's results: one list with an entry for every person found.

Holds x, y in pixels and a confidence of COCO 17, Halpe 26, COCO whole-body 133 or Halpe 136
points, told by their number (51, 78, 399 or 408 numbers), and whose they are (`image_id`).

Loses the rate, the size of the frames, depth, metres, the mesh of the face but 68 points; frames
without anybody have no entry, so those before the first and after the last person are lost too,
unless a film says how many there are.
"""

from __future__ import annotations

import numpy as np

from pose2video.errors import UserError
from pose2video.exchange import documents
from pose2video.exchange.assembly import People, assembled, triples
from pose2video.files import write_json
from pose2video.poses.skeletons import convert, load_skeleton

SKELETONS = {17: "coco_133", 26: "halpe_136", 133: "coco_133", 136: "halpe_136"}


def recognises(document) -> bool:
    """Whether a parsed JSON document is a list of AlphaPose's entries."""
    entry = document[0] if isinstance(document, list) and document else None
    return (
        isinstance(entry, dict)
        and {"image_id", "keypoints"} <= set(entry)
        and ("foot_kpts" not in entry)
    )


def read(path, given):
    """Read a file, see `assembly.assembled`."""
    entries = documents.read_document(path)
    if not isinstance(entries, list) or not entries:
        raise UserError(f"{path} is not a list of people found: export it again")
    if not all(isinstance(entry, dict) and "image_id" in entry for entry in entries):
        raise UserError(f"{path} has an entry without image_id: export it again")
    names = list(dict.fromkeys(_name(entry["image_id"], path) for entry in entries))
    numbers = dict(zip(names, frames_of(names, path, given), strict=True))
    people = None
    for i, entry in enumerate(entries):
        where = f"{path}, entry {i}"
        points = documents.numbers(entry.get("keypoints"), 3, f"{where}: keypoints")
        if len(points) not in SKELETONS:
            raise UserError(f"{where}: {len(points)} points: 17, 26, 133 and 136 are known")
        people = people or People(SKELETONS[len(points)])
        if people.skeleton != SKELETONS[len(points)]:
            raise UserError(f"{where}: other points than in the entries before: export it again")
        person = np.full((len(load_skeleton(people.skeleton).names), 3), np.nan)
        person[: len(points)] = points
        people.add(numbers[_name(entry["image_id"], path)], person)
    people.n_frames = max(people.n_frames, given.n_frames or 0)
    return assembled(people, given, path)


def frames_of(names, path, given) -> list[int]:
    """Frames of pictures' names; those of a film count from its first frame, 0 or 1."""
    found = documents.frame_numbers(names, path)
    if given.n_frames is None:
        return found
    plain = documents.last_numbers(names, path)
    start = 0 if 0 in plain or max(plain) < given.n_frames else 1
    return [number - start for number in plain]


def _name(image_id, path):
    if type(image_id) is float and image_id.is_integer():
        return str(int(image_id))
    if isinstance(image_id, str):
        return image_id
    raise UserError(f"{path}: the image_id {image_id!r:.40} is no name: export it again")


def write(path, poses, points=136):
    """Write one file with the first 17, 26, 133 or 136 `points`."""
    found = convert(poses, SKELETONS[points])
    entries = []
    for i, flat in known_frames(found, points):
        known = found.keypoints[i, :points][found.confidence[i, :points] > 0]
        entries.append(
            {
                "image_id": f"{i:06d}.jpg",
                "category_id": 1,
                "keypoints": flat,
                "score": round(float(found.confidence[i, :points].mean()), 4),
                "box": box(known),
                "idx": 1,
            }
        )
    write_json(path, entries)


def known_frames(poses, n_points):
    """Yield `(frame, [x, y, confidence, ...])` of the first points, of frames with any of them."""
    for i, rows in enumerate(triples(poses)[:, :n_points]):
        if rows[:, 2].any():
            yield i, rows.ravel().tolist()


def box(points) -> list[float]:
    """Left, top, width and height of points `(n, 2)`, pixels."""
    low, high = points.min(axis=0), points.max(axis=0)
    return [round(float(v), 2) for v in (*low, *(high - low))]
