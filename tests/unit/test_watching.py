"""Watching: what is recorded, counted, estimated and shown of runs whose truth is known."""

import heapq
import json
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from pose2video.errors import UserError
from pose2video.watching import following, runs, terminal
from pose2video.watching.estimates import Left, rate, time_left
from pose2video.watching.following import Record, earlier_durations, records
from pose2video.watching.recording import KEPT, Recorder
from pose2video.watching.view import sentence, span, view
from pose2video.watching.watch import Watch

START = 1_000_000.0


def first(jobs, cores=4, gpus=None, time=START, locked=False, pid=1):
    who = {"version": 1, "pid": pid, "host": "somewhere", "locked": locked, "ends_told": True}
    return {"event": "run", "time": time, "jobs": jobs, "cores": cores, "gpus": gpus, **who}


def started(job, rule, at, cores=1, gpus=0, output=(), log=(), **wildcards):
    members = {"job": job, "rule": rule, "wildcards": wildcards, "output": list(output)}
    members |= {"log": list(log), "cores": cores, "gpus": gpus}
    return {"event": "started", "time": START + at, **members}


def finished(job, at):
    return {"event": "finished", "time": START + at, "job": job}


def failed(job, at, log=(), group=False, **blocked):
    members = {"job": job, "log": list(log), "group": group, "blocked": blocked}
    return {"event": "failed", "time": START + at, **members}


def run_of(*events):
    run = runs.begin(events[0])
    for event in events[1:]:
        runs.add(run, event)
    return run


def simulated(rules, n, cores, gpus=None):
    """Events of a run that does `n` jobs of each rule, one rule after the other, and its length.

    Args:
        rules: Rule -> seconds, cores and GPUs of each of its jobs.
    """
    waiting = [(rule, *costs) for rule, costs in rules.items() for _ in range(n)]
    events, busy, now, free, free_gpus = [], [], 0.0, cores, gpus or 0
    number = 0
    while waiting or busy:
        while waiting and waiting[0][2] <= free and waiting[0][3] <= free_gpus:
            rule, seconds, c, g = waiting.pop(0)
            events.append(started(number, rule, now, c, g))
            heapq.heappush(busy, (now + seconds, number, c, g))
            free, free_gpus, number = free - c, free_gpus - g, number + 1
        now, done, c, g = heapq.heappop(busy)
        events.append(finished(done, now))
        free, free_gpus = free + c, free_gpus + g
    return [first(dict.fromkeys(rules, n), cores, gpus), *events], now


def until(events, at):
    return run_of(*(event for event in events if event["time"] <= START + at))


def write_record(root, events, name="2026-01-01T000000.000000000.1.jsonl"):
    path = Path(root) / following.FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(event) + "\n" for event in events))
    return path


def test_counts_and_films():
    run = run_of(
        first({"draw": 4, "film": 2}),
        started(1, "draw", 0, clip="one"),
        started(2, "draw", 0, clip="two"),
        finished(1, 3),
        started(3, "film", 3, output=[f"results/videos/one/p.me.{x}" for x in ("mp4", "json")]),
        failed(2, 4),
        finished(3, 5),
        started(4, "draw", 6, clip="three"),
    )
    state = view(run, True, START + 10)
    counts = {"done": 2, "running": 1, "failed": 1, "waiting": 2, "blocked": 0, "total": 6}
    assert state["counts"] == counts
    assert [film["path"] for film in state["films"]] == ["results/videos/one/p.me.mp4"]
    assert state["running"] == [{"title": "draw [three]", "age": "4 s"}]
    assert [(rule["done"], rule["failed"]) for rule in state["rules"]] == [(1, 1), (1, 0)]
    # another try takes the failure back
    runs.add(run, started(2, "draw", 11, clip="two"))
    assert view(run, True, START + 12)["counts"]["failed"] == 0
    runs.add(run, finished(2, 13))
    runs.add(run, {"event": "ended", "time": START + 14})
    state = view(run, False, START + 99)
    counts = {"done": 3, "running": 0, "failed": 0, "waiting": 3, "blocked": 0, "total": 6}
    assert state["counts"] == counts
    assert "3 not made" in state["headline"] and "ended" in state["headline"]


