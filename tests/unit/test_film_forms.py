"""GIFs, and films of the person alone with alpha: what is written is what is read."""

import wave

import av
import cv2
import numpy as np
import pytest
from PIL import Image

from certificates import write_signing
from embodied import embodied_character, embodied_motion
from paper_doll import moved, poses
from pose2video.characters.motions import Motion
from pose2video.configuring.config import read_config
from pose2video.errors import UserError
from pose2video.films.cutouts import cut_out
from pose2video.films.forms import CUTOUT, PRORES, WEBM
from pose2video.films.frames import read_frames, write_frames
from pose2video.films.gifs import write_gif
from pose2video.films.videos import Sound, decode, encoder
from pose2video.generators import GENERATORS
from pose2video.generators.performing import PlannedPerformance
from pose2video.planning.formats import further_films
from pose2video.planning.reading import read_plan
from pose2video.provenance.records import performance_parts, record_of
from pose2video.provenance.signing import sign_film
from tiny_footage import FEW_STEPS, PLATE, taught

SIZE, FPS = (96, 64), 25
RECORD = record_of(performance_parts("one", "walk", "ada"), {"generator": {"settings": {}}}, False)


def balls(count=6):
    """A coloured ball with a soft edge that moves: uint8 RGBA, what lies beside it has its hue."""
    for i in range(count):
        alpha = np.zeros((SIZE[1], SIZE[0]), np.float32)
        cv2.circle(alpha, (30 + 6 * i, 32), 16, 255, -1)
        alpha = cv2.GaussianBlur(alpha, (0, 0), 2)
        image = np.zeros((*alpha.shape, 4), np.uint8)
        image[..., :3], image[..., 3] = (200, 90, 40), np.rint(alpha)
        yield image


def written(path, form, sound=None):
    with encoder(
        path, SIZE, FPS, sound, form=form, tags={"title": "ball", "synopsis": "all of it"}
    ) as write:
        for image in balls():
            write(image)
    return path


def read_back(path, codec):
    """Frames with alpha by a decoder that knows it, and what the file says of itself."""
    with av.open(str(path)) as film:
        stream, frames = film.streams.video[0], []
        context = av.CodecContext.create(codec, "r") if codec else None
        for packet in film.demux(stream):
            found = context.decode(packet) if context else packet.decode()
            frames += [(frame.format.name, frame.to_ndarray(format="rgba")) for frame in found]
        kinds = {frame[0] for frame in frames}
        tags = {key.lower(): value for key, value in film.metadata.items()}
        sounds = [track.codec_context.name for track in film.streams.audio]
        return kinds, np.stack([frame[1] for frame in frames]), tags, stream.average_rate, sounds


@pytest.mark.parametrize(
    ("form", "codec", "kind", "off"),
    [
        (WEBM, "libvpx-vp9", "yuva420p", 14),
        (PRORES, None, "yuva444p1", 6),
        (CUTOUT, None, "rgba", 0),
    ],
)
def test_a_film_with_alpha_is_read_back_and_equal_frames_give_equal_files(
    tmp_path, form, codec, kind, off
):
    path = written(tmp_path / f"a.{form.suffix}", form)
    kinds, frames, tags, rate, _ = read_back(path, codec)
    true = np.stack(list(balls()))
    assert all(found.startswith(kind) for found in kinds) and frames.shape == true.shape
    assert rate == FPS and tags["title"] == "ball"
    assert form is CUTOUT or tags["synopsis"] == "all of it"
    assert np.abs(frames[..., 3].astype(int) - true[..., 3]).mean() <= off / 4
    solid = true[..., 3] > 250
    assert np.abs(frames[solid][:, :3].astype(int) - true[solid][:, :3]).max() <= 2 * off
    if form is CUTOUT:
        np.testing.assert_array_equal(np.stack(list(decode(path, alpha=True))), true)
    again = written(tmp_path / f"b.{form.suffix}", form)
    assert path.read_bytes() == again.read_bytes()


