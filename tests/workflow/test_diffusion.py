"""Recipes with diffusion, whole, on the CPU: tiny models of the real classes, from film to MP4."""

import json
import re
import shutil
import sys

import numpy as np
import pytest
import yaml

from pose2video.films.frames import read_frames
from pose2video.films.probing import probe
from pose2video.generators import GENERATORS
from pose2video.resources import RESOURCES

pytest.importorskip("diffusers")

import tiny_models

MODELS = ("sd15", "openpose_controlnet", "depth_controlnet", "ip_adapter_plus", "ip_image_encoder")
TINY = {"device": "cpu", "steps": 2}
HELD = {"identity": "plus", "body_control": "depth", "seed": 5, "batch_size": 4}
SIDE = 132  # no multiple of 8
TAUGHT = {"steps": 2, "decoder_steps": 2, "rank": 2, "batch_size": 1, "short_side_px": 64}
FORBIDDEN = (
    "no commercial use: the licence of the weights ip_adapter_plus forbids it (Apache-2.0, "
    "https://huggingface.co/h94/IP-Adapter)"
)
RESTRICTED = (
    "the licences of these weights restrict what they are used for: sd15 (CreativeML OpenRAIL-M), "
    "openpose_controlnet (OpenRAIL)"
)


def commented(name):
    """The generator and the recipe of a name, which config.yaml has as comments."""
    text = (RESOURCES.parent / "config.yaml").read_text(encoding="utf-8")
    config = yaml.safe_load(re.sub(r"^  # (?=diffusion:|track3:|  )", "  ", text, flags=re.M))
    return config["generators"][name], config["recipes"][name]


@pytest.fixture
def diffusion(project):
    """A project of five frames by both recipes and an adapted one, without any weights.

    `again` is another picture of `me`: the adaptation learns from both.
    """
    (project.folder / "clips.tsv").write_text(
        "clip\tgloss\tvideo\tstart_s\tend_s\none\tHello\tone.mp4\t0\t0.2\n"
    )
    project.config |= {"generators": {}, "recipes": {}}
    for name, more in (("diffusion", HELD), ("track3", {})):
        generator, recipe = commented(name)
        project.config["generators"][name] = generator | TINY | more
        project.config["recipes"][name] = recipe | {"short_side_px": SIDE}
    generator, recipe = (project.config[kind]["track3"] for kind in ("generators", "recipes"))
    project.config["generators"]["adapted"] = generator | {"adaptation": "mine"}
    project.config["recipes"]["adapted"] = recipe | {"generator": "adapted"}
    project.config["adaptations"] = {"mine": {"use": "two_phase", "device": "cpu"} | TAUGHT}
    shutil.copy(project.folder / "me.png", project.folder / "again.png")
    project.config["characters"] = {
        "me": {"image": "me.png", "also": ["again"]},
        "again": {"image": "again.png"},
    }
    project.config["make"][0]["recipes"] = ["diffusion", "track3", "adapted"]
    return project


