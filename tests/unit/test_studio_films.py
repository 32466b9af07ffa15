"""The studio: a film is trimmed on a strip, people are pointed at, what is made is watched."""

import json
import subprocess
import threading
import time

import numpy as np
import pytest
from test_studio import film as film  # fixtures
from test_studio import visitor as visitor

from pose2video.crowds.beginning import boxes_of
from pose2video.crowds.persons import chosen
from pose2video.crowds.tracking import Seen
from pose2video.films.overlays import overlaid, small_size
from pose2video.films.pictures import write_rgb
from pose2video.films.probing import probe
from pose2video.films.videos import ffmpeg_binary
from pose2video.poses.sequence import PoseSequence
from pose2video.studio.strips import strip_of

PEOPLE = {"frame": 0, "frame_size": [64, 48], "people": [[0.1, 0.1, 0.4, 0.9], [0.5, 0.1, 0.9, 1]]}


def test_a_film_is_trimmed_on_a_strip_of_its_frames(visitor, film):
    visitor.send_form("/motions", files={"file": ("go.mp4", film)})
    strip = strip_of(visitor.studio.motions.path("go"))
    assert strip.fps == 25 and len(strip.moments) == 10
    assert strip.moments[0] == ("0.000", "0.040") and strip.moments[-1] == ("0.360", "")
    page = visitor.get("/motions/go").text
    assert "/motions/go/strip/9.jpg" in page and 'name="end_s_frame" value="0.040"' in page
    shown = [visitor.get(f"/motions/go/strip/{number}.jpg").content for number in range(10)]
    assert all(one.startswith(b"\xff\xd8") for one in shown) and len(set(shown)) > 5
    assert visitor.get("/motions/go/strip/10.jpg").status_code == 404
    # a frame that is chosen counts, a number else; the last one is the film's own end
    said = {"start_s": "0", "start_s_frame": "0.080", "end_s": "0.2"}
    visitor.send_form("/motions/go/change", said)
    row = visitor.get("/api/motions/go").json()
    assert row["start_s"] == 0.08 and row["end_s"] == 0.2
    visitor.send_form("/motions/go/change", {"end_s": "0.2", "end_s_frame": ""})
    row = visitor.get("/api/motions/go").json()
    assert "start_s" not in row and "end_s" not in row
    # of a filmed character the picture is a frame of the strip
    visitor.send_form("/characters", {"name": "ann"}, {"file": ("go.mp4", film)})
    assert 'name="frame_s_frame"' in visitor.get("/characters/ann").text
    visitor.send_form("/characters/ann/change", {"frame_s_frame": "0.240", "frame_s": ""})
    assert visitor.get("/api/characters/ann").json()["frame_s"] == 0.24


def test_who_of_several_people_is_meant_is_a_click(visitor, film, tmp_path):
    visitor.send_form("/motions", files={"file": ("go.mp4", film)})
    assert "person-hint" in visitor.get("/motions/go").text  # nobody was looked for yet
    visitor.until("look_go", "done")
    home = tmp_path / "results/people"
    (home / "go.json").write_text(json.dumps(PEOPLE))
    write_rgb(home / "go.jpg", np.zeros((48, 64, 3), np.uint8))
    page = visitor.get("/motions/go").text
    assert 'value="0.5 0.1 0.9 1"' in page and "person-hint" not in page
    assert visitor.get("/motions/go/people.jpg").status_code == 200
    visitor.send_form("/motions/go/change", {"person": "0.5 0.1 0.9 1"})
    assert visitor.get("/api/motions/go").json()["person"] == [0.5, 0.1, 0.9, 1]
    assert 'aria-label="Person 2 from the left" checked' in visitor.get("/motions/go").text


def test_boxes_mean_the_people_they_are_drawn_around():
    def seen(x, size):
        points = np.array([[x, 60.0], [x, 30]])
        return Seen(np.array([x - 8, 15, x + 8, 62.0]), points, size)

    people = [seen(80, 30), seen(25, 28), seen(40, 30)]
    boxes = boxes_of(people, (100, 100))
    meant = [chosen(people, box, (100, 100)) for box in boxes]
    assert meant == [(1, False), (2, False), (0, False)]
    assert boxes[2][3] == 0.89  # to the feet


def test_poses_are_drawn_over_small_frames():
    assert small_size((1280, 722)) == (640, 360) and small_size((64, 48)) == (64, 48)
    keypoints = np.full((2, 553, 2), np.nan, np.float32)
    keypoints[0, 11:17] = [[60, 60], [20, 60], [70, 90], [10, 90], [70, 120], [10, 120]]
    poses = PoseSequence.build(keypoints, np.isfinite(keypoints[..., 0]), 25, (80, 160), "holistic")
    frames = np.full((2, 160, 80, 3), 100, np.uint8)
    first, second = overlaid(frames, poses, (40, 80))
    assert (second == 70).all() and first.shape == (80, 40, 3)
    assert 0.01 < (first != 70).any(axis=2).mean() < 0.5


def test_a_film_of_a_browsers_recorder_gets_a_length(visitor):
    command = [ffmpeg_binary(), "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=s=64x48:d=1"]
    recorded = [*command, "-c:v", "libvpx", "-f", "webm", "-"]  # no way back to write the length
    data = subprocess.run(recorded, stdout=subprocess.PIPE, check=True).stdout
    visitor.send_form("/motions", files={"file": ("webcam.webm", data)})
    path = visitor.studio.motions.path("webcam") / "film.webm"
    assert probe(path).duration_s == pytest.approx(1, abs=0.1) and path.read_bytes() != data
    assert "strip/11.jpg" in visitor.get("/motions/webcam").text


def test_the_newest_frames_of_a_film_are_a_stream_while_it_is_made(visitor, tmp_path):
    (tmp_path / "slow").touch()
    visitor.send_form("/make", {"character": "ada", "clip": "hello", "recipe": "puppet"})
    visitor.until("hello_ada", "running")
    at = "/api/jobs/hello_ada/films/0"
    assert (
        visitor.get(f"{at}/frame").status_code == 409
        and not visitor.get("/api/jobs/hello_ada").json()["picture"]
    )
    room = tmp_path / "results/generated/hello/.tmp.x/puppet.ada"
    room.mkdir(parents=True)

    def paint():
        for number in range(4):  # the newest one may be half written
            time.sleep(0.7)
            write_rgb(room / f"{number:06d}.png", np.full((8, 8, 3), number, np.uint8))
        time.sleep(0.7)
        (tmp_path / "results/videos/hello").mkdir(parents=True)
        (tmp_path / "results/videos/hello/puppet.ada.mp4").write_bytes(b"film")

    painting = threading.Thread(target=paint)
    painting.start()
    answer = visitor.get(f"{at}/film")  # ends when the film is there
    painting.join()
    assert answer.status_code == 202 and "x-mixed-replace" in answer.headers["content-type"]
    pictures = answer.content.split(b"--frame\r\n")[1:-1]
    assert len(pictures) == 3 and all(b"image/png" in one for one in pictures)
    assert visitor.get(f"{at}/film").content == b"film"
    assert visitor.get(f"{at}/frame").status_code == 409
    visitor.send_form("/jobs/hello_ada/cancel")
    visitor.until("hello_ada", "cancelled")
    # what a job looks like afterwards is a frame of its film
    room.rename(tmp_path / "results/generated/hello/puppet.ada")
    assert visitor.get("/jobs/hello_ada/picture").headers["content-type"] == "image/png"
    assert "/jobs/hello_ada/picture" in visitor.get("/jobs").text
