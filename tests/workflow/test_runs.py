"""What runs, what runs again, and what is left when something goes wrong."""

import os
import shutil

from pose2video.films.probing import probe
from pose2video.watching.following import Record, records
from pose2video.watching.watch import Watch

PER_RUN = {"scores.tsv", "index.html", "summary.txt", "problems.tsv"}


def clip_files(clip):
    """Everything that is made for a clip with the character `me` and both recipes."""
    shared = {
        f"frames/{clip}",
        f"frames/{clip}.json",
        f"drivers/{clip}.mp4",
        f"drivers/{clip}.json",
        f"poses/{clip}/holistic.json",
        f"smoothed/{clip}/holistic.steady.json",
        f"compared/{clip}/me.mp4",
        f"compared/{clip}/me.png",
    }
    shared |= {
        f"bodies/{clip}/holistic.steady{who}.{kind}"
        for who in ("", ".me")
        for kind in ("safetensors", "json")
    }
    return shared.union(*(recipe_files(clip, recipe) for recipe in ("puppet", "skeleton")))


def recipe_files(clip, recipe):
    name = f"{clip}/{recipe}.me"
    retargeted = {f"retargeted/{name}.{end}" for end in ("json", "png", "view.json")}
    generated = {f"generated/{name}", f"generated/{name}.json"}
    films = {f"videos/{name}.mp4", f"videos/{name}.json"}
    found = {f"found/{name}.json"} if recipe == "puppet" else set()  # the other draws no person
    return retargeted | generated | films | found | {f"scores/{name}.json"}


def test_a_bad_film_fails_alone_and_only_what_changed_runs_again(project):
    fails_alone(project)
    film = probe(project.results / "videos" / "one" / "puppet.me.mp4")
    assert (film.n_frames, film.width, film.height, film.fps) == (8, 512, 512, 25)
    scores = (project.results / "scores.tsv").read_text()
    assert "one\tskeleton\tme\tpck_body\t\tshare\tnot applicable" in scores
    assert "&lt;b&gt;one&lt;/b&gt;" in (project.results / "index.html").read_text()

    assert project.changed_by() == set()

    # the same film copied again is no change, another film is
    shutil.copyfile(project.folder / "one.mp4", project.folder / "copy.mp4")
    os.replace(project.folder / "copy.mp4", project.folder / "one.mp4")
    assert project.changed_by() == set()
    shutil.copyfile(project.folder / "one.mp4", project.folder / "two.mp4")
    assert project.changed_by() == clip_files("two") | PER_RUN

    # a setting of one component runs what uses it, and nothing else
    project.config["generators"] = {"skeleton": {"use": "skeleton_render", "face": False}}
    skeletons = {
        path
        for clip in ("one", "two")
        for path in (
            *recipe_files(clip, "skeleton"),
            f"compared/{clip}/me.mp4",
            f"compared/{clip}/me.png",
        )
        if not path.startswith("retargeted")
    }
    assert project.changed_by() == skeletons | PER_RUN

    # one result by its name
    (project.results / "videos" / "one" / "puppet.me.mp4").unlink()
    assert project.changed_by("results/videos/one/puppet.me.mp4") == {
        "videos/one/puppet.me.json",
        "videos/one/puppet.me.mp4",
    }


def fails_alone(project):
    """A bad film fails alone and the rest is reported; with a good one its clip alone is made."""
    good = (project.folder / "two.mp4").read_bytes()
    (project.folder / "two.mp4").write_text("<html>404</html>")
    done = project.run()
    assert done.returncode != 0
    sentence = "is a web page, not a film"
    assert "extract_frames [two]" in done.stdout and sentence in done.stdout
    assert (project.results / "videos" / "one" / "puppet.me.mp4").is_file()
    assert not list(project.results.glob("*/two*"))
    partial = project.results / "partial"
    # the summary is wrapped, and where depends on the length of the film's path
    assert sentence in " ".join((partial / "summary.txt").read_text().split())
    assert sentence in (partial / "index.html").read_text()
    assert "one\tpuppet\tme\t" in (partial / "scores.tsv").read_text()

    # who watched it saw what failed and what could not be made any more
    (record,) = records(project.folder)
    assert Record(record).run.blocked["encode_driver"] == 1
    state = Watch(project.folder).state()
    assert not state["alive"] and ": 1 failed, " in state["headline"]
    assert state["counts"]["failed"] == 1 and state["counts"]["running"] == 0
    assert state["failed"][0]["sentence"].startswith("extract_frames [two]: ")
    assert sentence in state["failed"][0]["sentence"]
    (mean,) = [rule["mean"] for rule in state["rules"] if rule["rule"] == "extract_frames"]
    assert mean.endswith(" s")

    (project.folder / "two.mp4").write_bytes(good)
    made = project.changed_by()
    assert clip_files("two") | PER_RUN <= made
    assert not made & clip_files("one")
