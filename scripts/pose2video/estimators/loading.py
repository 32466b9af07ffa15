"""An estimator with its weights loaded."""

from __future__ import annotations

from pose2video.estimators import ESTIMATORS
from pose2video.weights import opened


def loaded_estimator(spec, folders):
    """The estimator of a component spec.

    Args:
        spec: Component spec.
        folders: Folders that `fetch_weights` made, of every model that the estimator needs.

    Raises:
        UserError: A file of the weights is gone or was changed.
    """
    estimator = ESTIMATORS.build(spec)
    models, sentences = opened(folders)
    print("\n".join(f"warning: {sentence}" for sentence in sentences))
    return estimator.loaded(models) if models else estimator
