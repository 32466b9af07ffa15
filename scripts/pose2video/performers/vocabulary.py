"""The words of the YAML files: hand shapes, expressions, named places of the body."""

from __future__ import annotations


def _both(*names):
    return {f"{name}{side}": 1.0 for name in names for side in ("Left", "Right")}


# expression -> facial actions of the body model and how strongly each takes part
EXPRESSIONS = {
    "smile": _both("mouthSmile") | {f"cheekSquint{s}": 0.5 for s in ("Left", "Right")},
    "frown": _both("mouthFrown"),
    "brows_up": {"browInnerUp": 1.0} | _both("browOuterUp"),
    "brows_down": _both("browDown"),
    "blink": _both("eyeBlink"),
    "squint": _both("eyeSquint"),
    "eyes_wide": _both("eyeWide"),
    "mouth_open": {"jawOpen": 1.0},
    "pucker": {"mouthPucker": 1.0},
    "funnel": {"mouthFunnel": 1.0},
    "stretch": _both("mouthStretch"),
    "press": _both("mouthPress"),
    "puff": {"cheekPuff": 1.0},
}
