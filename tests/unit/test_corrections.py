"""What somebody puts right about a picture: its part, its outline, its points; and on the pages."""

import cv2
import numpy as np
import pytest
import yaml
from test_given_keypoints import Blind, at, coco

from paper_doll import POINTS, SIZE, paper_character, poses
from pose2video.characters.preparation import prepare_character
from pose2video.characters.preparation.corrections import cropped, read_mask
from pose2video.characters.preparation.given import read_given
from pose2video.errors import UserError
from pose2video.films.pictures import read_rgb, write_rgb
from pose2video.planning.character_checks import check_keys
from pose2video.poses.formats import write_poses
from studio_premises import let_in, open_studio


def test_a_painted_mask_is_the_mask(tmp_path):
    doll = paper_character()
    given = read_given(coco(tmp_path / "doll.json"), SIZE)
    painted = doll.mask.copy()
    painted[40:48, 150:230] = 255  # something that is held, which nobody would find
    write_rgb(tmp_path / "mask.png", cv2.resize(painted, None, fx=2, fy=2))
    read = read_mask(tmp_path / "mask.png", doll.mask.shape)
    found = prepare_character(doll.picture, Blind(), None, given, None, read)
    assert ((found.mask > 127) == (painted > 127)).mean() > 0.995
    for wrong, said in ((np.zeros_like(painted), "covers 0%"), (255 - painted, "leaves out")):
        with pytest.raises(UserError, match=said):
            prepare_character(doll.picture, Blind(), None, given, None, wrong)
    with pytest.raises(UserError, match="another shape"):
        read_mask(tmp_path / "mask.png", (100, 100))


def test_a_crop_is_a_part_of_the_picture():
    picture = np.arange(40 * 60).reshape(40, 60)
    assert (cropped(picture, [0.1, 0.05, 0.9, 1]) == picture[2:, 6:54]).all()
    assert cropped(None, [0, 0, 0.5, 1]) is None and cropped(picture, None) is picture
    with pytest.raises(UserError, match="crop leaves 6 x 40 pixels"):
        cropped(picture, [0, 0, 0.1, 1])


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"image": "a.png", "crop": [0.5, 0, 0.5, 1]}, r"ann\.crop: 0\.5 0 0\.5 1 holds nothing"),
        ({"image": "a.png", "mask": "m.png", "person": 2}, "say crop, not person"),
        ({"film": "a.mp4", "mask": "m.png"}, r"ann\.mask: it needs an image"),
        ({"performer": "ada", "crop": [0, 0, 1, 1]}, r"ann\.crop: it needs an image"),
    ],
)
def test_corrections_that_cannot_be_are_refused(keys, said):
    with pytest.raises(UserError, match=said):
        check_keys({"ann": keys})


@pytest.fixture(params=[False, True], ids=["as it is", "mirrored"])
def corrected(request, tmp_path):
    """A visitor of a studio in which a doll was looked at, and whether it is mirrored."""
    doll = paper_character()
    with open_studio(tmp_path) as visitor:
        let_in(visitor)
        write_rgb(tmp_path / "doll.png", doll.picture)
        picture = {"file": ("doll.png", (tmp_path / "doll.png").read_bytes())}
        assert visitor.send_form("/characters", files=picture).url.path == "/characters/doll"
        if request.param:
            visitor.send_form("/characters/doll/change", {"mirror": "true"})
        folder = tmp_path / "results/characters/doll/holistic"
        folder.mkdir(parents=True, exist_ok=True)
        write_rgb(folder / "picture.png", doll.picture)
        write_rgb(folder / "mask.png", doll.mask)
        write_poses(folder / "poses.json", poses())
        for name in visitor.studio.orders.ids():
            visitor.until(name, "done")
        yield visitor, request.param


def keys(visitor):
    file = visitor.studio.home / "characters/doll/character.yaml"
    return yaml.safe_load(file.read_text())["characters"]["doll"]


