"""Models that generators are trained, or converted, to: where they lie, and what of."""

from __future__ import annotations

from pose2video.errors import UserError
from pose2video.weights.supply import local_folder

OWN = "character"  # a generator that learns the film of the character that performs
SET = "set"  # one that learns the people of a data set
PUBLISHED = "published"  # one whose weights are a file of one's own


def model_folder(plan, recipe, character) -> str | None:
    """The folder below `results/models` of a recipe's generator, None where it has none.

    Args:
        plan: A `pose2video.planning.plan.Plan`. recipe: Its name. character: The performer's.
    """
    needs, named = plan.needs("generators", recipe), plan.recipes[recipe]
    chain = f"{named['estimator']}.{named['smoother']}"
    if needs.trained_on == OWN:
        return f"{named['generator']}/{character}/{chain}"
    if needs.trained_on:
        return f"generators/{named['generator']}/{chain}"
    if needs.adaptation:
        return f"{needs.adaptation}/{character}/{named['estimator']}"
    return None


def published_file(plan, spec):
    """The published checkpoint of a generator, in the user's own folder of weights.

    Args:
        plan: The `Plan`. spec: Of a generator that is trained on `PUBLISHED`.

    Raises:
        UserError: It is not there.
    """
    from pose2video.generators.flow_attention.published.places import file_in

    name = f"{spec['use']}_{spec['settings'].get('checkpoint', 'fashion')}"
    folder = local_folder(name, plan.weights_folder)
    if folder is None:
        raise UserError(
            f"weights.folder has no folder {name} with a published checkpoint: fetch it, see "
            "docs/flow-attention.md, or choose another quality"
        )
    return file_in(folder)


def check_trained(plan):
    """Check that data sets and published checkpoints are there that wanted generators need.

    Raises:
        UserError: One is not.
    """
    for recipe in dict.fromkeys(film.recipe for film in plan.performed):
        needs = plan.needs("generators", recipe)
        if needs.trained_on == SET:
            plan.data_set(needs.data_set)
        elif needs.trained_on == PUBLISHED:
            published_file(plan, plan.component_of(recipe, "generators"))
