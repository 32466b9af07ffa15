"""What a painter of flows learns from when it learns many people."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pose2video.characters.plates import after
from pose2video.datasets.references import References
from pose2video.films.frames import read_frames
from pose2video.generators.flow_attention.lessons import BEGUN, FlowLessons
from pose2video.generators.flow_attention.painter import PREVIOUS, REFERENCE
from pose2video.generators.flow_attention.people_windows import AnyBody
from pose2video.generators.nearest.features import joints_of
from pose2video.generators.nearest.index import MIN_JOINTS
from pose2video.generators.pose_to_picture.lessons import FilmScene, chance
from pose2video.generators.pose_to_picture.points import points_of

GREY = 128  # what people are laid over where nothing is drawn by chance


@dataclass(frozen=True, eq=False)
class PeopleLessons(FlowLessons):
    """Frames in a row of somebody, and another frame of the same person as the reference.

    People are cut out, and laid over a plain colour that is another one in every example.

    Attributes:
        references: Where reference frames are from.
    """

    references: References = None

    def shown(self, end, moved, mirrored, rng) -> dict[str, np.ndarray]:
        """As of `FlowLessons`."""
        first = end - self.painted + 1
        colour = np.full(3, GREY) if rng is None else rng.integers(0, 256, 3)
        each = [self._painted(frame, moved, mirrored, colour) for frame in range(first, end + 1)]
        found = {name: np.stack([row[name] for row in each]) for name in each[0]}
        # the reference is moved by itself: a person's picture stands where it will
        apart = chance(self.scene.plan.size, self.moves, rng, mirrored)
        reference = self._still(self.references.frame_for(first, rng), apart, mirrored)
        begins = rng is None or rng.random() < BEGUN
        before = reference if begins else self._still(first - 1, moved, mirrored)
        for names, still in ((REFERENCE, reference), (PREVIOUS, before)):
            found |= {name: part[None] for name, part in zip(names, still, strict=True)}
        return found

    def _painted(self, frame, moved, mirrored, colour):
        picture, points, sure = self._still(frame, moved, mirrored)
        mask = picture[..., 3]
        behind = np.broadcast_to(colour.astype(np.uint8), picture[..., :3].shape)
        share = mask[..., None].astype(np.float32) / 255
        laid = np.rint(share * picture[..., :3] + (1 - share) * behind).astype(np.uint8)
        return {"picture": laid, "mask": mask, "behind": behind, "points": points, "sure": sure}


def scene_of_people(plan, footage, takes) -> FilmScene:
    """A data set through windows that go with its people.

    Args:
        plan: A `FlowPlan`. footage: The `Footage`. takes: The `Take`s that it was packed from,
            whose frames may be of several sizes.
    """
    points, sure = points_of(footage.poses)
    body, windows = AnyBody(), []
    for take, (first, end) in zip(takes, pairwise(footage.firsts), strict=True):
        poses = footage.poses.cut(slice(first, end))
        true = np.array(read_frames(take.frames).frame_size)
        finer = true / footage.size
        poses = poses.changed(
            keypoints=(poses.keypoints * finer).astype(np.float32), frame_size=tuple(true.tolist())
        )
        to_frame = body.to_frame(body.places(poses), plan.size)
        to_pack = np.column_stack([np.diag(1 / finer), (1 / finer - 1) / 2])
        windows.append(after(to_pack, to_frame))
    return FilmScene(plan, footage, np.concatenate(windows), points, sure, None)


def usable_people(footage, scene) -> np.ndarray:
    """Which frames show enough of a person to learn from, bool `(N,)`."""
    joints = np.isfinite(joints_of(footage.poses)).all(axis=2).sum(axis=1) >= MIN_JOINTS
    placed = np.isfinite(scene.to_frame).all(axis=(1, 2))
    masked = np.array([bool(mask.max() > 127) for mask in footage.masks])
    return joints & placed & masked & footage.shows
