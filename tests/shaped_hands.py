"""The waving figure with hands of the body model, in shapes of `bodies.hand_shapes`."""

import numpy as np

from performer_figure import waving_figure
from pose2video.bodies.angles import ANGLE_INDEX, ANGLES, SIDES
from pose2video.bodies.body import Body, Shape
from pose2video.bodies.hand_shapes import HAND_SHAPES
from pose2video.poses.skeletons import load_skeleton

PIXELS_PER_METRE = 250


def shaped_hands(model):
    """`(shape, side)` -> the 21 points of a hand from its wrist, `(21, 3)` pixels."""
    body, layout, hands = Body.build(model, Shape()), load_skeleton("holistic"), {}
    for name, shape in HAND_SHAPES.items():
        angles = np.zeros((1, len(ANGLES)))
        for side in SIDES:
            for joint, turns in shape.items():
                for angle, degrees in turns.items():
                    angles[0, ANGLE_INDEX[f"{side}_{joint}", angle]] = degrees
        points = body.points.at(body.rig.pose(angles, np.eye(4)[None]))[0]
        for side in SIDES:
            hand = points[layout.parts[f"{side}_hand"]]
            hands[name, side] = PIXELS_PER_METRE * (hand - hand[0])
    return hands


def signing(hands, left, right):
    """The waving figure whose hands have a shape in every frame.

    Args:
        hands: Of `shaped_hands`. left, right: Names of shapes, one for each frame.
    """
    poses = waving_figure().cut(slice(0, len(left)))
    keypoints, depth = poses.keypoints.copy(), np.zeros(poses.depth.shape)
    for side, names in zip(SIDES, (left, right), strict=True):
        part = poses.layout.parts[f"{side}_hand"]
        for t, name in enumerate(names):
            keypoints[t, part] = keypoints[t, part][:1] + hands[name, side][:, :2]
            depth[t, part] = hands[name, side][:, 2]
    return poses.changed(keypoints=keypoints, depth=depth)
