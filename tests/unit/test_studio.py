"""The studio: a whole visit on pages without scripts, the same by program, what stays on disk."""

import io
import subprocess
import zipfile

import cv2
import numpy as np
import pytest
import yaml

from pose2video.errors import UserError
from pose2video.films.videos import encoder
from pose2video.jobs.meeting import run_identity
from pose2video.planning.reading import read_plan
from pose2video.reporting.wanted import wanted
from pose2video.studio import orders
from pose2video.studio.erasing import erase
from pose2video.studio.premises import Studio
from studio_premises import let_in, open_studio


def jpeg(side=80):
    """A picture's bytes."""
    return cv2.imencode(".jpg", np.full((side, side, 3), 120, np.uint8))[1].tobytes()


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """The bytes of a small film."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    with encoder(path, (64, 48), 25) as write:
        for level in range(10):
            write(np.full((48, 64, 3), 20 * level, np.uint8))
    return path.read_bytes()


@pytest.fixture
def visitor(tmp_path):
    with open_studio(tmp_path) as visitor:
        yield let_in(visitor)


def test_a_whole_visit_without_scripts(visitor, film, tmp_path):
    said = {"name": "Änne", "license": "CC0", "consent": "form 7"}
    page = visitor.send_form("/characters", said, {"file": ("me.jpg", jpeg())})
    assert page.url.path == "/characters/anne" and "CC0" in page.text
    page = visitor.send_form("/motions", {"gloss": "HOUSE <b>"}, {"file": ("x.mp4", film)})
    assert page.url.path == "/motions/house_b" and "HOUSE &lt;b&gt;" in page.text
    assert visitor.until("look_anne", "done") and visitor.until("look_house_b", "done")

    page = visitor.get("/make?clip=house_b")
    assert 'value="house_b" checked' in page.text
    page = visitor.send_form("/make", {"character": "anne", "clip": "house_b", "recipe": "puppet"})
    assert page.url.path == "/jobs/house_b_anne"
    told = visitor.until("house_b_anne", "done")
    assert told["made"] == told["films"] == 1

    page = visitor.get("/jobs/house_b_anne")
    assert "/jobs/house_b_anne/films/0/film.mp4" in page.text and "driver.mp4" in page.text
    answer = visitor.get("/jobs/house_b_anne/films/0/film.mp4", headers={"Range": "bytes=5-9"})
    assert answer.status_code == 206 and answer.content == bytes([5, 6, 7, 8, 9])
    saved = visitor.get("/jobs/house_b_anne/films/0/film.mp4?save")
    assert 'filename="house_b.puppet.anne.mp4"' in saved.headers["content-disposition"]
    assert b"house_b.puppet.anne.mp4" in visitor.get("/jobs/house_b_anne/films.zip").content

    # what is on the disk makes the same without the studio
    job = visitor.studio.orders.path("house_b_anne")
    fragment = tmp_path / "studio/characters/anne/character.yaml"
    plan = read_plan([fragment, job / "job.yaml"], tmp_path)
    assert plan.films == [("house_b", "puppet", "anne")] or len(plan.films) == 1
    assert plan.clips["house_b"]["gloss"] == "HOUSE <b>"
    assert plan.characters["anne"]["consent"] == "form 7"
    for path in ("/", "/jobs", "/jobs/house_b_anne/films/0", "/recipes", "/run", "/yours", "/api"):
        assert visitor.get(path).status_code == 200, path

    # everything goes, with what was made
    page = visitor.send_form("/yours/delete")
    assert page.status_code == 422 and "sure" in page.text
    visitor.send_form("/yours/delete", {"sure": "yes"})
    left = [path for path in tmp_path.rglob("*") if "anne" in path.name or "house" in path.name]
    assert not left


def test_the_same_by_program(visitor, film):
    visitor.cookies.clear()
    visitor.headers["Authorization"] = f"Bearer {visitor.studio.secrets.token}"
    told = visitor.post("/api/characters", files={"file": ("ann.jpg", jpeg())}).json()
    assert told["id"] == "ann" and "image" not in told
    told = visitor.post("/api/motions", files={"file": ("go.mp4", film)}, data={"end_s": 0.2})
    assert told.status_code == 201 and told.json()["end_s"] == 0.2
    asked = {"characters": ["ann"], "motions": ["go"], "recipes": ["puppet", "skeleton"]}
    told = visitor.post("/api/jobs", json=asked).json()
    events = visitor.get(f"/api/jobs/{told['id']}/events").text
    assert '"state": "done"' in events.split("data: ")[-1]
    last = [line for line in events.splitlines() if line.startswith("id: ")][-1][4:]
    again = visitor.get(f"/api/jobs/{told['id']}/events", headers={"Last-Event-ID": last}).text
    assert "data:" not in again
    job = visitor.get(f"/api/jobs/{told['id']}").json()
    assert [film["recipe"] for film in job["films"]] == ["puppet", "skeleton"]
    assert len(visitor.get(job["films"][1]["href"]).content) == 1000
    described = visitor.get("/api/openapi.json").json()["paths"]
    own = {
        r.path.replace("{name}", "{id}").replace(":int", "")
        for r in visitor.app.app.routes
        if r.path.startswith("/api/")
    } - {"/api/openapi.json"}
    assert own == set(described)
    assert visitor.delete("/api/characters/ann").json() == {"deleted": "ann"}
    assert visitor.get(f"/api/jobs/{told['id']}").status_code == 404
    assert visitor.get("/api/motions/go").status_code == 200


def test_bad_input_says_what_the_command_line_says(visitor, film, tmp_path):
    page = visitor.send_form("/characters", files={"file": ("me.jpg", b"<html>")})
    assert page.status_code == 422 and "the picture me.jpg" in page.text
    page = visitor.send_form("/motions", files={"file": ("me.mp4", b"no film at all")})
    assert page.status_code == 422 and "me.mp4 cannot be read as a film" in page.text
    page = visitor.send_form("/motions", {"end_s": "soon"}, {"file": ("a.mp4", film)})
    assert "is not a number" in page.text and str(tmp_path) not in page.text
    page = visitor.send_form("/make", {"character": "ada", "recipe": "puppet"})
    assert "no motion is chosen" in page.text
    asked = {"character": "ada", "clip": "hello", "recipe": "nothing"}
    assert "&#39;nothing&#39; is not defined" in visitor.send_form("/make", asked).text
    assert not visitor.studio.motions.ids() and not list((tmp_path / "studio/incoming").iterdir())


def test_changes_of_a_motion_are_checked_before_they_count(visitor, film):
    visitor.send_form("/motions", files={"file": ("go.mp4", film)})
    page = visitor.send_form("/motions/go/change", {"gloss": "GO", "start_s": "2", "end_s": "1"})
    assert page.status_code == 422 and "does not lie after start_s" in page.text
    visitor.send_form("/motions/go/change", {"gloss": "GO\tNOW", "end_s": "0.2"})
    row = visitor.get("/api/motions/go").json()
    assert row["gloss"] == "GO NOW" and row["end_s"] == 0.2


def test_a_folder_made_by_hand_appears(visitor, tmp_path):
    home = tmp_path / "studio/jobs/mine_by_hand"
    home.mkdir(parents=True)
    make = [{"clips": ["hello"], "characters": ["ada"], "recipes": ["puppet"]}]
    (home / "job.yaml").write_text(yaml.safe_dump({"make": make}))
    assert "mine by hand" in visitor.get("/jobs").text.replace("_", " ")
    assert "not begun" in visitor.get("/jobs/mine_by_hand").text
    visitor.send_form("/jobs/mine_by_hand/again")
    assert visitor.until("mine_by_hand", "done")["made"] == 1


def test_a_failed_job_has_its_sentence_and_can_be_made_again(visitor, tmp_path):
    (tmp_path / "fails").touch()
    page = visitor.send_form("/make", {"character": "ada", "clip": "hello", "recipe": "puppet"})
    assert visitor.until("hello_ada", "failed")["sentences"] == [
        "config: something is wrong: mend it"
    ]
    (tmp_path / "fails").unlink()
    page = visitor.send_form("/jobs/hello_ada/again")
    assert page.url.path == "/jobs/hello_ada" and visitor.until("hello_ada", "done")


def test_jobs_are_cancelled_and_survive_a_studio_that_was_killed(visitor, tmp_path):
    (tmp_path / "slow").touch()
    asked = {"character": "ada", "clip": "hello", "recipe": "puppet"}
    visitor.send_form("/make", asked)
    visitor.send_form("/make", asked)
    visitor.until("hello_ada", "running")
    visitor.send_form("/jobs/hello_ada_2/cancel")
    assert visitor.until("hello_ada_2", "cancelled")
    page = visitor.send_form("/characters/ada/look")  # a look goes before films that wait
    assert page.status_code == 200
    visitor.send_form("/jobs/hello_ada/cancel")
    assert visitor.until("hello_ada", "cancelled")
    (tmp_path / "slow").unlink()
    visitor.until("look_ada", "done", "cancelled", "running")
    visitor.send_form("/jobs/look_ada/cancel")
    # as a killed studio leaves it: something runs, half an upload lies there
    order = orders.read_order(visitor.studio, "hello_ada")
    orders.set_state(order, orders.RUNNING, pid=1, run="1-1")
    (tmp_path / "studio/incoming/half").mkdir()
    with open_studio(tmp_path) as second:
        let_in(second)
        assert second.until("hello_ada", "done")["made"] == 1
        assert not (tmp_path / "studio/incoming/half").exists()


def test_what_a_killed_studio_had_not_looked_at_is_looked_at(visitor, film, tmp_path):
    visitor.send_form("/motions", files={"file": ("go.mp4", film)})
    visitor.until("look_go", "done")
    visitor.studio.orders.remove("look_go")  # killed between the upload and its look
    with open_studio(tmp_path) as second:
        let_in(second)
        assert second.until("look_go", "done")


def test_a_run_that_outlived_its_studio_is_ended_with_its_job(visitor, tmp_path):
    asked = {"character": "ada", "clip": "hello", "recipe": "puppet"}
    visitor.send_form("/make", asked)
    visitor.until("hello_ada", "done")
    orphan = subprocess.Popen(["sleep", "60"], start_new_session=True)
    order = orders.read_order(visitor.studio, "hello_ada")
    orders.set_state(order, orders.RUNNING, pid=orphan.pid, run="another")
    visitor.send_form("/jobs/hello_ada/cancel")
    assert visitor.until("hello_ada", "cancelled") and orphan.poll() is None
    orders.set_state(order, orders.RUNNING, pid=orphan.pid, run=run_identity(orphan.pid))
    visitor.send_form("/jobs/hello_ada/cancel")
    assert orphan.wait(30) != 0


def test_the_config_says_by_which_profile_jobs_run(tmp_path):
    (tmp_path / "mine.yaml").write_text("studio: {profile: far, job_hours: 2}")
    with pytest.raises(UserError, match=r"studio\.profile: \S+/far holds no profile"):
        Studio(tmp_path, [tmp_path / "mine.yaml"])
    (tmp_path / "far").mkdir()
    (tmp_path / "far/config.yaml").write_text("cores: 1")
    studio = Studio(tmp_path, [tmp_path / "mine.yaml"])
    profile = ["--workflow-profile", str(tmp_path / "far")]
    assert orders.means(studio) == profile and orders.means(studio, 3) == [*profile, "--cores", "3"]
    assert studio.quotas.job_hours == 2


def test_gifs_films_of_the_person_alone_and_poses_are_there_for_the_asking(visitor, tmp_path):
    asked = {"character": "ada", "clip": "hello", "recipe": ["puppet", "skeleton"]}
    page = visitor.send_form("/make", asked | {"format": "webm"})
    assert page.status_code == 422 and "recipes.skeleton.formats: webm has the person" in page.text
    assert 'value="webm" checked' in page.text
    page = visitor.send_form("/make", asked | {"format": "avi"})
    assert page.status_code == 422 and "avi" in page.text
    visitor.send_form("/make", asked | {"format": "gif"})
    job = tmp_path / "studio/jobs/hello_ada/job.yaml"
    assert read_plan([job], tmp_path).recipes["skeleton"]["formats"] == ["gif"]
    visitor.until("hello_ada", "done")
    assert visitor.get("/api/motions/hello/poses").status_code == 409
    poses = tmp_path / "results/exported/smoothed/hello/holistic.steady/pose/hello.pose"
    poses.parent.mkdir(parents=True)
    poses.write_bytes(b"poses")
    (tmp_path / "results/videos/hello/puppet.ada.gif").write_bytes(b"moves")
    assert visitor.get("/api/motions/hello/poses").content == b"poses"
    assert "/motions/hello/poses.pose" in visitor.get("/motions/hello").text
    assert "/jobs/hello_ada/films/0/film.gif?save" in visitor.get("/jobs/hello_ada").text
    with zipfile.ZipFile(io.BytesIO(visitor.get("/jobs/hello_ada/films.zip").content)) as bundle:
        names = {name.partition("/")[2] for name in bundle.namelist()}
    assert {"hello.pose", "hello.puppet.ada.gif", "hello.puppet.ada.mp4"} <= names


def test_erasing_leaves_what_is_of_others(tmp_path):
    ours = [
        "results/videos/go/puppet.ann.mp4",
        "results/characters/ann/holistic/check.png",
        "logs/encode_video/go/puppet.ann.log",
        "results/models/m/ann/x.png",
        "results/characters/ann/holistic/.tmp.h.x/check.png",
    ]
    theirs = ["results/videos/go/puppet.anna.mp4", "results/characters/anna/mask.png"]
    for name in ours + theirs:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "results/index.html").write_text("<p>ann by puppet")
    (tmp_path / "results/scores.tsv").write_text("anna\tpuppet")
    erase(tmp_path, ["ann"])
    assert not any((tmp_path / name).exists() for name in ours)
    assert all((tmp_path / name).exists() for name in theirs)
    assert not (tmp_path / "results/index.html").exists()
    assert (tmp_path / "results/scores.tsv").exists()


def test_people_judge_films_and_what_they_reject_is_made_by_another_recipe(visitor, tmp_path):
    asked = {"character": ["ada", "bruno"], "clip": "hello", "recipe": "puppet"}
    visitor.send_form("/make", asked)
    assert visitor.until("hello_ada", "done")["made"] == 2
    page = visitor.get("/jobs/hello_ada/review")
    assert page.url.path == "/jobs/hello_ada/review/0"
    said = {"verdict": "rejected hand", "note": "the <thumb>\tis hidden"}
    page = visitor.send_form("/jobs/hello_ada/review/0", said)
    assert page.url.path == "/jobs/hello_ada/review/1"
    page = visitor.send_form("/jobs/hello_ada/review/1", {"verdict": "splendid"})
    assert page.status_code == 422 and "approved, rejected" in page.text
    page = visitor.send_form("/jobs/hello_ada/review/1", {"verdict": "approved"})
    assert page.url.path == "/reviews" and "the &lt;thumb&gt; is hidden" in page.text
    # the same by program
    film = "/api/jobs/hello_ada/films/1/review"
    visitor.headers["Authorization"] = f"Bearer {visitor.studio.secrets.token}"
    told = visitor.put(film, json={"verdict": "rejected", "reason": "timing"}).json()
    assert told["character"] == "bruno" and told["reason"] == "timing" and told["note"] is None
    assert len(visitor.get("/api/reviews").json()) == 2
    assert visitor.put(film, json={"verdict": "so so"}).status_code == 422
    said = [film["review"] for film in visitor.get("/api/jobs/hello_ada").json()["films"]]
    assert [one["verdict"] for one in said] == ["rejected", "rejected"]
    assert said[0]["note"] == "the <thumb> is hidden" and said[1]["reason"] == "timing"
    assert visitor.delete(film).json()["verdict"] is None
    assert visitor.delete(film.replace("1", "7")).status_code == 404
    assert visitor.post("/api/reviews/again", json={"recipes": ["puppet"]}).status_code == 422
    assert visitor.put(film, json={"verdict": "approved"}).json()["verdict"] == "approved"
    config = tmp_path / "mine.yaml"
    make = [{"reviewed": "rejected", "recipes": ["puppet", "figure"]}]
    config.write_text(yaml.safe_dump({"reviews": "studio/reviews.tsv", "make": make}))
    plan = read_plan([config], tmp_path)
    assert [(f.clip, f.recipe, f.character) for f in plan.films] == [("hello", "figure", "ada")]
    config.write_text(config.read_text().replace("- figure", ""))
    with pytest.raises(UserError, match=r"make\[0\]\.reviewed: of nothing .* choose another"):
        read_plan([config], tmp_path)
    page = visitor.send_form("/reviews/again", {"recipe": "puppet"})
    assert page.status_code == 422 and "choose another recipe" in page.text
    visitor.send_form("/reviews/again", {"recipe": "figure"})
    assert visitor.until("hello_ada_2", "done")["films"] == 1
    job = visitor.studio.orders.path("hello_ada") / "job.yaml"
    config.write_text("reviews: studio/reviews.tsv")
    films = wanted(read_plan([job, config], tmp_path), {}, [], [0, 0])["films"]
    assert [film["review"] for film in films] == [
        "rejected: hand, the <thumb> is hidden",
        "approved",
    ]
    visitor.send_form("/jobs/hello_ada/review/1", {"verdict": ""})
    table = (tmp_path / "studio/reviews.tsv").read_text()
    assert "ada" in table and "bruno" not in table
