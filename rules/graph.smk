"""What the rules say of each other, once all of them are read."""

import functools
import gc
import inspect

from snakemake.iocontainers import Wildcards
from snakemake.output_index import OutputIndex

from pose2video.files import write_json
from pose2video.reporting.stages import stage_of
from pose2video.reporting.survey import RULES_TO, PlannedJob, survey
from pose2video.reporting.wanted import wanted


def function_in(asked):
    """The function that stands for an input or parameter of a rule; None where none does."""
    found = getattr(getattr(asked, "_file", asked), "callable", asked)
    return found if inspect.isfunction(found) else None


@functools.cache
def producers():
    """The rules by what they make."""
    return OutputIndex(list(workflow.rules))


@functools.cache
def maker(path):
    """The job that makes a file; None where it is no rule's."""
    found = None
    for one in sorted(producers().match_producers(path), key=str):
        if found is None or one > found:  # by `ruleorder`
            found = one
    return found and PlannedJob(found.name, tuple(sorted(found.get_wildcards(path).items())))


@functools.cache
def asks_for_all(function):
    """Whether an input function names files of every wanted film."""
    return function is not None and "films" in inspect.signature(function).parameters


def inputs_of(job, film):
    """See `survey`: the jobs before a job, of those that are of all films only this film's."""
    asks = workflow.get_rule(job.rule).input
    of_all = any(asks_for_all(function_in(asked)) for asked in asks)
    if not of_all:
        return inputs_of_one(job), False
    return jobs_before(job, [film]), True


@functools.cache
def inputs_of_one(job):
    """The jobs before a job that is not of all films."""
    return jobs_before(job, None)


def jobs_before(job, films):
    """The jobs that make a job's inputs; of those of all films only the ones of `films`."""
    wildcards, paths = Wildcards(fromdict=job.names), []
    for asked in workflow.get_rule(job.rule).input:
        function = function_in(asked)
        if function is None:
            found = asked.apply_wildcards(wildcards)
        elif asks_for_all(function):
            found = function(wildcards, films=films)
        else:
            found = function(wildcards)
        paths += [found] if isinstance(found, str) else found
    return list(filter(None, map(maker, dict.fromkeys(map(str, paths)))))


def log_of(job):
    """Where a job's log is."""
    return str(workflow.get_rule(job.rule).log[0].apply_wildcards(job.names))


@functools.cache
def told():
    """What the reports are about, see `wanted`."""
    found = survey(PLAN, PlannedJob("all"), inputs_of)
    for name, words in found.jobs.items():
        words["stage"] = stage_of(map(str, workflow.get_rule(name).output))
    logs = [[log_of(job) for job in chain] for chain in found.chains]
    return wanted(PLAN, found.jobs, logs, found.kinds)


if place := os.environ.get(RULES_TO):
    write_json(place, told()["jobs"])

# The graph of 10,000 clips is millions of objects that stay until the end: looking for garbage
# among them less often saves a tenth of the time of a run that has nothing to do.
gc.set_threshold(100_000, 50, 100)

# Snakemake asks for the signatures of these functions at every job: noted on them, they are found
# at once, which saves another twentieth.
for read in workflow.rules:
    for function in map(function_in, [*read.input, *read.params]):
        if function:
            function.__signature__ = inspect.signature(function)
