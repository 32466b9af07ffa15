"""Nearest neighbours: the moments of the character's own film whose poses are nearest."""

from __future__ import annotations

from dataclasses import dataclass

from pose2video.registry import Needs

SHEET_PX = 240  # height of the frames that are packed: they are only looked at


@dataclass(frozen=True)
class Nearest:
    """Show, for every pose, the moment of the character's film whose pose is nearest; no GPU.

    The retrieval of DeepDance: poses are compared by 13 joints, from the middle of the hips and in
    units of the pose's height, and the nearest frame is taken whole, each by itself. Unlike there,
    both poses are measured by the joints that both show, from the shoulders where hips are not
    seen, so that half-length films can be compared. It is sharp, it never shows a pose that was not
    filmed, and it jumps from moment to moment: the baseline that learned generators have to beat.
    """

    def needs(self):
        """An index of the character's film, and its frames."""
        return Needs(trained_on="character", footage=True)

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
            UserError: The footage shows nobody whose hips or shoulders are found.
        """
        from pose2video.generators.nearest.index import write_index
        from pose2video.training.footage import Footage
        from pose2video.training.footage_sheet import footage_sheet

        footage = Footage.pack(takes, scratch, _size(takes))
        write_index(out, footage, made_by)
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

        return NearestFrames(read_index(weights[TRAINED]))


def _size(takes):
    """The size of the packed frames, with the proportions of the first take."""
    from pose2video.films.frames import read_frames

    width, height = read_frames(takes[0].frames).frame_size
    return max(2, round(width * SHEET_PX / height)), SHEET_PX