def test_the_rate_is_that_of_late():
    slow = [(100 + i, 100.0 + i) for i in range(600)]  # one a second
    fast = [(i, i / 10) for i in range(100)]  # ten a second
    events = [first({"draw": 2000})]
    for job, at in fast + slow:
        events += [started(job, "draw", at), finished(job, at + 0.05)]
    assert rate(until(events, 10), START + 10) == pytest.approx(10, rel=0.02)
    assert rate(until(events, 700), START + 700) == pytest.approx(1, rel=0.02)
    # long jobs: five minutes hold too few of them
    events = [first({"draw": 90})]
    for i in range(60):
        events += [started(i, "draw", 600 * i), finished(i, 600 * (i + 1))]
    assert rate(until(events, 36100), START + 36100) == pytest.approx(1 / 600, rel=0.02)
    # more short ones than are kept
    events = [first({"draw": 9000})]
    for i in range(9000):
        events += [started(i, "draw", i / 100), finished(i, i / 100 + 0.005)]
    assert rate(until(events, 90), START + 90) == pytest.approx(100, rel=0.02)
    assert rate(run_of(first({"draw": 1})), START + 5) is None


def test_time_left_weighs_rules():
    rules = {"short": (1.0, 1, 0), "longer": (7.0, 1, 0), "two_cores": (20.0, 2, 0)}
    before, _ = simulated(rules, 5, cores=4)
    earlier = run_of(*before).durations
    events, length = simulated(rules, 100, cores=4)
    for share in (0.05, 0.3, 0.6, 0.9):
        run, at = until(events, share * length), share * length
        left = time_left(run, START + at, earlier)
        assert left.unknown == ()
        assert left.seconds == pytest.approx(length - at, rel=0.1)
        done = sum(run.done.values())
        naive = at * (300 - done) / done
        assert share == 0.9 or naive < 0.6 * (length - at)  # what a plain count would say


def test_time_left_waits_for_the_gpu():
    rules = {"light": (2.0, 1, 0), "heavy": (10.0, 1, 1)}
    earlier = run_of(*simulated(rules, 4, cores=8, gpus=1)[0]).durations
    events, length = simulated(rules, 60, cores=8, gpus=1)
    left = time_left(until(events, 10), START + 10, earlier)
    assert left.seconds == pytest.approx(length - 10, rel=0.05)


def test_time_left_of_rules_without_an_end_is_not_made_up():
    events, _ = simulated({"short": (1.0, 1, 0), "longer": (30.0, 1, 0)}, 20, cores=1)
    left = time_left(until(events, 5.5), START + 5.5)
    assert left.seconds < 20 * 1.0 and left.unknown == ("longer",)  # of 620 s
    state = view(until(events, 5.5), True, START + 5.5)
    assert "more than" in state["pace"] and "no job of longer has ended" in state["pace"]
    many = [first({"short": 90, "longer": 10}, cores=1)]
    many += [event for i in range(9) for event in (started(i, "short", i), finished(i, i + 1))]
    assert "more than" in view(run_of(*many), True, START + 9)["pace"]


def test_nothing_is_left_out_of_the_time_that_is_left():
    # one film: one job a rule, the long one at work, or waiting
    events = [first(dict.fromkeys(("draw", "fit", "paint", "film"), 1), cores=2)]
    events += [started(1, "draw", 0), finished(1, 1), started(2, "fit", 1), finished(2, 2)]
    before = run_of(*events)
    assert time_left(before, START + 2).unknown == ("paint", "film")
    working = run_of(*events, started(3, "paint", 2), started(4, "film", 2))
    assert time_left(working, START + 3) == Left(None, ("paint", "film"))
    assert "not known yet" in view(working, True, START + 3)["pace"]
    known = run_of(*simulated({"paint": (40.0, 1, 0)}, 2, cores=1)[0]).durations
    left = time_left(working, START + 3, known)
    assert left == Left(pytest.approx(39), ("film",))
    # longer than it ever took
    late = run_of(first({"draw": 2}, cores=1), *events[1:3], started(5, "draw", 1))
    assert "0 s" not in view(late, True, START + 9)["left"]


