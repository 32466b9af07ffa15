"""Functions of the rules by which recipes are judged on data sets."""

from pose2video.reporting.methods import told_settings


def evaluated_files(pattern):
    """Input function: a path for every film by which recipes are judged on data sets."""

    def files(wildcards):
        if not PLAN.evaluation.films:
            raise WorkflowError(
                "nothing is evaluated: name data sets and recipes under `evaluated` in the config, as "
                "`evaluated: [{data_set: tiktok, recipes: [magicpose]}]`"
            )
        return [pattern.format(**vars(film)) for film in PLAN.evaluation.films]

    return files


def evaluated_networks(wildcards):
    """What networks of the user's own measure of each film; nothing where none is named."""
    if not PLAN.networks:
        return []
    return evaluated_files("results/scores/{clip}/{recipe}.{character}.networks.json")(wildcards)


def evaluated_groups(wildcards):
    """Parameter function: the judged films by data set, split and recipe."""
    return [
        {
            "data_set": name,
            "split": split,
            "recipe": recipe,
            "settings": told_settings(PLAN.component_of(recipe, "generators")["settings"]),
            "films": [f"{film.clip}/{film.recipe}.{film.character}" for film in films],
        }
        for (name, split, recipe), films in PLAN.evaluation.groups.items()
    ]
