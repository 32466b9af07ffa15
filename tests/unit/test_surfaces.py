"""What lies on the model's arms: the picture's grain, creases, cuffs, smooth outlines."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from drawn_limbs import CLOTH, SIZE, SKIN, dressed
from embodied import standing_motion
from pose2video.bodies.body import Body
from pose2video.bodies.hands.drawing import encode
from pose2video.bodies.hands.grain import FINER_MM, measure_grain
from pose2video.bodies.retargeting.limbs import BonePaths, reach
from pose2video.characters.motions import Motion
from pose2video.generators.limb_warp import LimbWarp
from pose2video.generators.limb_warp.at_rest import prepare
from pose2video.generators.limb_warp.over_clip import follow
from pose2video.generators.limb_warp.per_frame.arms import arm_at
from pose2video.generators.limbs.limb_shapes import inside_bend
from pose2video.generators.limbs.materials import EVEN, ONE
from pose2video.triangles.finer import bulged, in_four

TONE = np.float32([0.45, 0.27, 0.19])


def photographed(light):
    """A picture of skin whose light changes by so much, `(h, w)`."""
    return np.rint(255 * encode(TONE * (1 + light[..., None]))).astype(np.uint8)


@pytest.fixture(scope="module")
def standing(model):
    motion = standing_motion(model, 1, SIZE)
    motion = replace(motion, translation=motion.translation - [[0, 0.05, 0]])
    return Body.build(model, motion.shape), motion


def clip_of(standing, character, motion):
    body, _ = standing
    moves = Motion(body.poses(motion), motion, body)
    return follow(prepare(character, SIZE, False, body, "sleeved"), moves)


def held_aside(standing):
    body, motion = standing
    start = BonePaths.of(body, motion).heads[:, body.rig.index("upperarm01.L")]
    return reach(body, motion, "arm", "L", start + np.array([0.35, 0.25, -0.10]))


def neighbours(pattern):
    """How like a pattern `(h, w)` is to itself one place aside."""
    return float((pattern[:, 1:] * pattern[:, :-1]).mean() / pattern.var())


@pytest.mark.parametrize("blur", [0.8, 2.0])
def test_grain_is_as_strong_and_as_fine_as_what_is_seen(blur):
    noise = cv2.GaussianBlur(np.random.default_rng(1).standard_normal((240, 240)), (0, 0), blur)
    noise *= 0.03 / noise.std()
    grain = measure_grain(photographed(noise), np.ones(noise.shape, bool), 1.0, tinted=True)
    pattern, fine = grain.pattern[..., 1], noise - cv2.GaussianBlur(noise, (0, 0), FINER_MM)
    assert pattern.std() == pytest.approx(fine.std(), rel=0.3)
    assert neighbours(pattern) == pytest.approx(neighbours(fine), abs=0.1)
    across = grain.at(np.linspace(0, 700, 5000), np.full(5000, 3.0))  # it closes where it repeats
    assert np.abs(np.diff(across[:, 1])).max() < 0.03


def test_neither_flat_paint_nor_soft_shade_has_grain():
    ramp = np.tile(np.linspace(-0.3, 0.3, 240), (240, 1))
    for light, most in ((0 * ramp, 1e-6), (ramp, 0.008)):
        grain = measure_grain(photographed(light), np.ones(ramp.shape, bool), 1.0, tinted=True)
        assert grain.pattern.std() < most
    none = measure_grain(photographed(ramp), np.zeros(ramp.shape, bool), 1.0, tinted=True)
    assert not none.pattern.any()


def test_a_drawing_in_flat_colours_gets_no_grain(standing):
    clip = clip_of(standing, dressed(standing, 0.4), standing[1])
    for surface in clip.arms.surfaces.values():
        assert np.abs(surface[..., :3].astype(int) - ONE).max() <= 2
    assert clip.rest.hands.grain.pattern.std() < 1e-3


def test_what_lies_on_an_arm_goes_with_its_surface(standing):
    character = dressed(standing, 0.4)
    arms = [
        arm_at(clip_of(standing, character, motion), "left", 0)
        for motion in (standing[1], held_aside(standing))
    ]
    seen = np.intersect1d(*(np.unique(arm.faces) for arm in arms))
    seen = seen[(arms[0].along[seen] > 1.3) & (arms[0].along[seen] < 1.7)]
    aside = sum(np.abs(arm.place[seen, 0] - 20) for arm in arms)
    mark = seen[aside.argmin()]  # as far from both outlines as can be
    assert aside.min() < 20
    surface = np.repeat(np.repeat(EVEN[:1, :1], 1024, axis=0), 501, axis=1)
    row = int(4 * arms[0].place[mark, 1])
    turn = np.arctan2(*arms[0].around[mark, ::-1]) / (2 * np.pi) + 0.5
    cv2.circle(surface, (int(500 * turn), row), 9, (20, 20, 20, ONE), -1)
    for arm in arms:
        marked = replace(arm, surface=surface)
        spots = [drawn.drawn(SIZE, np.ones(len(arm.xy)))[0].colour for drawn in (arm, marked)]
        y, x = np.nonzero((spots[0] - spots[1])[..., 1] > 30)
        window = arm.drawn(SIZE, np.ones(len(arm.xy)))[0].window
        found = np.array([x.mean() + window[1].start, y.mean() + window[0].start]) + 0.5
        assert np.linalg.norm(found - arm.xy[mark]) < 2


def test_a_hand_comes_out_of_a_sleeve(standing):
    body, motion = standing
    character = dressed(standing, 2.0)
    clip = clip_of(standing, character, motion)
    frame = next(LimbWarp().generate(character, Motion(body.poses(motion), motion, body)))
    elbow, wrist = clip.arms.line["left"][0][1:]

    def there(share):
        x, y = np.rint(elbow + share * (wrist - elbow)).astype(int)
        return frame[y, x].astype(float)

    for share, colour, other in ((0.9, CLOTH, SKIN), (1.12, SKIN, CLOTH)):
        shown = there(share)
        assert np.abs(shown - colour).sum() < 0.5 * np.abs(shown - other).sum()


def test_creases_are_inside_a_bend_alone():
    off = np.array([[0, 0, -1.0], [0, 0, 1.0], [1.0, 0, 0]])
    straight = np.array([[0, 0, 0], [0, 0.3, 0], [0, 0.6, 0]])
    bent = np.array([[0, 0, 0], [0, 0.3, 0], [0, 0.3, -0.3]])
    assert not inside_bend(off, straight).any()
    inside = inside_bend(off, bent)
    assert inside[0] > 0.6 and inside[1] == 0 and inside[2] < 0.1


def test_a_mesh_in_four_is_as_round_as_what_it_stands_for():
    corners = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1.0]])
    faces = np.array([[a, b, c] for a in (0, 1) for b in (2, 3) for c in (4, 5)], np.int32)
    ends, finer = in_four(faces, len(corners))
    middles = bulged(corners, corners, ends)
    assert len(finer) == 32 and len(ends) == 12
    radius = np.linalg.norm(middles, axis=1)
    flat = np.linalg.norm(corners[ends].mean(axis=1), axis=1)
    assert np.abs(radius - 1).max() < 0.5 * np.abs(flat - 1).max()
    assert sorted(np.unique(finer)) == list(range(18))
