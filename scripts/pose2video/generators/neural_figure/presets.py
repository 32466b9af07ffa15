"""What the presets of `quality` stand for.

They were not timed: a training says how long it will take before it begins.
"""

from __future__ import annotations

PRESETS = {
    "draft": {"size": 128, "width": 16, "steps": 400, "batch_size": 4},
    "full": {"size": 256, "width": 24, "steps": 4000, "batch_size": 4},
}
