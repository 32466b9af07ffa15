"""The parts of a body: which bones, and so which triangles, belong together."""

from __future__ import annotations

import numpy as np

CENTRE = {"neck": ("neck",), "head": ("head", "eye")}
# part of a side -> first letters of its bones
ARM = {
    "upper_arm": ("upperarm",),
    "forearm": ("lowerarm",),
    "hand": ("wrist", "metacarpal", "finger"),
}
LEG = {"thigh": ("upperleg",), "shin": ("lowerleg",), "foot": ("foot", "toe")}
LIMBS = ARM | LEG
SIDES = {"left": ".L", "right": ".R"}
PARTS = ("trunk", *CENTRE, *(f"{side}_{limb}" for limb in LIMBS for side in SIDES))
INSIDE = ("eye_back.L", "eye_back.R", "tongue")  # cavities close the gaps between lids and lips


def part_of(bone) -> str:
    """The part of `PARTS` that a bone moves."""
    for part, words in CENTRE.items():
        if bone.startswith(words):
            return part
    for limb, words in LIMBS.items():
        if bone.startswith(words):
            side = next(side for side, end in SIDES.items() if bone.endswith(end))
            return f"{side}_{limb}"
    return "trunk"


def vertex_shares(model) -> np.ndarray:
    """How much each part moves each vertex of a `BodyModel`, `(V, len(PARTS))` float32."""
    share = np.zeros((len(model.template), len(PARTS)), np.float32)
    np.add.at(share.T, [PARTS.index(part_of(bone)) for bone in model.bones], model.weights.T)
    return share


def outside(model) -> np.ndarray:
    """The triangles `(F, 3)` of a `BodyModel` that can be seen from outside."""
    return model.faces[~model.segment(*INSIDE)]
