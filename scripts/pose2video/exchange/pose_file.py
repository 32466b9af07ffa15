"""pose-format's binary `.pose`, versions 0.1 and 0.2 (github.com/sign-language-processing/pose).

Holds everything the house's poses hold: all points of MediaPipe Holistic with confidence, depth
(there as shares of the frame's width), metres (`POSE_WORLD_LANDMARKS`: as pose-format's own tools
have it, x and y times the frame's width and height and z in metres), rate and frame size. Read
are MediaPipe's components, all of their points or some (reduced dictionaries), OpenPose's,
AlphaPose's 133 and 136 and COCO whole-body's; metres also as they are, see `metres`, depth also in
pixels or from another zero, see `depths`.

Loses the difference between a depth that is unknown and one of 0, and the same of metres.
"""

from __future__ import annotations

import struct

import numpy as np

from pose2video.errors import UserError
from pose2video.exchange import documents
from pose2video.exchange.assembly import People, assembled
from pose2video.exchange.metres import LEFT_OUT, in_metres
from pose2video.exchange.plausible import believable
from pose2video.files import writing
from pose2video.poses.skeletons import load_skeleton

WORLD = "POSE_WORLD_LANDMARKS"
MEDIAPIPE = {
    "POSE_LANDMARKS": "body",
    "FACE_LANDMARKS": "face",
    "LEFT_HAND_LANDMARKS": "left_hand",
    "RIGHT_HAND_LANDMARKS": "right_hand",
}
# skeleton -> its parts by the names of components; their points stand in the skeleton's order
OTHERS = {
    "openpose_25": {
        "pose_keypoints_2d": "body",
        "face_keypoints_2d": "face",
        "hand_left_keypoints_2d": "left_hand",
        "hand_right_keypoints_2d": "right_hand",
    },
    "coco_133": {"BODY": "body", "FACE": "face", "LEFT_HAND": "left_hand"}
    | {"RIGHT_HAND": "right_hand", "BODY_133": "body", "FACE_133": "face"}
    | {"LEFT_HAND_133": "left_hand", "RIGHT_HAND_133": "right_hand"},
    "halpe_136": {"BODY_136": "body", "FACE_136": "face"}
    | {"LEFT_HAND_136": "left_hand", "RIGHT_HAND_136": "right_hand"},
}
VERSIONS = (0.1, 0.2)


def recognises(data: bytes) -> bool:
    """Whether bytes begin as a `.pose` file of any version does."""
    if len(data) < 12:
        return False
    version, _, _, _, components = struct.unpack_from("<fHHHH", data)
    return 0 <= version < 10 and round(version, 1) == round(version, 4) and 0 < components < 100


def read(path, given):
    """Read a file, see `assembly.assembled`."""
    header, fps, data, confidence = _whole(documents.read_bytes(path), path)
    if not given.fps and not believable(fps):
        raise UserError(f"{path} says {fps:g} frames a second: fill the column fps")
    size = documents.frame_size(header.dimensions.width, header.dimensions.height, path)
    skeleton, columns = _columns(header, path)
    n_points = len(load_skeleton(skeleton).names)
    metric = skeleton == "holistic" and data.shape[3] > 2
    people = People(skeleton, n_frames=len(data))
    for frame in range(len(data)):
        for points, sure in zip(data[frame], confidence[frame], strict=True):
            person = np.full((n_points, 7 if metric else 3), np.nan)
            for start, places, world in columns:
                rows = slice(start, start + len(places))
                if world:
                    known = sure[rows] > 0
                    person[np.array(places)[known], 4:] = points[rows][known, :3]
                    continue
                person[places, :2], person[places, 2] = points[rows, :2], sure[rows]
                if metric:
                    person[places, 3] = points[rows, 2]
            people.add(frame, person)
    left_out = metric and _to_metres(people, size)
    poses, words = assembled(people, given, path, fps=fps, frame_size=size, width=size[0])
    return poses, [*words, LEFT_OUT] if left_out else words


def _to_metres(people, size):
    """Bring what is in the columns of metres to these, in place; whether it was left out."""
    everybody = [person for frame in people.frames.values() for person in frame]
    world = np.stack([person[:, 4:] for person in everybody]) if everybody else np.empty((0, 0, 3))
    if not np.isfinite(world).any():
        return False
    metres = in_metres(world, size, load_skeleton(people.skeleton))
    for i, person in enumerate(everybody):
        person[:, 4:] = np.nan if metres is None else metres[i]
    return metres is None


