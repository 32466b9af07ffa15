"""Stand-ins for the results of a run with many clips: small files of the right shape."""

import json
import os
from pathlib import Path

from pose2video.metrics import METRICS

GLOSSES = ("hello", "thank you", "Straße", "手話", "قهوة", "bread", "to go", "ñandú")
WARNING = "the right hand is not found in frames {a}-{b} of 50"


def wanted_clips(n, recipes=("puppet",), character="me") -> dict:
    """What `pose2video.reporting.wanted` would say of `n` clips: w00000, w00001, ..."""
    clips = [f"w{i:05d}" for i in range(n)]
    chain = {
        "body": True,
        "estimator": "holistic",
        "smoother": "steady",
        "character": character,
        "kind": 0,
    }
    folder = f"characters/{character}/holistic"
    words = [f"{folder}/{name}.json" for name in ("poses", "body")]
    return {
        "characters": {character: {"license": None, "sheets": [], "words": words}},
        "clips": {
            clip: {
                "gloss": f"{GLOSSES[i % len(GLOSSES)]} {i}",
                "license": "CC BY 4.0",
                "performer": "eva",
            }
            for i, clip in enumerate(clips)
        },
        "films": [
            {"clip": clip, "recipe": recipe, **chain} for clip in clips for recipe in recipes
        ],
        "jobs": {
            "extract_frames": {"jobs": n, "reads": [], "stage": "film"},
            "prepare_character": {"jobs": 1, "reads": [], "stage": "character"},
            "generate_frames": {
                "jobs": n * len(recipes),
                "reads": ["extract_frames", "prepare_character"],
                "stage": "new film",
            },
        },
        "logs": [["logs/extract_frames/{clip}.log"]],
    }


def write_results(root, wanted, film=None, picture=None):
    """Write the results that gallery, scores and summary read.

    Every tenth film has a warning, every hundredth clip no film; the n-th film's scores are
    n / 97, without the whole.

    Args:
        root: Folder that gets `results`.
        wanted: See `wanted_clips`.
        film: An MP4 that all films are links to; empty files if None.
        picture: A JPEG likewise, for the first frames and sheets.
    """
    results = Path(root) / "results"
    for i, row in enumerate(wanted["films"]):
        clip, name = row["clip"], f"{row['recipe']}.{row['character']}"
        manifest = {"suffix": ".jpg", "frame_size": [384, 512], "origin": {"warnings": []}}
        _json(results / f"generated/{clip}/{name}.json", manifest)
        _json(results / f"frames/{clip}.json", manifest)
        warnings = [WARNING.format(a=i % 7, b=9 + i % 11)] * (i % 10 == 9)
        _json(results / f"scores/{clip}/{name}.json", {"scores": scores(i), "warnings": warnings})
        _json(results / f"poses/{clip}/holistic.json", {"warnings": [], "keypoints": {}})
        _link(results / f"drivers/{clip}.mp4", film)
        _link(results / f"compared/{clip}/{row['character']}.mp4", film)
        _link(results / f"compared/{clip}/{row['character']}.png", picture)
        _link(results / f"generated/{clip}/{name}/000000.jpg", picture)
        _link(results / f"frames/{clip}/000000.jpg", picture)
        if i % 100 != 99:
            _link(results / f"videos/{clip}/{name}.mp4", film)


def scores(i) -> list[dict]:
    """Rows of all metrics of the i-th film."""
    return [
        {"metric": name, "value": i / 97 % 1, "unit": entry.load().unit, "note": ""}
        for name, entry in METRICS.entries.items()
    ]


def _json(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data), encoding="utf-8")


def _link(path, source):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if source is None:
        path.touch()
    else:
        os.link(source, path)
