"""The columns person and mirror, and the estimator with weights, in the real workflow."""

import numpy as np
import pytest
from PIL import Image

from pose2video.files import read_json
from pose2video.films.pictures import read_rgb
from pose2video.films.videos import encoder
from pose2video.poses.formats import read_poses
from tiny_onnx import FRAME, RED, frame_of, tiny_dwpose

NOSE = (113.5, 62.5)  # of the photograph at half its size
POSES = "results/poses/{}.json"


def pair_film(path):
    """Six frames of 512 x 256: her twice, the right one sinking by 4 pixels a frame."""
    from skimage.data import astronaut

    small = np.asarray(Image.fromarray(astronaut()).resize((256, 256)))
    with encoder(path, (512, 256), 25) as write:
        for i in range(6):
            write(np.hstack([small, np.roll(small, 4 * i, axis=0)]))


def dotted_film(path):
    with encoder(path, FRAME, 25) as write:
        for i in range(6):
            write(frame_of((160 + 8 * i, 176), (448, 176)))


def test_persons_mirrors_and_weights(project):
    folder = project.folder
    pair_film(folder / "pair.mp4")
    small = np.array(Image.open(folder / "me.png").convert("RGB").resize((256, 256)))
    pair = np.hstack([small[:, ::-1], small])
    Image.fromarray(pair).save(folder / "pair.png")
    dotted_film(folder / "dots.mp4")
    tiny_dwpose(folder / "own" / "dwpose")
    table = folder / "clips.tsv"
    table.write_text(
        "clip\tvideo\tperson\tmirror\n"
        "right\tpair.mp4\t2\t\n"
        "swapped\tpair.mp4\t1\ttrue\n"
        "dots\tdots.mp4\t0.1 0 0.45 1\tfalse\n"
    )
    project.config["weights"] = {"folder": "own"}
    project.config["estimators"] = {"whole": {"use": "whole_body"}}
    project.config["characters"] = {
        "me": {"image": "me.png"},
        "em": {"image": "me.png", "mirror": True},
        "guest": {"image": "pair.png", "person": 2},
    }
    project.config["make"] = [{"clips": "all", "characters": ["me", "em"], "recipes": ["skeleton"]}]
    wanted = [
        POSES.format("right/holistic"),
        POSES.format("swapped/holistic"),
        POSES.format("dots/whole"),
        "results/characters/me/holistic/picture.png",
        "results/characters/em/holistic/picture.png",
        "results/characters/guest/holistic/picture.png",
    ]
    assert project.run(*wanted).returncode == 0

    right, swapped, dots = (read_poses(folder / path) for path in wanted[:3])
    for poses, x in ((right, 256 + NOSE[0]), (swapped, 256 - NOSE[0])):
        np.testing.assert_allclose(poses.keypoints[:, 0, 0], x, atol=8)
        np.testing.assert_allclose(poses.keypoints[:, 0, 1], NOSE[1] + 4 * np.arange(6), atol=8)
    eyes = right.layout.indices("left_eye", "right_eye")
    for poses in (right, swapped):  # a mirror swaps which eye is the left one, not the face
        assert (np.diff(poses.keypoints[:, eyes, 0], axis=1) < 0).all()
    assert read_json(folder / wanted[1])["made_by"]["person"] == 1
    assert read_json(folder / "results/frames/swapped.json")["origin"]["mirrored"] is True
    nose = dots.keypoints[:, dots.layout.index("nose")]
    np.testing.assert_allclose(nose[:, 0], 160 + RED[0] + 8 * np.arange(6), atol=3)

    me, em, guest = (read_rgb(folder / path) for path in wanted[3:])
    np.testing.assert_array_equal(em, me[:, ::-1])
    shown = read_poses((folder / wanted[5]).with_name("poses.json"))
    assert guest.shape[1] < 256 and np.isfinite(shown.keypoints[0, 0]).all()
    width = guest.shape[1]
    places = [x for x in range(512 - width + 1) if (pair[-1, x : x + width] == guest[-1]).all()]
    assert [x + shown.keypoints[0, 0, 0] for x in places] == pytest.approx([256 + NOSE[0]], abs=8)

    # an empty column, and the usual said aloud or not, run nothing again
    rows = table.read_text().replace("false", "").replace("\n", "\t\n")
    table.write_text(rows.replace("mirror\t", "mirror\tstart_s"))
    project.config["characters"]["me"]["mirror"] = False
    assert project.changed_by(*wanted) == set()

    # another person is another pose, of the same frames; nothing else runs
    table.write_text(table.read_text().replace("right\tpair.mp4\t2", "right\tpair.mp4\t1"))
    assert project.changed_by(*wanted) == {"poses/right/holistic.json"}
    assert abs(read_poses(folder / wanted[0]).keypoints[0, 0, 0] - NOSE[0]) < 8
