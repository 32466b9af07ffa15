"""Nearest neighbours: the moments of the character's own film whose poses are nearest."""

from __future__ import annotations

from dataclasses import dataclass

from pose2video.registry import Needs

PLACES = ("whole", "placed", "warped")
CAMERAS = ("picture", "last", "filmed")
RANGES = {"candidates": (1, 500), "jump": (0.0, 1.0), "fade": (0, 60)}
SHEET_PX = 240  # height of the frames that are packed: they are only looked at


@dataclass(frozen=True)
class Nearest:
    """Show, for every pose, the moment of the character's film whose pose is nearest; no GPU.

    The retrieval of DeepDance: poses are compared by 13 joints, from the middle of the hips and in
    units of the pose's height. Unlike there, both poses are measured by the joints that both show,
    from the shoulders where hips are not seen, so that half-length films can be compared; the
    person is cut out, moved to where the pose is, and bent the rest of the way, before the film's
    background; and of the frames that are near those are taken that jump seldom. DeepDance's own
    way is `place: whole, candidates: 1, fade: 0`.

    Attributes:
        place: `whole` frames of the film; the person `placed` by turn, size and place of the pose
            before the film's background; or `warped`, bent the rest of the way, too.
        candidates: How many of the nearest frames are asked for the way that jumps seldom; 1 takes
            the nearest of every pose by itself.
        jump: How much nearer, in heights of the pose, another moment must be to be jumped to.
        fade: Frames of a cross-fade at a jump; 0 for none.
        halves: Whether upper and lower half may come from two frames of the film, where people are
            moved: it has more poses so. Of a film without legs all is of one.
        camera: Through which camera the background is seen: the one of the character's `picture`,
            to which motions are fitted; of the `last` frame of the film; or `filmed`, the driver's
            own, found by its background, for clips of the same place (retargeter `identity`).
    """

    place: str = "warped"
    candidates: int = 24
    jump: float = 0.02
    fade: int = 4
    halves: bool = True
    camera: str = "picture"

    def __post_init__(self):
        """Check the settings.

        Raises:
            ValueError: One is out of its range.
        """
        for name, known in (("place", PLACES), ("camera", CAMERAS)):
            if getattr(self, name) not in known:
                raise ValueError(
                    f"{name} is {getattr(self, name)!r}: choose one of {', '.join(known)}"
                )
        for name, (low, high) in RANGES.items():
            if not low <= getattr(self, name) <= high:
                raise ValueError(
                    f"{name} is {getattr(self, name)}: give a number from {low} to {high}"
                )

    def needs(self):
        """An index of the character's film, and its frames; the plate where people are moved."""
        moves = self.place != "whole"
        return Needs(
            trained_on="character",
            footage=True,
            plate=moves,
            camera=moves and self.camera == "filmed",
            memory_mb=600 if moves else 0,
            cuts_out=moves,
        )

    def train(self, takes, weights, out, scratch, made_by):
        """Index the footage of one character; there is nothing to go on from.

        Args:
            takes: `Take`s of one person.
            weights: None are needed.
            out: The folder to write: the index, and `weights.json`.
            scratch: Where the footage is packed; it may stay for the next time.
            made_by: What is said of how it was made.

        Returns:
            uint8 RGB: moments of the footage, with what is known of them.

        Raises:
            UserError: The footage shows nobody whose hips or shoulders are found, or no outline.
        """
        from pose2video.generators.nearest.index import write_index
        from pose2video.training.footage import Footage
        from pose2video.training.footage_sheet import footage_sheet

        footage = Footage.pack(takes, scratch, _size(takes))
        write_index(out, footage, made_by, cut_out=self.place != "whole")
        return footage_sheet(footage)

    def loaded(self, weights):
        """The generator with the index of one character.

        Args:
            weights: `{"model": folder}` that `train` wrote.

        Returns:
            `generate(character, motion)` and `warnings(character, motion)`.
        """
        from pose2video.generators.nearest.index import read_index
        from pose2video.generators.nearest.showing import NearestFrames
        from pose2video.weights.folders import TRAINED

        return NearestFrames(read_index(weights[TRAINED]), self)


def _size(takes):
    """The size of the packed frames, with the proportions of the first take."""
    from pose2video.films.frames import read_frames

    width, height = read_frames(takes[0].frames).frame_size
    return max(2, round(width * SHEET_PX / height)), SHEET_PX
