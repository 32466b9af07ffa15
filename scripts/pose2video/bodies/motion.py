"""The second domain type: joint rotations of an articulated body over the frames of one clip.

On disk a motion is two files of one name: `.safetensors` holds `rotations`, `translation` and
`confidence`; `.json` holds `format` ("pose2video-body"), `version` (1), `skeleton`, `bones`,
`fps`, `phenotype`, `scales`, `camera` `{focal, centre, size}`, `made_by` and `warnings`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from pose2video.bodies.body import Shape
from pose2video.bodies.camera import Camera
from pose2video.errors import UserError
from pose2video.files import read_json, write_json, writing

FORMAT, VERSION, SKELETON = "pose2video-body", 1, "anny"


@dataclass(frozen=True, eq=False)
class BodyMotion:
    """How one body moves over the frames of one clip, before one camera.

    Every rotation turns a bone against its parent in the axes of the *neutral* stance, which is
    the same for all bodies (see `pose2video.bodies.rig`): so rotations carry over to another body.

    Attributes:
        rotations: Unit quaternions x y z w, float64 `(frames, bones, 4)`; that of bone 0, the
            root, is against the camera's axes (x right, y down, z away).
        translation: Where the head of the root bone is, camera axes, metres, `(frames, 3)`.
        confidence: In [0, 1], float32 `(frames, bones)`; 0 where a rotation is only assumed.
        shape: The body's `Shape`.
        camera: The `Camera`.
        fps: Frames per second.
        bones: Names, parents first: those of the body model.
    """

    rotations: np.ndarray
    translation: np.ndarray
    confidence: np.ndarray
    shape: Shape
    camera: Camera
    fps: float
    bones: tuple[str, ...]

    def __post_init__(self):
        """Check shapes and lengths.

        Raises:
            ValueError: Arrays disagree in shape, or a quaternion is not of length 1.
        """
        frames, bones = len(self.translation), len(self.bones)
        expected = {"rotations": (bones, 4), "translation": (3,), "confidence": (bones,)}
        for name, shape in expected.items():
            if getattr(self, name).shape != (frames, *shape):
                raise ValueError(f"{name} has shape {getattr(self, name).shape}")
        if np.abs(np.linalg.norm(self.rotations, axis=2) - 1).max(initial=0) > 1e-3:
            raise ValueError("a rotation is not a unit quaternion")

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return len(self.translation)

    def index(self, bone: str) -> int:
        """Index of a bone by name."""
        return self.bones.index(bone)

    def cut(self, frames: slice) -> BodyMotion:
        """Some of the frames."""
        return replace(
            self,
            rotations=self.rotations[frames],
            translation=self.translation[frames],
            confidence=self.confidence[frames],
        )


def write_motion(path, motion: BodyMotion, made_by=None, warnings=()):
    """Write a motion to `path` (`.safetensors`) and the JSON beside it, each whole or not at all.

    Args:
        path: Where to.
        motion: What.
        made_by: Anything that JSON holds, recorded beside the result.
        warnings: Sentences for the summary of the run.
    """
    from safetensors.numpy import save_file

    arrays = {
        "rotations": np.ascontiguousarray(motion.rotations, np.float32),
        "translation": np.ascontiguousarray(motion.translation, np.float32),
        "confidence": np.ascontiguousarray(motion.confidence, np.float32),
    }
    camera = motion.camera
    words = {
        "format": FORMAT,
        "version": VERSION,
        "skeleton": SKELETON,
        "fps": motion.fps,
        "phenotype": motion.shape.phenotype,
        "scales": motion.shape.scales,
        "camera": {"focal": camera.focal, "centre": camera.centre, "size": camera.size},
        "made_by": made_by,
        "warnings": list(warnings),
        "bones": motion.bones,
    }
    write_json(Path(path).with_suffix(".json"), words)  # first: readers look for the other
    with writing(path) as beside:
        save_file(arrays, beside)


def read_motion(path) -> BodyMotion:
    """Read what `write_motion` wrote.

    Raises:
        UserError: A file is damaged, or of another version.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    words = read_json(Path(path).with_suffix(".json"))
    if not isinstance(words, dict) or (words.get("format"), words.get("version")) != (
        FORMAT,
        VERSION,
    ):
        raise UserError(f"{path} is no body motion of this version: delete it and run again")
    try:
        arrays = load_file(path)
        rotations = arrays["rotations"].astype(np.float64)
        return BodyMotion(
            rotations / np.linalg.norm(rotations, axis=2, keepdims=True),
            arrays["translation"].astype(np.float64),
            arrays["confidence"],
            Shape(words["phenotype"], words["scales"]),
            Camera(
                words["camera"]["focal"],
                tuple(words["camera"]["centre"]),
                tuple(words["camera"]["size"]),
            ),
            words["fps"],
            tuple(words["bones"]),
        )
    except (SafetensorError, OSError, KeyError, ValueError, TypeError) as error:
        raise UserError(f"{path} is damaged ({error}): delete it and run again") from None


def motion_warnings(path) -> list[str]:
    """The warnings that lie beside a motion."""
    return read_json(Path(path).with_suffix(".json"))["warnings"]
