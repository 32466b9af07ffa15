"""The description of the interface for programs, OpenAPI 3.1, as data and for the page `/api`."""

from __future__ import annotations

from functools import cache

import yaml

from pose2video import __version__
from pose2video.resources import RESOURCES


@cache
def document() -> dict:
    """The OpenAPI document."""
    text = (RESOURCES / "studio/openapi.yaml").read_text(encoding="utf-8")
    found = yaml.safe_load(text)
    found["info"]["version"] = __version__
    return found