def test_the_codecs_are_those_that_editors_and_browsers_ask_for(tmp_path):
    tone = tmp_path / "tone.wav"
    with wave.open(str(tone), "wb") as file:
        file.setparams((1, 2, 48000, 0, "NONE", ""))
        file.writeframes((9000 * np.sin(np.arange(48000) / 20)).astype("<i2").tobytes())
    sound = Sound(str(tone), 0.0, 6 / FPS)
    for form, heard, marks in ((WEBM, "opus", b"V_VP9"), (PRORES, "pcm_s16le", b"ap4h")):
        path = written(tmp_path / f"a.{form.suffix}", form, sound)
        assert marks in path.read_bytes()
        assert read_back(path, None)[4] == [heard]
    with av.open(str(tmp_path / "a.webm")) as film:
        assert film.streams.video[0].metadata.get("alpha_mode") == "1"


def test_someone_is_cut_out_exactly():
    for true in balls(2):
        alpha = true[..., 3:].astype(float) / 255
        over = [np.rint(true[..., :3] * alpha + (1 - alpha) * grey) for grey in (0, 255)]
        found = cut_out(*(image.astype(np.uint8) for image in over))
        assert np.abs(found[..., 3].astype(int) - true[..., 3]).max() <= 1
        seen = true[..., 3] > 0
        assert np.abs(found[seen][:, :3].astype(int) - true[seen][:, :3]).mean() < 2


@pytest.mark.parametrize("name", ["limb_warp", "body_render"])
def test_who_is_cut_out_and_laid_over_the_background_is_the_film(name, body_model):
    motion = moved(poses(1), left_wrist=(200, 100), left_index=(206, 84))
    character, moves = embodied_character(body_model), embodied_motion(body_model, motion)
    spec = {"use": name, "settings": {}}
    assert GENERATORS.needs(spec).cuts_out
    planned = PlannedPerformance(character, moves, GENERATORS.build(spec), [])
    for frame, image in zip(planned.frames(), planned.cut_outs(), strict=True):
        alpha = image[..., 3:].astype(float) / 255
        laid = image[..., :3] * alpha + (1 - alpha) * character.background
        assert 0.03 < alpha.mean() < 0.7
        assert np.abs(laid - frame).max() < 8 and np.abs(laid - frame).mean() < 0.5


@pytest.mark.parametrize("name", ["nearest", "regression_vector"])
def test_a_filmed_person_is_cut_out_of_its_plate(name, tmp_path, body_model):
    spec = {"use": name, "settings": FEW_STEPS.get(name, {})}
    assert GENERATORS.needs(spec).cuts_out
    make, character = taught(spec, embodied_character(body_model), tmp_path, body_model)
    planned = PlannedPerformance(character, Motion(poses(2)), make, [])
    for frame, image in zip(planned.frames(), planned.cut_outs(), strict=True):
        alpha = image[..., 3:].astype(float) / 255
        assert alpha.max() > 0.5
        assert np.abs(image[..., :3] * alpha + (1 - alpha) * PLATE - frame).max() < 4
    whole = {"nearest": {"place": "whole"}, "regression_vector": {"paint": "frame"}}[name]
    assert not GENERATORS.needs({"use": name, "settings": whole}).cuts_out


