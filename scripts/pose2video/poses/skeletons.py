"""Skeletons and the maps between them, read from YAML data in `resources/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

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
        bones: Part name -> pairs of keypoint indices, each a bone; a face has none.
        kinds: Part name -> file in `resources/skeleton_parts/` that describes it; not of the body.
        body_pairs: Keypoint indices of the body, each left one with its right one.
    """

    name: str
    names: tuple[str, ...]
    parts: dict[str, slice]
    bones: dict[str, tuple[tuple[int, int], ...]]
    kinds: dict[str, str]
    body_pairs: tuple[tuple[int, int], ...]

    @property
    def limbs(self) -> tuple[tuple[int, int], ...]:
        """Pairs of keypoint indices that are drawn as bones of the body."""
        return self.bones["body"]

    @cached_property
    def partners(self) -> np.ndarray:
        """For every keypoint the one that lies in its place in a mirror, int `(K,)`."""
        order = np.arange(len(self.names))
        left, right = np.array(self.body_pairs).T
        order[left], order[right] = right, left
        hands = self.parts["left_hand"], self.parts["right_hand"]
        order[hands[0]], order[hands[1]] = order[hands[1]], order[hands[0]].copy()
        face = self.parts["face"]
        order[face] = face.start + np.array(load_part(self.kinds["face"])["mirrored"])
        return order

    @cached_property
    def _index(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

    def index(self, name: str) -> int:
        """Index of a keypoint by name; KeyError with the name where there is none."""
        return self._index[name]

    def indices(self, *names: str) -> list[int]:
        """Indices of several keypoints by name."""
        return [self._index[name] for name in names]


@dataclass(frozen=True)
class Hand:
    """The 21 points of a hand, by their place in it.

    Attributes:
        fingers: From the wrist to the tip, thumb to little finger, five points each.
        palm: Pairs round the palm.
    """

    fingers: tuple[tuple[int, ...], ...]
    palm: tuple[tuple[int, int], ...]

    @property
    def bones(self) -> list[tuple[int, int]]:
        """Pairs along the fingers, finger by finger, each from the wrist outwards."""
        return [bone for finger in self.fingers for bone in pairwise(finger)]

    @property
    def palm_first(self) -> list[tuple[int, int]]:
        """The same, those that begin at the wrist first."""
        return sorted(self.bones, key=lambda bone: bone[0] != self.fingers[0][0])


@cache
def load_part(name: str) -> dict:
    """Read `resources/skeleton_parts/<name>.yaml`: what skeletons share."""
    path = RESOURCES / "skeleton_parts" / f"{name}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def load_hand() -> Hand:
    """The hand that all skeletons have."""
    data = load_part("hand")
    place = data["points"].index
    fingers, palm = (tuple(tuple(map(place, row)) for row in data[k]) for k in ("fingers", "palm"))
    return Hand(fingers, palm)


@cache
def load_skeleton(name: str) -> Skeleton:
    """Read `resources/skeletons/<name>.yaml`.

    Raises:
        KeyError: There is no such skeleton.
    """
    known = {path.stem: path for path in (RESOURCES / "skeletons").glob("*.yaml")}
    if name not in known:  # a stranger's file may say anything
        raise KeyError(f"no skeleton {name!r:.40}")
    path = known[name]
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    names, parts, bones, kinds = [], {}, {}, {}
    for part, points in data["parts"].items():
        start = len(names)
        if part != "body":
            kinds[part] = points["like"]
            # the face mesh is a large file: how many points it has stands beside its name
            points = points.get("points") or load_part(kinds[part])["points"]
            points = [f"{part}_{point}" for point in _each(points)]
        names += points
        parts[part] = slice(start, len(names))
        if kinds.get(part) == "hand":
            bones[part] = tuple((start + a, start + b) for a, b in load_hand().bones)
    at = {name: i for i, name in enumerate(names)}
    bones["body"], pairs = (
        tuple((at[a], at[b]) for a, b in data[key]) for key in ("limbs", "pairs")
    )
    return Skeleton(name, tuple(names), parts, bones, kinds, pairs)


def _each(points):
    """The names of points, numbers where only their number is told."""
    return range(points) if isinstance(points, int) else points


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
    """MediaPipe's face mesh: `rims`, `lids` and `irises` by eye, integer arrays of the others."""
    data = load_part("face_mesh")
    rims = {name: {k: np.array(v) for k, v in rim.items()} for name, rim in data["rims"].items()}
    lids = {name: np.array(rows) for name, rows in data["lids"].items()}
    keys = ("mirrored", "oval", "contours", "rigid", "triangles")
    plain = {name: np.array(data[name]) for name in keys}
    return {"rims": rims, "lids": lids, "irises": data["irises"], **plain}
