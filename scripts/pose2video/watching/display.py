"""What a quiet run shows: one line that is drawn again and again, and above it what matters.

Where the output is no terminal the line is printed now and then, and nothing is drawn over.
"""

from __future__ import annotations

import os
import re
import sys
import time

from pose2video.reporting.failures import INTERRUPTED
from pose2video.watching.capturing import STDERR, is_terminal
from pose2video.watching.terminal import WIDTH, clean, progress
from pose2video.watching.view import span

MOST = 20  # sentences of failures; a disk that is full fails thousands of jobs alike
LEAST_S, MOST_S = 30, 300  # between two lines where nothing is drawn over; more in long runs
SILENT_S = 1.0  # before the first jobs start; then what is done is said
NOISE = re.compile(r"Using .*profile.* for setting default command line arguments\.$")
SENTENCE = re.compile(r"[a-z_]+ \[[^\]]+\]: ")  # as a job prints it, see `jobs.job`
FURTHER = "more jobs failed, from here on they are only counted; the summary has them"
STOPPED = "stopped by hand, run again to go on: "
_RED, _PLAIN = "\033[31m", "\033[0m"


class Display:
    """Shows texts and the state of a run on the real output.

    Attributes:
        failed: Sentences of failures that were shown.
    """

    def __init__(self, real):
        """Show on the descriptors `real`: 1 or 2 -> where it really leads."""
        self.real = real
        self.begun = time.monotonic()
        self.drawn = is_terminal(real[STDERR])
        self.coloured = self.drawn and "NO_COLOR" not in os.environ
        self.failed = set()
        self.counted = None  # time of the newest failure of the record that was looked at
        self.last_s, self.share = -MOST_S, 0.0  # when the last line was printed, what was done
        self.line = ""  # that stands in the terminal now

    def text(self, descriptor, lines):
        """Show lines that were written to descriptor 1 or 2."""
        line = self.line
        for text in lines:
            plain = text.removesuffix("\n")
            if descriptor == STDERR and SENTENCE.match(plain):
                self._failure(plain)
            elif not NOISE.match(plain):
                self._write(text, descriptor)
        if lines and lines[-1].endswith("\n"):
            self._draw(line)

    def state(self, state):
        """Show failures that are new, and how a run stands.

        Args:
            state: What `view.view` gives; without `rules` where none has begun.
        """
        if not state["rules"]:
            waited = time.monotonic() - self.begun
            if self.drawn and waited > SILENT_S:
                self._draw(f"working out what is to be done, {span(waited)}")
            return
        for failure in reversed(state["failed"]):
            if self.counted is None or failure["time"] > self.counted:
                self.counted = failure["time"]
                self._failure(failure["sentence"])
        if not state["alive"]:
            return
        if self.drawn:
            width = os.get_terminal_size(self.real[STDERR]).columns or WIDTH
            blocks = "█░" if "utf" in (sys.stderr.encoding or "").lower() else "#."
            self._draw(progress(state, width - 1, self.coloured, blocks))
        elif self.due(state["counts"], time.monotonic() - self.begun):
            self._write(f"{progress(state)}\n")

    def due(self, counts, seconds) -> bool:
        """Whether a line is to be printed, after so many seconds: of every tenth, and of time."""
        share = counts["done"] / max(1, counts["total"])
        wait = min(MOST_S, max(LEAST_S, seconds / 20))
        if int(10 * share) == int(10 * self.share) and seconds - self.last_s < wait:
            return False
        self.last_s, self.share = seconds, share
        return True

    def end(self, state):
        """Say how the run ended; nothing where none began."""
        self.erase()
        self.state(state)
        self.erase()
        if state["rules"] and not state["alive"]:  # else its record broke off
            self._write(f"{STOPPED * state['stopped']}{progress(state)}\n")

    def erase(self):
        """Take the line away that stands in the terminal."""
        if self.line:
            self._put(b"\r\033[K")
            self.line = ""

    def _failure(self, sentence):
        if sentence in self.failed or INTERRUPTED in sentence:
            return
        self.failed.add(sentence)
        if len(self.failed) <= MOST:
            sentence = clean(sentence)
            self._write(f"{_RED}{sentence}{_PLAIN}\n" if self.coloured else f"{sentence}\n")
        elif len(self.failed) == MOST + 1:
            self._write(f"{FURTHER}\n")

    def _write(self, text, descriptor=STDERR):
        self.erase()
        self._put(text.encode(errors="surrogateescape"), descriptor)

    def _draw(self, line):
        if line and line != self.line:
            self._put(f"\r{line}\033[K".encode())
            self.line = line

    def _put(self, data, descriptor=STDERR):
        while data:
            data = data[os.write(self.real[descriptor], data) :]
