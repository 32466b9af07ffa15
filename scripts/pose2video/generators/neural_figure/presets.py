"""What the presets of `quality` stand for."""

from __future__ import annotations

PRESETS = {
    "draft": {"size": 128, "width": 16, "steps": 400, "batch_size": 4},
    "full": {"size": 256, "width": 24, "steps": 4000, "batch_size": 4},
}
