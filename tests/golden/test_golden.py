"""A changed result must come with a raised revision.

For every component `golden.json` holds, under "kind name rN", a few numbers of its result on a
fixed input. Where a number changes and the revision does not, the test fails. After raising a
revision run `make golden` to write the new numbers.
"""

import json
import tempfile
from pathlib import Path

import cv2
import numpy as np
import pytest

from embodied import embodied_character, embodied_motion
from paper_doll import moved, paper_character, poses
from performer_figure import standing_figure, waving_figure
from pose2video.bodies.model import build_body_model, load_body_model
from pose2video.characters.motions import Motion
from pose2video.estimators import ESTIMATORS
from pose2video.generators import GENERATORS
from pose2video.metrics import EVERYWHERE, LIMBS, METRICS
from pose2video.metrics.limbs import Outline, limbs_of
from pose2video.metrics.looks import Look
from pose2video.poses.geometry import resize
from pose2video.retargeters import RETARGETERS
from pose2video.smoothers import SMOOTHERS
from shaped_hands import shaped_hands, signing
from tiny_footage import FEW_STEPS, taught
from tiny_models import tiny_appearance, tiny_weights
from tiny_onnx import frame_of
from tiny_restorer import tiny_restorer

FILE = Path(__file__).with_name("golden.json")
# cases of a component beside the one that `spec_of` gives it
CASES = {"controlnet": ("controlnet", "controlnet with limb_warp")}
REGISTRIES = (ESTIMATORS, SMOOTHERS, RETARGETERS, GENERATORS, METRICS)
# A processor's last digits may differ; a changed result differs by more. In pixels, grey levels,
# and shares of a metric's value.
PIXELS, LEVELS, SHARE = 0.3, 1.5, 0.01


def performer(seed=7):
    """The waving figure, who walks nearer and is turned, with noise, unsure samples and losses."""
    rng = np.random.default_rng(seed)
    poses = waving_figure()
    layout = poses.layout
    confidence = np.where(rng.random(poses.confidence.shape) < 0.1, 0.2, 1.0)
    confidence[8:15, layout.parts["right_hand"]] = 0
    confidence[3, layout.parts["left_hand"]] = 0
    confidence[20:24] = 0
    nearer = np.linspace(1, 1.4, poses.n_frames)[:, None, None]
    points = (poses.keypoints - (200, 300)) * nearer + (210, 300)
    world = np.full((*confidence.shape, 3), np.nan)
    body = layout.parts["body"]
    world[:, body, :2] = points[:, body] / 300
    world[:, body, 2] = 0.3 * np.sin(np.arange(33))
    return poses.changed(
        keypoints=points + rng.normal(0, 1, points.shape), confidence=confidence, world=world
    )


def of_poses(poses):
    """Where some points of body, hands and face are in some frames; -1 where missing."""
    some = [0, 11, 12, 13, 14, 15, 16, 24, 26, 28, 40, 50, 60, 70, 100, 300]
    return np.nan_to_num(poses.keypoints[::5, some], nan=-1).round(3).ravel().tolist()


def of_frames(frames):
    """Mean colours on a grid of 8 x 8."""
    cells = [cv2.resize(frame, (8, 8), interpolation=cv2.INTER_AREA) for frame in frames]
    return np.array(cells).ravel().tolist()


def numbers(kind, name, body_model):
    """What is compared, and its absolute tolerance."""
    if kind == "estimators":
        from skimage.data import astronaut

        estimator = ESTIMATORS.build(spec_of(name))
        if ids := ESTIMATORS.needs(spec_of(name)).weights:
            with tempfile.TemporaryDirectory() as folder:
                estimator = estimator.loaded(tiny_weights(folder, ids))
            frames = [frame_of((320, 176)), frame_of((340, 170))]
            return of_poses(estimator.estimate(frames, 25)), PIXELS
        return of_poses(estimator.estimate([astronaut()] * 2, 25)), 3.0
    if kind == "smoothers":
        return of_poses(SMOOTHERS.build(spec_of(name))(performer())), PIXELS
    if kind == "retargeters":
        picture = resize(standing_figure(), (600, 720))
        filled = SMOOTHERS.build(spec_of("fill_gaps"))(performer())
        retarget = RETARGETERS.build(spec_of(name))
        return of_poses(retarget(embodied_motion(body_model, filled), picture)), PIXELS
    if kind == "generators":
        motion = moved(poses(3), left_wrist=(200, 100), left_index=(206, 84), nose=(126, 60))
        moving = motion.keypoints.copy()
        moving[2, motion.layout.index("right_wrist")] = (125, 130)
        moving[2, motion.layout.index("right_knee")] = (80, 230)
        motion = motion.changed(keypoints=moving)
        make, character = GENERATORS.build(spec_of(name)), embodied_character(body_model)
        needs = GENERATORS.needs(spec_of(name))
        if needs.trained_on:
            with tempfile.TemporaryDirectory() as folder:
                make, character = taught(spec_of(name), character, folder, body_model)
                moves = embodied_motion(body_model, motion) if needs.body else Motion(motion)
                return of_frames(make.generate(character, moves)), LEVELS
        if ids := needs.weights:
            with tempfile.TemporaryDirectory() as folder:
                weights = tiny_weights(folder, ids)
                if needs.taught:
                    weights["appearance"] = tiny_appearance(Path(folder) / "appearance")
                make = make.loaded(weights)
        elif needs.taught:
            with tempfile.TemporaryDirectory() as folder:
                make = make.loaded({"model": tiny_restorer(folder)})
        return of_frames(make.generate(character, embodied_motion(body_model, motion))), LEVELS
    metric = METRICS.build(spec_of(name))
    if place := METRICS.entries[name].place:
        value = metric(noisy_look(), None if place == EVERYWHERE else paper_character().mask > 127)
    elif name == "sign_handshape":  # which asks for hands whose depth is known
        hands = shaped_hands(load_body_model(body_model))
        left, right = ["fist"] * 24, ["open"] * 12 + ["point"] * 12
        value = metric(signing(hands, left, right), signing(hands, left, ["open"] * 24))
    elif METRICS.entries[name].compares == (LIMBS,):
        value = metric(torn_doll())
    else:
        value = metric(performer(8), performer(7))
    return [value], SHARE * abs(value) + 1e-9


