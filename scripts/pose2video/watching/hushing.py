"""Which of Snakemake's messages a quiet run shows; its own log file has all of them.

Snakemake's handler for the terminal is made while it starts. A filter of its logger stays, so this
one puts another on that handler when the first message comes.
"""

from __future__ import annotations

import logging
import re
import sys

LOGGER, HANDLER = "snakemake.logging", "DefaultStreamHandler"
OF_A_JOB = "RuleException"  # what comes of a job that failed, whose sentence is shown anyway
NOTHING, LOG = "Nothing to be done", "Complete log(s):"
COMMON = ("Exiting because a job execution failed", "WorkflowError:\nAt least one job did not")
ALWAYS = ("Assuming unrestricted shared", "Building DAG", "Config file ", "Using ", "Elapsed time:")
ALIVE = (
    "the folder is locked, by a run that is alive or was killed: wait until it ends, or go on "
    "after a killed one with `make resume`"
)
# where in the Snakefile, around the sentence of a `UserError`
_PLACE = re.compile(r'^WorkflowError in file ".*", line \d+:\n|\n  File ".*", line \d+, in .*')
_OWN = re.compile(r"^ *UserError: (.*)$", re.MULTILINE)  # raised while Snakemake asks for files
_RED, _PLAIN = "\033[31m", "\033[0m"


class Hush:
    """What Snakemake says to the terminal: errors and warnings at once, the rest is held.

    Attributes:
        held: Messages that tell of no job and no error, which matter where no run began.
    """

    def __init__(self):
        self.held = []

    def __enter__(self):
        logging.getLogger(LOGGER).addFilter(self._attach)
        return self

    def __exit__(self, *_):
        logging.getLogger(LOGGER).removeFilter(self._attach)

    def answer(self) -> list[str]:
        """What was held and answers where no run began: that all is made, or is no run at all."""
        nothing = [text for text in self.held if text.startswith(NOTHING)]
        return nothing or [text for text in self.held if not text.startswith(ALWAYS)]

    def log(self) -> list[str]:
        """Where Snakemake's own log of the run is."""
        found = [text for text in self.held if text.startswith(LOG)]
        return [text.replace(LOG, "Snakemake's log:") for text in found]

    def _attach(self, record):
        for handler in logging.getLogger(LOGGER).handlers:
            if handler.name == HANDLER and self._passes not in handler.filters:
                handler.addFilter(self._passes)
        return True

    def _passes(self, record):
        """Whether a message goes to the terminal as it is."""
        event, text = getattr(record, "event", None), str(record.msg)
        if event not in (None, "error") or text.startswith(COMMON):
            return False
        if record.levelno < logging.WARNING:
            if record.msg is not None:
                self.held.append(text)
            return False
        exception = getattr(record, "exception", None)
        if exception == OF_A_JOB:
            return False
        sentence = _OWN.search(text)
        short = sentence[1] if sentence else _PLACE.sub("", text)
        short = ALIVE if exception == "LockException" else short
        if short == text:
            return True
        red = sys.stderr.isatty()
        print(f"{_RED}{short}{_PLAIN}" if red else short, file=sys.stderr, flush=True)
        return False
