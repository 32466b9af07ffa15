"""How far a photograph shows the places of a body: what a rendering of it is sure of."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.person import pure_colours
from pose2video.generators.dressing.photograph import AlignedBody, Photograph
from pose2video.generators.neural_figure.inputs import FigureBody

ASKANCE = (0.15, 0.5)  # cosines to the line of sight between which a place becomes well seen


def shown_pages(figure: FigureBody, character) -> np.ndarray:
    """How far the character's picture shows each place of the body.

    Args:
        figure: The `FigureBody` in its picture's clothes. character: The `Character`.

    Returns:
        uint8 of the size of the figure's pages: 255 where the picture shows a place well; hands,
        which are painted, are not shown.
    """
    dressed, camera = figure.dressed, character.body.camera
    points = dressed.body.posed(dressed.body.transforms(character.body)[0])
    there = AlignedBody.build(figure.surface, points, camera)
    colours = pure_colours(
        character.picture, character.mask.astype(np.float32) / 255, character.background
    )
    face = character.poses.part("face")[0]
    visible = Photograph.build(there, colours, character.mask, face).visible
    low, high = ASKANCE
    share = visible * np.clip((there.cosine - low) / (high - low), 0, 1)
    share = share * ~figure.surface.of("left_hand", "right_hand")
    values = np.clip(figure.charts.over(share[:, None].astype(np.float64)), 0, 1)
    pages = figure.charts.stacked(np.rint(255 * values).astype(np.uint8))[..., 0]
    beside = cv2.dilate(pages, np.ones((5, 5), np.uint8))  # the charts' edges are read there, too
    return np.where(figure.charts.keys != 0, pages, beside)


def shown_at(pages, places) -> np.ndarray:
    """What a window sees of pages, uint8 `(h, w)`; `places` as of `FrameMaps`."""
    height, width = pages.shape
    there = places * np.float32([width, height]) - 0.5
    return cv2.remap(pages, there[..., 0], there[..., 1], cv2.INTER_LINEAR)
