"""The domain type: keypoints of one person over the frames of one clip."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from pose2video.poses.skeletons import Skeleton, load_skeleton


@dataclass(frozen=True, eq=False)
class PoseSequence:
    """Keypoints of one person over the frames of one clip.

    A keypoint is missing exactly where its confidence is 0; there its coordinates are NaN.

    Attributes:
        keypoints: Pixel coordinates, float32 of shape `(frames, keypoints, 2)`, origin at
            the top left, y down. A missing keypoint is NaN, never zero.
        confidence: In [0, 1], float32 of shape `(frames, keypoints)`.
        depth: Pixels, float32 of shape `(frames, keypoints)`, smaller is nearer, relative to
            the part's own root (hips, wrist, centre of the face); NaN where unknown.
        world: Metres, float32 of shape `(frames, keypoints, 3)`, x right, y down, z away
            from the camera, origin between the hips; body points only, NaN elsewhere.
        fps: Frames per second.
        frame_size: `(width, height)` in pixels.
        skeleton: Name of the skeleton that orders the keypoints.
    """

    keypoints: np.ndarray
    confidence: np.ndarray
    depth: np.ndarray
    world: np.ndarray
    fps: float
    frame_size: tuple[int, int]
    skeleton: str

    def __post_init__(self):
        """Check shapes and the rule for missing keypoints.

        Raises:
            ValueError: Where shapes disagree, or NaN and confidence 0 do not coincide.
        """
        frames, points = self.confidence.shape
        expected = {
            "keypoints": (frames, points, 2),
            "depth": (frames, points),
            "world": (frames, points, 3),
        }
        for name, shape in expected.items():
            if getattr(self, name).shape != shape:
                raise ValueError(f"{name} has shape {getattr(self, name).shape}, expected {shape}")
        if points != len(self.layout.names):
            raise ValueError(f"{points} keypoints do not fit the skeleton {self.skeleton}")
        if not np.array_equal(np.isnan(self.keypoints).any(axis=-1), self.confidence == 0):
            raise ValueError("a keypoint must be NaN exactly where its confidence is 0")

    @classmethod
    def build(cls, keypoints, confidence, fps, frame_size, skeleton, depth=None, world=None):
        """Make a sequence from arrays, marking a keypoint missing if either array says so.

        Args are as the attributes; `depth` and `world` may be None (unknown). Inputs are copied.
        """
        keypoints = np.array(keypoints, dtype=np.float32)
        confidence = np.clip(np.nan_to_num(np.array(confidence, dtype=np.float32)), 0, 1)
        missing = ~np.isfinite(keypoints).all(axis=-1) | (confidence == 0)
        keypoints[missing] = np.nan
        confidence[missing] = 0
        shape = confidence.shape
        depth = np.full(shape, np.nan) if depth is None else depth
        world = np.full((*shape, 3), np.nan) if world is None else world
        return cls(
            keypoints,
            confidence,
            np.array(depth, dtype=np.float32),
            np.array(world, dtype=np.float32),
            float(fps),
            (int(frame_size[0]), int(frame_size[1])),
            skeleton,
        )

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return len(self.confidence)

    @property
    def layout(self) -> Skeleton:
        """The skeleton that orders the keypoints."""
        return load_skeleton(self.skeleton)

    def part(self, name: str) -> np.ndarray:
        """Pixel coordinates of one part (`body`, `left_hand`, ...), a view `(frames, n, 2)`."""
        return self.keypoints[:, self.layout.parts[name]]

    def found(self, part: str) -> np.ndarray:
        """Whether at least half of a part's points are known, bool of shape `(frames,)`."""
        return (self.confidence[:, self.layout.parts[part]] > 0).mean(axis=1) >= 0.5

    def changed(self, **arrays) -> PoseSequence:
        """A copy with some attributes replaced; missing points are made consistent again."""
        values = {field.name: getattr(self, field.name) for field in fields(self)} | arrays
        return PoseSequence.build(**values)

    def frame(self, index: int) -> PoseSequence:
        """The sequence of one frame only."""
        return self.cut(slice(index, index + 1))

    def cut(self, frames: slice) -> PoseSequence:
        """Some of the frames."""
        return replace(
            self,
            keypoints=self.keypoints[frames],
            confidence=self.confidence[frames],
            depth=self.depth[frames],
            world=self.world[frames],
        )
