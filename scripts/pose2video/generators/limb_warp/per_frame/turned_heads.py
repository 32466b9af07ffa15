"""A head that turns too far for the picture's: the body's, which takes its place softly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pose2video.generators.dressing.drawing import drawn, dressed_at
from pose2video.generators.limb_warp.over_clip.turned_heads import TurnedHead
from pose2video.generators.limb_warp.per_frame.head_pages import Strength, texture_at


def without(texture, turned: TurnedHead, index):
    """The picture's head, as far as the body's leaves it there.

    First the body's head comes over it, then it goes; hair that hangs over the shoulder that the
    head looks to stays.
    """
    gone = np.clip(2 * turned.share[index] - 1, 0, 1)
    if not gone:
        return texture
    side = int(turned.right[index])
    left = (1 - gone * turned.hides[side]) * (1 - turned.hair.share[side])
    image = texture.image * left[..., None]
    hair = turned.hair.moved(texture.image, side, index, gone).astype(np.float32)
    image = hair + image * (1 - hair[..., 3:] / 255)
    return replace(texture, image=np.rint(image).astype(np.uint8))


def lay_head(frame, covered, turned: TurnedHead, index, settings):
    """Draw the body's head over a frame, as far as it is there.

    Args:
        frame: uint8 RGB, changed. covered: uint8 `(height, width)`, raised to its coverage.
        turned: The head over the clip. index: The frame's number.
        settings: Has the numbers `brows`, `eyes`, `gaze` and `mouth`.
    """
    opaque = np.clip(2 * turned.share[index], 0, 1)
    if not opaque:
        return
    strength = Strength(settings.brows, settings.eyes, settings.gaze, settings.mouth)
    texture = texture_at(turned.dressed, turned.face, index, strength)
    bones = len(turned.dressed.body.rig.bones)
    rigid = np.broadcast_to(turned.transforms[index], (bones, 4, 4))
    posed = dressed_at(turned.dressed, rigid, turned.camera)
    xy = turned.place[index] + turned.scale[index] * (posed.xy - turned.ears[index])
    posed = replace(posed, xy=xy)
    layer = drawn(posed, turned.faces, texture, turned.camera.size, turned.soft)
    layer.colour[:] *= opaque
    layer.over(frame)
    part = covered[layer.window]
    np.maximum(part, (255 * layer.colour[..., 3]).astype(np.uint8), out=part)
