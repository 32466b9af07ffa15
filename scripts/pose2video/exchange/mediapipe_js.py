"""MediaPipe's results in a browser, as `JSON.stringify` writes them.

A frame is the result object of the older solutions (Holistic, Pose: `poseLandmarks`,
`leftHandLandmarks`, ..., `multiHandLandmarks`, `multiFaceLandmarks`), or of the Tasks
(HolisticLandmarker; PoseLandmarker: `landmarks`, `worldLandmarks`), whose lists are a list for
everybody deeper. A file a frame in a folder, or one file: a list of frames, an object with the list
`frames` and perhaps `width`, `height` and `fps`, or one frame. A frame without anybody may be
empty. A result may lie under `result` or `results` of its frame.

Holds all points of the house's own skeleton: x and y as shares of the frame, z as a share of its
width, the body's visibility and metres. Hands of lists without sides belong to the nearest wrist:
`handedness` means another hand in a mirrored picture.

Loses, unless the file says them beside the frames, the rate and the size of the frames.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pose2video.errors import UserError
from pose2video.exchange import documents
from pose2video.exchange.assembly import People, assembled
from pose2video.poses.skeletons import load_skeleton

BODY, HAND, FACES = 33, 21, (468, 478)
# keys of the body's points in metres; `za` and `ea` are what minified versions of Holistic call it
WORLDS = ("poseWorldLandmarks", "worldLandmarks", "za", "ea")
BODIES = ("poseLandmarks", "landmarks")
SIDED = {"leftHandLandmarks": "left_hand", "rightHandLandmarks": "right_hand"}
OTHERS = ("faceLandmarks", "multiFaceLandmarks", "multiHandLandmarks")
KEYS = {*BODIES, *SIDED, *OTHERS}
WRISTS = {"left_hand": "left_wrist", "right_hand": "right_wrist"}


def recognises(document) -> bool:
    """Whether a parsed JSON document is a result, or holds a list of them."""
    frames = _listed(document)
    return isinstance(frames, list) and any(KEYS & set(_result(frame)) for frame in frames)


def read(path, given):
    """Read a file or a folder with a file a frame, see `assembly.assembled`."""
    people, size, fps = People("holistic"), None, None
    if Path(path).is_dir():
        frames = [(i, documents.read_document(f), f) for i, f in documents.json_files(path)]
    else:
        document = documents.read_document(path)
        listed = _listed(document)
        if not isinstance(listed, list):
            raise UserError(f"{path} is no list of results: export it again")
        frames = [(i, frame, f"{path}, frame {i}") for i, frame in enumerate(listed)]
        size, fps = _size(document, path), _rate(document)
    bodies = 0
    for number, frame, where in frames:
        people.n_frames = max(people.n_frames, number + 1)
        if not isinstance(frame, dict):
            raise UserError(f"{where} is no result of MediaPipe: export it again")
        for person in _people(_result(frame), where):
            people.add(number, person)
            bodies += 1
    if not bodies:
        raise UserError(
            f"{path} shows no body in any frame: hands or a face alone are not enough, export the "
            "results of Holistic or of the pose"
        )
    return assembled(people, given, path, fps=fps, frame_size=size, shares=True)


def _listed(document):
    """The frames of a document, or None."""
    if isinstance(document, dict) and not KEYS & set(_result(document)):
        return document.get("frames")
    return [document] if isinstance(document, dict) else document


def _result(frame):
    """The result itself, which may lie in its frame."""
    if not isinstance(frame, dict):
        return {}
    inner = next((frame[key] for key in ("result", "results") if key in frame), None)
    inner = inner[0] if isinstance(inner, list) and len(inner) == 1 else inner
    return inner if isinstance(inner, dict) else frame


def _size(document, path):
    if not isinstance(document, dict) or not {"width", "height"} <= set(document):
        return None
    return documents.frame_size(document["width"], document["height"], path)


def _rate(document):
    fps = document.get("fps") if isinstance(document, dict) else None
    return fps if type(fps) is float and 0.1 <= fps <= 240 else None


def _people(result, where):
    """Everybody with a body, arrays `(K, 7)`: x, y, visibility, z, and x, y, z in metres."""
    layout, found = load_skeleton("holistic"), []
    worlds = next((result[key] for key in WORLDS if result.get(key)), None)
    for key in BODIES:
        several = _several(result.get(key), f"{where}: {key}")
        if several and len(several[0]) == HAND:
            raise UserError(f"{where}: {key} are hands alone: export the pose, or Holistic")
        metres = _several(worlds, f"{where}: the points in metres")
        for i, points in enumerate(several):
            person = np.full((len(layout.names), 7), np.nan)
            person[layout.parts["body"], :4] = _checked(points, (BODY,), f"{where}: {key}")
            if i < len(metres):
                world = _checked(metres[i], (BODY,), f"{where}: the points in metres")
                person[layout.parts["body"], 4:] = world[:, [0, 1, 3]]
            found.append(person)
    for key, part in SIDED.items():
        for hand in _several(result.get(key), f"{where}: {key}"):
            _lay(found, layout, part, _checked(hand, (HAND,), f"{where}: {key}"))
    _lay_hands(found, layout, _several(result.get("multiHandLandmarks"), where), where)
    for key in ("faceLandmarks", "multiFaceLandmarks"):
        for face in _several(result.get(key), f"{where}: {key}"):
            _lay(found, layout, "face", _checked(face, FACES, f"{where}: {key}"))
    return found


def _several(lists, where):
    """Lists of points, a person each: of one list that one; those without points are left out."""
    if lists is None:
        return []
    if not isinstance(lists, list):
        raise UserError(f"{where} is not a list of points: export the file again")
    lists = [lists] if lists and isinstance(lists[0], dict) else lists
    return [points for points in lists if points]


def _checked(points, numbers, where):
    """Points as an array `(n, 4)`: x, y, visibility, z; all are seen where none says it is."""
    if not isinstance(points, list) or not all(isinstance(point, dict) for point in points):
        raise UserError(f"{where} is not a list of points: export the file again")
    if len(points) not in numbers:
        known = " or ".join(map(str, numbers))
        raise UserError(f"{where} has {len(points)} points, not {known}: export the file again")
    flat = [point.get(key) for point in points for key in ("x", "y", "visibility", "z")]
    table = documents.numbers(flat, 4, where)
    if not (table[:, 2] > 0).any():
        table[:, 2] = 1
    return table


def _lay(people, layout, part, points):
    """Give a part to whoever has the body that it is nearest to; nobody where there is none."""
    if not people:
        return
    root, at = ("nose", points.mean(axis=0)) if part == "face" else (WRISTS[part], points[0])
    place = layout.indices(root)[0]
    owner = min(people, key=lambda person: _distance(person[place], at))
    start = layout.parts[part].start
    owner[start : start + len(points), :4] = points


def _lay_hands(people, layout, hands, where):
    """Give hands whose side is not known to the nearest wrists, each wrist to one hand."""
    ends = [(person, part) for person in people for part in WRISTS]
    hands = [_checked(hand, (HAND,), f"{where}: multiHandLandmarks") for hand in hands]
    pairs = sorted(
        (_distance(person[layout.indices(WRISTS[part])[0]], hand[0]), i, j)
        for i, hand in enumerate(hands)
        for j, (person, part) in enumerate(ends)
    )
    taken_hands, taken_ends = set(), set()
    for _, i, j in pairs:
        if i not in taken_hands and j not in taken_ends:
            taken_hands.add(i)
            taken_ends.add(j)
            ends[j][0][layout.parts[ends[j][1]], :4] = hands[i]


def _distance(a, b):
    """Of two points in the picture; endless where one is unknown."""
    distance = float(np.hypot(*(a[:2] - b[:2])))
    return distance if np.isfinite(distance) else np.inf
