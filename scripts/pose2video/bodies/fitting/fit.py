"""The fit of one clip, from its keypoints to a `BodyMotion`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pose2video.bodies.angles import SIDES
from pose2video.bodies.body import GROUPS, Body, Shape
from pose2video.bodies.camera import Camera
from pose2video.bodies.fitting import limits
from pose2video.bodies.fitting.chain import JointChain, State
from pose2video.bodies.fitting.gaps import bridged, hands_bridged
from pose2video.bodies.fitting.refine import refine_body, refine_hand
from pose2video.bodies.fitting.scene import BODY_SIGMA, Scene, placed
from pose2video.bodies.fitting.sight import Sight
from pose2video.bodies.fitting.start import closed_form
from pose2video.bodies.fitting.targets import Targets
from pose2video.bodies.fitting.worth import check_seen, confidence_of, sentences, standing
from pose2video.bodies.motion import BodyMotion
from pose2video.errors import UserError

SAMPLES = 40  # frames at most from which proportions and camera are measured
# median distance of a point from its keypoint, in the deviations that the fit expects, that is
# found with MediaPipe's keypoints; below it keypoints count for more, down to LEAST_NOISE
USUAL_RESIDUAL, LEAST_NOISE = 0.33, 0.25
# an adult between all; proportions differ from it by scales
PHENOTYPE = {"gender": 0.5, "age": 0.7}


def fit_body(model, poses) -> tuple[BodyMotion, list[str]]:
    """The motion of the person that the keypoints show.

    Args:
        model: The `BodyModel`.
        poses: A `PoseSequence` of the skeleton `holistic`, best a smoothed one.

    Returns:
        The `BodyMotion`, with the driver's proportions, a camera, and confidence 0 for what is
        only assumed; and sentences on what was not seen.

    Raises:
        UserError: Nobody is seen in half of the frames or more, or the skeleton is another.
    """
    body, scene, state = _started(model, poses)
    scene = _measured(body, scene, state)
    scene, state, _ = refine_body(scene, body, placed(scene, body, state))
    for side in SIDES:
        _, state, _ = refine_hand(scene, body, state, side)
    state = bridged(state, scene.sight.person)
    state, hands, warnings = hands_bridged(scene.chain, scene.sight, state)
    return _motion(scene, body, state, hands), [*sentences(scene.sight), *warnings]


def closed_form_motion(model, poses) -> BodyMotion:
    """The start of the fit alone: every frame by itself, a body of usual proportions."""
    body, scene, state = _started(model, poses)
    hands = {side: seen.astype(float) for side, seen in scene.sight.hands.items()}
    return _motion(scene, body, state, hands)


def _started(model, poses):
    """The body of usual proportions, the scene and the closed form, placed before the camera."""
    if poses.skeleton != "holistic":
        raise UserError(f"a body is fitted to the skeleton holistic, not {poses.skeleton}")
    sight = Sight.of(poses)
    check_seen(sight)
    body = Body.build(model, Shape(PHENOTYPE))
    chain = JointChain.build(body.rig)
    size = poses.frame_size
    camera = Camera(limits.FOCAL * max(size), (size[0] / 2, size[1] / 2), size)
    neutral = chain.place(chain.neutral(1))
    reference = Targets.build(body, chain, np.arange(len(body.points.rest))).at(chain, *neutral)[0]
    sight = sight.deepened(reference)
    state = bridged(closed_form(chain, reference, sight), sight.person)
    scene = Scene(chain, camera, sight, standing(sight))
    return body, scene, placed(scene, body, state)


def _measured(body, scene: Scene, state: State) -> Scene:
    """The scene with the driver's proportions, the camera and the noise of the keypoints.

    They are fitted together with the pose of some frames. What the keypoints leave open stays
    as `limits` says: usual proportions, a usual camera.
    """
    some = _samples(scene.sight.person)
    few = replace(
        scene,
        sight=scene.sight.cut(some),
        standing={side: numbers[some] for side, numbers in scene.standing.items()},
    )
    part = State(state.balls[some], state.angles[some], state.translation[some])
    few, part, _ = refine_body(few, body, part, 12, shared=True)
    few = replace(few, noise=_noise(few, body, part))
    if few.noise < 0.7:
        few, part, _ = refine_body(few, body, part, 12, shared=True)
    return replace(scene, chain=few.chain, camera=few.camera, noise=few.noise)


def _samples(person):
    """Frames at equal distances: from the first one on, unless few of those show anybody."""
    every = max(1, int(np.ceil(len(person) / SAMPLES)))
    shown = [person[start::every].mean() for start in range(min(every, len(person)))]
    start = 0 if shown[0] > 0.5 else int(np.argmax(shown))
    return slice(start, None, every)


def _noise(scene: Scene, body, state: State) -> float:
    """Noise of the keypoints, see `Scene`, from what is left after a first fit."""
    sight = scene.sight
    points = np.array(sight.poses.layout.indices(*(f"{s}_{p}" for p in BODY_SIGMA for s in SIDES)))
    sigma = np.array([BODY_SIGMA[p] for p in BODY_SIGMA for _ in SIDES])
    turns, heads = scene.chain.place(state)
    at = Targets.build(body, scene.chain, points).at(scene.chain, turns, heads)
    seen, z = scene.camera.project(at)
    gap = np.linalg.norm(seen - sight.pixels[:, points], axis=2) * z / scene.camera.focal / sigma
    used = gap[sight.weight[:, points] > 0.4]
    if not used.size:
        return 1.0
    return float(np.clip(np.median(used) / USUAL_RESIDUAL, LEAST_NOISE, 1))


def _motion(scene: Scene, body, state: State, hands) -> BodyMotion:
    scales = dict(zip(GROUPS, map(float, scene.chain.scales), strict=True))
    return BodyMotion(
        scene.chain.quaternions(state),
        state.translation,
        confidence_of(scene.sight, body.rig.bones, hands),
        Shape(dict(PHENOTYPE), scales),
        scene.camera,
        scene.sight.poses.fps,
        body.rig.bones,
    )
