"""Everybody Dance Now's global pose normalisation: a scale and a line for near, and for far."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from pose2video.errors import UserError
from pose2video.poses.geometry import resize
from pose2video.registry import Needs
from pose2video.retargeters.everybody.known import KnownCharacter, numbers, rounded
from pose2video.retargeters.everybody.stances import Stances, stances_of, tracks_of
from pose2video.retargeters.identity import Identity

MIN_SEEN = 0.2  # share of a film's frames that must show head and feet
NEARER = 1.15  # times the growth of the character: so much more of the driver's is said


@dataclass(frozen=True)
class TwoDepths:
    """Scale and shift by the ankles' line, from the character's farthest stance to its nearest.

    Driver and character are measured over their whole films: how low and how high their ankles
    stand, and how tall they are there. The driver's interval is laid on the character's, and the
    scale goes from that of far to that of near. Between them it is Everybody Dance Now's; beyond
    them, where that extrapolates, the scale stays and the figure moves with it. The figure is
    scaled about its own ankles' line and the middle of the frame. Of a character with one picture
    its camera tells what nearer and farther would look like. It needs ankles; the retargeters
    `body` and `bone_lengths` do not.

    Attributes:
        fraction: What stands farther above the median line of a film than this share of what its
            nearest line lies below it does not count as far: it is a jump. 2 or more for someone
            who only walks.
    """

    fraction: float = 0.5

    def __post_init__(self):
        """Check the settings."""
        if not 0 < self.fraction <= 10:
            raise ValueError("fraction must lie above 0, and at 10 at most")

    def needs(self):
        """What is measured: the film of the character where there is one."""
        return Needs(measures="film")

    def measure(self, driver, known: KnownCharacter) -> dict:
        """Measure driver and character: a plain document, all pixels those of the picture.

        Args:
            driver: The driver's poses in its own film.
            known: The character.

        Returns:
            `{"character", "driver", "scales", "size", "still", "tracks", "warnings"}`: `Stances`
            of both, the scales near and far, whether the character has one picture only, and the
            tracks that were measured.

        Raises:
            UserError: Head and ankles are not seen in the driver, or in the character.
        """
        line, height = tracks_of(Identity().laid(driver, known.size))
        _check(line, "the driving film", "the retargeter body or bone_lengths")
        own = stances_of(line, height, self.fraction)
        still = known.film is None
        if still:
            tracks = _of_picture(known)
            other, said = _reckoned(own, line, tracks, known.eye), []
        else:
            tracks = tracks_of(resize(known.film, known.size))
            _check(tracks[0], "the character's film", "the retargeter body or bone_lengths")
            other = stances_of(*tracks, self.fraction, within=own.length)
            said = _said(own, stances_of(*tracks, self.fraction))
        return {
            "retargeter": "edn_global",
            "size": list(known.size),
            "still": still,
            "driver": asdict(own),
            "character": asdict(other),
            "scales": {
                "near": other.height_near / own.height_near,
                "far": other.height_far / own.height_far,
            },
            "tracks": {
                "driver": {"line": rounded(line), "height": rounded(height)},
                "character": dict(zip(("line", "height"), map(rounded, tracks), strict=True)),
            },
            "warnings": said + (_said_of_picture(own) if still else []),
        }

    def __call__(self, motion, reference):
        """Fit `motion.poses` by what was measured, or by what it and `reference` show.

        Raises:
            UserError: See `measure`.
        """
        words = motion.measured or self.measure(motion.poses, KnownCharacter(reference))
        size = tuple(words["size"])
        laid = Identity().laid(motion.poses, size)
        line = numbers(words["tracks"]["driver"]["line"])
        scale, before, after = self.maps(words, line)
        middle = np.stack([np.full(len(scale), size[0] / 2), before], axis=1)[:, None]
        onto = np.stack([np.full(len(scale), size[0] / 2), after], axis=1)[:, None]
        moved = laid.changed(
            keypoints=(laid.keypoints - middle) * scale[:, None, None] + onto,
            depth=laid.depth * scale[:, None],
        )
        return resize(moved, reference.frame_size)

    @staticmethod
    def maps(words, line):
        """For every frame a scale, the line about which it scales, and where that line comes to.

        Args:
            words: See `measure`.
            line: Where the driver stands, `(T,)`; a frame with NaN takes the one before, the first
                ones that of the first that is known.
        """
        own, other = Stances(**words["driver"]), Stances(**words["character"])
        known = np.flatnonzero(np.isfinite(line))
        last = np.searchsorted(known, np.arange(len(line)), side="right") - 1
        line = line[known[last.clip(0)]]
        place = own.place(line)
        near, far = words["scales"]["near"], words["scales"]["far"]
        before = np.full(len(line), own.median)
        if not own.stands_still:
            before = np.clip(line, own.far, own.near)
        return far + place * (near - far), before, other.far + place * other.length


def _check(line, what, instead):
    """Refuse a film that does not show somebody from head to ankle.

    Raises:
        UserError: It is so.
    """
    seen = np.isfinite(line).mean()
    if seen < MIN_SEEN:
        raise UserError(
            f"edn_global: {what} shows head and both ankles in {seen:.0%} of its frames, at least "
            f"{MIN_SEEN:.0%} are needed: use {instead}, which need no feet"
        )


def _of_picture(known):
    """Line and height of a character with one picture: as it shows them, else as its body has them.

    Raises:
        UserError: Neither shows head and ankles.
    """
    for poses in (known.picture, known.body):
        if poses is None:
            continue
        if poses is known.body:  # it may reach beyond the picture
            poses = poses.changed(frame_size=(10**6, 10**6))
        found = tracks_of(poses)
        if np.isfinite(found[0]).any():
            return found
    raise UserError(
        "edn_global: the character's picture does not show head and both ankles: use the "
        "retargeter body or bone_lengths, which need no feet, or another picture"
    )


def _reckoned(own, line, picture, eye):
    """The stances of a character that has one picture, by the driver's.

    The character begins where the picture stands. Under a level camera sizes, and heights below the
    camera's eye, are as one over the distance: who grows by a factor stands as much lower.
    """
    first = own.place(line[np.isfinite(line)][:1])[0]
    start = own.height_far + first * (own.height_near - own.height_far)
    at, tall = float(picture[0][0]), float(picture[1][0])
    near, far = (h / start for h in (max(own.height_near, own.height_far), own.height_far))
    low, high = (eye + (at - eye) * by if at > eye else at for by in (near, far))
    if own.stands_still:
        low = high = at
    return Stances(low, high, at, tall * own.height_near / start, tall * own.height_far / start)


def _said(own, other):
    """What to say of a film in which the character never comes as near or goes as far."""
    if other.stands_still and not own.stands_still:
        return [
            "the character's film shows the person at one distance only: the figure stays there "
            "and keeps its size, however near the driver comes"
        ]
    if own.growth > NEARER * other.growth:
        return [
            f"the character's film shows less of coming near than the driver does (it grows by "
            f"{own.growth - 1:.0%} there, by {other.growth - 1:.0%} here): the way is shortened"
        ]
    return []


def _said_of_picture(own):
    """What to say of a character of which one picture is known."""
    if own.stands_still or own.growth < NEARER:
        return []
    return [
        f"one picture shows the character at one distance, and the driver comes nearer (it grows "
        f"by {own.growth - 1:.0%}): the way is reckoned by the picture's camera"
    ]
