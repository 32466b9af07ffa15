"""Of strangers' files only pictures, sound and keypoints travel: each kind of input and output."""

import json

import av
import numpy as np
import pytest
from PIL import Image

from marked_files import (
    CONTAINERS,
    LATITUDE,
    LONGITUDE,
    MARKER,
    hidden,
    mark_container,
    mark_film,
    mark_picture,
    traces,
)
from pose2video.exchange import EXPORTS
from pose2video.exchange.importing import import_poses
from pose2video.films.extraction import extract_film
from pose2video.films.pictures import load_picture, write_rgb
from pose2video.films.sequences import extract_pictures
from pose2video.films.videos import Sound, encoder
from pose2video.poses.formats import read_poses, write_poses

SIZE = (64, 48)


@pytest.fixture
def shots():
    """Three pictures."""
    return [np.full((SIZE[1], SIZE[0], 3), 60 * i, np.uint8) for i in range(1, 4)]


@pytest.fixture
def film_of(tmp_path, shots):
    """A function that makes a film of a name: of `CONTAINERS`, or `phone.mp4`."""

    def make(name):
        path = tmp_path / name
        if name != "phone.mp4":
            mark_container(shots, path)
            return path
        with encoder(tmp_path / "plain.mp4", SIZE, 25) as write:
            for shot in shots:
                write(shot)
        mark_film(tmp_path / "plain.mp4", path)
        return path

    return make


@pytest.mark.parametrize("name", ["phone.mp4", *CONTAINERS])
def test_frames_of_a_film_say_nothing(tmp_path, film_of, name):
    film = film_of(name)
    assert traces(film)
    extract_film(film, tmp_path / "frames")
    frames = sorted((tmp_path / "frames").iterdir())
    assert len(frames) >= 3 and not traces(tmp_path / "frames")
    assert not [told for frame in frames if (told := hidden(frame))]
    assert not traces(tmp_path / "frames.json")


@pytest.mark.parametrize("name", ["phone.mp4", *CONTAINERS])
def test_a_film_takes_over_the_sound_and_nothing_else(tmp_path, film_of, shots, name):
    film = film_of(name)
    with encoder(tmp_path / "new.mp4", SIZE, 25, Sound(str(film), 0.0, 0.1)) as write:
        write(shots[0])
    assert not traces(tmp_path / "new.mp4")
    with av.open(str(tmp_path / "new.mp4")) as container:
        assert [stream.type for stream in container.streams] == ["video", "audio"]
        assert set(container.metadata) <= {"major_brand", "minor_version", "compatible_brands"}
        told = {word for stream in container.streams for word in stream.metadata.values()}
        own = ("und", "VideoHandler", "SoundHandler", "Lavc libx264", "[0][0][0][0]")
        assert not [word for word in told if not word.startswith(own)]
        assert not container.chapters()


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif"])
def test_pictures_say_nothing_as_frames_or_as_a_character(tmp_path, shots, suffix):
    (tmp_path / "shots").mkdir()
    for i, shot in enumerate(shots):
        path = tmp_path / "shots" / f"{i}{suffix}"
        if suffix in (".jpg", ".png"):
            mark_picture(shot, path)
            continue
        exif = Image.Exif()
        exif[0x010E] = MARKER
        exif.get_ifd(0x8825).update({1: "N", 2: LATITUDE, 3: "E", 4: LONGITUDE})
        Image.fromarray(shot).save(path, exif=exif)
    assert traces(tmp_path / "shots")
    extract_pictures(tmp_path / "shots", tmp_path / "frames", 25)
    write_rgb(tmp_path / "picture.png", load_picture(tmp_path / "shots" / f"0{suffix}"))
    assert not traces(tmp_path / "frames") and not traces(tmp_path / "picture.png")
    made = [*(tmp_path / "frames").iterdir(), tmp_path / "picture.png"]
    assert len(made) == 4 and not [told for path in made if (told := hidden(path))]


@pytest.mark.parametrize("form", EXPORTS)
def test_poses_are_handed_on_without_the_words_beside_them(tmp_path, waving, form):
    poses = waving.cut(slice(0, 3))
    EXPORTS["coco_wholebody"].write(tmp_path / "coco", "clip", poses)
    document = json.loads((tmp_path / "coco" / "clip.json").read_text())
    for entry in document if isinstance(document, list) else [document]:
        entry |= {"comment": MARKER, "info": {"contributor": MARKER}}
    (tmp_path / "told.json").write_text(json.dumps(document))
    assert traces(tmp_path / "told.json")
    row = {"fps": 25, "frame_size": [400, 600], "start_s": None, "end_s": None}
    row["poses_format"] = "coco_wholebody"
    found, warnings = import_poses(tmp_path / "told.json", row)
    write_poses(tmp_path / "poses.json", found, {"use": "precomputed"}, warnings)
    EXPORTS[form].write(tmp_path / form, "clip", read_poses(tmp_path / "poses.json"))
    assert list((tmp_path / form).rglob("*.*"))
    assert not traces(tmp_path / "poses.json") and not traces(tmp_path / form)