def test_time_left_is_without_what_cannot_run_any_more():
    events = [first({"draw": 10, "film": 10, "page": 1}, cores=1)]
    for i in range(4):
        events += [started(i, "draw", 2 * i), finished(i, 2 * i + 1)]
        events += [started(10 + i, "film", 2 * i + 1), finished(10 + i, 2 * i + 2)]
    for i in range(4, 9):
        events += [started(i, "draw", 4 + i), failed(i, 5 + i, film=i - 3, page=1)]
    run, now = run_of(*events), START + 13
    # one drawing and its film are left, not the five films of drawings that failed, nor the page
    assert time_left(run, now).seconds == pytest.approx(2)
    state = view(run, True, now)
    assert state["counts"]["waiting"] == 2 and state["counts"]["blocked"] == 6
    assert sum(n for name, n in state["counts"].items() if name != "total") == 21
    assert "6 blocked" in " ".join(terminal.window(state)) and "about 2 s left" in state["pace"]
    # another try of the first may still make its film
    runs.add(run, started(4, "draw", 13) | {"blocked": {"film": 4, "page": 1}})
    assert view(run, True, now)["counts"]["blocked"] == 5
    runs.add(run, {"event": "ended", "time": START + 14})
    counts = view(run, False, now)["counts"]
    assert (counts["waiting"], counts["blocked"]) == (9, 0)


def test_only_what_is_new_is_read_and_a_torn_line_waits(tmp_path):
    path = write_record(tmp_path, [first({"draw": 9}), started(1, "draw", 0)])
    record = Record(path)
    line = (json.dumps(finished(1, 2)) + "\n").encode()
    with open(path, "ab", buffering=0) as file:
        file.write(line[:20])
        record.read()
        assert record.run.done["draw"] == 0
        at = record.file.tell()
        file.write(line[20:])
        record.read()
    assert record.run.done["draw"] == 1
    assert (at, record.file.tell()) == (path.stat().st_size - len(line) + 20, path.stat().st_size)
    with pytest.raises(UserError, match="another version"):
        Record(write_record(tmp_path, [first({}) | {"version": 99}]))
    with pytest.raises(UserError, match="damaged"):
        Record(write_record(tmp_path, [first({}), {"event": "finished"}]))


def test_durations_of_earlier_runs_are_those_of_the_newest(tmp_path):
    a = [first({"x": 1, "y": 1}), started(1, "x", 0), finished(1, 9), started(2, "y", 0)]
    b = [first({"x": 1}), started(1, "x", 0), finished(1, 4)]
    paths = [
        write_record(tmp_path, [*a, finished(2, 5)], "1.jsonl"),
        write_record(tmp_path, b, "2.jsonl"),
        write_record(tmp_path, [{"event": "nonsense"}], "3.jsonl"),
    ]
    found = earlier_durations(paths)
    lengths = {rule: [s.ended - s.job.started for s in spans] for rule, spans in found.items()}
    assert lengths == {"x": [4.0], "y": [5.0]}


class Resources(dict):
    """Stands for Snakemake's, which have `items`."""


def a_job(number, clip):
    """Stands for a job as Snakemake gives it to executors."""
    members = {"wildcards_dict": {"clip": clip}, "output": ["o.json"], "log": ["l.log"]}
    members |= {"threads": 2, "resources": Resources(gpu=1), "rule": SimpleNamespace(name="draw")}
    return SimpleNamespace(jobid=number, **members)


