"""A filmed skin on a dressed body."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.characters.skins import SHOWN, Skin
from pose2video.errors import UserError
from pose2video.generators.dressing.charts import Charts

SOFT = 0.006  # metres over which skin and photograph become each other


@dataclass(frozen=True, eq=False)
class WornSkin:
    """A skin as it is drawn.

    Attributes:
        charts: Its pages' `Charts`.
        image: float32 `(H, W, 4)`: RGB without light, and in [0, 1] how far it counts.
    """

    charts: Charts
    image: np.ndarray


def wear(skin: Skin, surface, reference) -> WornSkin:
    """Lay the pages of a skin out for drawing.

    Args:
        skin: The `Skin`. surface: The model's `Surface`. reference: See `BodyModel.reference`.

    Raises:
        UserError: The pages are those of another body model.
    """
    charts = Charts.build(surface, reference, skin.texel)
    height, width = charts.keys.shape
    image = np.zeros((height, width, 4), np.float32)
    soft = max(SOFT / skin.texel, 0.8)
    for part in SHOWN:
        first, last = charts.rows[part]
        if skin.pages[part].shape != (last - first, width, 3):
            raise UserError(f"the filmed skin's page {part}.png is of another size: make it again")
        own = charts.keys[first:last] != 0
        share = ((skin.seen[part] > 0) & own).astype(np.float32)
        inside = cv2.GaussianBlur(own.astype(np.float32), (0, 0), soft)
        share = cv2.GaussianBlur(share, (0, 0), soft) / np.maximum(inside, 1e-3)
        image[first:last, :, :3] = skin.pages[part]
        image[first:last, :, 3] = np.clip(share, 0, 1)
    return WornSkin(charts, image)
