"""The body in a window: what sticks cannot say, such as which arm is before the other."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pose2video.characters.motions import embodied
from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.jobs.progress import progress
from pose2video.pose_drawings import POSE_DRAWINGS

KINDS = ("normals", "parts", "depth")
FINEST_PX = 128  # shorter side of the window in these drawings, at most: they say the large things


def drawing_specs(names):
    """Specs of pose drawings, for `Needs.uses`."""
    return tuple(POSE_DRAWINGS.spec({"use": name}, f"pose_drawings.{name}") for name in names)


def small_size(size, to_frame, window) -> tuple[int, int]:
    """The size that bodies are drawn in.

    Args:
        size: `(width, height)` of the frames. to_frame: `(T, 2, 3)`, from the window to each.
        window: `(width, height)` of the window in its own pixels.
    """
    step = float(np.nanmedian(to_frame[:, 0, 0]))
    share = min(1.0, FINEST_PX / (step * min(window)))
    return tuple(max(2, round(side * share)) for side in size)


def to_small(size, small) -> np.ndarray:
    """From pixels of frames of a size to pixels of drawings of another, `(2, 3)`."""
    share = np.array(small) / size
    return np.column_stack([np.diag(share), (share - 1) / 2])


def draw_bodies(motion, number, size) -> np.ndarray:
    """The drawings of `KINDS` beside each other: uint8 `(height, width, 9)`."""
    draws = [POSE_DRAWINGS.build(spec) for spec in drawing_specs(KINDS)]
    return np.concatenate([draw(motion, number, size) for draw in draws], axis=2)


def pack_bodies(take, footage, size, folder) -> np.ndarray:
    """Draw the body in every frame of a film once; what was drawn before is used again.

    Args:
        take: A `Take` with `body`. footage: Its `Footage`. size: `(width, height)`.
        folder: Where to.

    Returns:
        uint8 `(N, height, width, 9)`, mapped into memory.

    Raises:
        UserError: The body is of fewer frames than the film.
    """
    path = Path(folder) / f"bodies.{footage.key[:16]}.npy"
    if not path.is_file():
        motion, count = embodied(footage.poses, take.body), len(footage.frames)
        if motion.body.n_frames < count:
            raise UserError(
                f"{take.body[0]} is of {motion.body.n_frames} frames, the film of {count}: delete "
                "it and run again"
            )
        with writing(path) as beside:
            shape = (count, size[1], size[0], 3 * len(KINDS))
            rows = np.lib.format.open_memmap(beside, "w+", np.uint8, shape)
            for number in progress(range(count), "bodies", count):
                rows[number] = draw_bodies(motion, number, size)
            rows.flush()
    return np.load(path, mmap_mode="r")
