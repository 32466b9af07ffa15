"""Clips whose poses another tool has found, and the estimators that read them."""

from __future__ import annotations

from pose2video.errors import UserError
from pose2video.estimators import ESTIMATORS


def filmless(plan) -> list[str]:
    """Clips that have poses of another tool and no film.

    Args:
        plan: A `pose2video.planning.plan.Plan`.
    """
    return [name for name, clip in plan.clips.items() if clip["poses"] and not clip["video"]]


def file_readers(plan) -> list[str]:
    """Estimators that read a clip's poses from its file."""
    blocks = plan.components["estimators"]
    return [name for name, spec in blocks.items() if ESTIMATORS.has(spec, "reads_files")]


def poses_of(plan, clip) -> str:
    """The file or folder of poses of a clip.

    Raises:
        UserError: It has none.
    """
    found = plan.named("clips", clip)["poses"]
    if found is None:
        raise UserError(
            f"the clip {clip} has no poses for an estimator that reads files: fill the column "
            "poses, or choose recipes that find the person in the film"
        )
    return found
