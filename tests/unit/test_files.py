import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from types import SimpleNamespace

import pytest

from pose2video.errors import UserError
from pose2video.files import ABANDONED_S, writing
from pose2video.resources import RESOURCES


def test_whole_or_absent(tmp_path):
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(RuntimeError), writing(tmp_path / "a.txt") as beside:
        beside.write_text("half")
        raise RuntimeError
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.txt", "old")]
    with writing(tmp_path / "folder") as beside:
        beside.mkdir()
        (beside / "x").write_text("1")
        assert not (tmp_path / "folder").exists()
    assert (tmp_path / "folder" / "x").read_text() == "1"
    assert not list(tmp_path.glob(".tmp.*"))


def test_a_folder_is_replaced_in_one_step(tmp_path):
    """Whoever looks while it happens sees the old one or the new one, whole."""
    folder, seen, over = tmp_path / "frames", set(), threading.Event()

    def write(text):
        with writing(folder) as beside:
            beside.mkdir()
            for i in range(300):
                (beside / str(i)).write_text(text)

    def look():
        while not over.is_set():
            with suppress(FileNotFoundError):  # for an instant, between the two
                seen.add(len(os.listdir(folder)))

    write("1")
    watcher = threading.Thread(target=look)
    watcher.start()
    write("2")
    over.set()
    watcher.join()
    assert seen == {300}
    assert (folder / "7").read_text() == "2" and not list(tmp_path.glob(".tmp.*"))


def test_an_error_on_a_disk_that_does_not_tell_its_size_stays_what_it_is(tmp_path, monkeypatch):
    told = SimpleNamespace(f_bavail=0, f_frsize=0, f_blocks=0)
    monkeypatch.setattr("os.statvfs", lambda path: told)
    with pytest.raises(UserError, match="nobody"), writing(tmp_path / "a.txt"):
        raise UserError("nobody is found")
    monkeypatch.setattr("os.statvfs", lambda path: SimpleNamespace(**vars(told) | {"f_blocks": 9}))
    with pytest.raises(UserError, match="is full"), writing(tmp_path / "a.txt"):
        raise RuntimeError("a library's own words")
    assert not list(tmp_path.iterdir())


def age(path):
    old = time.time() - 2 * ABANDONED_S
    os.utime(path, (old, old))


def test_what_a_killed_writer_left_is_removed_and_a_live_one_spared(tmp_path):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pose2video.files import writing\n"
        "with writing(sys.argv[2]) as beside:\n"
        "    beside.write_text('half'); print('ready', flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, str(RESOURCES.parent / "scripts"), tmp_path / "a.txt"]
    writer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    writer.stdout.readline()
    (room,) = tmp_path.glob(".tmp.*")
    age(room)
    with writing(tmp_path / "b.txt") as beside:
        beside.write_text("b")
    assert room.exists()
    writer.kill()
    writer.communicate()
    age(room)
    with writing(tmp_path / "b.txt") as beside:
        beside.write_text("b")
    assert not room.exists()
    assert [p.name for p in tmp_path.iterdir()] == ["b.txt"]


def test_a_writer_on_another_machine_is_spared_where_its_lock_is_not_seen(tmp_path, monkeypatch):
    monkeypatch.setattr("socket.gethostname", lambda: "node1")
    with writing(tmp_path / "a.txt") as beside:
        beside.write_text("whole")
        age(beside.parent)
        monkeypatch.setattr("pose2video.files._lock", lambda room: os.open(room, os.O_RDONLY))
        monkeypatch.setattr("socket.gethostname", lambda: "node2")
        with writing(tmp_path / "b.txt") as other:
            other.write_text("b")
    assert (tmp_path / "a.txt").read_text() == "whole"
