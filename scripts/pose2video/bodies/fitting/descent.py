"""Gauss-Newton over a whole clip, with Levenberg's damping."""

from __future__ import annotations

import numpy as np

from pose2video.bodies.fitting import terms
from pose2video.bodies.fitting.banded import solve
from pose2video.bodies.fitting.chain import State
from pose2video.bodies.fitting.scene import Scene


def descend(scene: Scene, state: State, columns, evidence, steps, shared=False, leaning=None):
    """Steps that lower the cost; `evidence(scene, state)` yields terms of residuals.

    With `shared` their last columns are those of the scales, of the focal length's logarithm
    and of the centre's height, which then move too. `leaning`: see `terms.habits`. Returns the
    scene, the state and the cost.
    """
    from pose2video.bodies.fitting.kernels import add_squares

    chain, sight = scene.chain, scene.sight
    tie = scene.noise * terms.ties(chain, sight.poses.fps)[columns]
    frames, n, width = len(state.translation), len(columns), 18 + len(chain.names)
    each = np.arange(n)

    def weigh(scene, state):
        habits = terms.habits(chain, state, columns, leaning)
        diagonal, gradient, cost = (scene.noise**2 * part for part in habits)
        bends = terms.bends(state)[:, columns]
        more = len(chain.scales) + 2 if shared else 0
        blocks = np.zeros((frames, n + more, n + more))
        pulls = np.zeros((frames, n + more))
        links = None
        for gap, slope, *later, loss in evidence(scene, state):
            if later:  # ties frames to the next ones
                links = np.swapaxes(later[0], 1, 2) @ slope
                for part, at in ((slope, slice(None, -1)), (later[0], slice(1, None))):
                    own = np.zeros((frames - 1, n, n))
                    pull = np.zeros((frames - 1, n))
                    add_squares(np.ascontiguousarray(part), gap, own, pull)
                    blocks[at, :n, :n] += own
                    pulls[at, :n] += pull
                cost += loss
                continue
            add_squares(np.ascontiguousarray(slope), np.ascontiguousarray(gap), blocks, pulls)
            cost += loss
        blocks += np.swapaxes(np.tril(blocks, -1), 1, 2)
        pulls[:, :n] += gradient
        blocks[:, each, each] += diagonal
        cost += np.sum((tie * bends) ** 2)
        border = None
        if shared:
            likely = terms.proportions(scene.chain.scales, scene.camera, frames)
            pull, matrix, loss = (scene.noise**2 * part for part in likely)
            own = blocks[:, n:, n:].sum(axis=0) + matrix
            border = (blocks[:, :n, n:], own, pulls[:, n:].sum(axis=0) + pull)
            cost += loss
        return cost, (blocks[:, :n, :n], pulls[:, :n], tie, bends), links, border

    damping = 1e-2
    now = weigh(scene, state)
    for _ in range(steps):
        step, grown = solve(*now[1], damping, *now[2:])
        full = np.zeros((frames, width))
        full[:, columns] = np.clip(step, -0.6, 0.6)
        tried, place = state.moved(full), scene
        if shared:
            place = scene.grown(np.clip(grown, -0.2, 0.2))
        then = weigh(place, tried)
        if then[0] < now[0]:
            done = now[0] - then[0] < 1e-3 * now[0]
            state, scene, now = tried, place, then
            damping *= 0.2
            if done:
                break
        else:
            damping = max(damping * 30, 1.0)
    return scene, state, now[0]
