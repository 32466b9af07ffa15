"""Real films and photographs, where a folder of them lies beside the checkout; else skipped."""

import csv

import pytest

from pose2video.films.probing import probe
from pose2video.resources import RESOURCES

MEDIA = RESOURCES.parent.parent / "shared" / "media"

pytestmark = pytest.mark.skipif(not MEDIA.is_dir(), reason="no folder of real films beside it")


def test_a_photograph_says_a_sentence_and_does_tai_chi(project):
    (project.folder / "clips.tsv").write_text(
        "clip\tgloss\tvideo\tstart_s\tend_s\tfps\n"
        f"sign\ta sentence\t{MEDIA / 'sign_sentence.mp4'}\t1.2\t2.2\t\n"
        f"taichi\t\t{MEDIA / 'taichi1_frames'}\t\t\t6\n"
    )
    project.config["characters"] = {"me": {"image": str(MEDIA / "ref_man_fullbody.png")}}
    project.config["make"][0]["recipes"] = ["puppet"]
    done = project.run()
    assert done.returncode == 0, done.stdout
    assert probe(project.results / "videos" / "sign" / "puppet.me.mp4").n_frames == 25
    assert probe(project.results / "videos" / "taichi" / "puppet.me.mp4").n_frames == 20
    with open(project.results / "scores.tsv", encoding="utf-8") as file:
        scores = {
            (r["clip"], r["metric"]): r["value"] for r in csv.DictReader(file, delimiter="\t")
        }
    assert float(scores["sign", "pck_body"]) > 0.95
    assert float(scores["sign", "hand_visibility"]) > 0.7
    assert float(scores["sign", "body_direction_error"]) < 8
    assert float(scores["taichi", "pck_body"]) > 0.85  # seen from the side all the time


@pytest.mark.parametrize("name", ["musepose_dance.mp4", "pose_test.mp4", "taichi2.mp4"])
def test_real_films_give_all_their_frames(tmp_path, name):
    from pose2video.films.extraction import extract_film
    from pose2video.films.frames import read_frames

    expected = {"musepose_dance.mp4": 288, "pose_test.mp4": 58, "taichi2.mp4": 901}[name]
    extract_film(MEDIA / name, tmp_path / "frames", max_side_px=320)
    # a gap in a variable rate is filled: one frame more or less
    assert abs(read_frames(tmp_path / "frames").n_frames - expected) <= 1
