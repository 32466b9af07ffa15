"""A view: a rectangle of the plane in which a character's picture lies."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.characters.character import canvas_size
from pose2video.errors import UserError
from pose2video.files import read_json, write_json
from pose2video.poses.geometry import place

FORMAT, VERSION = "pose2video-view", 1


@dataclass(frozen=True, eq=False)
class PictureView:
    """What a film shows, and how far the figure is moved to stay in it.

    Attributes:
        picture: `(width, height)` of the character's picture in pixels.
        box: `(x, y, width, height)` of what is shown, in whole pixels of the picture; it may reach
            beyond the picture.
        canvas: `(width, height)` of the film in pixels.
        shift: Pixels of the picture by which the figure is moved to the right in each frame,
            float64 `(T,)`; None for nothing.
        ground: What of that plane lies behind the figure, likewise, of the box's proportions; None
            for the box itself.
    """

    picture: tuple[int, int]
    box: tuple[int, int, int, int]
    canvas: tuple[int, int]
    shift: np.ndarray | None = None
    ground: tuple[int, int, int, int] | None = None

    @classmethod
    def whole(cls, picture, short_side_px) -> PictureView:
        """The picture as it is."""
        return cls(tuple(picture), (0, 0, *picture), canvas_size(picture, short_side_px))

    @property
    def is_whole(self) -> bool:
        """Whether it shows the picture as it is, and the figure where its motion puts it."""
        own = self.box == (0, 0, *self.picture) and self.ground in (None, self.box)
        return own and self.shift is None

    def is_inside(self, ground) -> bool:
        """Whether a ground is the box itself, and that a part of the picture."""
        x, y, width, height = ground
        right, bottom = self.picture
        inside = min(x, y) >= 0 and x + width <= right and y + height <= bottom
        return inside and tuple(ground) == tuple(self.box)

    @property
    def shows_picture(self) -> tuple | None:
        """Where the picture lies in what is shown, as slices of the box and of the picture.

        None where they do not meet.
        """
        x, y, width, height = self.box
        left, top = max(x, 0), max(y, 0)
        right, bottom = min(x + width, self.picture[0]), min(y + height, self.picture[1])
        if left >= right or top >= bottom:
            return None
        return (
            (slice(top - y, bottom - y), slice(left - x, right - x)),
            (slice(top, bottom), slice(left, right)),
        )

    def common(self, frame, *pictures):
        """What a frame of the film and pictures of the character's size both show.

        Args:
            frame: uint8 `(height, width, ...)` of the canvas.
            pictures: uint8 `(height, width, ...)` with the proportions of the character's picture.

        Returns:
            Them, cut; all of them whole where the view shows the picture as it is.
        """
        if self.box == (0, 0, *self.picture):
            return frame, *pictures
        here, there = self.shows_picture
        return (
            _cut(frame, here, self.box[2:]),
            *(_cut(picture, there, self.picture) for picture in pictures),
        )

    def moved(self, poses):
        """Poses in the picture's pixels, moved as the view moves the figure."""
        if self.shift is None:
            return poses
        by = np.zeros((poses.n_frames, 1, 2))
        by[..., 0] = self.shift[:, None]
        return poses.changed(keypoints=poses.keypoints + by)

    def moved_body(self, motion):
        """A `BodyMotion` before the picture's camera, moved across its axis where the hips are."""
        if self.shift is None:
            return motion
        focal = motion.camera.resized(self.picture).focal
        metres = self.shift * motion.translation[:, 2] / focal
        return replace(motion, translation=motion.translation + metres[:, None] * [1.0, 0.0, 0.0])

    def on_canvas(self, poses):
        """Poses in the picture's pixels, as they lie on the canvas."""
        scale = np.array(self.canvas) / self.box[2:]
        return place(poses, self.canvas, scale, -scale * self.box[:2])

    def seen(self, motion):
        """A `BodyMotion` before the picture's camera, seen in the box, in the picture's pixels."""
        if self.box == (0, 0, *self.picture):
            return motion
        return replace(motion, camera=motion.camera.resized(self.picture).seen_in(self.box))

    def body(self, motion):
        """A `BodyMotion` before the picture's camera: moved, and before the canvas's."""
        motion = self.seen(self.moved_body(motion))
        return replace(motion, camera=motion.camera.resized(self.canvas))


def _cut(image, part, size):
    """A part of an image that is given in pixels of another size `(width, height)`."""
    scale = np.array(image.shape[:2]) / size[::-1]
    edges = [
        [round(edge * by) for edge in (side.start, side.stop)]
        for side, by in zip(part, scale, strict=True)
    ]
    return image[slice(*edges[0]), slice(*edges[1])]


def write_view(path, view):
    """Write a view as JSON; whole or not at all."""
    shift = None if view.shift is None else [round(float(v), 3) for v in view.shift]
    words = {
        "format": FORMAT,
        "version": VERSION,
        "picture": list(view.picture),
        "box": list(view.box),
        "canvas": list(view.canvas),
        "shift": shift,
        "ground": view.ground and list(view.ground),
    }
    write_json(path, words)


def read_view(path) -> PictureView:
    """Read what `write_view` wrote.

    Raises:
        UserError: It is no view, or damaged.
    """
    words = read_json(path)
    try:
        if (words["format"], words["version"]) != (FORMAT, VERSION):
            raise ValueError("it is of another version")
        shift, ground = words["shift"], words.get("ground")
        return PictureView(
            *(tuple(int(v) for v in words[name]) for name in ("picture", "box", "canvas")),
            None if shift is None else np.array(shift, float),
            ground and tuple(int(v) for v in ground),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"{path} is damaged ({error}): delete it and run again") from None
