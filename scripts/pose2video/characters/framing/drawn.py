"""The view of a film whose clip has pictures of the pose: they say its shape and its motion."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

import numpy as np

from pose2video.characters.character import canvas_size
from pose2video.characters.framing.choosing import side_of
from pose2video.characters.framing.views import PictureView
from pose2video.poses.sequence import PoseSequence


def drawn_view(maps_size, picture_size, short_side_px) -> PictureView:
    """The view of the maps' shape: the character's picture in its middle, no part of it cut.

    Args:
        maps_size: `(width, height)` of the maps in pixels. picture_size: Of the picture.
        short_side_px: Shorter side of the film, or `auto`: what the maps hold.
    """
    width, height = picture_size
    wide = max(width, ceil(height * maps_size[0] / maps_size[1]))
    high = max(height, ceil(width * maps_size[1] / maps_size[0]))
    box = ((width - wide) // 2, (height - high) // 2, wide, high)
    side = side_of(maps_size, short_side_px)
    whole = PictureView.whole(picture_size, side)
    return replace(whole, box=box, canvas=canvas_size(maps_size, side))


def nobody(n_frames, fps, size) -> PoseSequence:
    """Poses of as many frames in which no point is known."""
    from pose2video.poses.skeletons import load_skeleton

    points = len(load_skeleton("holistic").names)
    unknown = np.full((n_frames, points, 2), np.nan)
    return PoseSequence.build(unknown, np.zeros((n_frames, points)), fps, size, "holistic")
