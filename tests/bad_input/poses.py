"""Files of poses: cut short, empty, deep, of another size, with numbers that are none.

`tests/unit/test_pose_formats.py` spoils every format in more ways; these go through the workflow.
"""

from __future__ import annotations

import json
import os
import struct

import numpy as np

from bad_input import Case, Failed, Handled, Refused
from bad_input.film_makers import film
from bvh_files import MIXAMO, skeleton_text
from performer_figure import waving_figure
from pose2video.exchange import EXPORTS
from pose2video.poses.formats import write_poses

SIZE = {"fps": 25, "frame_size": "640x480"}


def person(x=100.0):
    """A frame of OpenPose's with one person of 25 points, spread about x."""
    points = [(x + 7 * i % 90, 50.0 + 11 * i % 200, 0.9) for i in range(25)]
    return {"people": [{"pose_keypoints_2d": [number for point in points for number in point]}]}


def text(content):
    """A maker of a JSON file."""

    def make(path):
        path = path.with_suffix(".json")
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return make


def a_file_a_frame(documents):
    """A maker of a folder of JSON files."""

    def make(path):
        path.mkdir()
        for i, document in enumerate(documents):
            (path / f"a_{i:04d}_keypoints.json").write_text(json.dumps(document))
        return path

    return make


def leaping(path):
    """A folder of three files, one of them ever so far away."""
    path = a_file_a_frame([person()] * 3)(path)
    (path / "a_0002_keypoints.json").rename(path / "a_240000_keypoints.json")
    return path


def a_pipe_in_it(path):
    path.mkdir()
    os.mkfifo(path / "1.json")
    return path


def a_link_in_it(path):
    path.mkdir()
    (path / "1.json").symlink_to("gone.json")
    return path


def a_pipe(path):
    os.mkfifo(path)
    return path


def pose_file(spoil):
    """A maker of a `.pose` of the waving figure with its bytes changed by `spoil`."""

    def make(path):
        EXPORTS["pose"].write(path, "a", waving_figure())
        file = path / "a.pose"
        file.write_bytes(spoil(file.read_bytes()))
        return file

    return make


def first_version_cut_short(data):
    """The bytes of a file as version 0.1 has them, without its last frames."""
    from pose_format.pose_header import PoseHeader
    from pose_format.utils.reader import BufferReader

    reader = BufferReader(data)
    PoseHeader.read(reader)
    at = reader.read_offset
    fps, frames, people = struct.unpack_from("<fIH", data, at)
    told = struct.pack("<HHH", round(fps), frames, people)
    return struct.pack("<f", 0.1) + data[4:at] + told + data[at + 10 : -99]


def bvh(spoil):
    """A maker of a BVH file of three frames whose text is changed by `spoil`."""

    def make(path):
        path = path.with_suffix(".bvh")
        path.write_text(spoil(skeleton_text(MIXAMO, 3)))
        return path

    return make


def house(**changes):
    """A maker of a pose file of the project's own with some members changed."""

    def make(path):
        path = path.with_suffix(".json")
        write_poses(path, waving_figure().cut(slice(0, 4)))
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))
        return path

    return make


def numbers(number):
    """A document whose first coordinate is this text."""
    return json.dumps([person()]).replace("100.0", number, 1)


def first_lost(poses):
    """OpenPose's first point, the nose, is lost; the others are there."""
    nose = poses.layout.index("nose")
    assert np.isnan(poses.keypoints[0, nose]).all()
    assert (poses.confidence[0] > 0).sum() > 5


def gap(poses):
    there = (poses.confidence > 0).any(axis=1)
    assert there.tolist() == [True, False, False, True]


def beside_film(make):
    """A maker of poses that go with a film of ten frames of 64 x 48."""

    def both(path):
        film()(path)
        return make(path.with_name(f"{path.name}_poses"))

    return both


CUT = "is not a whole JSON file .*copy it again"
WITH_FILM = {"video": True}

