"""Watch the run of this folder, or the last one: `make watch`.

Usage: python scripts/watch_run.py

The studio's page `/run` shows the same in a browser, with the newest films. The watching ends with
Ctrl-C, where the output is no terminal with the run; the run knows nothing of it.
"""

import contextlib
import os
import shutil
import sys
import time

from pose2video.watching.terminal import line, window
from pose2video.watching.watch import Watch

EVERY_S = {"terminal": 1.0, "lines": 10.0}


def draw(watch):
    """Draw the state in place again and again, until Ctrl-C."""
    out = sys.stdout
    blocks = "█░" if "utf" in (out.encoding or "").lower() else "#."
    coloured = "NO_COLOR" not in os.environ
    drawn = 0
    while True:
        size = shutil.get_terminal_size()
        lines = window(watch.state(), size, coloured, blocks)
        up = f"\033[{min(drawn, size.lines - 1)}A" if drawn else ""
        out.write(f"{up}\r" + "".join(f"{text}\033[K\n" for text in lines) + "\033[J")
        out.flush()
        drawn = len(lines)
        time.sleep(EVERY_S["terminal"])


def tell(watch):
    """Print a line when something has changed, until the run ends."""
    told = None
    while True:
        state = watch.state()
        if state["counts"] != told or not state["alive"]:
            print(line(state), flush=True)
            told = state["counts"]
        if not state["alive"]:
            return
        time.sleep(EVERY_S["lines"])


def main(arguments):
    """Watch the run of the present folder."""
    if arguments:
        return "usage: python scripts/watch_run.py"
    watch = Watch()
    terminal = sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    sys.stdout.reconfigure(errors="replace")
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        (draw if terminal else tell)(watch)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
