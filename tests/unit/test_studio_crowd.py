"""A crowded studio: pages read only what changed, and show long lists a part at a time."""

import json
import os
import re
import sys

import pytest
from test_studio import film as film  # fixtures
from test_studio import visitor as visitor

from pose2video.errors import UserError
from pose2video.files import write_json
from pose2video.studio import motions, orders
from pose2video.studio.keeping import Kept

JOBS = 90


@pytest.fixture
def crowd(visitor, tmp_path):
    """A visitor of a studio with `JOBS` jobs, a third of which are done, with frames kept."""
    (tmp_path / "slow").touch()
    for number in range(JOBS):
        folder = visitor.studio.orders.folder / f"job_{number}"
        folder.mkdir(parents=True)
        names = {"clips": ["hello"], "characters": ["ada"], "recipes": ["puppet"]}
        told = {
            "job.yaml": {},
            "order.json": names | {"kind": "films", "created": float(number)},
            "state.json": {"state": "waiting" if number % 3 else "done"},
        }
        for file, data in told.items():
            (folder / file).write_text(json.dumps(data))
    frames = tmp_path / "results/generated/hello/puppet.ada"
    frames.mkdir(parents=True)
    for number in range(3):
        (frames / f"{number:06d}.png").write_bytes(b"frame")
    (tmp_path / "results/videos/hello").mkdir(parents=True)
    (tmp_path / "results/videos/hello/puppet.ada.mp4").write_bytes(b"film")
    return visitor


def test_lists_are_walked_to_their_ends_without_scripts(crowd):
    for key, count in (("queue", JOBS * 2 // 3), ("from", JOBS // 3)):
        seen, place, pages = [], "?", 0
        while place:
            page = crowd.get(f"/jobs{place}").text
            lists = page.split("<h2>")[1:]
            part = lists[0 if key == "queue" else 1]
            seen += re.findall(r'data-job="(\w+)"', part)
            found = re.search(r'rel="next" href="(\S+)"', part)
            place, pages = found and found[1].replace("&amp;", "&"), pages + 1
        assert sorted(seen) == sorted(set(seen)) and len(seen) == count
        assert pages == -(-count // (10 if key == "queue" else 40))
    # the first page: what runs now, then the oldest; what is done the newest first
    lists = crowd.get("/jobs").text.split("<h2>")
    assert re.findall(r'data-job="job_(\d+)"', lists[1])[:3] == ["1", "2", "4"]
    assert re.findall(r'data-job="job_(\d+)"', lists[2])[0] == str(JOBS - 3)
    page = crowd.get("/jobs?queue=20&from=7000").text
    assert "21 to 30 of 60" in page and 'href="?queue=10&amp;from=7000"' in page
    assert crowd.get("/jobs?queue=-1&from=x").status_code == 200


def test_a_second_look_reads_no_job_and_walks_no_frames(crowd):
    counted, counting = {"open": 0, "os.scandir": 0}, [False]

    def hook(event, args):
        if counting[0] and event in counted and str(args[0]).startswith(str(crowd.studio.root)):
            counted[event] += 1

    assert "/jobs/job_0/picture" in crowd.get("/jobs").text
    sys.addaudithook(hook)
    counting[0] = True
    for place in ("/", "/jobs"):
        assert crowd.get(place).status_code == 200
    counting[0] = False
    # the shelves themselves; what the runner does beside is some more
    assert counted["os.scandir"] < 20 and counted["open"] < 10, counted


def test_what_changes_on_the_disk_is_seen_at_once(crowd, film, tmp_path):
    job = crowd.studio.orders.path("job_0")
    told = {"state": "failed", "sentences": ["first"]}
    (job / "state.json").write_text(json.dumps(told))  # in place
    assert orders.read_order(crowd.studio, "job_0").state == "failed"
    write_json(job / "state.json", told | {"sentences": ["again"]})  # as long, by another name
    assert "again" in crowd.get("/jobs/job_0").text
    os.replace(job, job.with_name("job_moved"))
    assert {"job_moved"} == {o.id for o in orders.all_of(crowd.studio)} - {
        f"job_{n}" for n in range(JOBS)
    }
    assert crowd.get("/jobs/job_0").status_code == 404
    frames = tmp_path / "results/generated/hello/puppet.ada"
    assert crowd.get("/jobs/job_3/picture").status_code == 200
    for path in frames.iterdir():
        path.unlink()
    assert crowd.get("/jobs/job_3/picture").status_code == 404
    crowd.send_form("/motions", {"gloss": "ONE"}, {"file": ("go.mp4", film)})
    table = crowd.studio.motions.path("one") / "clip.tsv"
    table.write_text(table.read_text().replace("ONE", "TWO"))
    assert motions.row_of(crowd.studio, "one")["gloss"] == "TWO"
    elsewhere = tmp_path / "elsewhere.mp4"
    os.replace(table.with_name("film.mp4"), elsewhere)
    table.write_text(table.read_text().replace("film.mp4", "../../../elsewhere.mp4"))
    assert motions.row_of(crowd.studio, "one")["video"] == str(elsewhere)
    elsewhere.unlink()  # nothing in the motion's own folder changes
    with pytest.raises(UserError, match="is not there"):
        motions.row_of(crowd.studio, "one")


def test_films_and_motions_show_a_frame_of_their_middle(crowd, tmp_path):
    film = "/jobs/job_0/films/0"
    assert crowd.get(f"{film}/film.jpg").content == b"frame"
    assert crowd.get(f"{film}/driver.jpg").status_code == 404
    assert crowd.get("/motions/hello/view.jpg").status_code == 404
    assert "/motions/hello/view.jpg" not in crowd.get("/motions").text
    frames = tmp_path / "results/frames/hello"
    frames.mkdir(parents=True)
    for number in range(3):
        (frames / f"{number:06d}.png").write_bytes(b"%d" % number)
    assert crowd.get(f"{film}/driver.jpg").content == b"1"
    assert crowd.get("/motions/hello/view.jpg").content == b"1"
    for place in ("/motions", "/make"):
        assert "/motions/hello/view.jpg" in crowd.get(place).text


def test_what_is_kept_does_not_grow_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr("pose2video.studio.keeping.MOST", 10)
    kept, reads = Kept(), []

    def parse(folder):
        reads.append(folder)
        return len(reads)

    for number in range(25):
        kept.read(parse, tmp_path / str(number), ("a",))
    assert len(kept._known) <= 10
    assert kept.read(parse, tmp_path / "24", ("a",)) == 25 and len(reads) == 25
