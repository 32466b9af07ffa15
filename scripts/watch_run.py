"""Watch the run of this folder, or the last one: `make watch`.

Usage: python scripts/watch_run.py [--page]

`--page` shows the same as a web page, with the newest films, to a browser on this machine. The
watching ends with Ctrl-C, where the output is no terminal with the run; the run knows nothing of
it.
"""

import contextlib
import os
import shutil
import sys
import threading
import time

from pose2video.watching.server import PageServer
from pose2video.watching.terminal import line, window
from pose2video.watching.watch import Watch

EVERY_S = {"terminal": 1.0, "lines": 10.0}


def draw(watch, address):
    """Draw the state in place again and again, until Ctrl-C."""
    out = sys.stdout
    blocks = "█░" if "utf" in (out.encoding or "").lower() else "#."
    coloured = "NO_COLOR" not in os.environ
    drawn = 0
    while True:
        size = shutil.get_terminal_size()
        lines = window(watch.state(), size, coloured, blocks, address)
        up = f"\033[{min(drawn, size.lines - 1)}A" if drawn else ""
        out.write(f"{up}\r" + "".join(f"{text}\033[K\n" for text in lines) + "\033[J")
        out.flush()
        drawn = len(lines)
        time.sleep(EVERY_S["terminal"])


def tell(watch, address):
    """Print a line when something has changed, until the run ends."""
    if address:
        print(address, flush=True)
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
    if set(arguments) - {"--page"}:
        return "usage: python scripts/watch_run.py [--page]"
    watch = Watch()
    address = None
    if arguments:
        server = PageServer(watch)
        address = server.address
        threading.Thread(target=server.serve_forever, daemon=True).start()
    terminal = sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    sys.stdout.reconfigure(errors="replace")
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        (draw if terminal else tell)(watch, address)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
