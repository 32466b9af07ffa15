"""Fixtures that several tests share."""

import fcntl
import os

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


@pytest.fixture(scope="session")
def body_model(tmp_path_factory):
    """The body model in the folder that POSE2VIDEO_BODY_MODEL names, else built (a minute).

    Processes that share a run (pytest-xdist) build it once: the first one, while others wait.
    """
    if folder := os.environ.get("POSE2VIDEO_BODY_MODEL"):
        return folder
    from pose2video.bodies.model import build_body_model

    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "shared_body_model" / "body_model"
    folder.parent.mkdir(exist_ok=True)
    with open(folder.parent / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            build_body_model(folder)
    return folder


@pytest.fixture(scope="session")
def model(body_model):
    """The body model, read."""
    from pose2video.bodies.model import load_body_model

    return load_body_model(body_model)


@pytest.fixture(scope="session")
def perception(tmp_path_factory):
    """The folder with the converted perceptual networks."""
    from pose2video.perception.wheel import SHA256, convert

    folder = tmp_path_factory.mktemp("perception")
    for net in SHA256:
        convert(net, folder / f"{net}.safetensors")
    return folder


@pytest.fixture(scope="session")
def astronaut():
    """A photograph of a smiling woman, head to waist, public domain."""
    from skimage.data import astronaut

    return astronaut()
