"""Backgrounds of films whose cameras and places are known."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from paper_doll import poses
from pose2video.characters.filmed.scenery import lay_plate
from pose2video.characters.filmed.scenery.following import follow
from pose2video.characters.filmed.scenery.sheet import plate_sheet
from pose2video.characters.motions import Motion
from pose2video.characters.plates import (
    Plate,
    after,
    applied,
    backward,
    read_plate,
    to_frame,
    write_plate,
)
from pose2video.errors import UserError
from pose2video.films.frames import read_frames, write_frames

SIZE = (320, 240)
CORNERS = np.array([[0, 0], [319, 0], [0, 239], [319, 239]], float)


def place(seed=3, size=(800, 420)):
    """A picture of somewhere: soft colours with boxes and lines."""
    rng = np.random.default_rng(seed)
    small = rng.integers(60, 200, (8, 14, 3), np.uint8)
    image = cv2.resize(small, size, interpolation=cv2.INTER_CUBIC)
    for _ in range(60):
        x, y = rng.integers(0, size[0]), rng.integers(0, size[1])
        w, h = rng.integers(8, 60, 2)
        colour = tuple(int(v) for v in rng.integers(40, 220, 3))
        cv2.rectangle(image, (x, y), (x + w, y + h), colour, -1, cv2.LINE_AA)
    return cv2.GaussianBlur(image, (3, 3), 0)


def panned(count, reach=240, zoom=0.12):
    """Cameras that pan and come closer, `(n, 2, 3)`, from frames to the place."""
    found = []
    for share in np.linspace(0, 1, count):
        scale = 1 - zoom * share
        found.append([[scale, 0, 40 + reach * share], [0, scale, 60 + 30 * np.sin(3 * share)]])
    return np.array(found)


def film(folder, cameras, seed=3, flash=None, border=0, person=True, picture=None):
    """A film of a place, a disc that wanders before it, and its masks."""
    where = place(seed) if picture is None else picture
    frames, masks = [], []
    for i, camera in enumerate(cameras):
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        frame = cv2.warpAffine(where, camera, SIZE, flags=flags)
        mask = np.zeros(SIZE[::-1], np.uint8)
        if person:
            at = (60 + round(200 * i / max(1, len(cameras) - 1)), 130)
            cv2.circle(mask, at, 34, 255, -1)
        frame[mask > 0] = (250, 250, 40)
        if i == flash:
            frame = np.clip(frame.astype(int) + 120, 0, 255).astype(np.uint8)
        if border:
            frame[:border] = frame[-border:] = (30, 34, 32)
            cv2.putText(frame, "a title", (90, border - 6), 0, 0.8, (220, 220, 220), 2)
        frames.append(frame)
        masks.append(np.repeat(mask[..., None], 3, axis=2))
    write_frames(folder / "frames", frames, 25, SIZE, {})
    write_frames(folder / "masks", masks, 25, SIZE, {})
    return read_frames(folder / "frames"), read_frames(folder / "masks")


def off(plate, cameras, first=0):
    """How far found cameras are from the true ones, pixels of a frame at its corners."""
    to_place = after(cameras[first], backward(plate.cameras[first]))
    found = np.stack([applied(after(to_place, c), CORNERS) for c in plate.cameras])
    true = np.stack([applied(c, CORNERS) for c in cameras])
    return np.abs(found - true).max(axis=(1, 2)), to_place


def unlike(plate, to_place, margin=8):
    """Mean difference of a plate from the place, and the share of places that are far off."""
    image = cv2.warpAffine(
        place(), to_place, plate.image.shape[1::-1], flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    )
    inside = (slice(margin, -margin),) * 2
    away = np.abs(image.astype(int) - plate.image).mean(axis=2)[inside]
    return np.median(away), (away > 25).mean()


def test_a_pan_is_followed_and_the_place_is_found_behind_the_person(tmp_path):
    cameras = panned(30)
    plate = lay_plate(*film(tmp_path, cameras))
    errors, to_place = off(plate, cameras)
    assert errors.max() < 0.5
    middle, wrong = unlike(plate, to_place)
    assert middle < 3 and wrong < 0.03
    assert plate.overlay is None and plate.warnings == ()
    behind = plate.behind(plate.cameras[15], SIZE)
    assert not (behind == (250, 250, 40)).all(axis=2).any()


def test_a_camera_that_stands_is_found_to_stand_and_a_flash_is_none(tmp_path):
    plate = lay_plate(*film(tmp_path, panned(1).repeat(24, axis=0), flash=9))
    assert (plate.cameras == plate.cameras[0]).all()
    assert plate.image.shape == (240, 320, 3) and plate.overlay is None
    assert unlike(plate, off(plate, panned(1).repeat(24, axis=0))[1])[1] < 0.02


def test_what_stays_while_the_camera_moves_is_no_part_of_the_place(tmp_path):
    cameras = panned(30)
    frames, masks = film(tmp_path, cameras, border=36)
    plate = lay_plate(frames, masks)
    errors = off(plate, cameras)[0]
    assert np.median(errors) < 0.5 and errors.max() < 2
    assert (plate.overlay[:32, :, 3] > 200).mean() > 0.9
    assert (plate.overlay[50:-50, :, 3] > 20).mean() < 0.02
    for number in (0, 29):
        seen = plate.behind(plate.cameras[number], SIZE)
        border = np.abs(seen[:34].astype(int) - frames.frame(number)[:34]).mean()
        assert border < 6


@pytest.mark.parametrize("count", [1, 12])
def test_before_a_plain_wall_the_camera_stands(tmp_path, count):
    wall = np.full((420, 800, 3), (90, 140, 230), np.uint8)
    plate = lay_plate(*film(tmp_path, panned(count), picture=wall))
    assert (plate.cameras == plate.cameras[0]).all()
    assert np.abs(plate.image.astype(int) - wall[0, 0]).mean() < 3


def test_of_a_film_with_a_cut_the_scene_of_the_picture_is_taken(tmp_path):
    one, _ = film(tmp_path / "one", panned(1).repeat(14, axis=0))
    two, _ = film(tmp_path / "two", panned(1).repeat(14, axis=0), seed=8)
    write_frames(tmp_path / "frames", [*one, *two], 25, SIZE, {})
    dark = np.zeros((240, 320, 3), np.uint8)
    write_frames(tmp_path / "masks", [dark] * 28, 25, SIZE, {})
    both = read_frames(tmp_path / "frames"), read_frames(tmp_path / "masks")
    plate = lay_plate(*both, picture=20)
    known = np.isfinite(plate.cameras).all(axis=(1, 2))
    assert known.tolist() == [False] * 14 + [True] * 14
    assert "cuts 1 time" in plate.warnings[0]
    head = lay_plate(*both, picture=3, frames_used=10)
    assert len(head.cameras) == 10 and not head.warnings


def test_a_place_that_is_never_seen_is_said(tmp_path):
    frames, _ = film(tmp_path / "film", panned(6))
    write_frames(tmp_path / "masks", [np.full((240, 320, 3), 255, np.uint8)] * 6, 25, SIZE, {})
    plate = lay_plate(frames, read_frames(tmp_path / "masks"))
    assert "100% of the background are never seen" in plate.warnings[-1]
    assert np.isfinite(plate.cameras).all()


def test_the_camera_of_another_clip_is_found_in_the_place_and_nowhere_else(tmp_path):
    plate = lay_plate(*film(tmp_path / "film", panned(24)))
    to_place = off(plate, panned(24))[1]
    cameras = panned(9, reach=180, zoom=0.05)[::-1]
    found, warnings = follow(plate, *film(tmp_path / "clip", cameras))
    true = np.stack([applied(c, CORNERS) for c in cameras])
    seen = np.stack([applied(after(to_place, c), CORNERS) for c in found])
    assert np.abs(true - seen).max() < 1 and warnings == []
    with pytest.raises(UserError, match="does not show the place"):
        follow(plate, *film(tmp_path / "elsewhere", panned(3), seed=11))


def test_a_plate_is_kept_and_shows_canvases_as_frames_that_are_covered(tmp_path):
    cameras = np.repeat(np.eye(2, 3)[None], 3, axis=0)
    cameras[1] = np.nan
    image = place(size=SIZE)
    plate = Plate(image, cameras, SIZE, 1, None, ("a sentence",))
    write_plate(tmp_path / "plate", plate)
    again = read_plate(tmp_path / "plate")
    np.testing.assert_array_equal(again.image, image)
    np.testing.assert_array_equal(again.cameras, cameras)
    assert (again.picture, again.frame_size, again.warnings) == (1, SIZE, ("a sentence",))
    np.testing.assert_array_equal(again.behind(np.eye(2, 3), SIZE), image)
    half = again.behind(np.eye(2, 3), (160, 120)).astype(int)
    assert np.abs(half - cv2.resize(image, (160, 120), interpolation=cv2.INTER_AREA)).max() <= 2
    np.testing.assert_allclose(applied(to_frame((100, 100), SIZE), [49.5, 49.5]), [159.5, 119.5])
    motion = Motion(poses(4))
    assert again.cameras_for("picture", motion).shape == (4, 2, 3)
    assert np.isfinite(again.cameras_for("picture", motion)).all()
    own = replace(motion, cameras=cameras[:1].repeat(4, axis=0))
    assert again.cameras_for("filmed", own) is own.cameras
    (tmp_path / "plate" / "image.png").write_bytes(b"x")
    with pytest.raises(UserError, match="damaged"):
        read_plate(tmp_path / "plate")


def test_the_sheet_shows_the_plate(tmp_path):
    frames, masks = film(tmp_path, panned(6))
    sheet = plate_sheet(lay_plate(frames, masks), frames)
    assert sheet.dtype == np.uint8 and sheet.shape[1] >= 1200


def test_a_text_that_runs_before_a_camera_that_stands_moves_nothing(tmp_path):
    frames, masks = film(tmp_path / "film", panned(1).repeat(24, axis=0), person=False)
    images = []
    for i, frame in enumerate(frames):
        text = "a song that runs"[i // 6 :]
        images.append(cv2.putText(frame, text, (10, 215), 0, 1.1, (250, 40, 200), 3))
    write_frames(tmp_path / "frames", images, 25, SIZE, {})
    plate = lay_plate(read_frames(tmp_path / "frames"), masks)
    assert (plate.cameras == plate.cameras[0]).all() and plate.overlay is None
