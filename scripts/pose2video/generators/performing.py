"""A performance before it is drawn: the character, its motion, and the generator that draws it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from pose2video.characters.character import Character, read_character
from pose2video.characters.framing.extending import framed
from pose2video.characters.framing.views import read_view
from pose2video.characters.motions import Motion, embodied
from pose2video.characters.plates import read_cameras
from pose2video.films.cutouts import cut_out
from pose2video.films.frames import read_frames
from pose2video.films.scaling import scaled
from pose2video.generators import GENERATORS
from pose2video.poses.formats import read_poses
from pose2video.weights.loading import loaded


@dataclass(frozen=True, eq=False)
class PlannedPerformance:
    """All that a generator is told, read from files.

    Attributes:
        character: Who performs, as the film's view shows it.
        motion: What is performed.
        generator: It, with its weights.
        warnings: What was noticed while it was read.
    """

    character: Character
    motion: Motion
    generator: object
    warnings: list[str]

    def frames(self) -> Iterator[np.ndarray]:
        """Yield uint8 RGB frames; what the generator says at its end joins the warnings."""
        said = yield from self.generator.generate(self.character, self.motion)
        self.warnings.extend(said or [])

    def cut_outs(self) -> Iterator[np.ndarray]:
        """Yield the frames of a generator that `cuts_out`, with alpha: uint8 `(h, w, 4)`."""
        films = []
        for grey in (0, 255):
            backdrop = np.full_like(self.character.background, grey)
            films.append(
                self.generator.generate(replace(self.character, backdrop=backdrop), self.motion)
            )
        for pair in zip(*films, strict=True):
            yield cut_out(*pair)


def drawn_maps(frames):
    """A function `(t, size)` to the picture of a `FrameFolder`, scaled to that size."""
    return lambda t, size: scaled(frames.frame(t), size)


def planned_performance(
    motion, view, body, character, footage, film, skin, cameras, weights, generator, gloss, maps
) -> PlannedPerformance:
    """Read what a film is made of.

    Args:
        motion: The fitted pose file. view: Which part of the character's picture is shown.
        body: Files of the motion on the character's body, none where it is not needed.
        character: The folder of `prepare_character`.
        footage: The frame folder of the character's film, or None.
        film: Its masks first and its plate last, or nothing.
        skin: The folder of the skin laid from it, or None.
        cameras: The JSON of the clip's cameras before the plate, or nothing.
        weights: Folders of what the generator needs of the table of weights, and of what was
            trained.
        generator: Its spec. gloss: The clip's written label.
        maps: The frame folder of the clip's own pictures of the pose, or None.

    Raises:
        UserError: A file is damaged, or weights do not fit.
    """
    shown = read_view(view)
    who = framed(read_character(character, footage, film, skin), shown)
    found, lost = read_cameras(cameras) if cameras else (None, [])
    moves = embodied(read_poses(motion), body).before(shown)
    drawn = drawn_maps(read_frames(maps)) if maps else None
    moves = replace(moves, gloss=gloss, cameras=found, maps=drawn)
    make, sentences = loaded(GENERATORS, generator, weights)
    return PlannedPerformance(who, moves, make, make.warnings(who, moves) + lost + sentences)
