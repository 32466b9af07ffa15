"""Weights: what there is to have, where it lies, whether it is what it should be.

`table` (resources/models.yaml) -> `supply` (a folder of one's own, or fetched, or neither) ->
`checks` (of the files) -> `folders` (results/weights/<id>, made by the rule).
"""

from pose2video.weights.folders import fetch, opened
from pose2video.weights.supply import check_supply, local_folder
from pose2video.weights.table import licence_sentences, model_of, read_models

__all__ = [
    "check_supply",
    "fetch",
    "licence_sentences",
    "local_folder",
    "model_of",
    "opened",
    "read_models",
]
