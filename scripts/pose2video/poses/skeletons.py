"""Skeletons and the maps between them, read from YAML data in `resources/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import yaml

from pose2video.resources import RESOURCES


@dataclass(frozen=True)
class Skeleton:
    """An ordered set of named keypoints.

    Attributes:
        name: The skeleton's name, the name of its file.
        names: Keypoint names in order.
        parts: Part name (`body`, `left_hand`, `right_hand`, `face`) -> slice into the keypoints.
        limbs: Pairs of keypoint indices that are drawn as bones of the body.
    """

    name: str
    names: tuple[str, ...]
    parts: dict[str, slice]
    limbs: tuple[tuple[int, int], ...]

    @cached_property
    def _index(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

    def index(self, name: str) -> int:
        """Index of a keypoint by name; KeyError with the name where there is none."""
        return self._index[name]

    def indices(self, *names: str) -> list[int]:
        """Indices of several keypoints by name."""
        return [self._index[name] for name in names]


@cache
def load_skeleton(name: str) -> Skeleton:
    """Read `resources/skeletons/<name>.yaml`.

    Raises:
        KeyError: There is no such skeleton.
    """
    path = RESOURCES / "skeletons" / f"{name}.yaml"
    if not path.is_file():
        raise KeyError(f"no skeleton {name!r}")
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    names: list[str] = []
    parts = {}
    for part, points in data["parts"].items():
        if isinstance(points, int):
            points = [f"{part}_{i}" for i in range(points)]
        elif isinstance(points, dict):  # points that every part of this kind has
            points = [f"{part}_{point}" for point in points["points"]]
        parts[part] = slice(len(names), len(names) + len(points))
        names.extend(points)
    limbs = tuple((names.index(a), names.index(b)) for a, b in data["limbs"])
    return Skeleton(name, tuple(names), parts, limbs)


@cache
def load_map(source: str, target: str) -> tuple[tuple[int, ...], ...]:
    """Read `resources/skeleton_maps/<source>_to_<target>.yaml`.

    Returns:
        For every keypoint of `target` the indices of the keypoints of `source` whose mean it is;
        empty where the source has no such point.

    Raises:
        KeyError: There is no such map.
    """
    path = RESOURCES / "skeleton_maps" / f"{source}_to_{target}.yaml"
    if not path.is_file():
        raise KeyError(f"no map from skeleton {source!r} to {target!r}")
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    a, b = load_skeleton(source), load_skeleton(target)
    rows: list[tuple[int, ...]] = [()] * len(b.names)
    for part, points in data.items():
        if isinstance(points, dict):
            for name, sources in points.items():
                rows[b.index(name)] = tuple(a.indices(*sources))
        else:  # point i of the part is point number points[i] of the same part of the source
            for i, number in enumerate(points):
                rows[b.parts[part].start + i] = (a.parts[part].start + number,)
    return tuple(rows)


def convert(poses, target: str):
    """The same person in another skeleton; a point made of several is missing if any of them is.

    Args:
        poses: A `PoseSequence`.
        target: Name of the wanted skeleton.

    Raises:
        KeyError: There is no map between the two.
    """
    if poses.skeleton == target:
        return poses
    rows = load_map(poses.skeleton, target)
    shape = (poses.n_frames, len(rows))
    keypoints, world = np.full((*shape, 2), np.nan), np.full((*shape, 3), np.nan)
    depth, confidence = np.full(shape, np.nan), np.zeros(shape)
    single = {i: sources[0] for i, sources in enumerate(rows) if len(sources) == 1}
    to, source = list(single), list(single.values())
    keypoints[:, to], confidence[:, to] = poses.keypoints[:, source], poses.confidence[:, source]
    depth[:, to], world[:, to] = poses.depth[:, source], poses.world[:, source]
    for i, sources in enumerate(map(list, rows)):
        if len(sources) > 1:
            keypoints[:, i] = poses.keypoints[:, sources].mean(axis=1)
            confidence[:, i] = poses.confidence[:, sources].min(axis=1)
            depth[:, i] = poses.depth[:, sources].mean(axis=1)
            world[:, i] = poses.world[:, sources].mean(axis=1)
    return type(poses).build(
        keypoints, confidence, poses.fps, poses.frame_size, target, depth, world
    )


@cache
def face_mesh() -> dict:
    """Triangles, oval, rims, lids and mirrored points of MediaPipe's face mesh, integer arrays."""
    data = yaml.safe_load((RESOURCES / "skeletons" / "face_mesh.yaml").read_text(encoding="utf-8"))
    rims = {name: {k: np.array(v) for k, v in rim.items()} for name, rim in data["rims"].items()}
    lids = {name: np.array(rows) for name, rows in data["lids"].items()}
    plain = {name: np.array(data[name]) for name in ("mirrored", "oval", "rigid", "triangles")}
    return {"rims": rims, "lids": lids, **plain}
