"""Bare legs below the hem of shorts: told from cloth, one surface however they are drawn."""

from dataclasses import replace

import numpy as np
import pytest

from pose2video.bodies.hands.drawing import encode
from pose2video.generators.limb_warp.per_frame.maps import Joint, Limb
from pose2video.generators.limb_warp.per_frame.seats import CLOSING, _shares
from pose2video.generators.limbs.legs import _filled
from pose2video.generators.limbs.puppet import Texture
from pose2video.generators.limbs.seats import Sheet, without_legs
from pose2video.generators.limbs.strips import COLUMNS, ROWS, Strip

TONE = (0.62, 0.36, 0.25)
SKIN = np.rint(255 * encode(np.float32(TONE))).astype(np.uint8)
DENIM = np.uint8([40, 60, 110])
HEM = 40


def test_a_sheet_of_cloth_loses_the_legs_that_it_ends_in():
    image = np.full((80, 30, 4), 255, np.uint8)
    image[:HEM, :, :3], image[HEM:, :, :3] = DENIM, SKIN
    image[10:16, 10:16, :3] = SKIN  # a hole in the cloth is no leg
    cloth = without_legs(Texture(image, (0, 0), None), TONE).image
    assert (cloth[: HEM - 4] == image[: HEM - 4]).all()
    assert not cloth[HEM + 4 :, :, 3].any()
    image[HEM:, :, :3] = DENIM
    assert without_legs(Texture(image, (0, 0), None), TONE) is None


@pytest.mark.parametrize("sheets", [True, False])
def test_a_leg_under_a_sheet_is_bare_up_to_the_hip(sheets):
    pixels = np.empty((2 * ROWS, COLUMNS, 3), np.float32)
    pixels[:HEM], pixels[HEM:] = DENIM, SKIN
    known = np.ones(pixels.shape[:2], bool)
    strip = Strip(pixels, known, np.ones(2 * ROWS), np.zeros(2 * ROWS), 1.0)
    sleeve = _filled(strip, None, TONE, sheets)
    assert abs(sleeve.end - HEM) < 4
    top = sleeve.strip[: HEM - 8].reshape(-1, 3).astype(int)
    assert (np.abs(top - (SKIN if sheets else DENIM)).max() < 3).all()


def test_cloth_is_shared_otherwise_by_thighs_that_close_alone():
    shares = (np.full((4, 2), 0.5), np.full((4, 2), 0.3))
    closed = (np.full((4, 2), 0.8), np.full((4, 2), 0.9))
    sheet = Sheet(None, np.zeros((4, 2)), None, *shares, np.zeros(4), closed=closed)
    still = Joint(1.0, np.pi, np.pi, 1.0)
    angles = np.pi / 2 + np.array([-0.2, 0.2])  # the left thigh is to the right in the picture
    limbs = [
        Limb(np.zeros(2), np.array([x, 0.0]), 9.0, angle, angle, 1.0, 1.0, still, None)
        for x, angle in zip((10.0, 0.0), angles, strict=True)
    ]
    for turn, found in ((0, shares), (-0.3, shares), (1.4 * CLOSING, closed)):
        left = replace(limbs[0], angle=limbs[0].angle + turn)
        for got, truth in zip(_shares(sheet, [left, limbs[1]]), found, strict=True):
            assert np.allclose(got, truth, atol=1e-6)
