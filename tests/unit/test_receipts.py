"""What a job says that it wrote, and what is found when it is not there any more."""

import os

import pytest

from pose2video.receipts import RECENT_S, damaged, read_receipts, receipt_of


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a file, a folder of frames, and the log of the job that wrote them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "frames").mkdir()
    for i in range(3):
        (tmp_path / "frames" / f"{i}.jpg").write_bytes(bytes(100 + i))
    (tmp_path / "film.mp4").write_bytes(b"film")
    (tmp_path / "logs" / "rule").mkdir(parents=True)
    write_log(tmp_path, "one")
    return tmp_path


def write_log(place, name, paths=("film.mp4", "frames"), age_s=0):
    log = place / "logs" / "rule" / f"{name}.log"
    log.write_text("rule: x\n" + "\n".join(map(receipt_of, paths)) + "\n")
    date = log.stat().st_mtime - age_s
    os.utime(log, (date, date))
    return log


def test_what_is_whole_is_not_complained_about(place):
    assert damaged("logs") == []
    assert "frames: 3 files, 303 bytes" in read_receipts(place / "logs/rule/one.log")["frames"]
    (place / "frames" / ".snakemake_timestamp").touch()
    assert damaged("logs") == []


def cut(path):
    os.truncate(path, path.stat().st_size - 1)


def zero(path):
    path.write_bytes(bytes(path.stat().st_size))


@pytest.mark.parametrize(
    ("path", "harm", "found"),
    [
        ("film.mp4", cut, ["film.mp4"]),
        ("film.mp4", zero, ["film.mp4"]),
        ("frames/1.jpg", cut, ["frames"]),
        ("frames/1.jpg", os.remove, ["frames"]),
        ("frames/1.jpg", lambda path: path.rename(path.with_name("7.jpg")), ["frames"]),
        ("film.mp4", os.remove, []),  # Snakemake sees that
    ],
)
def test_what_is_damaged_is_named(place, path, harm, found):
    harm(place / path)
    assert damaged("logs") == found


def test_the_latest_of_two_logs_counts_and_old_ones_do_not(place):
    write_log(place, "before", age_s=60)
    (place / "film.mp4").write_bytes(b"another")
    log = write_log(place, "later")
    assert damaged("logs") == []
    os.truncate(log, 5)  # the log itself is damaged: what the earlier one says is not so
    assert damaged("logs") == ["film.mp4"]
    write_log(place, "one", age_s=2 * RECENT_S)
    write_log(place, "before", age_s=2 * RECENT_S)
    assert damaged("logs") == []


def test_weights_that_a_link_leads_to_are_not_read(place):
    (place / "weights").mkdir()
    (place / "weights" / "unet").symlink_to(place / "nowhere")
    write_log(place, "weights", ["weights"])
    assert damaged("logs") == []
    (place / "weights" / "unet").unlink()
    (place / "weights" / "unet").symlink_to(place / "elsewhere")
    assert damaged("logs") == ["weights"]
