"""What a plan needs done: which jobs stand behind its films, and how many there are of each rule.

Films of one kind have the same graph but for the name of the clip; so the rules are followed back
from one film of every kind, not from every film.
"""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import TopologicalSorter

# Names a file to which the workflow writes `Survey.jobs`: for those who ask it from outside.
RULES_TO = "POSE2VIDEO_RULES_TO"


@dataclass(frozen=True, order=True)
class PlannedJob:
    """A job: a rule, and `(name, value)` of each of its wildcards by name."""

    rule: str
    wildcards: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """The wildcards by name."""
        return dict(self.wildcards)

    def changed(self, **wildcards) -> PlannedJob:
        """The same job of another clip, say."""
        return PlannedJob(self.rule, tuple(sorted((self.names | wildcards).items())))


@dataclass(frozen=True)
class Survey:
    """What stands behind the films of a plan.

    Attributes:
        jobs: Rule -> `{"jobs": number, "reads": rules whose files it reads}` for the rules that
            have jobs when nothing is made yet, in the order of the work; the workflow adds their
            `stage`.
        chains: For every kind of films the jobs of one in the order of the work, those behind the
            film and those that need it; a clip's name is `{clip}`. What is of all films is left
            out.
        kinds: For every film of the plan the index of its chain.
    """

    jobs: dict[str, dict]
    chains: list[list[PlannedJob]]
    kinds: list[int]


def survey(plan, target, inputs_of) -> Survey:
    """Follow the rules back from one film of every kind.

    Args:
        plan: A `pose2video.planning.plan.Plan`.
        target: The job that asks for everything; it is left out of the result.
        inputs_of: Function of a job and a film: the jobs whose files the job reads, and whether it
            reads those of every film, of which the ones of this film are given.
    """
    kinds = _kinds(plan)
    reads: dict[str, dict] = {}
    clips: dict[PlannedJob, set] = {}  # job without its clip -> clips
    chains = []
    for films in kinds.values():
        sample = films[0]
        for job, (inputs, _) in _follow(target, sample, inputs_of).items():
            others = (one.rule for one in inputs if one.rule != job.rule)  # stages of one rule
            reads.setdefault(job.rule, {}).update(dict.fromkeys(others))
            clip = job.names.get("clip")
            which = {film.clip for film in films} if clip == sample.clip else {clip}
            clips.setdefault(job.changed(clip=""), set()).update(which)
        chains.append(_chain(target, sample, inputs_of))
    numbers: dict[str, int] = {}
    for job, which in clips.items():
        numbers[job.rule] = numbers.get(job.rule, 0) + len(which)
    order = TopologicalSorter(reads).static_order()
    jobs = {rule: {"jobs": numbers[rule], "reads": list(reads[rule])} for rule in order}
    del jobs[target.rule]
    index = {film: number for number, films in enumerate(kinds.values()) for film in films}
    return Survey(jobs, chains, [index[film] for film in plan.films])


def _kinds(plan):
    """Films by what their graph depends on: recipe, character, which columns of the clip say it."""
    filled = {
        clip: tuple(key for key, value in plan.clips[clip].items() if value)
        for clip in plan.wanted_clips
    }
    kinds: dict[tuple, list] = {}
    for film in plan.films:
        kinds.setdefault((film.recipe, film.character, filled[film.clip]), []).append(film)
    return kinds


def _follow(target, film, inputs_of, shared=True):
    """The target and the jobs before it in the order of the work.

    What the film's other recipes need is left to their films.

    Args:
        target: Where to begin.
        film: The film whose jobs are meant.
        inputs_of: See `survey`.
        shared: Whether to follow what a job needs that reads of other recipes too.

    Returns:
        PlannedJob -> what `inputs_of` says of it.
    """
    done: dict[PlannedJob, tuple] = {}

    def visit(job):
        if job in done:
            return
        inputs, of_all = inputs_of(job, film)
        recipes = {one: one.names.get("recipe") for one in inputs}
        alone = not set(recipes.values()) - {None, film.recipe}
        for one in inputs:
            if recipes[one] == film.recipe or (recipes[one] is None and (alone or shared)):
                visit(one)
        done[job] = inputs, of_all

    visit(target)
    return done


def _chain(target, film, inputs_of):
    """The jobs behind a film and those that need it alone, without what is of all films."""
    work, of_all = _follow(target, film, inputs_of, shared=False), set()
    for job, (inputs, every) in work.items():
        if every or of_all.intersection(inputs):
            of_all.add(job)
    own = (job for job in work if job not in of_all)
    return [j.changed(clip="{clip}") if j.names.get("clip") == film.clip else j for j in own]
