"""What a job says that it wrote, and what is found when it is not there any more."""

import os

import pytest

from pose2video.jobs.receipts import RECENT_S, damaged, read_receipts, receipt_of


@pytest.fixture
def place(tmp_path, monkeypatch):
    """The results of a run: a file, a folder of frames; and the log of the job that wrote them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results" / "frames").mkdir(parents=True)
    for i in range(3):
        (tmp_path / "results" / "frames" / f"{i}.jpg").write_bytes(bytes(100 + i))
    (tmp_path / "results" / "film.mp4").write_bytes(b"film")
    (tmp_path / "logs" / "rule").mkdir(parents=True)
    write_log(tmp_path, "one")
    return tmp_path


BOTH = ["results/film.mp4", "results/frames"]  # Snakemake misses what something else needs


def write_log(place, name, paths=("results/film.mp4", "results/frames"), age_s=0):
    log = place / "logs" / "rule" / f"{name}.log"
    log.write_text("rule: x\n" + "\n".join(map(receipt_of, paths)) + "\n")
    date = log.stat().st_mtime - age_s
    os.utime(log, (date, date))
    return log


def test_what_is_whole_is_not_complained_about(place):
    assert damaged("logs") == []
    told = read_receipts(place / "logs/rule/one.log")
    assert "results/frames: 3 files, 303 bytes" in told["results/frames"]
    (place / "results" / "frames" / ".snakemake_timestamp").touch()
    assert damaged("logs") == []


def cut(path):
    os.truncate(path, path.stat().st_size - 1)


def zero(path):
    path.write_bytes(bytes(path.stat().st_size))


@pytest.mark.parametrize(
    ("path", "harm", "found"),
    [
        ("film.mp4", cut, BOTH),
        ("film.mp4", zero, BOTH),
        ("frames/1.jpg", cut, BOTH),
        ("frames/1.jpg", os.remove, BOTH),
        ("frames/1.jpg", lambda path: path.rename(path.with_name("7.jpg")), BOTH),
        ("film.mp4", os.remove, []),  # Snakemake sees that
    ],
)
def test_what_is_damaged_is_named(place, path, harm, found):
    path = place / "results" / path
    date = path.stat().st_mtime
    harm(path)
    if path.exists():  # a machine that goes down changes no date
        os.utime(path, (date, date))
    assert damaged("logs") == found


def test_what_somebody_changed_is_left_alone(place):
    (place / "results" / "film.mp4").write_bytes(b"mine")
    (place / "results" / "frames" / ".DS_Store").touch()
    for path in ("film.mp4", "frames/.DS_Store"):
        date = (place / "logs/rule/one.log").stat().st_mtime + 60
        os.utime(place / "results" / path, (date, date))
    assert damaged("logs") == []


@pytest.mark.parametrize("path", ["mine.mp4", "results/../mine.mp4", "{place}/results/film.mp4"])
def test_a_log_names_nothing_outside_the_results(place, path):
    (place / "mine.mp4").write_bytes(b"1")
    path = path.format(place=place)
    log = place / "logs" / "rule" / "odd.log"
    log.write_text(f"wrote {path}: 1 file, 9 bytes, sha256 {'0' * 64}\n")
    assert damaged("logs") == []


def test_what_cannot_be_read_is_damaged(place, monkeypatch):
    def refuse(path):
        raise OSError(5, "Input/output error", path)

    monkeypatch.setattr("pose2video.jobs.receipts.receipt_of", refuse)
    assert damaged("logs") == ["results/film.mp4", "results/frames"]


def test_the_latest_of_two_logs_counts_and_old_ones_do_not(place):
    write_log(place, "before", age_s=60)
    date = (place / "results" / "film.mp4").stat().st_mtime
    (place / "results" / "film.mp4").write_bytes(b"another")
    os.utime(place / "results" / "film.mp4", (date - 100, date - 100))
    log = write_log(place, "later")
    assert damaged("logs") == []
    os.truncate(log, 5)  # the log itself is damaged: what the earlier one says is not so
    assert damaged("logs") == BOTH
    write_log(place, "one", age_s=2 * RECENT_S)
    write_log(place, "before", age_s=2 * RECENT_S)
    assert damaged("logs") == []


def test_weights_that_a_link_leads_to_are_not_read(place):
    link = place / "results" / "weights" / "unet"
    link.parent.mkdir()
    link.symlink_to(place / "nowhere")
    write_log(place, "weights", ["results/weights"])
    assert damaged("logs") == []
    link.unlink()
    link.symlink_to(place / "elsewhere")
    assert damaged("logs") == ["results/weights"]


def test_what_another_job_wrote_stays(place):
    (place / "results" / "other.txt").write_text("whole")
    write_log(place, "other", ["results/other.txt"])
    (place / "results" / "frames" / "0.jpg").unlink()
    assert damaged("logs") == BOTH
