"""Pairs of a rendering and the truth: small windows on a moving person, its face and its hands."""

from __future__ import annotations

import numpy as np

from pose2video.bodies.camera import Camera
from pose2video.generators.neural_figure.packing import FigureMotion
from pose2video.generators.restorer.people import Subject, subject_of, true_layer
from pose2video.generators.restorer.shown import shown_at, shown_pages

SIDE = 128  # pixels of a window
TEXEL = 0.02  # metres of the pages that say what is shown
FINER = 1.0  # pixels that hands are painted for, of one of the picture
# share of the windows, what they look at, and pixels of a metre there
LOOKS = (
    (0.45, "body", (90, 330)),
    (0.3, "head", (220, 480)),
    (0.25, "hand", (240, 480)),
)
LEAST = 0.04  # share of a window that shows the person


def windows_of(subject: Subject, count, rng) -> dict[str, np.ndarray]:
    """Draw windows on a subject.

    Args:
        subject: The `Subject`. count: How many. rng: A numpy generator.

    Returns:
        Arrays whose first axis counts the windows, uint8: `surface` `(N, h, w, 6)` and `layer`
        `(N, h, w, 4)` as of `neural_figure.inputs.FrameMaps`; `shown` `(N, h, w, 1)`, see
        `shown_pages`; `true` `(N, h, w, 4)`, see `true_layer`.
    """
    motion = subject.motion
    drawn = FigureMotion.of(
        subject.character, motion.figure, motion.body, motion.poses, FINER, TEXEL
    )
    pages, rows = shown_pages(drawn.figure, subject.character), []
    joints = motion.figure.rig.joints
    for number in rng.permutation(np.arange(count) % motion.body.n_frames):
        transforms = drawn.transforms[number]
        camera = looked_at(motion, joints(transforms[None])[0], rng)
        rows.append(pair(drawn, pages, subject.truth, int(number), camera))
    rows = [row for row in rows if (row["true"][..., 3] > 127).mean() > LEAST]
    return {name: np.stack([row[name] for row in rows]) for name in rows[0]}


def pair(drawn: FigureMotion, pages, truth, number, camera) -> dict[str, np.ndarray]:
    """A rendering and the truth as a camera sees them, see `windows_of`."""
    maps = drawn.figure.maps(drawn.transforms[number], camera, drawn.texture(number))
    return {
        "surface": maps.surface,
        "layer": maps.layer,
        "shown": shown_at(pages, maps.places)[..., None],
        "true": true_layer(truth, number, camera),
    }


def looked_at(motion, joints, rng) -> Camera:
    """A camera that sees a part of the body, from where the motion's stands.

    Args:
        motion: A `Motion`. joints: `(J, 3)` metres, camera axes. rng: A numpy generator.
    """
    shares, names, scales = zip(*LOOKS, strict=True)
    look = int(rng.choice(len(LOOKS), p=shares))
    bones = np.array(
        [
            k
            for k, bone in enumerate(motion.body.bones)
            if names[look] == "body"
            or bone.startswith({"head": "head", "hand": "finger2-1"}[names[look]])
        ]
    )
    place = joints[int(rng.choice(bones))]
    focal = float(np.exp(rng.uniform(*np.log(scales[look])))) * place[2]
    at = focal * place[:2] / place[2] + rng.normal(0, 0.12 * SIDE, 2)
    centre = tuple((SIDE / 2 - at).tolist())
    return Camera(focal, centre, (SIDE, SIDE))


def pack(body_model, seed, person, seconds, count) -> dict[str, np.ndarray]:
    """Windows on one person, see `windows_of`."""
    rng = np.random.default_rng([seed, person, 78])
    return windows_of(subject_of(body_model, seed, person, seconds), count, rng)
