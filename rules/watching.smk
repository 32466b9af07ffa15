from snakemake.logging import logger
from snakemake.settings.enums import Quietness

from pose2video.watching.recording import Recorder


def jobs_by_id():
    """What Snakemake starts, by its id: a job's number, or a group's id -> the jobs."""
    dag = workflow.dag
    found = {dag.jobid(job): [job] for job in dag.jobs}
    groups = {dag.get_job_group(job) for job in dag.jobs} - {None}
    return found | {dag.jobid(group): list(group.jobs) for group in groups}


def needing(job):
    """The jobs of the run that need a job's output, directly or not."""
    behind = workflow.dag.bfs(workflow.dag.depending, job)
    return [other for other in behind if other != job and workflow.dag.needrun(other)]


# The record of the run that `make watch` reads; a dry run and the jobs themselves write none.
logger.addHandler(
    Recorder(
        jobs_by_id,
        needing,
        ends_told=Quietness.PROGRESS not in (workflow.output_settings.quiet or ()),
    )
)
