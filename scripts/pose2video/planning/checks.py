"""What a config says of other things, checked before anything runs: every fault one sentence."""

from __future__ import annotations

import os
from fractions import Fraction

from pose2video.configuring.config import check_path
from pose2video.errors import UserError
from pose2video.exchange.documents import check_megabytes
from pose2video.films import paces
from pose2video.films.limits import check_frames, n_frames_of
from pose2video.generators import GENERATORS
from pose2video.names import choose_from, pictures_in
from pose2video.planning.character_checks import check_characters, check_footage, check_keys
from pose2video.planning.consent import check_consent
from pose2video.planning.formats import check_formats
from pose2video.planning.given_poses import file_readers, poses_of
from pose2video.planning.kinds import RECIPE
from pose2video.planning.maps import check_maps
from pose2video.planning.networks import check_networks
from pose2video.planning.trainings import check_trainings
from pose2video.provenance.signing import check_signing
from pose2video.training import ADAPTATIONS
from pose2video.weights import check_supply


def check(plan):
    """Check everything that a `Plan` names.

    Raises:
        UserError: The first fault.
    """
    check_keys(plan.characters)
    check_recipes(plan.recipes, plan.components)
    check_adaptations(plan.components["generators"], plan.components["adaptations"])
    check_trainings(plan)
    check_poses(plan)
    check_maps(plan)
    check_characters(plan)
    check_footage(plan)
    check_weights(plan)
    check_formats(plan)
    if plan.config.get("require_consent"):
        check_consent(plan)
    check_networks(plan.networks)
    check_signing(plan.signing)


def check_recipes(recipes, components):
    """Check that the components that recipes name are defined.

    Args:
        recipes: Name -> recipe. components: Kind -> name -> spec.

    Raises:
        UserError: One is not.
    """
    for name, recipe in recipes.items():
        for kind in (registry.kind for registry in RECIPE):
            wanted = recipe[kind.removesuffix("s")]
            if wanted not in components[kind]:
                raise UserError(
                    f"recipes.{name}: {kind} has no block {wanted!r}: "
                    f"{choose_from(wanted, components[kind])}"
                )


def check_adaptations(generators, adaptations):
    """Check that what generators name is there and trains the models that they paint with.

    Args:
        generators: Config name -> spec. adaptations: Likewise.

    Raises:
        UserError: One is not defined, or has another base or VAE.
    """
    for name, spec in generators.items():
        generator = GENERATORS.build(spec)
        wanted = GENERATORS.needs(spec).adaptation
        if not wanted:
            continue
        if wanted not in adaptations:
            known = choose_from(wanted, adaptations) if adaptations else "none is defined, add one"
            raise UserError(
                f"generators.{name}.adaptation: adaptations has no block {wanted!r}: {known}"
            )
        adaptation = ADAPTATIONS.build(adaptations[wanted])
        for key in ("base", "vae"):
            own, trained = getattr(generator, key), getattr(adaptation, key)
            if own != trained:
                raise UserError(
                    f"generators.{name}: {key} is {own!r}, that of adaptations.{wanted} is "
                    f"{trained!r}: give both the same"
                )


def check_poses(plan):
    """Check that clips have the poses that their recipes read, and that no input is too large.

    Raises:
        UserError: One has none, or a too large one.
    """
    reading = file_readers(plan)
    readers = [name for name, recipe in plan.recipes.items() if recipe["estimator"] in reading]
    for film in plan.performed:
        if film.recipe in readers:
            poses_of(plan, film.clip)
    for clip in plan.performed_clips:
        row = plan.clips[clip]
        check_megabytes(clip, row["poses"], plan.limits.poses_megabytes)
        if row["video"] is not None and os.path.isdir(row["video"]):
            check_pictures(row, plan.config["frames"]["fps"])


def check_pictures(row, fps):
    """Check that a folder of pictures does not become too many frames, by the names in it.

    Args:
        row: Of the clip table. fps: `source`, or the wanted frames a second.

    Raises:
        UserError: It would.
    """
    rate, part = row["fps"], (row["start_s"], row["end_s"])
    n_pictures = len(pictures_in(row["video"]))
    pace = float(paces.pace(Fraction(rate if fps == "source" else fps), row["speed"]))
    check_frames(row["video"], n_frames_of(n_pictures, rate, pace, *part))


def check_weights(plan):
    """Check that the weights that wanted films need can be had.

    Raises:
        UserError: Some cannot.
    """
    needed = {}
    for recipe in dict.fromkeys(film.recipe for film in plan.performed):
        needed |= dict.fromkeys(plan.needs("estimators", recipe).weights)
        needs = plan.needs("generators", recipe)
        needed |= dict.fromkeys(needs.weights)
        if needs.adaptation:
            needed |= dict.fromkeys(plan.adaptation_weights(needs.adaptation))
        for training in plan.trainings_of(needs.taught) if needs.taught else ():
            needed |= dict.fromkeys(plan.training_weights(training))
    folder = plan.weights_folder
    if folder:
        check_path(folder, "weights.folder: the folder")
    check_supply(list(needed), folder)