def test_from_film_to_film(diffusion, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(diffusion.folder / "hub"))
    tiny_models.tiny_weights(diffusion.folder / "weights", MODELS)
    diffusion.config["weights"] = {"folder": "weights"}
    _forbid_commerce(diffusion, monkeypatch)
    done = diffusion.run()
    assert done.returncode == 0, done.stdout

    frames = {}
    for recipe in ("diffusion", "track3", "adapted"):
        film = probe(diffusion.results / "videos" / "one" / f"{recipe}.me.mp4")
        assert (film.n_frames, film.width, film.height, film.fps) == (5, SIDE, SIDE, 25)
        made = read_frames(diffusion.results / "generated" / "one" / f"{recipe}.me")
        frames[recipe] = np.stack(list(made)).astype(int)
        warnings = made.origin["warnings"]
        assert any("paints 128 x 128" in sentence for sentence in warnings)
        assert any("the weights sd15 in" in s and "are your own" in s for s in warnings)
        assert any(sentence.startswith(RESTRICTED) for sentence in warnings)
        assert made.origin["gloss"] == "Hello"
        settings = made.origin["generator"]["settings"]
        wanted = {"seed": 0, "control_scale": 1.0} | diffusion.config["generators"][recipe]
        assert wanted.pop("use") == made.origin["generator"]["use"]
        assert wanted == {key: settings[key] for key in wanted}
    # noise of its own makes every frame another; what is shared and held keeps them near
    change = {name: abs(np.diff(images, axis=0)).mean() for name, images in frames.items()}
    assert change["track3"] > 3 * change["diffusion"] > 0
    gallery = (diffusion.results / "index.html").read_text()
    assert RESTRICTED in gallery and FORBIDDEN in gallery
    summary = " ".join((diffusion.results / "summary.txt").read_text().split())
    assert RESTRICTED in summary and FORBIDDEN in summary

    # what was learned shows, and goes into nobody else's films
    assert abs(frames["adapted"] - frames["track3"]).mean() > 0.5
    taught = diffusion.results / "models" / "mine" / "me"
    names = [f"holistic{suffix}" for suffix in ("", ".png", ".training.png")]
    assert sorted(path.name for path in taught.iterdir()) == names
    record = json.loads((taught / "holistic" / "weights.json").read_text())
    assert record["made_by"]["settings"]["rank"] == 2
    assert sorted(record["files"]) == ["unet/lora.safetensors", "vae/decoder.safetensors"]

    assert diffusion.changed_by() == set()
    diffusion.config["adaptations"]["mine"]["rank"] = 3
    planned = diffusion.run("-n").stdout
    assert "Teaching mine how me looks" in planned and "(adapted)" in planned
    assert "(track3)" not in planned and "(diffusion)" not in planned
    _halved(diffusion, frames["diffusion"], monkeypatch)

    # a raised revision of what a generator builds itself counts as its own
    diffusion.config["adaptations"]["mine"]["rank"] = 2
    table = diffusion.folder / "house" / "scripts" / "pose2video" / "generators" / "__init__.py"
    text = table.read_text()
    revision = GENERATORS.entries["limb_warp"].revision
    line = f'limb_warp:LimbWarp",\n            revision={revision}'
    assert line in text
    table.write_text(text.replace(line, f"{line}0"))
    planned = diffusion.run("-n").stdout
    assert "(diffusion)" in planned
    assert "(track3)" not in planned and "(adapted)" not in planned


def _forbid_commerce(project, monkeypatch):
    """Run a copy of the workflow whose table says that one of the licences forbids commerce."""
    conftest, house = sys.modules[type(project).__module__], project.folder / "house"
    for name in ("rules", "scripts", "resources", "envs", "profiles"):
        shutil.copytree(conftest.ROOT / name, house / name)
    for name in ("Snakefile", "config.yaml"):
        shutil.copy(conftest.ROOT / name, house / name)
    table = house / "resources" / "models.yaml"
    before, row, after = table.read_text().partition("\nip_adapter_plus:")
    table.write_text(before + row + after.replace("commercial: true", "commercial: false", 1))
    monkeypatch.setattr(conftest, "ROOT", house)


def _halved(project, expected, monkeypatch):
    """The same frames from less memory: that the batch was halved is said beside them.

    And what was killed between two batches has left nothing, so that the clip is made anew.
    """
    import torch
    from diffusers import UNet2DConditionModel

    import generate_frames

    def refuse(module, inputs):
        if isinstance(module, UNet2DConditionModel) and len(inputs[0]) > 2 * 2:  # guided: twice
            raise torch.OutOfMemoryError("no room")

    results = project.results
    poses = results / "bodies" / "one" / "holistic.steady.me"
    arguments = (
        results / "retargeted" / "one" / "diffusion.me.json",
        results / "retargeted" / "one" / "diffusion.me.view.json",
        [f"{poses}.safetensors", f"{poses}.json", str(results / "body_model")],
        results / "frames" / "one.json",
        results / "characters" / "me" / "holistic",
        None,
        [],
        None,
        None,
        sorted((results / "weights").glob("*")),
        project.folder / "again",
        None,
    )
    recorded = json.loads((results / "generated" / "one" / "diffusion.me.json").read_text())

    def kill(module, inputs):
        if isinstance(module, UNet2DConditionModel) and len(inputs[0]) == 2:  # the fifth frame
            raise KeyboardInterrupt

    hook = torch.nn.modules.module.register_module_forward_pre_hook(kill)
    try:
        with pytest.raises(KeyboardInterrupt):
            generate_frames.main(*arguments, recorded["origin"]["generator"], "Hello")
    finally:
        hook.remove()
    assert not (project.folder / "again").exists()
    assert not (project.folder / "again.json").exists()
    hook = torch.nn.modules.module.register_module_forward_pre_hook(refuse)
    try:
        generate_frames.main(*arguments, recorded["origin"]["generator"], "Hello")
    finally:
        hook.remove()
    again = read_frames(project.folder / "again")
    assert "out of GPU memory with 4 frames: going on with 2" in again.origin["warnings"]
    assert abs(np.stack(list(again)) - expected).mean() < 1
