"""Which frames of a clip ask for a side of the person that the character's film never shows."""

from __future__ import annotations

import numpy as np

from pose2video.characters.skins import SHOWN
from pose2video.generators.dressing.charts import VIEWS, Charts
from pose2video.generators.dressing.surface import Surface
from pose2video.generators.filmed_skins.laying import SAID, hidden_sides
from pose2video.names import spans


def side_sentences(character, motion) -> list[str]:
    """A sentence for every side that is asked for and never shown.

    Args:
        character: A `Character`; without a skin its picture shows the front alone.
        motion: A `Motion` with `body`.
    """
    hidden = list(SAID)[1:]
    if skin := character.skin:
        model = motion.figure.model
        charts = Charts.build(Surface.build(model), model.reference, skin.texel)
        seen = np.concatenate([skin.seen[part] for part in SHOWN]).ravel()[charts.at]
        hidden = hidden_sides(charts, seen)
    asked = sides_of(motion)
    return [
        f"frames {spans(np.flatnonzero(asked == side))} show the person's {SAID[side]}, which the "
        "character's film never shows: it is made up there; film a slow turn"
        for side in hidden
        if (asked == side).any()
    ]


def sides_of(motion) -> np.ndarray:
    """The side of the trunk that each frame of a `Motion` shows most, names of `SAID` `(T,)`."""
    transforms = motion.figure.transforms(motion.body)
    trunk = transforms[:, motion.body.index("root"), :3, :3]
    towards = np.array([VIEWS[side][0] for side in SAID], float)
    return np.array(list(SAID))[(-trunk[:, 2] @ towards.T).argmax(axis=1)]
