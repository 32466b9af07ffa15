"""A run that shows one line of progress, the sentences of failures and its summary.

The run's own process follows its record in a thread; all that it and its jobs write passes through
here, so that it never stands in the middle of that line. If this thread fails, the rest is written
as it comes, and the run goes on.
"""

from __future__ import annotations

import contextlib
import os
import select
import sys
import threading

from pose2video.watching.capturing import STDERR, Capture, read
from pose2video.watching.display import Display
from pose2video.watching.hushing import Hush
from pose2video.watching.watch import Watch

EVERY_S = 0.5


class Quiet:
    """Shows what matters of a run of Snakemake in this process, within the block.

    Args:
        root: Folder of the run.
    """

    def __init__(self, root="."):
        self.root = root

    def __enter__(self):
        self.watch = Watch(self.root, new=True)
        self.hush = Hush().__enter__()
        self.capture = Capture()
        self.display = Display(self.capture.real)
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._show, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, kind, error, trace):
        self.hush.__exit__(kind, error, trace)
        self.capture.give_back()
        self.over.set()
        self.thread.join()
        state = self.watch.state(age_s=0.0)
        with contextlib.suppress(OSError):  # nobody reads any more
            self.display.end(state)
        self.capture.close()
        whole = state["counts"]["done"] == state["counts"]["total"]
        said = self.hush.answer() if not state["rules"] else [] if whole else self.hush.log()
        for text in said:
            print(text, file=sys.stderr, flush=True)

    def _show(self):
        """Pass on what is written until the end, and show the state now and then."""
        torn = dict.fromkeys(self.capture.readers.values(), b"")
        names = {reader: number for number, reader in self.capture.readers.items()}
        try:
            while True:
                over = self.over.is_set()
                there, _, _ = select.select(list(torn), [], [], 0 if over else EVERY_S)
                for reader in there:
                    data = read(reader)
                    *lines, torn[reader] = (torn[reader] + data).split(b"\n")
                    self._text(names[reader], [line + b"\n" for line in lines])
                    if not data:
                        self._text(names[reader], [torn.pop(reader)])
                if over and not there:
                    break
                self.display.state(self.watch.state())
            for reader, rest in torn.items():
                self._text(names[reader], [rest])
        except Exception as error:
            self._pass_on(torn, error)

    def _text(self, descriptor, lines):
        texts = [line.decode(errors="surrogateescape") for line in lines if line]
        self.display.text(descriptor, texts)

    def _pass_on(self, torn, error):
        real = self.capture.real
        with contextlib.suppress(OSError):
            os.write(real[STDERR], f"no progress is shown any more: {error!r}\n".encode())
        names = {reader: number for number, reader in self.capture.readers.items()}
        while not self.over.is_set() or select.select(list(torn), [], [], 0)[0]:
            for reader in select.select(list(torn), [], [], EVERY_S)[0]:
                data = read(reader)
                if not data:
                    del torn[reader]
                with contextlib.suppress(OSError):
                    os.write(real[names[reader]], data)
