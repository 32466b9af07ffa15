"""Published checkpoints of generators, in the user's own folder of weights."""

from __future__ import annotations

from pose2video.errors import UserError
from pose2video.generators.flow_attention.published_places import file_in
from pose2video.weights.supply import local_folder


def published_file(plan, spec):
    """The published checkpoint of a generator, in the user's own folder of weights.

    Args:
        plan: The `Plan`. spec: Of a generator that is trained on a published file.

    Raises:
        UserError: It is not there.
    """
    name = f"{spec['use']}_{spec['settings'].get('checkpoint', 'fashion')}"
    folder = local_folder(name, plan.weights_folder)
    if folder is None:
        raise UserError(
            f"weights.folder has no folder {name} with a published checkpoint: fetch it, see "
            "docs/flow-attention.md, or choose another quality"
        )
    return file_in(folder)
