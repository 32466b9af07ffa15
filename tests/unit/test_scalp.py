"""Hair where a photograph from the front shows none: over the skull, not on the ears."""

import numpy as np
import pytest

from pose2video.bodies.parts import PARTS
from pose2video.generators.dressing.dressed import dress
from pose2video.generators.dressing.scalp import Scalp
from pose2video.triangles.meshes import look_up
from textured_body import HAIR, SKIN, textured_character


def tied_back(reference):
    """Hair that leaves the ears and the temples before them free, `(V,)` bool."""
    x, y, z = reference.T
    ear = (np.abs(x) > 0.075) & (y > -0.845) & (z < -0.03)
    return ((z > -0.06) & ~ear) | (y < -0.92)


@pytest.fixture(scope="module")
def worn(body_model):
    """Places on the reference body of what is drawn of the head, and its colours."""
    character, motion = textured_character(body_model, (480, 640), hairy=tied_back)
    dressed = dress(motion.figure, character)
    of = dressed.parts == PARTS.index("head")
    vertex = dressed.vertex[of]
    behind, share = dressed.behind[vertex], dressed.behind[vertex, 2:]
    front = look_up(dressed.texture, *dressed.uv[of].T)
    back = look_up(dressed.texture, *behind[:, :2].T)
    return motion.figure.model.reference[vertex], front + share * (back - front)


def near(colours, colour):
    return np.abs(colours - colour).max(axis=1) < 45


def test_all_of_the_skull_has_the_colour_of_the_hair(worn):
    (x, y, z), colours = worn[0].T, worn[1]
    assert near(colours[(z > -0.04) & (y < -0.82) & (np.abs(x) < 0.07)], HAIR).mean() > 0.97
    temples = (z > -0.07) & (y < -0.86) & (np.abs(x) > 0.05)
    assert near(colours[temples], HAIR).mean() > 0.97


def test_ears_and_face_are_skin(worn):
    (x, y, z), colours = worn[0].T, worn[1]
    assert near(colours[np.abs(x) > 0.08], SKIN).mean() > 0.9
    assert near(colours[(z < -0.11) & (y > -0.88) & (np.abs(x) < 0.05)], SKIN).mean() > 0.9


@pytest.mark.parametrize("long", [False, True])
def test_strands_lie_along_the_way_from_the_whorl_and_have_no_seam(long):
    scalp = Scalp.build(np.eye(3), 100, long)
    lines, middle = scalp.strands(), scalp.side // 2
    y, x = np.mgrid[: scalp.side, : scalp.side] + 0.5 - scalp.side / 2
    far = np.hypot(x, y)
    ring = (far > 0.3 * middle) & (far < 0.8 * middle)
    down, across = np.gradient(lines)
    along = np.abs(across * x + down * y)[ring] / far[ring]
    around = np.abs(across * y - down * x)[ring] / far[ring]
    assert along.mean() < 0.5 * around.mean()
    jumps = np.abs(np.diff(lines, axis=0))[:, : middle // 2]  # the angles begin again there
    assert jumps[middle - 2 : middle + 1].mean() < 2 * jumps[ring[1:, : middle // 2]].mean()