def torn_doll():
    """A doll's limbs, whole and with a forearm that is cut through and hangs askew."""
    doll = paper_character()
    parts = np.full(doll.mask.shape, -1, np.int8)
    for i, piece in enumerate(doll.pieces):
        (x, y), (high, wide) = piece.origin, piece.image.shape[:2]
        parts[y : y + high, x : x + wide][piece.image[..., 3] > 127] = i
    asked = np.ones(len(doll.pieces), bool)
    whole = Outline(parts >= 0, parts, asked)
    torn = whole.person.copy()
    torn[150:175, 182:] = False
    torn[225:230, 200:204] = True
    names = [piece.name for piece in doll.pieces]
    return limbs_of(names, whole, [whole, Outline(torn, parts, asked)])


def noisy_look():
    """A noisy frame and the one before, beside a picture that moves by two pixels."""
    true = paper_character().picture
    rng, look = np.random.default_rng(3), None
    now, before = (rng.normal(0, 20, true.shape) for _ in range(2))
    for shift, noise in ((2, before), (0, now)):
        moved = np.roll(true, shift, axis=1)
        frame = np.clip(moved + noise, 0, 255).astype(np.uint8)
        perceived = [np.abs(noise[::4, ::4, 0]).astype(np.float32)]
        look = Look(frame, moved, look, perceived)
    return look


def spec_of(name):
    steps = [{"use": "median", "settings": {}}, {"use": "fill_gaps", "settings": {}}]
    settings = FEW_STEPS | {
        "chain": {"steps": steps},
        "controlnet": {"init": "reference", "background": "generated", "hold_hands": 0.0}
        | {"hold_face": 0.0, "steps": 2, "device": "cpu"},
        "controlnet with limb_warp": {"steps": 2, "device": "cpu"},
        "appearance_control": {"appearance": "mine", "steps": 2, "device": "cpu"},
    }
    return {"use": name.partition(" ")[0], "settings": settings.get(name, {})}


def cases(registry):
    return [case for name in registry.entries for case in CASES.get(name, (name,))]


def key(registry, name):
    """Kind, case and revision; those of the components that it builds itself, too."""
    spec = spec_of(name)
    revisions = [registry.entries[spec["use"]].revision]
    if " " in name:
        revisions += [inner["revision"] for inner in registry.needs(spec).uses]
    return f"{registry.kind} {name} r{'+'.join(map(str, revisions))}"


@pytest.mark.parametrize(
    ("registry", "name"),
    [(registry, name) for registry in REGISTRIES for name in cases(registry)],
    ids=lambda value: getattr(value, "kind", value),
)
def test_results_change_only_with_the_revision(registry, name, body_model):
    golden = json.loads(FILE.read_text())
    entry = key(registry, name)
    assert entry in golden, f"{entry} has no golden numbers: run make golden"
    found, tolerance = numbers(registry.kind, name, body_model)
    np.testing.assert_allclose(
        found,
        golden[entry],
        rtol=0,
        atol=tolerance,
        err_msg=f"{name} changed its results: raise its revision, then run make golden",
    )


def main():
    """Write the numbers of all components."""
    with tempfile.TemporaryDirectory() as folder:
        body_model = Path(folder) / "body_model"
        build_body_model(body_model)
        entries = {
            key(registry, name): numbers(registry.kind, name, body_model)[0]
            for registry in REGISTRIES
            for name in cases(registry)
        }
    lines = (f"{json.dumps(name)}: {json.dumps(values)}" for name, values in entries.items())
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
