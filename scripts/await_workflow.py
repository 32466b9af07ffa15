"""Wait with Snakemake read already, and run the workflow when it is asked for; for the studio.

Usage: python scripts/await_workflow.py; one line on standard input is `{"log": path, "arguments":
[...]}` as JSON, arguments as `run_workflow.py` takes them. The log takes all that is printed.
Without a line it ends: with whoever began it.
"""

import json
import os
import sys

import cv2  # noqa: F401, the rules import it; a run that comes finds it read
import snakemake.cli  # noqa: F401, half of what a run takes before its first job

import run_workflow


def main():
    """Wait, then run; the exit code."""
    line = sys.stdin.readline()
    if not line:
        return 0
    said = json.loads(line)
    nothing = os.open(os.devnull, os.O_RDONLY)
    log = os.open(said["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    return run_workflow.main(said["arguments"])


if __name__ == "__main__":
    sys.exit(main())
