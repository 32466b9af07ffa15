"""ComfyUI's POSE_KEYPOINT, as DWPose's and OpenPose's nodes write it: a list with a frame each.

Holds what OpenPose's JSON holds, body 18, hands, face 70 (68 from DWPose), and the frame's size
(`canvas_width`, `canvas_height`). A part that is null is missing. Coordinates may be pixels or
shares of the canvas, which is recognised by their size.

Loses the rate, depth, metres, the mesh of the face but 70 points, heels and toes.
"""

from __future__ import annotations

from pose2video.errors import UserError
from pose2video.exchange import documents
from pose2video.exchange.assembly import assembled
from pose2video.exchange.openpose import add_frame, numbered_frames, persons
from pose2video.files import write_json
from pose2video.poses.skeletons import convert


def recognises(document) -> bool:
    """Whether a parsed JSON document is POSE_KEYPOINT: frames with a canvas."""
    frame = document[0] if isinstance(document, list) and document else document
    return isinstance(frame, dict) and "people" in frame and "canvas_width" in frame


def read(path, given):
    """Read a file or a folder with a file a frame, see `assembly.assembled`."""
    people, size = None, None
    for number, frame, where in numbered_frames(path):
        if isinstance(frame, list) and len(frame) == 1:
            frame = frame[0]  # one picture saved by itself
        people = add_frame(people, number, frame, where)
        canvas = documents.frame_size(frame.get("canvas_width"), frame.get("canvas_height"), where)
        if size not in (None, canvas):
            raise UserError(
                f"{where}: a canvas of {canvas[0]} x {canvas[1]} after one of {size[0]} x "
                f"{size[1]}: export all frames in one size"
            )
        size = canvas
    if people is None or not people.skeleton:
        raise UserError(f"{path} shows nobody in any frame: check the file")
    return assembled(people, given, path, frame_size=size)


def write(path, poses):
    """Write one file; a frame without anybody keeps an empty list of people."""
    found = convert(poses, "openpose_18")
    width, height = poses.frame_size
    frames = []
    for person, seen in zip(persons(found), (found.confidence > 0).any(axis=1), strict=True):
        people = [person] if seen else []
        frames.append({"people": people, "canvas_width": width, "canvas_height": height})
    write_json(path, frames)
