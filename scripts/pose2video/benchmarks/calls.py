"""The stages of a clip as calls of their scripts, with files where the workflow has them."""

from __future__ import annotations

from pathlib import Path

import yaml

from pose2video.benchmarks.costs import ROOT
from pose2video.benchmarks.materials import LENGTH_S, clip_name

RECIPE, CHARACTER = "puppet", "me"
FACE_POINTS = ROOT / "resources" / "performers" / "face_points.csv"


def recipe_specs() -> dict[str, dict]:
    """The components of the recipe as rules record them: `{"estimators": {...}, ...}`."""
    from pose2video.workflow import RECIPE as KINDS

    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    recipe = config["recipes"][RECIPE]
    return {
        registry.kind: registry.spec(
            config[registry.kind][recipe[registry.kind.removesuffix("s")]], registry.kind
        )
        for registry in KINDS
    }


def stage_calls(folder, specs, length_s=LENGTH_S, short_side_px=512) -> dict[str, tuple]:
    """The stages of the first clip in the order of the work: name -> (script, arguments of `main`).

    Args:
        folder: A project; every call reads what the one before wrote in it.
        specs: From `recipe_specs`.
        length_s: How much of the film is the clip.
        short_side_px: Of the result.
    """
    folder = Path(folder)
    results, clip = folder / "results", clip_name(0)
    film, model = folder / f"{clip}.mp4", results / "body_model"
    frames = results / "frames" / clip
    poses = results / "poses" / clip / "holistic.json"
    smoothed = results / "smoothed" / clip / "holistic.steady.json"
    body = results / "bodies" / clip / "holistic.steady.safetensors"
    moved = body.with_name(f"holistic.steady.{CHARACTER}.safetensors")
    fitted = results / "retargeted" / clip / f"{RECIPE}.{CHARACTER}.json"
    made = results / "generated" / clip / f"{RECIPE}.{CHARACTER}"
    video = results / "videos" / clip / f"{RECIPE}.{CHARACTER}.mp4"
    beside = results / "compared" / clip / f"{CHARACTER}.mp4"
    scores = results / "scores" / clip / f"{RECIPE}.{CHARACTER}.json"
    character = results / "characters" / CHARACTER / "holistic"
    row = {"start_s": None, "end_s": length_s, "fps": None}
    body_files = [moved, moved.with_suffix(".json"), FACE_POINTS, model]
    still = (character / "picture.png", character / "poses.json")
    retargeted = (fitted, fitted.with_suffix(".png"), specs["retargeters"], short_side_px)
    texts = dict.fromkeys(("gloss", "license", "consent"))
    said = {"clip": {"id": clip, "synthetic": False, **texts}, "source": None}
    compared = ({RECIPE: made}, None, beside, beside.with_suffix(".png"), said)
    calls = {
        "extract_frames": (film, frames, row, {"fps": "source", "max_side_px": 1280}),
        "estimate_poses": (frames, poses, specs["estimators"], ()),
        "smooth_poses": (poses, smoothed, specs["smoothers"]),
        "fit_body": (model, smoothed, body),
        "retarget_body": (model, body, character / "body.safetensors", moved),
        "retarget_poses": (smoothed, body_files, *still, *retargeted),
        "generate_frames": (
            *(fitted, body_files, f"{frames}.json", character, []),
            *(made, specs["generators"], ""),
        ),
        "encode_video": (made, video, video.with_suffix(".json"), film, None, said, None, None),
        "compare_video": (frames, smoothed, *compared),
        "score_clip": (
            *(made, fitted, smoothed, scores, specs["estimators"], (), True, None),
            {"min_sign_fidelity": 0.8},
        ),
    }
    return {name: (name, _plain(list(arguments))) for name, arguments in calls.items()}


def _plain(value):
    """Paths as text, also in lists and dicts."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return str(value) if isinstance(value, Path) else value
