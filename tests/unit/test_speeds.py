"""Clips that are faster or slower than their film: which picture is shown when, and what sounds."""

import subprocess
from fractions import Fraction

import av
import numpy as np
import pytest
from PIL import Image

import encode_video as encode_script
from pose2video.errors import UserError
from pose2video.exchange.importing import import_poses
from pose2video.films.extraction import extract_film, extract_pictures
from pose2video.films.frames import manifest_path, read_frames
from pose2video.films.videos import ffmpeg_binary
from pose2video.planning.clips import read_clips
from pose2video.poses.formats import write_poses

SIZE, STEP = (64, 48), 4  # grey values from one picture to the next


def film(path, n=50, fps=25, sound=()):
    """A film whose picture `i` is grey 16 + 4 i."""
    grey = 16 + STEP * np.arange(n, dtype=np.uint8)
    raw = grey[:, None, None, None].repeat(48, 1).repeat(64, 2).repeat(3, 3).tobytes()
    command = [ffmpeg_binary(), "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    command += ["-s", "64x48", "-r", str(fps), "-i", "pipe:0", *sound]
    subprocess.run([*command, "-c:v", "libx264", "-crf", "8", str(path)], input=raw, check=True)
    return path


def shown(frames):
    """The numbers of the pictures that are seen."""
    return [round((float(frame.mean()) - 16) / STEP) for frame in frames]


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.ts"])
@pytest.mark.parametrize("fps", [25, 30, "30000/1001"])
def test_every_fourth_picture_of_a_slow_film_is_seen_at_its_own_rate(tmp_path, name, fps):
    extract_film(film(tmp_path / name, fps=fps), tmp_path / "out", speed=4.0)
    frames = read_frames(tmp_path / "out")
    assert (frames.fps, frames.n_frames, 4 * frames.pace) == (Fraction(fps), 13, Fraction(fps))
    assert shown(frames) == [4 * k for k in range(13)]


@pytest.mark.parametrize("name", ["a.mp4", "a.ts"])
@pytest.mark.parametrize(("speed", "fps", "step"), [(0.5, "source", 0.5), (1.5, 50, 0.75)])
def test_a_part_at_another_rate(tmp_path, name, speed, fps, step):
    part = {"start_s": 0.4, "end_s": 1.2}  # of the film's own seconds: pictures 10 to 29
    extract_film(film(tmp_path / name), tmp_path / "out", fps, **part, speed=speed)
    found = shown(read_frames(tmp_path / "out"))
    assert abs(len(found) - 20 / step) <= 1
    true = 10 + np.floor(np.arange(len(found)) * step + 0.25)
    # the grid of a film that cannot be sought in begins with the film, not with the part
    np.testing.assert_allclose(found, true, atol=name == "a.ts")


def test_pictures_in_a_folder(tmp_path):
    (tmp_path / "shots").mkdir()
    for i in range(40):
        Image.new("RGB", SIZE, (16 + STEP * i,) * 3).save(tmp_path / "shots" / f"{i}.png")
    extract_pictures(tmp_path / "shots", tmp_path / "out", 25, start_s=0.4, speed=5.0)
    frames = read_frames(tmp_path / "out")
    assert shown(frames) == [10, 15, 20, 25, 30, 35] and frames.fps == 25
    assert frames.origin["n_pictures"] == 30


def test_poses_of_all_pictures_keep_in_step_with_the_film(tmp_path, waving):
    poses = waving.cut(slice(0, 30))
    write_poses(tmp_path / "poses.json", poses)
    row = dict.fromkeys(("start_s", "end_s", "fps", "frame_size", "poses_format"))
    alone, _ = import_poses(tmp_path / "poses.json", row | {"speed": 4.0})
    assert alone.fps == poses.fps
    np.testing.assert_allclose(alone.keypoints, poses.keypoints[::4], atol=0.01)
    row |= {"frame_size": list(poses.frame_size), "speed": 4.0}
    size = poses.frame_size
    extract_film(film(tmp_path / "a.mp4", n=30), tmp_path / "out", fps=50, speed=4.0)
    manifest = manifest_path(tmp_path / "out")
    square = manifest.read_text().replace("64,\n  48", f"{size[0]},\n  {size[1]}")
    manifest.write_text(square)
    beside, _ = import_poses(tmp_path / "poses.json", row, manifest)
    assert beside.fps == 50
    np.testing.assert_allclose(beside.keypoints, poses.keypoints[::2], atol=0.01)
    assert beside.n_frames == 15
    write_poses(tmp_path / "poses.json", poses.cut(slice(0, 20)))
    with pytest.raises(UserError, match="has 20 frames, the film 30"):
        import_poses(tmp_path / "poses.json", row, manifest)


@pytest.mark.parametrize(("speed", "at_s", "length_s"), [(4.0, 0.25, 0.52), (0.25, 4.0, 8.0)])
def test_the_sound_keeps_in_step(tmp_path, speed, at_s, length_s):
    tone = ("-f", "lavfi", "-i", "aevalsrc='if(gte(t,1),sin(3000*t),0)':d=2")
    path = film(tmp_path / "a.mkv", sound=tone)
    extract_film(path, tmp_path / "out", speed=speed)
    rights = dict.fromkeys(("gloss", "license", "attribution", "consent"))
    parts = {"source": None, "clip": {"id": "a", "synthetic": False, **rights}}
    new, part = tmp_path / "new.mp4", {"start_s": None, "speed": speed}
    encode_script.main(tmp_path / "out", new, tmp_path / "n.json", path, part, parts, None, None)
    with av.open(str(new)) as container:
        rate = container.streams.audio[0].rate
        samples = np.concatenate([f.to_ndarray()[0] for f in container.decode(audio=0)])
    assert len(samples) / rate == pytest.approx(length_s, abs=0.05)
    begins = (np.abs(samples) > 0.3 * np.abs(samples).max()).argmax() / rate
    assert begins == pytest.approx(at_s, abs=max(0.06, 0.05 / speed))


def test_a_speed_has_a_range_and_once_is_none(tmp_path):
    film(tmp_path / "a.mp4", n=2)
    table = tmp_path / "clips.tsv"
    for cell, found in (("4", 4.0), ("1", None), ("", None)):
        table.write_text(f"clip\tvideo\tspeed\na\ta.mp4\t{cell}\n")
        assert read_clips(table)["a"]["speed"] == found
    for cell in ("0", "-2", "1000", "fast", "nan"):
        table.write_text(f"clip\tvideo\tspeed\na\ta.mp4\t{cell}\n")
        with pytest.raises(UserError, match=r"line 2.*speed"):
            read_clips(table)
    table.write_text("clip\tchoreography\tperformer\tspeed\na\thello\tada\t2\n")
    with pytest.raises(UserError, match="speed is for films, not a choreography"):
        read_clips(table)
