"""Keypoints on the fitted joints: where they are, and how they move with every joint."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.bodies.body import Body
from pose2video.bodies.fitting.chain import JointChain, State, stretch_slopes
from pose2video.poses.steady import applied

MOST_BONES = 3  # that carry a point; the others' weights are below a hundredth


@dataclass(frozen=True, eq=False)
class Targets:
    """Some of the 553 keypoints.

    Attributes:
        index: `(P,)`, which of the 553. bones: `(P, 3)`, the bones that carry each.
        weights: `(P, 3)`, rows sum to 1. local: `(P, 3, 3)`, metres, from the bone's head in the
            bone's neutral axes, all scales 1. local_slopes: `(P, 3, 3, G)`, its derivatives by the
            scales. carried: `(J, P)`, weight with which a turn at a bone moves it.
    """

    index: np.ndarray
    bones: np.ndarray
    weights: np.ndarray
    local: np.ndarray
    local_slopes: np.ndarray
    carried: np.ndarray

    @classmethod
    def build(cls, body: Body, chain: JointChain, index) -> Targets:
        """The keypoints `index` `(P,)` of a body."""
        index = np.asarray(index)
        weights = np.maximum(body.points.weights[index], 0).astype(np.float64)
        bones = np.argsort(-weights, axis=1)[:, :MOST_BONES]
        kept = np.take_along_axis(weights, bones, axis=1)
        kept /= kept.sum(axis=1, keepdims=True)
        carried = np.zeros((len(chain.rig.bones), len(index)))
        for k in range(MOST_BONES):
            carried += chain.above[:, bones[:, k]] * kept[:, k]
        away = body.points.rest[index][:, None] - body.rig.heads[bones]
        neutral = body.rig.neutral[bones]
        local = applied(neutral, away)
        slopes = np.einsum(
            "pkab,gpkbc,pkc->pkag", neutral, stretch_slopes(body.rig)[:, bones], away
        )
        return cls(index, bones, kept, local, slopes, carried)

    def at(self, chain: JointChain, turns, heads):
        """Positions `(T, P, 3)` for the turns and heads of all bones (`JointChain.place`)."""
        local = self.local + applied(self.local_slopes, chain.scales - 1)
        out = np.zeros((len(heads), len(self.index), 3))
        for k in range(MOST_BONES):
            used = np.flatnonzero(self.weights[:, k] > 0)
            bones = self.bones[used, k]
            turned = applied(turns[:, bones], local[used, k])
            out[:, used] += self.weights[used, k, None] * (heads[:, bones] + turned)
        return out

    def growth(self, chain: JointChain, turns):
        """Derivatives `(T, P, 3, G)` of the positions by the scales."""
        heads = chain.growth(turns)
        out = 0.0
        for k in range(MOST_BONES):
            bones = self.bones[:, k]
            grown = heads[:, bones] + turns[:, bones] @ self.local_slopes[:, k]
            out = out + self.weights[:, k, None, None] * grown
        return out

    def slopes(self, chain: JointChain, state: State, turns, heads, positions, columns):
        """Derivatives `(T, P, 3, C)` of the positions by some columns of a step.

        A turn about an axis moves a point by axis x (point - pivot).
        """
        from pose2video.bodies.fitting.kernels import add_turns

        axes, pivots, of, bones = chain.axes(state, turns, heads)
        place = np.full(18 + len(chain.names), -1)
        place[columns] = np.arange(len(columns))
        used = np.flatnonzero(place[of] >= 0)
        out = np.zeros((*positions.shape, len(columns)))
        for axis in range(3):  # the translation moves everything
            if place[axis] >= 0:
                out[:, :, axis, place[axis]] = 1
        add_turns(
            np.ascontiguousarray(axes[:, used]),
            np.ascontiguousarray(pivots[:, used]),
            place[of][used],
            np.ascontiguousarray(self.carried[bones[used]]),
            positions,
            out,
        )
        return out
