"""Quiet runs: what `make run` shows of true little workflows, to a terminal and to a file."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from pose2video.watching import display, terminal
from pose2video.watching.display import Display

ROOT = Path(__file__).parents[2]

# Seven jobs of which one fails and one waits for a file `go`.
SNAKEFILE = """
import sys
from pathlib import Path
from snakemake.exceptions import WorkflowError
sys.path.insert(0, str(Path(workflow.basedir) / "scripts"))
include: "rules/watching.smk"
if Path("bad").exists():
    raise WorkflowError("mine.yaml: there is no clip 'two': correct the table")
rule all:
    input: expand("results/{i}", i=range(7)),
rule make_it:
    output: "results/{i}"
    log: "logs/make_it/{i}.log"
    shell:
        "if [ {wildcards.i} = 3 ] && [ ! -e mended ]; then"
        "  echo 'ERROR make_it [3]: it is bad' > {log}; echo 'make_it [3]: it is bad' >&2; exit 1;"
        " fi; if [ {wildcards.i} = 4 ]; then"
        "  for i in $(seq 100); do [ -e go ] && break; sleep 0.1; done; fi;"
        " echo a native library chatters; touch {output}"
onsuccess:
    print("the summary", file=sys.stderr)
onerror:
    print(f"the summary, {'in colours' * sys.stderr.isatty()}", file=sys.stderr)
"""


@pytest.fixture
def place(tmp_path):
    """A folder with this workflow, in which `make run` may be called."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    (tmp_path / "rules").mkdir()
    shutil.copy(ROOT / "rules" / "watching.smk", tmp_path / "rules")
    (tmp_path / "Snakefile").write_text(SNAKEFILE)
    return tmp_path


def command(place, *arguments):
    script = place / "scripts" / "run_workflow.py"
    return [sys.executable, str(script), "--cores", "2", "--keep-going", *arguments]


def run(place, *arguments):
    """A run whose output goes to a file."""
    return subprocess.run(
        command(place, *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )


def test_without_a_terminal_there_are_few_plain_lines_and_the_log_has_all(place):
    (place / "go").touch()
    done = run(place)
    assert done.returncode == 1
    assert "\r" not in done.stdout and "\033" not in done.stdout
    lines = done.stdout.splitlines()
    assert lines.count("make_it [3]: it is bad") == 1
    assert lines.count("the summary, ") == 1
    assert any(re.match(r"6 of 8 jobs done, 1 failed, 1 not made, it took", line) for line in lines)
    known = r"make_it \[3\]|the summary|\d of 8 jobs done|Snakemake's log: |a native library"
    assert [line for line in lines if not re.match(known, line)] == []
    (log,) = (place / ".snakemake" / "log").iterdir()
    assert "rule make_it:" in log.read_text() and "8 of 8" not in log.read_text()

    (place / "mended").touch()
    done = run(place)
    assert done.returncode == 0
    assert "2 of 2 jobs done, it took" in done.stdout and "Snakemake's log" not in done.stdout
    done = run(place)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].startswith("Nothing to be done")


def test_what_is_wrong_before_any_job_is_one_sentence(place):
    (place / "bad").touch()
    done = run(place)
    assert done.returncode == 1
    assert done.stdout == "mine.yaml: there is no clip 'two': correct the table\n"
    (place / "bad").unlink()
    done = run(place, "nothing/here")
    assert done.returncode == 1
    assert "No rule to produce nothing/here" in done.stdout
    assert "SNAKEMAKE" not in done.stdout


def test_loud_runs_dry_runs_and_other_questions_print_as_ever(place):
    (place / "go").touch()
    assert "Job stats:" in run(place, "-np").stdout
    assert not (place / "results").exists()
    done = run(place, "--list")
    assert done.stdout == "all\nmake_it\n"
    done = run(place, "--loud")
    assert "Job stats:" in done.stdout and "Error in rule make_it" in done.stdout