@pytest.mark.parametrize(("fps", "shown", "lasts"), [(25, 10, 40), (30, 10, 33.3), (60, 5, 33.3)])
def test_a_gif_keeps_its_time_and_says_what_it_is(tmp_path, fps, shown, lasts):
    ramp = np.tile(np.linspace(0, 255, 64, dtype=np.uint8)[None, :, None], (48, 1, 3))
    images = [np.roll(ramp, 3 * i, axis=1) for i in range(10)]
    write_frames(tmp_path / "frames", images, fps, (64, 48), {})
    frames = read_frames(tmp_path / "frames")
    write_gif(tmp_path / "a.gif", frames, RECORD)
    with Image.open(tmp_path / "a.gif") as gif:
        assert gif.n_frames == shown and gif.info["loop"] == 0 and gif.size == (64, 48)
        assert gif.info["comment"].startswith(b"Synthetic: ada, who does not exist")
        times = []
        for i in range(shown):
            gif.seek(i)
            times.append(gif.info["duration"])
            seen = np.asarray(gif.convert("RGB")).astype(float)
            true = frames.frame(i * (10 // shown))
            soft = [cv2.blur(image.astype(np.float32), (8, 8)) for image in (seen, true)]
            assert np.abs(soft[0] - soft[1]).mean() < 4
        assert np.mean(times) == pytest.approx(lasts, abs=1) and min(times) >= 20
    bytes_ = (tmp_path / "a.gif").read_bytes()
    assert b"XMP DataXMP" in bytes_ and b"algorithmicMedia" in bytes_ and bytes_.endswith(b";")
    write_gif(tmp_path / "b.gif", frames, RECORD)
    assert bytes_ == (tmp_path / "b.gif").read_bytes()


def test_what_stands_still_does_not_flicker_in_a_gif(tmp_path):
    rng = np.random.default_rng(0)
    still = cv2.GaussianBlur(rng.uniform(0, 255, (48, 64, 3)).astype(np.float32), (0, 0), 6)
    still = np.rint((still - still.min()) / np.ptp(still) * 255).astype(np.uint8)
    images = [still.copy() for _ in range(4)]
    for i, image in enumerate(images):
        image[10:20, 10 + 8 * i : 20 + 8 * i] = (255, 0, 0)
    write_frames(tmp_path / "frames", images, 25, (64, 48), {})
    write_gif(tmp_path / "a.gif", read_frames(tmp_path / "frames"), RECORD)
    with Image.open(tmp_path / "a.gif") as gif:
        seen = []
        for i in range(4):
            gif.seek(i)
            seen.append(np.asarray(gif.convert("RGB"))[28:].astype(int))
    assert np.ptp(np.stack(seen), axis=0).mean() < 0.5


def test_gifs_and_prores_can_be_signed(tmp_path):
    import c2pa

    images = [image[..., 3:].repeat(3, axis=2) for image in balls(2)]
    write_frames(tmp_path / "frames", images, 25, SIZE, {})
    signing = write_signing(tmp_path)
    write_gif(tmp_path / "a.gif", read_frames(tmp_path / "frames"), RECORD)
    written(tmp_path / "a.mov", PRORES)
    for name, mime in (("a.gif", "image/gif"), ("a.mov", PRORES.mime)):
        sign_film(tmp_path / name, RECORD, **signing, mime=mime)
        with c2pa.Reader(str(tmp_path / name)) as reader:
            assert "algorithmicMedia" in reader.json()
    with Image.open(tmp_path / "a.gif") as gif:
        assert gif.n_frames == 2


def test_alpha_is_refused_where_nobody_is_cut_out(tmp_path):
    def plan(recipe, **more):
        text = {"recipes": {recipe: {"formats": ["gif", "webm"]}}} | more
        chosen = {"clips": ["hello"], "characters": ["ada"], "recipes": [recipe]}
        (tmp_path / "mine.yaml").write_text(repr(text | {"make": [chosen]}))
        read_config(tmp_path / "mine.yaml")
        return read_plan(["mine.yaml"], tmp_path)

    assert further_films(plan("puppet")) == [
        "results/videos/hello/puppet.ada.gif",
        "results/videos/hello/puppet.ada.webm",
    ]
    with pytest.raises(UserError, match=r"recipes\.skeleton\.formats: webm .* puppet or figure"):
        plan("skeleton")
    with pytest.raises(UserError, match="webm cannot be signed"):
        plan("puppet", signing=write_signing(tmp_path))
