"""The background of a character's film, seen through the whole of it: the plate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from pose2video.errors import UserError
from pose2video.files import read_json, write_json, writing
from pose2video.films.pictures import read_rgb, write_rgb
from pose2video.poses.geometry import fitting

FORMAT, VERSION = "pose2video-plate", 1
CAMERAS = ("picture", "last", "filmed")  # those through which a generated film may be seen
FINEST = 16  # samples of the plate for a pixel, in each direction, at most


@dataclass(frozen=True, eq=False)
class Plate:
    """What lies behind a person, without the person.

    Pixels have their centre at whole numbers, x right and y down. N is the number of frames that
    were looked at: all of the film, or its head where a tail is held out.

    Attributes:
        image: uint8 RGB `(height, width, 3)`; painted where nothing was ever seen.
        cameras: float64 `(N, 2, 3)`, from pixels of each frame to pixels of the plate: a turn, a
            scale and a shift. NaN for frames of another scene.
        frame_size: `(width, height)` of the film's frames in pixels.
        picture: Number of the frame that is the character's picture.
        overlay: uint8 RGB and alpha, not multiplied, of the frame's size: titles, a border, a mark,
            which stay where they are while the camera moves. None where there are none.
        warnings: Sentences.
    """

    image: np.ndarray
    cameras: np.ndarray
    frame_size: tuple[int, int]
    picture: int = 0
    overlay: np.ndarray | None = None
    warnings: tuple[str, ...] = ()

    def behind(self, camera, size) -> np.ndarray:
        """The background as a camera sees it, the overlay before it.

        Args:
            camera: `(2, 3)`, from pixels of the frame to pixels of the plate.
            size: `(width, height)` of the canvas, which shows the frame as `to_frame` says.

        Returns:
            uint8 RGB `(height, width, 3)`.
        """
        canvas = to_frame(size, self.frame_size)
        seen = _through(self.image, after(camera, canvas), size, cv2.BORDER_REPLICATE)
        if self.overlay is not None:
            lying = self.overlay_on(size)
            alpha = lying[..., 3:].astype(np.float32) / 255
            seen = np.rint(seen + alpha * (lying[..., :3].astype(np.float32) - seen))
        return seen.astype(np.uint8)

    def overlay_on(self, size) -> np.ndarray:
        """The overlay on a canvas: uint8 RGB and alpha `(height, width, 4)`, not multiplied."""
        if self.overlay is None:
            return np.zeros((size[1], size[0], 4), np.uint8)
        canvas = to_frame(size, self.frame_size)
        return _through(self.overlay, canvas, size, cv2.BORDER_REPLICATE)

    def cameras_for(self, which, motion) -> np.ndarray:
        """The cameras through which a generated film is seen.

        Args:
            which: `picture`: that of the character's picture, to which motions are fitted; `last`:
                that of the last frame; `filmed`: the driver's, for a clip of the same place.
            motion: A `Motion` of T frames; for `filmed` with its cameras.

        Returns:
            float64 `(T, 2, 3)`, none NaN.
        """
        if which == "filmed":
            return motion.cameras
        known = np.flatnonzero(np.isfinite(self.cameras).all(axis=(1, 2)))
        wanted = self.picture if which == "picture" else len(self.cameras) - 1
        nearest = known[np.abs(known - wanted).argmin()]
        return np.repeat(self.cameras[nearest][None], motion.poses.n_frames, axis=0)


def to_frame(size, frame_size) -> np.ndarray:
    """From pixels of a canvas to pixels of a frame that covers it: scaled, middle upon middle.

    A canvas that has the frame's proportions up to whole pixels shows all of it, see `fitting`.

    Args:
        size: `(width, height)` of the canvas.
        frame_size: `(width, height)` of the frame.

    Returns:
        float64 `(2, 3)`.
    """
    size, frame_size = np.array(size, float), np.array(frame_size, float)
    scale = fitting(size, frame_size)
    shift = (frame_size - 1) / 2 - scale * (size - 1) / 2
    return np.column_stack([np.diag(scale), shift])


def after(second, first) -> np.ndarray:
    """The map that does `first`, then `second`; both `(..., 2, 3)`."""
    turn = second[..., :, :2] @ first[..., :, :2]
    shift = second[..., :, :2] @ first[..., :, 2:] + second[..., :, 2:]
    return np.concatenate([turn, shift], axis=-1)


def backward(camera) -> np.ndarray:
    """The inverse of maps `(..., 2, 3)`."""
    turn = np.linalg.inv(camera[..., :, :2])
    return np.concatenate([turn, -turn @ camera[..., :, 2:]], axis=-1)


def applied(camera, points) -> np.ndarray:
    """Points `(..., 2)` through a map `(2, 3)`, or through maps of as many axes."""
    return np.einsum("...ij,...j->...i", camera[..., :, :2], points) + camera[..., :, 2]


def scale_of(camera):
    """How many pixels of the plate a pixel of the frame is wide, for maps `(..., 2, 3)`."""
    return np.sqrt(np.abs(np.linalg.det(camera[..., :, :2])))


def _through(image, to_image, size, border):
    """An image seen on a canvas through a map from there to it, with as many samples as needed."""
    finer = int(np.clip(round(float(scale_of(to_image))), 1, FINEST))
    shift = (1 - finer) / (2 * finer)
    fine = np.array([[1 / finer, 0, shift], [0, 1 / finer, shift]])
    whole = (size[0] * finer, size[1] * finer)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpAffine(image, after(to_image, fine), whole, flags=flags, borderMode=border)
    return cv2.resize(seen, size, interpolation=cv2.INTER_AREA) if finer > 1 else seen


def write_plate(folder, plate):
    """Write a plate as a folder, whole or not at all."""
    with writing(folder) as beside:
        beside.mkdir()
        write_rgb(beside / "image.png", plate.image)
        if plate.overlay is not None:
            write_rgb(beside / "overlay.png", plate.overlay)
        cameras = np.where(np.isfinite(plate.cameras), plate.cameras, None).tolist()
        words = {
            "format": FORMAT,
            "version": VERSION,
            "frame_size": list(plate.frame_size),
            "picture": int(plate.picture),
            "overlay": plate.overlay is not None,
            "cameras": cameras,
            "warnings": list(plate.warnings),
        }
        write_json(beside / "plate.json", words)


def read_plate(folder) -> Plate:
    """Read what `write_plate` wrote.

    Raises:
        UserError: It is damaged, or of another version.
    """
    folder = Path(folder)
    words = read_json(folder / "plate.json")
    if words.get("format") != FORMAT or words.get("version") != VERSION:
        raise UserError(f"{folder} is of another version: delete it and run again")
    return Plate(
        image=read_rgb(folder / "image.png"),
        cameras=np.array(words["cameras"], np.float64),
        frame_size=tuple(words["frame_size"]),
        picture=words["picture"],
        overlay=_read_overlay(folder / "overlay.png") if words["overlay"] else None,
        warnings=tuple(words["warnings"]),
    )


def _read_overlay(path):
    image = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if image is None or image.shape[2:] != (4,):
        raise UserError(f"{path} is damaged: delete it and run again")
    return cv2.cvtColor(image, cv2.COLOR_BGRA2RGBA)


def write_cameras(path, cameras, warnings):
    """Write the cameras of a clip, whole or not at all."""
    write_json(path, {"cameras": cameras.tolist(), "warnings": list(warnings)})


def read_cameras(path) -> tuple[np.ndarray, list[str]]:
    """Read what `write_cameras` wrote: float64 `(T, 2, 3)`, and sentences."""
    words = read_json(path)
    return np.array(words["cameras"], np.float64), words["warnings"]
