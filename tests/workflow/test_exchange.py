"""Poses of other tools in the real workflow: without a film, beside one, and out again."""

import shutil

import numpy as np

from performer_figure import waving_figure
from pose2video.exchange import EXPORTS, read_any
from pose2video.exchange.assembly import Given
from pose2video.files import read_json
from pose2video.films.probing import probe
from pose2video.poses.formats import read_poses

N = 10


def waving_files(folder):
    """Ten frames of the waving figure as another tool would leave them."""
    poses = waving_figure().cut(slice(0, N))
    for name in ("openpose_25", "pose"):
        EXPORTS[name].write(folder / name, "clip", poses)
    return poses


def test_poses_become_films_and_are_written_again(project):
    poses = waving_files(project.folder)
    (project.folder / "clips.tsv").write_text(
        "clip\tvideo\tposes\tfps\tframe_size\tperson\n"
        "folder\t\topenpose_25\t12.5\t400x600\t1\n"
        "bad\t\tbad.pose\t\t\t\n"
    )
    whole = (project.folder / "pose" / "clip.pose").read_bytes()
    (project.folder / "bad.pose").write_bytes(whole[:-9])
    project.config["make"][0]["recipes"] = ["skeleton"]
    project.config["exports"] = {"smoothed": ["pose", "film"], "retargeted": ["pictures"]}
    done = project.run()
    assert done.returncode == 1 and "it is cut short or damaged" in done.stdout
    assert "estimate_poses" not in done.stdout and "extract_frames" not in done.stdout

    film = probe(project.results / "videos" / "folder" / "skeleton.me.mp4")
    assert (film.n_frames, film.fps, film.has_audio) == (N, 12.5, False)
    assert probe(project.results / "compared" / "folder" / "me.mp4").n_frames == N
    page = (project.results / "partial" / "index.html").read_text()
    assert "drivers/folder.mp4" in page and "it is cut short or damaged" in page

    exported = project.results / "exported"
    assert (exported / "retargeted" / "folder" / "skeleton.me" / "pictures").is_dir()

    (project.folder / "bad.pose").write_bytes(whole)
    wanted = "results/exported/poses/bad/holistic/alphapose_17"
    made = project.changed_by("all", wanted)
    assert "exported/poses/bad/holistic/alphapose_17/bad.json" in made
    assert not any("/folder/" in path for path in made)
    shutil.rmtree(exported / "smoothed")
    made = project.changed_by("exports")  # and nothing else
    assert made and all(path.startswith("exported/smoothed") for path in made)
    assert read_json(project.results / "frames" / "bad.json")["fps"] == [25, 1]
    smoothed = exported / "smoothed" / "bad" / "holistic.steady"
    assert probe(smoothed / "film" / "bad.mp4").n_frames == N
    pictures = exported / "retargeted" / "bad" / "skeleton.me" / "pictures"
    assert len(list(pictures.glob("*.png"))) == N
    back, _ = read_any(smoothed / "pose" / "bad.pose", Given())
    np.testing.assert_allclose(np.nanmedian(back.keypoints - poses.keypoints, axis=0), 0, atol=8)


def test_poses_beside_a_film(project):
    waving_files(project.folder)
    (project.folder / "clips.tsv").write_text(
        "clip\tvideo\tend_s\tposes\tposes_format\tframe_size\n"
        "one\tone.mp4\t\topenpose_25\topenpose\t256x256\n"
    )
    project.config["estimators"] = {"given": {"use": "precomputed"}}
    project.config["recipes"] = {
        "mine": {
            "estimator": "given",
            "smoother": "raw",
            "retargeter": "scaled",
            "generator": "skeleton",
        }
    }
    project.config["make"][0]["recipes"] = ["mine", "skeleton"]
    for extra in (8, 9):  # the film has eight
        (project.folder / "openpose_25" / f"{extra:012d}_keypoints.json").unlink()
    made = project.changed_by("results/poses/one/given.json", "results/poses/one/holistic.json")
    assert "poses/one/given.json" in made
    given, seen = (
        read_poses(project.results / "poses" / "one" / f"{name}.json")
        for name in ("given", "holistic")
    )
    assert given.frame_size == seen.frame_size == (256, 256) and given.n_frames == 8
    assert not np.allclose(given.keypoints[:, 0], seen.keypoints[:, 0], atol=5)
