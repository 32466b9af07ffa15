"""OpenPose's JSON: body 18 or 25, two hands of 21, face of 70; a file a frame, or one file.

Tools that run RTMPose (Pose2Sim, Sports2D) write the points of other networks as the body of this
layout: COCO 17, Halpe 26, and COCO whole-body 133 or Halpe 136, whose hands and face are in them.
They are told by their number.

Holds x, y in pixels and a confidence, for any number of people. One file: a frame, a list of
frames, or names of pictures with a frame each; a folder: `NAME_000000000000_keypoints.json`, read
with any names that end in the frame's number.
Shares of the frame instead of pixels, from 0 to 1 or from -1 to 1 (`--keypoint_scale` 3 and 4), are
recognised by their size and sign; a person who keeps to the lower right quarter for the whole clip
looks alike in both, and is taken for 0 to 1. Scales 1 and 2 are pixels of another size of frame,
which the table says.

Loses the rate, the size of the frames, depth, metres, the mesh of the face but 70 points, and
(body 18) heels and toes. A missing point is 0, 0, 0.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pose2video.errors import UserError
from pose2video.exchange import documents
from pose2video.exchange.alphapose import SKELETONS
from pose2video.exchange.assembly import People, assembled, triples
from pose2video.files import write_json, writing
from pose2video.poses.skeletons import convert, load_skeleton

PARTS = {
    "pose_keypoints_2d": "body",
    "face_keypoints_2d": "face",
    "hand_left_keypoints_2d": "left_hand",
    "hand_right_keypoints_2d": "right_hand",
}
BESIDE = 0.2  # shares by which a point may lie beside the frame
BODIES = {18: "openpose_18", 25: "openpose_25"}
READ = BODIES | SKELETONS


def recognises(document) -> bool:
    """Whether a parsed JSON document is a frame, or frames, of OpenPose without a canvas."""
    frame = _first(document)
    return isinstance(frame, dict) and "people" in frame and "canvas_width" not in frame


def _first(document):
    """The first frame of a document: of a list, of a dict of frames, or the document itself."""
    if isinstance(document, list) and document:
        return document[0]
    if isinstance(document, dict) and "people" not in document and document:
        return next(iter(document.values()))
    return document


def read(path, given):
    """Read a file or a folder, see `assembly.assembled`."""
    people = None
    for number, frame, where in numbered_frames(path):
        people = add_frame(people, number, frame, where)
    return assembled(_known(people, path), given, path, shares=shares_of(people, path))


def shares_of(people, path):
    """What coordinates are: `"signed"` shares from -1 to 1, or None, pixels or shares from 0 on.

    Raises:
        UserError: They may be either.
    """
    everybody = [person for frame in people.frames.values() for person in frame]
    points = np.concatenate([person[person[:, 2] > 0, :2] for person in everybody])
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points) or np.abs(points).max() > 1 or points.min() >= 0:
        return None
    if points.min() > -BESIDE:
        raise UserError(
            f"{path}: its coordinates go from {points.min():.2f} to {points.max():.2f}, which may "
            "be shares of the frame from 0 or from -1 on: export pixels (--keypoint_scale 0)"
        )
    return "signed"


def numbered_frames(path):
    """Yield `(number, frame, where)` of a folder with a file a frame, or of one file."""
    if Path(path).is_dir():
        for number, file in documents.json_files(path):
            yield number, documents.read_document(file), file
        return
    document = documents.read_document(path)
    if isinstance(document, dict) and "people" not in document:
        numbers = documents.frame_numbers(list(document), path)
        document = [document[name] for _, name in sorted(zip(numbers, document, strict=True))]
        numbers = sorted(numbers)
    else:
        document = document if isinstance(document, list) else [document]
        numbers = range(len(document))
    for number, frame in zip(numbers, document, strict=True):
        yield number, frame, f"{path}, frame {number}"


def add_frame(people, number, frame, where):
    """The `People` with the people of one frame; None becomes them at the first body.

    Raises:
        UserError: The frame is not OpenPose's, or its body is another than before.
    """
    if not isinstance(frame, dict) or not isinstance(frame.get("people"), list):
        raise UserError(f"{where}: the list people is not there: this is no frame of OpenPose")
    people = people or People("")
    people.n_frames = max(people.n_frames, number + 1)
    for person in frame["people"]:
        if not isinstance(person, dict):
            raise UserError(f"{where}: a person is {person!r:.40}, not keypoints: export it again")
        rows = {
            part: documents.numbers(person.get(key), 3, f"{where}: {key}")
            for key, part in PARTS.items()
        }
        if not len(rows["body"]):
            continue  # found by its face or hand alone
        if len(rows["body"]) not in READ:
            raise UserError(
                f"{where}: a body of {len(rows['body'])} points: those of "
                f"{', '.join(map(str, sorted(READ)))} are known"
            )
        skeleton = READ[len(rows["body"])]
        if people.skeleton not in ("", skeleton):
            raise UserError(f"{where}: another body than in the frames before: export it again")
        people.skeleton = skeleton
        people.add(number, _joined(rows, skeleton, where))
    return people


def _joined(rows, skeleton, where):
    """All parts of a person in the skeleton's order, NaN where a part is not there."""
    layout = load_skeleton(skeleton)
    table = np.full((len(layout.names), 3), np.nan)
    body = rows["body"]  # all parts at once where it is longer than a body
    table[: len(body)] = body
    for part, points in rows.items():
        if part == "body" or not len(points):
            continue
        place = layout.parts[part]
        room = place.stop - place.start
        short_face = part == "face" and len(points) == 68  # without the two pupils
        if len(points) != room and not short_face:
            raise UserError(
                f"{where}: a {part} of {len(points)} points, not {room}: export it again"
            )
        table[place.start : place.start + len(points)] = points
    return table


def _known(people, path):
    if people is None or not people.skeleton:
        raise UserError(f"{path} shows nobody in any frame: check the file")
    return people


def write(path, poses, points=25):
    """Write a folder, a file a frame, with the body of 18 or 25 `points`."""
    found = convert(poses, BODIES[points])
    with writing(path) as beside:
        beside.mkdir()
        for i, person in enumerate(persons(found)):
            seen = [{"person_id": [-1], **person}] if (found.confidence[i] > 0).any() else []
            write_json(
                beside / f"{i:012d}_keypoints.json",
                {"version": 1.3, "people": seen},
            )


def persons(poses):
    """Yield the keypoints of every frame by OpenPose's names, flat lists of x, y, confidence."""
    for frame in triples(poses):
        yield {key: frame[poses.layout.parts[part]].ravel().tolist() for key, part in PARTS.items()}