def test_outline_and_points_are_put_right_on_the_page(corrected, tmp_path):
    visitor, mirrored = corrected
    page = visitor.get("/characters/doll/correct")
    assert 'name="left_wrist_x"' in page.text and 'value="186.0"' in page.text
    painted = np.zeros(SIZE[::-1], np.uint8)
    painted[:, :100] = 255
    write_rgb(tmp_path / "mine.png", painted)
    files = {"mask": ("mine.png", (tmp_path / "mine.png").read_bytes())}
    assert visitor.send_form("/characters/doll/mask", files=files).status_code == 200
    kept = read_rgb(visitor.studio.home / "characters/doll/mask.png")[..., 0]
    assert (kept == (painted[:, ::-1] if mirrored else painted)).all()
    page = visitor.send_form("/characters/doll/mask", files={"mask": ("a.png", b"no picture")})
    assert page.status_code == 422 and "the picture a.png" in page.text
    moved = {"left_wrist_x": "200", "left_wrist_y": "150", "nose_x": "120.0", "nose_y": "58.0"}
    assert visitor.send_form("/characters/doll/points", moved).status_code == 200
    given = read_given(visitor.studio.home / "characters/doll/points.json", SIZE, None, mirrored)
    assert at(given, "left_wrist") == pytest.approx((200, 150), abs=0.1)
    assert at(given, "left_index") == pytest.approx((204, 168), abs=0.1)  # the hand goes along
    assert at(given, "left_elbow") == pytest.approx(POINTS["left_elbow"], abs=0.1)
    assert {"mask": "mask.png", "poses": "points.json"}.items() <= keys(visitor).items()
    page = visitor.send_form("/characters/doll/points", moved | {"left_wrist_x": "9e9"})
    assert page.status_code == 422 and "far outside" in page.text
    page = visitor.send_form("/characters/doll/points", {})
    assert "no point was moved" in page.text
    said = dict(zip(("left", "top", "right", "bottom"), ("10", "0", "90", "100"), strict=True))
    visitor.send_form("/characters/doll/crop", said)
    assert keys(visitor)["crop"] == [0.1, 0, 0.9, 1] and "mask" not in keys(visitor)
    page = visitor.send_form("/characters/doll/crop", said | {"right": "5"})
    assert page.status_code == 422 and "holds nothing" in page.text
    visitor.send_form("/characters/doll/reset")
    assert set(keys(visitor)) == {"image"} | ({"mirror"} if mirrored else set())


@pytest.mark.parametrize("corrected", [False], indirect=True)
def test_the_same_corrections_by_program(corrected, tmp_path):
    visitor, _ = corrected
    home = "/api/characters/doll/corrections"
    assert visitor.put(f"{home}/points", json={"nose": [120, 58]}).status_code == 403  # no word
    visitor.headers["Authorization"] = f"Bearer {visitor.studio.secrets.token}"
    told = visitor.put(f"{home}/points", json={"left_wrist": [200, 150]})
    assert told.status_code == 200 and told.json()["id"] == "doll"
    told = visitor.get(home).json()
    assert told["points"] and not told["mask"] and told["shown"]["left_wrist"] == [186, 185]
    for wrong, said in (
        ({"nose": 3}, "two numbers"),
        ({"tail": [1, 2]}, "no point"),
        ({}, "moved"),
    ):
        told = visitor.put(f"{home}/points", json=wrong)
        assert told.status_code == 422 and said in told.json()["error"]
    told = visitor.put(f"{home}/mask", files={"mask": ("a.png", b"no picture")})
    assert told.status_code == 422 and "the picture a.png" in told.json()["error"]
    visitor.put(f"{home}/crop", json={"left": 10, "top": 0, "right": 90, "bottom": 100})
    assert visitor.get(home).json()["crop"] == [10, 0, 90, 100]
    assert visitor.delete(home).status_code == 200 and "crop" not in keys(visitor)
    assert visitor.get("/api/characters/ada/corrections").status_code == 404