NEEDED_BY = {7: [20, 30], 8: [9, 21, 30], 9: [21, 30]}  # number of a job -> of those behind it


def recorder_in(folder):
    jobs = {7: [a_job(7, "one")], "some-group": [a_job(8, "two"), a_job(9, "three")]}
    jobs |= {number: [a_job(number, "again")] for number in (8, 9)}
    return Recorder(
        lambda: jobs,
        lambda job: [a_job(number, "behind") for number in NEEDED_BY[job.jobid]],
        folder=folder,
    )


def tell(recorder, event, **members):
    recorder.handle(logging.makeLogRecord({"event": event, **members}))


def tell_start(recorder):
    tell(recorder, "resources_info", cores=4)
    tell(recorder, "resources_info", provided_resources=Resources(gpu=1))
    tell(recorder, "run_info", stats={"draw": 2, "total": 2})
    tell(recorder, "job_started", jobs=[7])


def test_what_is_recorded_is_what_was_told(tmp_path):
    recorder = recorder_in(tmp_path / following.FOLDER)
    tell_start(recorder)
    (path,) = records(tmp_path)
    record = Record(path)
    assert record.alive()
    assert (record.run.totals, record.run.cores, record.run.gpus) == ({"draw": 2}, 4, 1)
    job = record.run.running[7]
    assert (job.title, job.cores, job.gpus) == ("draw [one]", 2, 1)
    tell(recorder, "job_started", jobs=["some-group"])
    record.read()
    assert sorted(record.run.running) == [7, 8, 9]
    tell(recorder, "job_finished", job_id=9)
    message = "Terminating processes on user request, this might take some time."
    recorder.handle(logging.makeLogRecord({"msg": message}))
    tell(recorder, "job_error", jobid=7, log=["l.log"], indent=False)
    recorder.close()
    recorder.close()
    record.read()
    assert not record.alive() and record.run.stopped
    assert record.run.failed[7].log == "l.log" and record.run.ended is not None
    assert sum("ended" in line for line in path.read_text().splitlines()) == 1


def test_a_job_behind_several_failed_ones_is_counted_once_and_until_the_last_is_tried(tmp_path):
    recorder = recorder_in(tmp_path / following.FOLDER)
    tell_start(recorder)
    record = Record(records(tmp_path)[0])

    def blocked_after(event, **members):
        tell(recorder, event, **members)
        record.read()
        return record.run.blocked

    tell(recorder, "job_started", jobs=["some-group"])
    fails = {"log": [], "indent": True}
    assert blocked_after("job_error", jobid=7, **fails) == {"draw": 2}  # 20, 30
    assert blocked_after("job_error", jobid=8, **fails) == {"draw": 4}  # 9, 21 as well
    assert blocked_after("job_error", jobid=9, **fails) == {"draw": 3}  # 9 has failed itself
    assert blocked_after("job_started", jobs=[7]) == {"draw": 2}  # 21, 30
    assert blocked_after("job_started", jobs=[8]) == {"draw": 2}  # both need 9
    assert blocked_after("job_started", jobs=[9]) == {}


def test_dry_runs_and_jobs_record_nothing_and_old_records_go(tmp_path):
    folder = tmp_path / following.FOLDER
    dry = recorder_in(folder)
    tell(dry, "run_info", stats={"draw": 2, "total": 2})
    dry.close()
    inner = recorder_in(folder)
    tell(inner, "job_started", jobs=[7])
    tell(inner, "job_finished", job_id=7)
    inner.close()
    assert not folder.exists()
    for _ in range(KEPT + 2):
        recorder = recorder_in(folder)
        tell_start(recorder)
        recorder.close()
    assert len(list(folder.iterdir())) == KEPT


