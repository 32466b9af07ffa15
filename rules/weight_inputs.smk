"""Folders of weights: input and parameter functions."""

from pose2video.planning.data_sets import trained_model
from pose2video.weights.supply import local_folder, own_files, published


def weight_folders(kind):
    """Input function: the folders of the weights that the recipe's component needs."""

    def folders(wildcards):
        needs = needs_of(wildcards, kind)
        found = [f"results/weights/{name}" for name in needs.weights]
        if needs.trained_on:
            trained = trained_model(PLAN, wildcards.recipe, wildcards.character)
            found.append(f"results/models/{trained}")
        if needs.adaptation:
            estimator = PLAN.named("recipes", wildcards.recipe)["estimator"]
            found.append(f"results/models/{needs.adaptation}/{wildcards.character}/{estimator}")
        return found

    return folders


def estimator_weights(wildcards):
    """The folders of the weights that the wildcard's estimator needs."""
    needs = REGISTRIES["estimators"].needs(component("estimators")(wildcards))
    return [f"results/weights/{name}" for name in needs.weights]


def own_weights(wildcards):
    """The files of a model in the user's own folder of weights, nothing where it is fetched."""
    return own_files(wildcards.weights, PLAN.weights_folder)


def own_folder(wildcards):
    """The user's own folder of a model's weights; none where they are fetched."""
    folder = local_folder(wildcards.weights, PLAN.weights_folder)
    return str(folder) if folder else None


def published_weights(wildcards):
    """What the table says about a model: other files are supplied anew."""
    return published(wildcards.weights)
