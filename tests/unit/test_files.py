import os
import subprocess
import sys
import time

import pytest

from pose2video.files import ABANDONED_S, writing
from pose2video.skeletons import RESOURCES


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
