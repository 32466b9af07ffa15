"""Painting a clip with the published network: the whole frame, 256 x 256 pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import torch

from pose2video.errors import UserError
from pose2video.generators.canvas import leaves_canvas
from pose2video.generators.flow_attention.joints import COCO, HUMAN36M
from pose2video.generators.flow_attention.pose_maps import SIDE, pose_maps
from pose2video.generators.flow_attention.published_checkpoint import read_published
from pose2video.generators.flow_attention.published_skeletons import coco_points, human36m_points
from pose2video.generators.nearest.showing import held
from pose2video.generators.pose_to_picture.teaching import device_of
from pose2video.weights.folders import TRAINED

AT_ONCE = 6  # frames, as published
MIN_JOINTS = 5


@dataclass(frozen=True, eq=False)
class PublishedFrames:
    """The published network; the reference is the character's picture.

    Attributes:
        network: An `Animator`.
        device: Where it is.
    """

    network: torch.nn.Module
    device: torch.device

    def generate(self, character, motion) -> Iterator[np.ndarray]:
        """Yield the character in each pose, as `PaintedFrames.generate`, its background painted.

        Raises:
            UserError: Picture and motion have no joint in common.
        """
        known, moves = coco_points(character.poses)[0], human36m_points(motion.poses)
        seen = np.isfinite(coco_points(motion.poses)).all(axis=2).any(axis=0)
        if not (np.isfinite(known).all(axis=1) & seen).any():
            raise UserError(
                f"the picture in {character.folder} and the motion have no joint in common that "
                "both show: take a picture, or a clip, in which more of the person is seen"
            )
        size = motion.poses.frame_size
        there = np.isfinite(moves).all(axis=2).sum(axis=1) >= MIN_JOINTS
        shown = held(np.where(there, np.arange(len(there)), -1))
        reference = self._told(character.picture, known, character.size)
        before = None
        for first in range(0, len(shown), AT_ONCE):
            told = [_maps(moves[n], size, HUMAN36M) for n in shown[first : first + AT_ONCE]]
            told = torch.from_numpy(np.stack(told))[None].to(self.device)
            with torch.no_grad():
                pictures = [p.picture for p in self.network(reference, told, before)]
            yield from (_laid(picture[0], size) for picture in pictures)
            before = pictures[-1], told[:, -1]

    def warnings(self, character, motion) -> list[str]:
        """Where the figure leaves the canvas."""
        return leaves_canvas(motion.poses)

    def _told(self, picture, points, size):
        """A picture and its pose as the network takes them."""
        picture = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        picture = torch.from_numpy(picture).permute(2, 0, 1).float() / 127.5 - 1
        maps = torch.from_numpy(_maps(points, size, COCO))
        return picture[None].to(self.device), maps[None].to(self.device)


def published_frames(settings, weights) -> PublishedFrames:
    """The network of a folder that `checkpoint.convert` wrote.

    Raises:
        UserError: It is damaged, or a GPU is asked for and absent.
    """
    device = device_of(settings.device)
    return PublishedFrames(read_published(weights[TRAINED]).to(device), device)


def _maps(points, size, joints):
    """`pose_maps` of points of a frame whose sides become 256 pixels each."""
    return pose_maps(points * (SIDE / np.array(size)), (SIDE, SIDE), joints, scaled=False)


def _laid(picture, size):
    picture = ((picture.permute(1, 2, 0).cpu().numpy() + 1) * 127.5).clip(0, 255)
    return np.rint(cv2.resize(picture, tuple(size), interpolation=cv2.INTER_LINEAR)).astype(
        np.uint8
    )
