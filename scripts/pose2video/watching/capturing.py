"""Everything that a process and its children write to descriptors 1 and 2, to be shown elsewhere.

What was a terminal stays one for who writes (a pseudo-terminal of the same size), so that colours
and widths are as ever; all else becomes a pipe.
"""

from __future__ import annotations

import contextlib
import os
import sys
import termios

STDOUT, STDERR = 1, 2
OUTPUT_FLAGS = 1  # the place of these in what tcgetattr gives


class Capture:
    """Descriptors 1 and 2, led to where they can be read.

    Attributes:
        real: Descriptor -> a duplicate of what it was.
        readers: Descriptor -> where one reads what is written to it.
    """

    def __init__(self):
        _flush()
        self.real, self.readers = {}, {}
        for number in (STDOUT, STDERR):
            self.real[number] = os.dup(number)
            self.readers[number], writer = _channel(number)
            os.dup2(writer, number)
            os.close(writer)

    def give_back(self):
        """Make the descriptors what they were; what was written before can still be read."""
        _flush()
        for number, real in self.real.items():
            os.dup2(real, number)

    def close(self):
        """Close what was opened here."""
        for descriptor in (*self.real.values(), *self.readers.values()):
            os.close(descriptor)


def read(reader) -> bytes:
    """What is there to be read, at most 64 KiB; nothing where all writers are gone."""
    try:
        return os.read(reader, 1 << 16)
    except OSError:  # how a pseudo-terminal says that nobody is left
        return b""


def is_terminal(descriptor) -> bool:
    """Whether a descriptor leads to a terminal in which a line can be drawn again."""
    return os.isatty(descriptor) and os.environ.get("TERM", "dumb") != "dumb"


def _channel(number):
    """Two descriptors, to read and to write, of the kind that a descriptor is."""
    if os.isatty(number):
        with contextlib.suppress(OSError, termios.error):  # a system without pseudo-terminals
            reader, writer = os.openpty()
            modes = termios.tcgetattr(writer)
            modes[OUTPUT_FLAGS] &= ~termios.OPOST  # lines as they are written
            termios.tcsetattr(writer, termios.TCSANOW, modes)
            termios.tcsetwinsize(writer, termios.tcgetwinsize(number))
            return reader, writer
    return os.pipe()


def _flush():
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # closed, or nobody reads any more
            stream.flush()
