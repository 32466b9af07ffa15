"""The materials of a person by a network's labels of what is worn."""

from __future__ import annotations

import numpy as np

from pose2video.characters.preparation.borders import nearest_of
from pose2video.characters.preparation.materials import MATERIALS
from pose2video.estimators.human_parsing import LABELS

# A hat goes with the head, glasses with the face. What a bag is made of, its neighbours are.
OF = {
    "hair": ("hat", "hair"),
    "skin": ("sunglasses", "face", "left_leg", "right_leg", "left_arm", "right_arm"),
    "upper": ("upper_clothes", "dress", "scarf"),
    "lower": ("skirt", "trousers", "belt"),
    "shoes": ("left_shoe", "right_shoe"),
}


def parsed_materials(labels, person) -> np.ndarray:
    """Materials as `materials_of` gives them.

    Args:
        labels: uint8 `(height, width)`, indices of `LABELS`.
        person: bool `(height, width)`.

    Returns:
        uint8 `(height, width)`: 1 + index in `MATERIALS`, 0 outside the person. What has no
        material takes that of the nearest pixel that has one.
    """
    table = np.zeros(len(LABELS), np.uint8)
    for material, names in OF.items():
        table[[LABELS.index(name) for name in names]] = 1 + MATERIALS.index(material)
    found = np.where(person, table[labels], 0).astype(np.uint8)
    known = found > 0
    return np.where(person, nearest_of(found, known) if known.any() else 0, 0).astype(np.uint8)
