from dataclasses import replace

import numpy as np
import pytest

from embodied import embodied_character, embodied_motion
from paper_doll import moved, poses
from performer_figure import unseen
from pose2video.generators import GENERATORS
from pose2video.poses.geometry import resize
from tiny_footage import FEW_STEPS, taught

# those with weights, or that others teach, have tests of their own
ALL = sorted(
    name
    for name in GENERATORS.entries
    for needs in [GENERATORS.needs({"use": name, "settings": {}})]
    if not needs.weights and not needs.taught
)


TRAINED = [name for name in ALL if GENERATORS.needs({"use": name, "settings": {}}).trained_on]
DRAWN = [name for name in ALL if not GENERATORS.needs({"use": name, "settings": {}}).footage]


@pytest.fixture(scope="module")
def learned(tmp_path_factory, body_model):
    """Those that learn from a film of their character, after they did."""
    doll = embodied_character(body_model)
    return {name: taught(spec_of(name), doll, tmp_path_factory.mktemp(name), body_model)
            for name in TRAINED}  # fmt: skip


@pytest.fixture
def generator(learned):
    return lambda name: learned[name][0] if name in learned else GENERATORS.build(spec_of(name))


def spec_of(name):
    return {"use": name, "settings": FEW_STEPS.get(name, {})}


@pytest.fixture(scope="module")
def character(body_model, learned):
    _, who = next(iter(learned.values()))
    return replace(
        embodied_character(body_model),
        footage=who.footage,
        footage_masks=who.footage_masks,
        plate=who.plate,
    )


@pytest.fixture
def motion(body_model):
    """Five frames on a canvas twice as large as the picture, the last without anybody."""
    five = resize(moved(poses(5), left_wrist=(200, 100)), (480, 640))
    return embodied_motion(body_model, unseen(five, frames=4))


@pytest.mark.parametrize("name", ALL)
def test_one_frame_per_pose_of_the_canvas_size_and_the_same_twice_and_inputs_stay(
    name, generator, character, motion
):
    before, picture = motion.poses.keypoints.copy(), character.picture.copy()
    turns = motion.body.rotations.copy()
    frames, again = (list(generator(name).generate(character, motion)) for _ in range(2))
    assert [(f.shape, f.dtype) for f in frames] == [((640, 480, 3), np.dtype(np.uint8))] * 5
    np.testing.assert_array_equal(frames, again)
    np.testing.assert_array_equal(character.picture, picture)
    np.testing.assert_array_equal(motion.poses.keypoints, before)
    np.testing.assert_array_equal(motion.body.rotations, turns)


@pytest.mark.parametrize("name", DRAWN)
def test_leaving_the_canvas_is_said_with_the_frames(name, generator, character, body_model):
    still = poses(6)
    make = generator(name)
    motion = embodied_motion(body_model, still)
    assert not [w for w in make.warnings(character, motion) if "canvas" in w]
    keypoints = still.keypoints.copy()
    keypoints[2:4, still.layout.index("left_wrist")] = (260, 100)
    away = replace(motion, poses=still.changed(keypoints=keypoints))
    (sentence,) = [w for w in make.warnings(character, away) if "canvas" in w]
    assert sentence == "the figure leaves the canvas in frames 2-3 (33% of them)"
