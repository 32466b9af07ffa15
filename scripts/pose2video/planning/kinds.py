"""The kinds of components that a config has blocks of."""

from pose2video.estimators import ESTIMATORS
from pose2video.generators import GENERATORS
from pose2video.retargeters import RETARGETERS
from pose2video.smoothers import SMOOTHERS
from pose2video.training import ADAPTATIONS, TRAININGS

RECIPE = (ESTIMATORS, SMOOTHERS, RETARGETERS, GENERATORS)  # what a recipe has one of each
REGISTRIES = {registry.kind: registry for registry in (*RECIPE, ADAPTATIONS, TRAININGS)}
