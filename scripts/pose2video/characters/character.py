"""A character: a picture of someone, and what the workflow found out about it once."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from pose2video.characters.plates import Plate, read_plate
from pose2video.characters.skins import Skin, read_skin
from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.films.frames import FrameFolder, read_frames
from pose2video.films.pictures import read_rgb
from pose2video.poses.formats import read_poses
from pose2video.poses.sequence import PoseSequence

if TYPE_CHECKING:
    from pose2video.bodies.motion import BodyMotion


@dataclass(frozen=True, eq=False)
class Piece:
    """A piece of the person, cut out of the picture.

    Attributes:
        name: `torso`, `head`, `left_forearm`, ...: see `pose2video.characters.preparation.plan`; or
            cloth about the hips, `left_seat`, `right_seat` or `skirt`: see `preparation.seats`.
        image: RGB and alpha, not multiplied, uint8 of shape `(height, width, 4)`.
        origin: `(x, y)` of its top left pixel in the picture.
        half_width: Half the width of the limb in pixels; 0 for trunk and head.
    """

    name: str
    image: np.ndarray
    origin: tuple[int, int]
    half_width: float


@dataclass(frozen=True, eq=False)
class Character:
    """What `prepare_character` left in a folder.

    Attributes:
        picture: Upright sRGB picture, uint8 of shape `(height, width, 3)`.
        mask: Share of the person in each pixel, uint8 of shape `(height, width)`, 255 = person.
        background: The picture without the person, uint8 of shape `(height, width, 3)`.
        poses: The person's keypoints in the picture's pixels, one frame.
        folder: Where it was read from.
        pieces: The person in pieces that overlap at the joints, far to near.
        body: The person's body as it stands in the picture, a `BodyMotion` of one frame; None where
            it was not fitted.
        footage: The frames of the character's film; None where the component does not show them.
        footage_masks: Where the person is in them, grey pictures that may be smaller; None where
            the component does not use the plate.
        plate: The background of that film; None likewise.
        skin: What that film shows of the body from all sides; None where it is not used.
        backdrop: What generators that cut out draw the person over instead of any background, of
            the picture's size; None for the background.
    """

    picture: np.ndarray
    mask: np.ndarray
    background: np.ndarray
    poses: PoseSequence
    folder: Path
    pieces: tuple[Piece, ...] = ()
    body: BodyMotion | None = None
    footage: FrameFolder | None = None
    footage_masks: FrameFolder | None = None
    plate: Plate | None = None
    skin: Skin | None = None
    backdrop: np.ndarray | None = None

    @property
    def behind(self) -> np.ndarray:
        """What the person is drawn over, of the picture's size."""
        return self.background if self.backdrop is None else self.backdrop

    @property
    def size(self) -> tuple[int, int]:
        """`(width, height)` of the picture in pixels."""
        return self.picture.shape[1], self.picture.shape[0]


def read_character(folder, footage=None, film=(), skin=None) -> Character:
    """Read a folder made by `prepare_character`, with what `fit_character` left there.

    Args:
        folder: The folder.
        footage: The frame folder of the character's film, where it is needed.
        film: The frame folder of its masks first, the folder of its plate last, likewise.
        skin: The folder of the skin laid from that film, likewise.
    """
    from pose2video.bodies.motion import read_motion

    folder = Path(folder)
    body = folder / "body.safetensors"
    return Character(
        picture=read_rgb(folder / "picture.png"),
        mask=read_rgb(folder / "mask.png")[..., 0],
        background=read_rgb(folder / "background.png"),
        poses=read_poses(folder / "poses.json"),
        folder=folder,
        pieces=read_pieces(folder / "limbs.npz"),
        body=read_motion(body) if body.is_file() else None,
        footage=read_frames(footage) if footage else None,
        footage_masks=read_frames(film[0]) if film else None,
        plate=read_plate(film[-1]) if film else None,
        skin=read_skin(skin) if skin else None,
    )


def write_pieces(path, pieces):
    """Write pieces as a NumPy archive without pickled objects; whole or not at all."""
    arrays = {f"image_{piece.name}": piece.image for piece in pieces}
    names = np.array([piece.name for piece in pieces])
    origins = np.array([piece.origin for piece in pieces], np.int32)
    half_widths = np.array([piece.half_width for piece in pieces], np.float64)
    with writing(path) as beside:
        np.savez_compressed(beside, names=names, origins=origins, half_widths=half_widths, **arrays)


def read_pieces(path) -> tuple[Piece, ...]:
    """Read what `write_pieces` wrote.

    Raises:
        UserError: The file is no whole archive.
    """
    try:
        with np.load(path, allow_pickle=False) as data:
            return tuple(
                Piece(str(name), data[f"image_{name}"], (int(x), int(y)), float(half_width))
                for name, (x, y), half_width in zip(
                    data["names"], data["origins"], data["half_widths"], strict=True
                )
            )
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        raise UserError(f"{path} is damaged ({error}): delete it and run again") from None


def canvas_size(picture_size, short_side_px) -> tuple[int, int]:
    """Size of the output: the picture scaled to `short_side_px`, both sides even.

    Args:
        picture_size: `(width, height)` of the character's picture in pixels.
        short_side_px: Wanted length of the shorter side.

    Returns:
        `(width, height)` in pixels.
    """
    scale = short_side_px / min(picture_size)
    width, height = (max(2, 2 * round(side * scale / 2)) for side in picture_size)
    return width, height
