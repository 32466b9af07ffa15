"""The jobs of a project that was run, as calls of their scripts' `main`."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.costs import SCRIPTS, own_environment

# the stages of a clip in the order of the work, and those of a character
STAGES = (
    "extract_frames",
    "estimate_poses",
    "smooth_poses",
    "fit_body",
    "retarget_body",
    "retarget_poses",
    "generate_frames",
    "encode_video",
    "compare_video",
    "find_result",
)
OF_A_CHARACTER = ("prepare_character", "fit_character")
# a script as Snakemake ran it, but what it asks of `job` is printed
_NOTE = """
import inspect, json, runpy, sys
sys.path.insert(0, sys.argv[1])
from pose2video.jobs import job

def note(snakemake, main, *arguments):
    names = inspect.signature(main).bind(*map(job.plain, arguments)).arguments
    print(json.dumps([snakemake.rule, main.__globals__["__file__"], names]))

job.job = note
for script in sys.argv[2:]:
    runpy.run_path(script, run_name="__main__")
"""


@dataclass(frozen=True)
class Call:
    """The work of one job.

    Attributes:
        rule: Its rule.
        kept: The script with Snakemake's words before it: running it is the job.
        script: The workflow's own script.
        arguments: Name -> value of the arguments of its `main`; paths are relative to the project.
    """

    rule: str
    kept: Path
    script: Path
    arguments: dict

    def changed(self, **arguments) -> Call:
        """The same with other arguments."""
        return replace(self, arguments=self.arguments | arguments)


def calls_of(folder) -> dict[str, Call]:
    """The calls of a project that was run with `--skip-script-cleanup`: rule -> call.

    Of rules with several jobs it is one of them.

    Args:
        folder: The project's.
    """
    folder = Path(folder).resolve()
    kept = sorted((folder / ".snakemake" / "scripts").glob("*.py"))
    done = subprocess.run(
        [sys.executable, "-c", _NOTE, str(SCRIPTS), *map(str, kept)],
        cwd=folder,
        env=own_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    calls = {}
    for path, line in zip(kept, done.stdout.splitlines(), strict=True):
        rule, script, arguments = json.loads(line)
        calls[rule] = Call(rule, path, Path(script), arguments)
    return calls