def in_a_terminal(place, until, key):
    """A run in a terminal of 90 columns in which a key is pressed; what it printed, its status."""
    process, screen = pty.fork()
    if process == 0:
        os.chdir(place)
        os.environ["TERM"] = "xterm"
        os.environ.pop("NO_COLOR", None)
        words = command(place)
        os.execvp(words[0], words)
    text, end = b"", time.monotonic() + 120
    while time.monotonic() < end:
        if select.select([screen], [], [], 0.1)[0]:
            try:
                text += os.read(screen, 1 << 16)
            except OSError:  # the process has ended
                break
        if key and until in text:
            os.write(screen, key)
            key = b""
    _, status = os.waitpid(process, 0)
    os.close(screen)
    return text.decode(), os.waitstatus_to_exitcode(status)


def test_in_a_terminal_one_line_is_drawn_again_and_ctrl_c_ends_the_run(place):
    text, status = in_a_terminal(place, b"5 of 8 jobs done", b"\x03")
    assert status == 1
    assert re.search(r"\r[^\n]*5 of 8 jobs done, 1 running, 1 failed[^\n]*\033\[K", text)
    # what is said stands on lines of its own: the drawn one is taken away before
    assert re.search(r"(\n|\033\[K)\033\[31mmake_it \[3\]: it is bad\033\[0m\r\n", text)
    assert text.count("it is bad") == 1
    assert "\r\033[Kthe summary, in colours\r\n" in text  # the line was there before Ctrl-C
    last = text.rpartition("stopped by hand, run again to go on: ")[2]
    assert re.match(r"\d of 8 jobs done", last)
    assert "SNAKEMAKE" not in text and "Job stats" not in text


def state_of(done, total, failures=(), **members):
    counts = dict.fromkeys(("running", "failed", "waiting", "blocked"), 0)
    counts |= {"done": done, "total": total, "failed": len(failures)}
    told = [{"time": i, "sentence": sentence} for i, sentence in enumerate(failures)]
    members = {"alive": True, "stopped": False, "running": [], "left": "about 3 min left"} | members
    return {"counts": counts, "rules": ["some"], "failed": told[::-1], **members}


@pytest.fixture
def shown(tmp_path):
    """A display to a file, and that file."""
    with open(tmp_path / "out", "wb", buffering=0) as out:
        yield Display({1: out.fileno(), 2: out.fileno()}), tmp_path / "out"


def test_a_thousand_failures_are_counted_and_not_all_printed(shown):
    show, out = shown
    show.state(state_of(3, 3000, [f"make_it [{i}]: bad\033[2J" for i in range(1000)]))
    lines = out.read_text().splitlines()
    assert len(lines) == display.MOST + 2
    assert lines[0] == "make_it [0]: bad [2J"  # a log does not steer the terminal
    assert lines[-2] == display.FURTHER
    assert lines[-1].startswith("3 of 3000 jobs done, 1000 failed")


def test_lines_of_a_long_run_come_at_every_tenth_and_ever_more_seldom(shown):
    show, _ = shown
    week = 7 * 24 * 3600
    counts = [{"done": n, "total": 10**6} for n in (10**6 * s // week for s in range(0, week, 10))]
    told = [i * 10 for i, c in enumerate(counts) if show.due(c, i * 10)]
    assert told[:4] == [0, 30, 60, 90]
    assert max(b - a for a, b in pairwise(told)) <= 310
    assert len(told) < week / 300 + 100


@pytest.mark.parametrize("width", [20, 60, 79, 200])
def test_the_line_never_wraps(width):
    titles = [{"title": f"rule_{'x' * 9}{i} [a b]"} for i in range(3)]
    state = state_of(7, 99, running=titles)
    state["counts"]["running"] = 3
    line = terminal.progress(state, width)
    assert terminal.columns(line) <= width
    assert "7 of 99" in line
    assert ("rule_" in line) == (width == 200)
