"""Whether a film can be learned from: said before an hour is spent on it."""

from __future__ import annotations

import numpy as np

from pose2video.names import spans

POOR = 0.6  # of the outline that fits, in the median of the frames
LEAST = 0.6  # share of the usual that a frame must fit to be learned from
UNEVEN = 0.15  # change of the light on the person, a share
EYE = np.eye(2, 3)


def fit_to_learn(maps, scene, usable):
    """Frames in which the drawn body lies on the person, and what is to be said of the others.

    Args:
        maps: Of `packing.pack_maps`. scene: The `FilmScene`. usable: Numbers of frames.

    Returns:
        Those of `usable` that are learned from, and sentences.
    """
    fits, light = (np.array(values) for values in zip(
        *(_measured(maps["layer"][number], scene.seen(number, EYE)) for number in usable),
        strict=True,
    ))  # fmt: skip
    usual, sentences = float(np.median(fits)), []
    fine = fits >= LEAST * usual
    print(f"the drawn body fits {usual:.2f} of the person's outline in the median frame")
    if usual < POOR:
        sentences.append(
            f"the drawn body fits only {usual:.2f} of the person's outline ({POOR} is enough): "
            "what is learned will be soft; film the whole person, with the limbs apart"
        )
    if not fine.all():
        sentences.append(
            f"frames {spans(usable[~fine])} of the character's film are not learned from: the body "
            "does not lie on the person there, or somebody stands before it"
        )
    change = float(np.ptp(np.percentile(light[fine], (10, 90))))
    if change > UNEVEN:
        sentences.append(
            f"the light on the person changes by {np.expm1(change):.0%} in the character's film: "
            "what is painted is as bright as usual; film in even light"
        )
    return usable[fine], sentences


def _measured(layer, seen):
    """How well a rendering lies on a person, and the logarithm of how much brighter they are."""
    drawn, person = layer[..., 3] > 127, seen["mask"] > 127
    both = drawn & person
    fits = both.sum() / max((drawn | person).sum(), 1)
    if not both.any():
        return 0.0, 0.0
    bright = (float(picture[both].mean()) for picture in (seen["picture"], layer[..., :3]))
    true, made = (max(level, 1.0) for level in bright)
    return float(fits), float(np.log(true / made))
