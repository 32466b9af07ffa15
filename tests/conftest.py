"""Fixtures that several tests share."""

import pytest

from performer_figure import standing_figure, waving_figure


@pytest.fixture
def standing():
    """One frame of the standing figure, everything visible, in the picture plane."""
    return standing_figure()


@pytest.fixture
def waving():
    """30 frames: the right forearm with its hand swings by up to 90 degrees about the elbow."""
    return waving_figure()
