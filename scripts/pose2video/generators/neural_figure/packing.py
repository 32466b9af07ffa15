"""A film as the network is told of it: the body in every frame, drawn once and kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from pose2video.bodies.body import Body
from pose2video.bodies.camera import Camera
from pose2video.bodies.model import load_body_model
from pose2video.bodies.motion import BodyMotion, read_motion
from pose2video.bodies.retargeting.filming import as_filmed
from pose2video.characters.character import Character, read_character
from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.generators.dressing.drawing import dressed_at
from pose2video.generators.dressing.dressed import dress
from pose2video.generators.limb_warp.over_clip.heads import HeadMotion, face_of
from pose2video.generators.limb_warp.per_frame.head_pages import Strength, texture_at
from pose2video.generators.neural_figure.inputs import KEPT, FigureBody
from pose2video.jobs.progress import progress
from pose2video.training.keys import digest, file_digest

NEAREST = 0.2  # metres from the camera that hands are painted for
AS_FILMED = Strength(1, 1, 1, 1)


@dataclass(frozen=True, eq=False)
class FigureMotion:
    """A dressed body in every frame of a film.

    Attributes:
        figure: The `FigureBody`. motion: Its `BodyMotion`, before the film's camera.
        head: What the driver's face asks of the picture's; None where it rests.
        transforms: Of the bones, `(T, J, 4, 4)`.
        kept: The bodies posed last, by the frame's number.
    """

    figure: FigureBody
    motion: BodyMotion
    head: HeadMotion | None
    transforms: np.ndarray
    kept: dict = field(default_factory=dict)

    @classmethod
    def of(cls, character: Character, body: Body, motion: BodyMotion, poses, finer, texel):
        """Dress a body.

        Args:
            character: A `Character` with `body`. body: Its `Body`.
            motion: What it does, before the camera of a canvas. poses: The same as poses.
            finer: Pixels that are drawn for one of the canvas.
            texel: Metres of the reference body.
        """
        nearest = max(float(motion.translation[:, 2].min()), NEAREST)
        dressed = dress(body, character, finer * motion.camera.focal / nearest / 1000)
        transforms = dressed.body.transforms(motion)
        return cls(FigureBody.build(dressed, texel), motion, face_of(character, poses), transforms)

    def posed(self, number):
        """The `PosedBody` of a frame, before the camera of the motion."""
        if number not in self.kept:
            if len(self.kept) > 1:
                self.kept.pop(min(self.kept))
            transforms = self.transforms[number]
            self.kept[number] = dressed_at(self.figure.dressed, transforms, self.motion.camera)
        return self.kept[number]

    def texture(self, number) -> np.ndarray:
        """Of the dressed body in a frame, the face as the driver's."""
        return texture_at(self.figure.dressed, self.head, number, AS_FILMED)

    def maps(self, number, to_frame, size):
        """The `FrameMaps` of a frame in its window.

        Args:
            to_frame: `(T, 2, 3)`, from pixels of the window to pixels of each frame.
            size: `(width, height)` of the window.
        """
        camera = through_window(self.motion.camera, to_frame[number], size)
        was = max(number - 1, 0)
        if not np.isfinite(to_frame[was]).all():
            was = number
        before = self.posed(was).points, through_window(self.motion.camera, to_frame[was], size)
        posed, transforms = self.posed(number), self.transforms[number]
        return self.figure.maps_of(posed, transforms, camera, self.texture(number), before)


def through_window(camera: Camera, there, size) -> Camera:
    """What a camera sees through a window.

    Args:
        camera: Of the frame.
        there: `(2, 3)`, from pixels of the window to pixels of the frame, both with their centres
            at whole numbers; scaled alike in both directions.
        size: `(width, height)` of the window.
    """
    scale = float(there[0, 0])
    centre = (np.array(camera.centre) - 0.5 - there[:, 2]) / scale + 0.5
    return Camera(camera.focal / scale, tuple(centre.tolist()), tuple(size))


def filmed(take, footage, finer, texel) -> tuple[FigureMotion, Character]:
    """A character's body in its own film, in the pixels of the `Footage`, and the `Character`.

    Args:
        take: A `Take` with `body`, `character` and, where there is one, `skin`.
        footage: Its `Footage`. finer, texel: See `FigureMotion.of`.

    Raises:
        UserError: The body is of fewer frames than the film.
    """
    character = read_character(take.character, skin=take.skin)
    model = load_body_model(take.body[-1])
    motion = as_filmed(model, read_motion(take.body[0]), character.body)
    count = len(footage.frames)
    if motion.n_frames < count:
        raise UserError(
            f"{take.body[0]} is of {motion.n_frames} frames, the film of {count}: delete it and "
            "run again"
        )
    motion = replace(motion.cut(slice(0, count)), camera=motion.camera.resized(footage.size))
    body = Body.build(model, character.body.shape)
    made = FigureMotion.of(character, body, motion, footage.poses, finer, texel)
    return made, character


def pack_maps(performance: FigureMotion, to_frame, size, frames, key, folder):
    """Draw the maps of a film once; what was drawn before is used again.

    Args:
        performance: The `FigureMotion`. to_frame, size: See `FigureMotion.maps`.
        frames: Numbers of frames that are wanted; of the others nothing is known.
        key: What the performance depends on. folder: Where to.

    Returns:
        Name -> array `(T, height, width, channels)` as of `inputs.KEPT`, mapped into memory.
    """
    name = digest([key, list(size), np.round(to_frame, 4).tolist(), np.asarray(frames).tolist()])
    folder = Path(folder) / f"maps.{name[:16]}"
    if not folder.is_dir():
        with writing(folder) as beside:
            beside.mkdir()
            grid = (len(to_frame), size[1], size[0])
            rows = {
                kept: np.lib.format.open_memmap(
                    beside / f"{kept}.npy", "w+", kind, (*grid, channels)
                )
                for kept, (channels, kind) in KEPT.items()
            }
            for number in progress([int(n) for n in frames], "bodies", len(frames)):
                found = performance.maps(number, to_frame, size).kept()
                for kept, row in rows.items():
                    row[number] = found[kept]
            for row in rows.values():
                row.flush()
    return {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in KEPT}


def digests(take) -> list[str]:
    """What changes when a take's dressed body does."""
    folders = [take.character] + ([take.skin] if take.skin else [])
    files = [path for folder in folders for path in sorted(Path(folder).iterdir())]
    return [file_digest(path) for path in files if path.is_file()]
