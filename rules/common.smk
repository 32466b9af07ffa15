import os
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

# The one place that makes the package importable while the workflow is read.
sys.path.insert(0, str(Path(workflow.basedir) / "scripts"))

from pose2video.configuring.config import check_path, check_python
from pose2video.errors import UserError
from pose2video.generators import GENERATORS
from pose2video.metrics import METRICS
from pose2video.names import pictures_in
from pose2video.weights import model_of
from pose2video.jobs.meeting import ALONE, RUN, this_run
from pose2video.planning.kinds import REGISTRIES
from pose2video.characters.framing import AUTO, SIDES
from pose2video.planning.footage import (
    ROOM,
    ROOMS,
    SET_ROOM,
    TAIL_ROOM,
    footage_name,
    is_filmed,
    person_of,
)
from pose2video.planning.reading import checked_plan

try:
    check_path(workflow.basedir, "the folder of the workflow")
    check_python(sys.executable)
    # Snakemake lists the files of the command line first, although they win
    own = Path(workflow.basedir) / "config.yaml"
    PLAN = checked_plan(
        config,
        sorted(workflow.configfiles, key=lambda file: Path(file).resolve() != own.resolve()),
        Path.cwd(),
    )
except UserError as error:
    raise WorkflowError(str(error)) from None

# the jobs of this process of Snakemake end with it, and may share workers
os.environ[RUN] = this_run()
os.environ[ALONE] = "" if PLAN.config["workers"] else "yes"

# synthetic films are rendered at the wanted rate, so that their truth has as many frames
RENDER_FPS = (
    25.0 if PLAN.config["frames"]["fps"] == "source" else float(PLAN.config["frames"]["fps"])
)
AS_FILMED = REGISTRIES["retargeters"].spec({"use": "identity"}, "retargeters")
SLUG = "[a-z][a-z0-9_]*"
FOOTAGE = f"{ROOM}/{SLUG}"  # what stands for a clip in paths of a character's film
TAIL = f"{TAIL_ROOM}/{SLUG}"  # and of the part of it that is held out
TAKE = f"{SET_ROOM}/{SLUG}/{SLUG}"  # and of a sequence of a data set


wildcard_constraints:
    clip=f"{SLUG}|{FOOTAGE}|{TAIL}|{TAKE}",
    character=SLUG,
    performer=SLUG,
    recipe=SLUG,
    estimator=SLUG,
    smoother=SLUG,
    set=SLUG,
    take=SLUG,


def component(kind):
    """Parameter function: the spec of the block that the wildcard of this kind names."""
    return lambda wildcards: PLAN.component(kind, wildcards[kind.removesuffix("s")])


def recipe_component(kind):
    """Parameter function: the spec of the component that the recipe uses."""
    return lambda wildcards: PLAN.component_of(wildcards.recipe, kind)


def passing(output):
    """An output that is deleted once nothing needs it any more, if the config says so."""
    return output if PLAN.config["frames"]["keep"] else temp(output)
