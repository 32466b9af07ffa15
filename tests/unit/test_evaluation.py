"""Recipes judged on data sets: the published protocols, and the table."""

import csv

import numpy as np
import pytest

from pose2video.errors import UserError
from pose2video.files import write_json
from pose2video.films.frames import read_frames, write_frames
from pose2video.metrics import METRICS
from pose2video.metrics.named.protocols import SIDE, of_film, square
from pose2video.planning.networks import check_networks
from pose2video.reporting.evaluation import evaluation_rows, table_text, write_rows
from tiny_onnx import tiny_clip_features, tiny_features

SIZE = (64, 96)
FARTHER = 51  # levels: .4 of what the tiny networks see of them


def folder(path, *levels):
    """A frame folder of pictures of one grey each."""
    images = [np.full((SIZE[1], SIZE[0], 3), level, np.uint8) for level in levels]
    write_frames(path, images, 25, SIZE, {})
    return read_frames(path)


@pytest.fixture
def networks(tmp_path):
    files = {"frechet": {"colours": {"file": str(tiny_features(tmp_path / "a.onnx", 16))}}}
    return files | {"fvd": {"file": str(tiny_clip_features(tmp_path / "b.onnx", 2, 16))}}


def test_a_known_difference_has_its_known_measures(tmp_path, networks):
    levels = (40, 60, 100, 120, 90)
    true = folder(tmp_path / "true", *levels)
    made = folder(tmp_path / "made", *(level + FARTHER for level in levels))
    values, features = of_film(made, true, networks)
    assert values["l1"] == pytest.approx(FARTHER / SIDE**2)
    assert 0.3 < values["ssim"] < 1
    same, _ = of_film(true, true, {})
    assert same == {"l1": 0, "ssim": pytest.approx(1)}
    assert sorted(features) == [
        *(f"disco.frechet_colours.{what}" for what in ("made", "true")),
        *(f"recomputed.frechet_colours.{what}" for what in ("made", "true")),
        *(f"recomputed.fvd.{what}" for what in ("made", "true")),
    ]
    assert features["disco.frechet_colours.made"].shape == (5, 12)
    assert features["recomputed.fvd.made"].shape == (2, 3)  # clips of two, the fifth is left over
    clips = (np.array([[50], [110]]) + FARTHER - 127.5) / 127.5
    np.testing.assert_allclose(features["recomputed.fvd.made"], clips.repeat(3, 1), atol=1e-5)


def test_a_square_is_the_middle():
    image = np.zeros((400, 200, 3), np.uint8)
    image[100:300] = 255
    assert square(image).shape == (SIDE, SIDE, 3) and square(image).min() == 255


def test_the_table_is_of_all_frames_together(tmp_path, networks):
    """A film of three frames counts three times as much as one of one."""
    home, films = tmp_path / "results", []
    for number, (frames, l1) in enumerate(((1, 0.1), (3, 0.3))):
        film = f"sets/set/{number}/mine.set__{number}"
        films.append(film)
        rows = [{"metric": name, "value": None, "note": "not measured"} for name in METRICS.entries]
        rows = [row | {"value": l1, "note": ""} if row["metric"] == "l1" else row for row in rows]
        (home / "scores" / film).parent.mkdir(parents=True)
        (home / "evaluated" / film).parent.mkdir(parents=True)
        write_json(home / "scores" / f"{film}.json", {"scores": rows})
        told = {"n_frames": frames, "disco": {"l1": l1 / 100, "ssim": 0.5}}
        write_json(home / "evaluated" / f"{film}.json", told)
        rows = np.arange(frames * 12, dtype=np.float32).reshape(frames, 12)
        made = {"disco.frechet_colours": rows, "recomputed.frechet_colours": rows + 1}
        made |= {"recomputed.fvd": rows[:0, :3]}
        arrays = {f"{key}.{what}": rows[:0] + 0 for key in made for what in ("made", "true")}
        for key, values in made.items():
            arrays |= {f"{key}.made": values, f"{key}.true": rows[: len(values), : values.shape[1]]}
        np.savez(home / "evaluated" / f"{film}.npz", **arrays)
    named = {"frechet": networks["frechet"], "fvd": networks["fvd"]}
    group = {"data_set": "set", "split": "test", "recipe": "mine", "settings": "", "films": films}
    rows = evaluation_rows([group], named, tmp_path)
    found = {(row["protocol"], row["metric"]): row for row in rows}
    assert found["recomputed", "l1"]["value"] == pytest.approx(0.25)
    assert found["disco", "l1"]["value"] == pytest.approx(0.0025)
    assert found["disco", "frechet_colours"]["value"] == pytest.approx(0, abs=1e-4)
    # all features moved by 1: the distance is that of the means
    assert found["recomputed", "frechet_colours"]["value"] == pytest.approx(12, abs=1e-3)
    assert found["recomputed", "fvd"]["value"] is None
    assert found["recomputed", "fvd"]["note"] == "it takes two of them"
    assert ("disco", "psnr") not in found
    assert {row["frames"] for row in rows} == {4}
    write_rows(tmp_path / "table.tsv", rows)
    with (tmp_path / "table.tsv").open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file, delimiter="\t"))
    assert len(told) == len(rows) and told[0]["protocol"] == "recomputed"
    text = table_text(rows)
    assert "set (test: 2 films, 4 frames), disco" in text
    assert "no network named: face_identity, fid, lpips" in text


def test_only_a_known_network_gives_fvd(networks):
    with pytest.raises(UserError, match="give its file's sha256"):
        check_networks({"fvd": networks["fvd"]})
