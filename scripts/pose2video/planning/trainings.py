"""What a config says of trainings: what they learn from, checked before anything runs."""

from __future__ import annotations

from pose2video.errors import UserError
from pose2video.generators import GENERATORS
from pose2video.names import choose_from
from pose2video.training import TRAININGS
from pose2video.training.begun import learners_in
from pose2video.weights.supply import one_file


def check_trainings(plan):
    """Check what generators and trainings say of trainings, and what wanted films need of them.

    Raises:
        UserError: The first fault.
    """
    known = plan.components["trainings"]
    for name, spec in plan.components["generators"].items():
        wanted = GENERATORS.needs(spec).taught
        if wanted:
            generator = GENERATORS.build(spec)
            where = f"generators.{name}.{_said_by(generator, wanted)}"
            _check_named(known, wanted, where)
            _check_base(generator, known[wanted], where, wanted)
            _check_body(generator, known[wanted], name, wanted)
    for name, spec in known.items():
        begin = TRAININGS.needs(spec).taught
        if begin:
            where = f"trainings.{name}.begin"
            _check_named(known, begin, where)
            _check_base(TRAININGS.build(spec), known[begin], where, begin)
            stage = TRAININGS.build(known[begin]).stage
            if stage != "appearance":
                raise UserError(
                    f"{where}: {begin} is of stage {stage}: stage joint begins with one of stage "
                    "appearance"
                )
    recipes = dict.fromkeys(film.recipe for film in plan.performed)
    wanted = [plan.needs("generators", recipe).taught for recipe in recipes]
    for first in dict.fromkeys(filter(None, wanted)):
        for name in plan.trainings_of(first):
            _check_sources(plan, name)


def taught_on(plan, name) -> dict | None:
    """The data set of a training, and the estimator and smoother by which it is known.

    Args:
        plan: A `pose2video.planning.plan.Plan`.
        name: The training.

    Returns:
        `{set, chain}`; None for a training that learns from no data set.
    """
    spec = plan.component("trainings", name)
    data_set = TRAININGS.needs(spec).data_set
    if not data_set:
        return None
    training = TRAININGS.build(spec)
    return {"set": data_set, "chain": f"{training.estimator}.{training.smoother}"}


def _check_named(known, wanted, where):
    if wanted not in known:
        said = choose_from(wanted, known) if known else "none is defined, add one"
        raise UserError(f"{where}: trainings has no block {wanted!r}: {said}")


def _said_by(generator, wanted):
    """The setting by which a generator names a training."""
    return next(name for name, value in vars(generator).items() if value == wanted)


def _check_base(component, spec, where, name):
    mine, theirs = (getattr(one, "base", None) for one in (component, TRAININGS.build(spec)))
    if (mine is None) != (theirs is None):
        raise UserError(
            f"{where}: trainings.{name} ({spec['use']}) teaches another kind of generator: "
            "name one that teaches this one"
        )
    if mine != theirs:
        raise UserError(
            f"{where}: base is {mine!r}, that of trainings.{name} is {theirs!r}: give both the same"
        )


def _check_body(generator, spec, name, wanted):
    """That a generator is not told another picture of the body than its training was."""
    learned = getattr(TRAININGS.build(spec), "body_control", "none")
    told = getattr(generator, "body_control", "none")
    if learned != told and "none" not in (learned, told):
        raise UserError(
            f"generators.{name}.body_control: {told}, that of trainings.{wanted} is {learned}: "
            "give both the same"
        )


def _check_begun(name, training):
    """That what a killed training left, if it did, is of the stage that is wanted."""
    folder = f"results/models/trainings/{name}.training"
    begun = learners_in(folder)
    if begun and training.stage not in begun:
        other = " and ".join(sorted(begun))
        raise UserError(
            f"trainings.{name}.stage: {training.stage}, but {folder} has an unfinished training of "
            f"stage {other}: set stage: {other}, name this one otherwise, or delete that folder"
        )


def _check_sources(plan, name):
    """That a training has its data set or its file."""
    spec = plan.component("trainings", name)
    needs, training = TRAININGS.needs(spec), TRAININGS.build(spec)
    if needs.own_files:
        training.check_own(one_file(needs.own_files, plan.weights_folder))
    if needs.data_set:
        _check_begun(name, training)
        for kind in ("estimator", "smoother"):
            if getattr(training, kind) not in plan.components[f"{kind}s"]:
                known = choose_from(getattr(training, kind), plan.components[f"{kind}s"])
                raise UserError(
                    f"trainings.{name}.{kind}: {kind}s has no block "
                    f"{getattr(training, kind)!r}: {known}"
                )
        takes = plan.data_sets.usable(needs.data_set).takes.values()
        if training.poses == "maps" and any(source.maps is None for source in takes):
            raise UserError(
                f"trainings.{name}.poses: maps, but not every sequence of the data set "
                f"{needs.data_set} has pictures of the pose: set poses: drawn"
            )
        people = {source.person for source in takes}
        if len(people) < 2:
            raise UserError(
                f"trainings.{name}: the data set {needs.data_set} has one person only: looks are "
                "learned from several; for one person use an adaptation or edn"
            )
