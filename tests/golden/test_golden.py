"""A changed result must come with a raised revision.

For every component `golden.json` holds, under "kind name rN", a few numbers of its result on a
fixed input. Where a number changes and the revision does not, the test fails. After raising a
revision run `python tests/golden/test_golden.py` in the environment to write the new numbers.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

if __name__ == "__main__":
    root = Path(__file__).parents[2]
    sys.path[:0] = [str(root / "scripts"), str(root / "tests")]

from paper_doll import moved, paper_character, poses
from performer_figure import standing_figure, waving_figure
from pose2video.generators import GENERATORS
from pose2video.geometry import resize
from pose2video.metrics import METRICS
from pose2video.retargeters import RETARGETERS
from pose2video.smoothers import SMOOTHERS

FILE = Path(__file__).with_name("golden.json")
REGISTRIES = (SMOOTHERS, RETARGETERS, GENERATORS, METRICS)
# A processor's last digits may differ; a changed result differs by more.
TOLERANCE = 0.01


def noisy(seed=7):
    """The waving figure with noise, unsure samples and lost hands."""
    rng = np.random.default_rng(seed)
    poses = waving_figure()
    confidence = np.where(rng.random(poses.confidence.shape) < 0.1, 0.2, 1.0)
    confidence[8:15, poses.layout.parts["right_hand"]] = 0
    confidence[3, poses.layout.parts["left_hand"]] = 0
    points = poses.keypoints + rng.normal(0, 2, poses.keypoints.shape)
    return poses.changed(keypoints=points, confidence=confidence)


def of_poses(poses):
    known = np.isfinite(poses.keypoints)
    motion = np.abs(np.diff(poses.keypoints, axis=0))
    return {
        "known": float(known.mean()),
        "mean": float(np.nanmean(poses.keypoints)),
        "spread": float(np.nanstd(poses.keypoints)),
        "motion": float(np.nanmean(motion)),
    }


def numbers(kind, name):
    settings = {"steps": [{"use": "median", "settings": {}}]} if name == "chain" else {}
    spec = {"use": name, "settings": settings}
    if kind == "smoothers":
        return of_poses(SMOOTHERS.build(spec)(noisy()))
    if kind == "retargeters":
        picture = resize(standing_figure(), (600, 720))
        return of_poses(RETARGETERS.build(spec)(noisy(), picture))
    if kind == "generators":
        motion = moved(poses(2), left_wrist=(200, 100), left_index=(206, 84), nose=(126, 60))
        frames = np.array(list(GENERATORS.build(spec).generate(paper_character(), motion)))
        return {
            "mean": float(frames.mean()),
            "spread": float(frames.std()),
            "left": float(frames[..., :120, :].mean()),
        }
    metric = METRICS.build(spec)
    if name.startswith(("psnr", "ssim")):
        rng = np.random.default_rng(3)
        true = paper_character().picture
        noise = rng.normal(0, 20, true.shape)
        frame = np.clip(true + noise, 0, 255).astype(np.uint8)
        return {"value": metric(frame, true, paper_character().mask > 127)}
    return {"value": metric(noisy(8), noisy(7))}


def key(registry, name):
    return f"{registry.kind} {name} r{registry.entries[name].revision}"


def current():
    return {
        key(registry, name): numbers(registry.kind, name)
        for registry in REGISTRIES
        for name in registry.entries
    }


@pytest.mark.parametrize(
    ("registry", "name"),
    [(registry, name) for registry in REGISTRIES for name in registry.entries],
    ids=lambda value: getattr(value, "kind", value),
)
def test_results_change_only_with_the_revision(registry, name):
    golden = json.loads(FILE.read_text())
    entry = key(registry, name)
    assert entry in golden, f"{entry} has no golden numbers: run python {Path(__file__).name}"
    found = numbers(registry.kind, name)
    assert found == pytest.approx(golden[entry], rel=TOLERANCE, abs=1e-6), (
        f"{name} changed its results: raise its revision"
    )


if __name__ == "__main__":
    FILE.write_text(json.dumps(current(), indent=1, sort_keys=True) + "\n")
