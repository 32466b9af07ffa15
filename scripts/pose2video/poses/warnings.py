"""The warnings in a pose file, read without what reading poses needs."""

from __future__ import annotations

import json

from pose2video.files import read_json

HEAD_CHARACTERS = 65536  # of a file, that hold what stands before its keypoints


def read_warnings(path) -> list[str]:
    """The warnings of a pose file, or of another document that has some.

    In a pose file they stand before its keypoints, which are not read.
    """
    with open(path, encoding="utf-8") as file:
        head, points, _ = file.read(HEAD_CHARACTERS).partition(', "keypoints"')
    return (json.loads(head + "}") if points else read_json(path))["warnings"]
