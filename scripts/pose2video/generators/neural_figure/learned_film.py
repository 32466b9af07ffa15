"""A film made ready to learn from: packed, its body drawn, and checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pose2video.bodies.motion import read_motion
from pose2video.characters.plates import read_plate
from pose2video.films.frames import read_frames
from pose2video.generators.neural_figure.checking import fit_to_learn
from pose2video.generators.neural_figure.packing import digests, filmed, pack_maps
from pose2video.generators.neural_figure.plan import FigurePlan
from pose2video.generators.pose_to_picture.lessons import FilmScene, remember, scene_of
from pose2video.generators.pose_to_picture.places import Window
from pose2video.generators.pose_to_picture.teaching import packed_size, usable_frames, view_of
from pose2video.training.footage import Footage
from pose2video.training.keys import digest, file_digest

TEXEL = 0.7  # texels' width in that of the window's pixels
TEXELS = (0.004, 0.02)  # metres: the finest, and the coarsest


@dataclass(frozen=True, eq=False)
class LearnedFilm:
    """What a figure is learned from.

    Attributes:
        footage: The `Footage`. frame_size: `(width, height)` of the film's frames in pixels.
        view: The `Window`. scene: The `FilmScene`, with the `FigurePlan`.
        maps: Of all frames, see `packing.pack_maps`.
        usable: Numbers of frames that are learned from.
        colours: Of the texture as it begins, float32 `(rows, columns, 3)` in [0, 1].
        warnings: Sentences on the film.
        key: What a checkpoint depends on beside the settings.
    """

    footage: Footage
    frame_size: tuple[int, int]
    view: Window
    scene: FilmScene
    maps: dict[str, np.ndarray]
    usable: np.ndarray
    colours: np.ndarray
    warnings: tuple[str, ...]
    key: dict[str, str]

    @classmethod
    def read(cls, settings, take, scratch) -> LearnedFilm:
        """Make a `Take` ready.

        Args:
            settings: The component. take: With its plate, body, character and skin.
            scratch: Folder of what is packed and drawn; what is there is used again.

        Raises:
            UserError: Too few frames are usable, or files do not fit together.
        """
        film, plate = read_frames(take.frames).frame_size, read_plate(take.plate)
        footage = Footage.pack([take], scratch / "footage", packed_size(settings, take, film))
        usable = usable_frames(footage, plate)
        view, size = view_of(settings, footage, film)
        to_frame = view.to_frame(view.places(footage.poses), size)
        wide = float(np.nanmedian(to_frame[usable, 0, 0]))
        texel = texel_of(take, footage, wide)
        drawn, character = filmed(take, footage, 1 / wide, texel)
        worn = digests(take)
        maps = pack_maps(drawn, to_frame, size, usable, [footage.key, texel, worn], scratch)
        told = (
            settings.texture,
            settings.width,
            settings.temporal,
            settings.sources,
            settings.pose,
        )
        plan = FigurePlan(size, drawn.figure.pages, texel, *told)
        scene = scene_of(plan, footage, view, plate)
        usable, warnings = fit_to_learn(maps, scene, usable)
        files = sorted(Path(take.plate).iterdir())
        return cls(
            footage=footage,
            frame_size=film,
            view=view,
            scene=remember(scene, usable) if plan.sources else scene,
            maps=maps,
            usable=usable,
            colours=drawn.figure.colours(character.body),
            warnings=tuple(warnings),
            key={
                "footage": footage.key,
                "plate": digest([file_digest(path) for path in files]),
                "body": digest(worn),
            },
        )


def texel_of(take, footage, wide) -> float:
    """Metres of a texel: about as fine as the window shows the body.

    Args:
        take: A `Take`. footage: Its `Footage`. wide: Pixels of it for one of the window.
    """
    motion = read_motion(take.body[0])
    focal = motion.camera.resized(footage.size).focal / wide
    depth = float(np.median(motion.translation[: len(footage.frames), 2]))
    return float(np.clip(TEXEL * depth / focal, *TEXELS))