def test_a_recorder_that_cannot_write_does_not_stop_the_run(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    recorder = recorder_in(tmp_path / "file" / "runs")
    tell_start(recorder)
    tell(recorder, "job_finished", job_id=7)
    recorder.close()
    assert capsys.readouterr().err.count("broke off") == 1


def test_a_killed_run_is_told_from_one_that_lives(tmp_path):
    code = (
        "import sys, time; sys.path[:0] = sys.argv[1:3]\n"
        "from test_watching import *\n"
        "r = recorder_in(sys.argv[3]); tell_start(r); print('ready', flush=True); time.sleep(60)"
    )
    paths = [str(Path(runs.__file__).parents[2]), str(Path(__file__).parent)]
    process = subprocess.Popen(
        [sys.executable, "-c", code, *paths, str(tmp_path / following.FOLDER)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert process.stdout.readline() == b"ready\n"
    (path,) = records(tmp_path)
    assert Record(path).alive()
    assert Watch(tmp_path).state()["counts"]["running"] == 1
    process.send_signal(signal.SIGKILL)
    process.communicate()
    state = Watch(tmp_path).state()
    assert not state["alive"] and "make resume" in state["headline"]
    assert state["counts"]["waiting"] == 2 and state["running"] == []


def test_why_a_job_failed(tmp_path):
    log = tmp_path / "l.log"
    at_once = run_of(
        first({"draw": 1}, time=time.time()),
        started(1, "draw", time.time() - START, clip="one"),
        failed(1, time.time() + 1 - START, ["l.log"]),
    )
    failure = at_once.failed[1]
    assert sentence(failure, root=tmp_path).startswith("draw [one]: ended before it could write")
    log.write_text("much\nERROR draw [one]: the film is empty\n\n")
    assert sentence(failure, root=tmp_path) == "draw [one]: the film is empty"
    log.write_text("much\n3 frames of 9\n")
    assert "killed" in sentence(failure, root=tmp_path)
    assert "Ctrl-C" in sentence(failure, stopped=failure.time - 0.1, root=tmp_path)
    assert "Ctrl-C" not in sentence(failure, stopped=failure.time + 9, root=tmp_path)
    os.utime(log, (START, START))
    assert "killed" not in sentence(failure, root=tmp_path)


def big_state():
    names = {"clip": "a_sign_with_a_rather_long_identifier_that_goes_on", "who": "someone"}
    events = [first({f"rule_{i}": 5000 for i in range(20)})]
    for i in range(60):
        film = f"results/videos/{names['clip']}_{i}/puppet.someone.mp4"
        events += [started(i, f"rule_{i % 20}", i, output=[film], **names)]
        events += [finished(i, i + 1) if i % 3 else failed(i, i + 1, group=True)]
    events += [started(100 + i, "rule_3", 61, **names) for i in range(30)]
    state = view(run_of(*events), True, START + 70)
    state["failed"][0]["sentence"] = "手話 " * 60 + "\033[2J\x07 end"
    return state


@pytest.mark.parametrize("size", [(80, 24), (200, 60), (50, 12), (80, 9)])
def test_the_window_is_never_overrun(size):
    lines = terminal.window(big_state(), size)
    assert len(lines) <= size[1] - 1
    assert max(terminal.columns(line) for line in lines) <= min(80, size[0])
    assert "\033" not in "".join(lines) and "\x07" not in "".join(lines)
    text = "\n".join(lines)
    assert "40 done" in text and "30 running" in text and "20 failed" in text
    if size[1] >= 24:
        assert "手話" in text and "newest films" in text and "rule_3 " in text
    coloured = terminal.window(big_state(), size, coloured=True)
    assert any("\033[31m" in line for line in coloured)


def test_lengths_of_time():
    assert [span(s) for s in (0.4, 59, 61, 540, 1500, 7500, 180000)] == [
        *("0 s", "59 s", "1 min 1 s", "9 min", "25 min", "2 h 5 min", "2 d 2 h"),
    ]


def test_a_folder_without_a_run_is_said(tmp_path):
    state = Watch(tmp_path).state()
    assert "no run of" in state["headline"] and not state["alive"]
    assert any("no run of" in line for line in terminal.window(state))