def _whole(data, path):
    """Header, rate, coordinates `(T, P, K, D)` and confidence `(T, P, K)` of a whole file."""
    from pose_format.numpy import NumPyPoseBody
    from pose_format.pose_header import PoseHeader
    from pose_format.utils.reader import BufferReader

    reader = BufferReader(data)
    try:
        version = round(struct.unpack_from("<f", data)[0], 3)
        if version not in VERSIONS:
            raise UserError(
                f"{path} has version {version:g} of .pose, 0.1 and 0.2 are known: write it anew "
                "with pose-format"
            )
        header = PoseHeader.read(reader)
        at, layout = reader.read_offset, "<HHH" if version == 0.1 else "<fIH"
        fps, n_frames, n_people = struct.unpack_from(layout, data, at)
        numbers = header.total_points() * (header.num_dims() + 1) * n_people
        rest = len(data) - at - struct.calcsize(layout)
        if version == 0.1 and numbers:  # its count of frames has 16 bits only
            n_frames += max(0, (rest // (4 * numbers) - n_frames) // 65536) * 65536
        if not numbers or rest != 4 * numbers * n_frames:
            raise UserError(
                f"{path} has {rest} bytes of poses, {n_frames} frames need "
                f"{4 * numbers * n_frames}: it is cut short or damaged, copy it again"
            )
        documents.check_count(n_frames, path)
        body = NumPyPoseBody.read(header, reader)
    except (struct.error, ValueError, TypeError, IndexError, OverflowError) as error:
        raise UserError(f"{path} is no whole .pose file ({error}): copy it again") from None
    points = np.asarray(body.data.data, np.float64)
    if points.shape[3] < 2:
        raise UserError(f"{path} has points of {points.shape[3]} numbers: x and y are needed")
    return header, float(fps), points, np.asarray(body.confidence, np.float64)


def _columns(header, path):
    """The skeleton, and where each component's points go: `(start, places, metres or not)`."""
    names = [component.name for component in header.components]
    known = {**OTHERS, "holistic": {**MEDIAPIPE, WORLD: "body"}}
    skeleton = next((s for s, parts in known.items() if set(names) & set(parts)), None)
    if skeleton is None:
        raise UserError(
            f"{path} has the components {', '.join(names)}, which are not known: MediaPipe's, "
            "OpenPose's, AlphaPose's and COCO whole-body's are"
        )
    layout, columns, start = load_skeleton(skeleton), [], 0
    for component in header.components:
        part = known[skeleton].get(component.name)
        n = len(component.points)
        if part is not None:
            place = layout.parts[part]
            if skeleton == "holistic":
                places = [_place(layout, part, name) for name in component.points]
                odd = [p for p, i in zip(component.points, places, strict=True) if i is None]
                if odd:
                    raise UserError(f"{path}: {component.name} has no point {odd[0]!r}")
            elif n == place.stop - place.start:
                places = list(range(place.start, place.stop))
            else:
                raise UserError(f"{path}: {component.name} has {n} points, which is not known")
            columns.append((start, places, component.name == WORLD))
        start += n
    return skeleton, columns


def _place(layout, part, name):
    """Index of MediaPipe's point `LEFT_SHOULDER`, `INDEX_FINGER_MCP` or `468`, or None."""
    name = name.lower().replace("_finger_", "_")
    name = name if part == "body" else f"{part}_{name}"
    return layout.index(name) if name in layout.names else None


def write(path, poses):
    """Write one file of version 0.2, with the depth and metres that are known.

    Raises:
        ValueError: The poses are not `holistic`.
    """
    from pose_format import Pose, PoseHeader
    from pose_format.numpy import NumPyPoseBody
    from pose_format.pose_header import VERSION, PoseHeaderComponent, PoseHeaderDimensions

    if poses.skeleton != "holistic":
        raise ValueError(f"MediaPipe's points cannot be made of {poses.skeleton}")
    width, height = poses.frame_size
    layout = poses.layout
    picture = np.concatenate([poses.keypoints, poses.depth[..., None] / width], axis=2)
    world = poses.world[:, layout.parts["body"]]
    metres = np.isfinite(world).all(axis=2) & (poses.confidence[:, layout.parts["body"]] > 0)
    parts = {**MEDIAPIPE, WORLD: "body"} if metres.any() else MEDIAPIPE
    points, sure, components = [], [], []
    for name, part in parts.items():
        place = layout.parts[part]
        bones = [(a - place.start, b - place.start) for a, b in layout.bones.get(part, ())]
        colours = [(255, 0, 0)] * len(bones)
        marks = [_name(layout.names[i], part) for i in range(place.start, place.stop)]
        components.append(PoseHeaderComponent(name, marks, bones, colours, "XYZC"))
        points.append(world * (width, height, 1) if name == WORLD else picture[:, place])
        sure.append(np.where(metres, 1.0, 0.0) if name == WORLD else poses.confidence[:, place])
    table = np.nan_to_num(np.concatenate(points, axis=1)).astype(np.float32)[:, None]
    confidence = np.concatenate(sure, axis=1).astype(np.float32)[:, None]
    header = PoseHeader(VERSION, PoseHeaderDimensions(width, height, width), components)
    with writing(path) as beside, open(beside, "wb") as file:
        Pose(header, NumPyPoseBody(poses.fps, table, confidence)).write(file)


def _name(point, part):
    """MediaPipe's name of a point."""
    if part == "body":
        return point.upper()
    name = point.removeprefix(f"{part}_")
    for finger in ("index", "middle", "ring"):
        name = name.replace(f"{finger}_", f"{finger}_finger_")
    return name.upper()