POSES = [
    Case("a good file", text([person()] * 3), Handled(3, (640, 480), 25), SIZE),
    Case("an empty file", text(""), Failed("is empty: copy it again"), SIZE),
    Case("HTML", text("<html>404</html>"), Failed("is a web page, not a file of poses"), SIZE),
    Case("JSON cut short", text(json.dumps([person()])[:90]), Failed(CUT), SIZE),
    Case("nested deeply", text("[" * 100_000), Failed("nested too deeply|not a whole JSON"), SIZE),
    Case("no format that is known", text({"a": 1}), Failed("name its format in the column"), SIZE),
    Case(
        "named as another format",
        text([person()]),
        Failed("a.*json"),
        SIZE | {"poses_format": "alphapose"},
    ),
    Case("nobody", text([{"people": []}] * 3), Failed("shows nobody in any frame"), SIZE),
    Case("no frames", text([]), Failed("name its format|holds no frames"), SIZE),
    Case("a number that is NaN", text(numbers("NaN")), Handled(1, check=first_lost), SIZE),
    Case("a huge integer", text(numbers("9" * 400)), Handled(1, check=first_lost), SIZE),
    Case("more digits than Python reads", text(numbers("9" * 9000)), Handled(1), SIZE),
    Case(
        "far outside the picture",
        text(numbers("1e30")),
        Handled(1, warns="1 points far outside the frame", check=first_lost),
        SIZE,
    ),
    Case("text for a number", text(numbers('"7"')), Failed("is not a list of numbers"), SIZE),
    Case(
        "gaps",
        text([person(), {"people": []}, {"people": []}, person()]),
        Handled(4, warns="nobody is in frames 1-2 of the file", check=gap),
        SIZE,
    ),
    Case(
        "two people",
        text([{"people": person(100)["people"] + person(400)["people"]}] * 2),
        Handled(2, warns="several people are in frames 0-1"),
        SIZE,
    ),
    Case("no rate", text([person()]), Failed("fill the column fps"), {"frame_size": "640x480"}),
    Case("no size", text([person()]), Failed("fill the column frame_size"), {"fps": 25}),
    Case(
        "a size of nothing", text([person()]), Refused("'0x9': write it as"), {"frame_size": "0x9"}
    ),
    *(
        Case(f"a size of {s}", text([person()]), Refused(f"'{s}': .*: correct"), {"frame_size": s})
        for s in ("99999x1", "20000x20000")
    ),
    Case(
        "numbers that leap",
        leaping,
        Refused("speaks of 240001 frames and shows somebody in 3 of them: number its frames"),
        SIZE,
    ),
    Case("empty frames", text([person()] + [{"people": []}] * 9000), Failed("in 1 of them"), SIZE),
    Case(
        "ours of a rate without times",
        house(fps=1000),
        Failed("says 1000 frames a second: fill the column fps"),
    ),
    Case(
        "ours of a size that is text", house(frame_size="320x240"), Failed("is damaged .*320x240")
    ),
    Case(
        "behind the end",
        text([person()] * 3),
        Failed("is 0.12 s long and has no frame between start_s and end_s"),
        SIZE | {"start_s": 5},
    ),
    Case(
        "fewer frames than the film",
        beside_film(text([person()] * 9)),
        Failed("has 9 frames, the film 10: give the poses of this film"),
        WITH_FILM | {"frame_size": "64x48"},
    ),
    Case(
        "another frame size than the film's",
        beside_film(text([person()] * 10)),
        Failed("has frames of 640 x 640, the film 64 x 48, which is another shape"),
        WITH_FILM | {"frame_size": "640x640"},
    ),
    Case(
        "a multiple of the film's size",
        beside_film(text([person()] * 10)),
        Handled(10, (64, 48), 25),
        WITH_FILM | {"frame_size": "640x480"},
    ),
    Case("a folder of files", a_file_a_frame([person()] * 4), Handled(4, (640, 480), 25), SIZE),
    Case("a folder without any", a_file_a_frame([]), Failed("holds no .json file"), SIZE),
    Case("a FIFO in a folder", a_pipe_in_it, Failed("is not a regular file"), SIZE),
    Case(
        "a link to nowhere in a folder",
        a_link_in_it,
        Refused("line 2: .*1.json is a link to nowhere: supply"),
        SIZE,
    ),
    Case("a FIFO", a_pipe, Refused("line 2: .* is neither a file nor a folder"), SIZE),
    Case("a .pose", pose_file(lambda data: data), Handled(30)),
    Case(
        "a .pose of version 0.1 cut short",
        pose_file(first_version_cut_short),
        Failed(r"has \d+ bytes of poses, \d+ frames need \d+: it is cut short"),
    ),
    Case("a BVH file", bvh(lambda text: text), Handled(3, (1280, 720), 25)),
    Case("a BVH file without motion", bvh(lambda t: t[: t.index("MOTION")]), Failed("no MOTION")),
    Case(
        "a BVH file cut short",
        bvh(lambda text: text[: text.rstrip().rindex("\n")]),
        Failed("speaks of 3 frames and holds 2: it is cut short"),
    ),
    Case(
        "a BVH file of a million frames",
        bvh(lambda text: text.replace("Frames: 3", "Frames: 1000000")),
        Failed("speaks of 1000000 frames, the limit"),
    ),
    Case(
        "a BVH file nested deeply",
        bvh(lambda text: "HIERARCHY\nROOT a\n{\n" + "JOINT b\n{\n" * 10_000 + "MOTION\n"),
        Failed("more than 1000 joints"),
    ),
    Case(
        "a BVH file of unknown joints",
        bvh(lambda text: text.replace("ForeArm", "Tentacle")),
        Failed("no joint is named as the left elbow, right elbow: rename"),
    ),
    Case(
        "a BVH file beside a film",
        bvh(lambda text: text),
        Refused("has no camera and fits no film: empty the column video"),
        WITH_FILM,
    ),
    Case(
        "a page as poses", text("<!DOCTYPE html>"), Failed("a web page, not a file of poses"), SIZE
    ),
    Case("a .pose cut short", pose_file(lambda data: data[:-99]), Failed("cut short or damaged")),
    Case(
        "a .pose, its head only", pose_file(lambda data: data[:60]), Failed("no whole .pose file")
    ),
    Case(
        "a .pose of an unknown version",
        pose_file(lambda data: struct.pack("<f", 9.0) + data[4:]),
        Failed("has version 9 of .pose, 0.1 and 0.2 are known"),
    ),
    Case("ours", house(), Handled(4)),
    Case("ours of an unknown version", house(version=7), Failed("has format version 7")),
    Case("ours of another skeleton", house(skeleton="../../x"), Failed("is damaged")),
    Case("ours with no keypoints", house(keypoints={}), Failed("is damaged")),
    Case("ours of no rate", house(fps=0), Failed("0.* frames a second")),
    Case("ours of a rate that is text", house(fps="fast"), Failed("is damaged")),
    Case("ours of a frame without width", house(frame_size=[0, 9]), Failed("the width is 0")),
    Case(
        "larger than the limit", text(json.dumps([person()] * 4000)), Refused("limits.poses_mega")
    ),
    Case("nothing", lambda path: path.with_suffix(".json"), Refused("line 2: .* are not there")),
    Case(
        "an unknown format",
        text([person()]),
        Refused("no poses_format 'smpl': choose from"),
        {"poses_format": "smpl"},
    ),
]
