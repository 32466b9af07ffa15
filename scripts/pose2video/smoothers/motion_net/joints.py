"""The joints that the net moves, and what follows them.

They are COCO's 17, by name: every skeleton of the house has them. All other points of the body keep
their place beside one of them. Hands and face do not: other models find them, without the errors of
wrist and nose (moved with these, faces of performers were twice as far from the truth).
"""

from __future__ import annotations

import numpy as np

from pose2video.poses.skeletons import Skeleton

PAIRED = ("eye", "ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle")
JOINTS = ("nose", *(f"{side}_{name}" for name in PAIRED for side in ("left", "right")))
MIRRORED = np.array([0, *(i for k in range(len(PAIRED)) for i in (2 * k + 2, 2 * k + 1))])
SHOULDERS, HIPS = (
    [JOINTS.index(f"{side}_{name}") for side in ("left", "right")] for name in ("shoulder", "hip")
)
# beginning of a point's name without its side -> the joint that it stays beside
BESIDE = {
    "eye": "nose",
    "mouth": "nose",
    "head": "nose",
    "pinky": "wrist",
    "index": "wrist",
    "thumb": "wrist",
    "heel": "ankle",
    "foot": "ankle",
    "big_toe": "ankle",
    "small_toe": "ankle",
}
MIDDLES = {"neck": "shoulder", "mid_hip": "hip", "pelvis": "hip", "thorax": "shoulder"}


def leaders(layout: Skeleton) -> list[tuple[int, ...]]:
    """For every point of the body the keypoints whose mean move it follows; of a joint itself."""
    found = []
    for name in layout.names[layout.parts["body"]]:
        leader = name if name in JOINTS else _beside(name)
        names = leader if isinstance(leader, tuple) else (leader,) if leader else ()
        found.append(tuple(layout.indices(*names)))
    return found


def _beside(name):
    side = next((s for s in ("left", "right") if s in name.split("_")), None)
    bare = "_".join(word for word in name.split("_") if word != side)
    if name in MIDDLES:
        return tuple(f"{s}_{MIDDLES[name]}" for s in ("left", "right"))
    joint = next((joint for word, joint in BESIDE.items() if bare.startswith(word)), None)
    return joint if joint in (None, "nose") or side is None else f"{side}_{joint}"
