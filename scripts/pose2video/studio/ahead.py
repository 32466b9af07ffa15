"""A process that waits with Snakemake read, so that the next job of the queue begins at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from pose2video.jobs.meeting import KEEPER, this_run
from pose2video.resources import SCRIPTS


class Ahead:
    """Begins runs of a folder, each by a process that was begun ahead where one waits.

    Args:
        root: The run folder.
        command: What runs the workflow, before its arguments; then none is begun ahead. None for
            the workflow's own.
    """

    def __init__(self, root, command=None):
        self.root, self.command = root, command
        self._waiting = None

    def prepare(self):
        """Begin a process that waits for the next run; where one ended by itself, none does."""
        if self.command is None and self._waiting is None:
            words = [sys.executable, str(SCRIPTS / "await_workflow.py")]
            self._waiting = self._begun(words, subprocess.PIPE, subprocess.DEVNULL)

    def run(self, arguments, log):
        """Begin a run.

        Args:
            arguments: As `run_workflow.py` takes them.
            log: The file to which all is added that it prints.

        Returns:
            Its process, of a session of its own.
        """
        child, self._waiting = self._waiting, None
        if child is not None and child.poll() is None:
            line = json.dumps({"log": str(log), "arguments": arguments}) + "\n"
            try:
                child.stdin.write(line.encode())
                child.stdin.close()
                return child
            except BrokenPipeError:
                child.wait()
        words = self.command or [sys.executable, str(SCRIPTS / "run_workflow.py")]
        with open(log, "ab") as file:
            return self._begun([*words, *arguments], subprocess.DEVNULL, file)

    def end(self):
        """End the process that waits."""
        if self._waiting is not None:
            self._waiting.stdin.close()
            self._waiting.terminate()
            self._waiting.wait()
            self._waiting = None

    def _begun(self, words, given, printed):
        return subprocess.Popen(
            words,
            cwd=self.root,
            env=os.environ | {KEEPER: this_run()},
            stdin=given,
            stdout=printed,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
