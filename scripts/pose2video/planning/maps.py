"""Clips whose pictures are drawings of a pose: what takes them, and what is wrong with them."""

from __future__ import annotations

import os

from PIL import Image

from pose2video.errors import UserError
from pose2video.generators import GENERATORS
from pose2video.names import PICTURES, pictures_in

MAPS = ("openpose",)  # sticks in OpenPose's colours on black
DARK = 32  # levels; what is darker is no stick
LEAST_DARK = 0.5  # of a picture: sticks leave most of it black


def drawn_clips(plan) -> list[str]:
    """Clips whose film is of pose maps.

    Args:
        plan: A `pose2video.planning.plan.Plan`.
    """
    return [name for name, clip in plan.clips.items() if clip["maps"]]


def check_maps(plan):
    """Check that maps are maps, all of one size, and that generators of wanted films take them.

    Raises:
        UserError: The first fault.
    """
    drawn = set(drawn_clips(plan))
    for film in plan.performed:
        if film.clip not in drawn and film not in plan.evaluation.drawn:
            continue
        # those of data sets are OpenPose's
        kind = plan.named("clips", film.clip)["maps"] or MAPS[0]
        takes = plan.needs("generators", film.recipe).maps
        if takes != kind:
            raise UserError(
                f"recipes.{film.recipe}: its generator needs poses, and of {film.clip} there are "
                f"pictures of them (maps: {kind}){_others(plan, kind)}"
            )
    for clip in dict.fromkeys(f.clip for f in plan.evaluation.films if f in plan.evaluation.drawn):
        _check_pairs(plan.data_sets.source(clip))
    for clip in plan.performed_clips:
        if clip in drawn and os.path.isdir(plan.clips[clip]["video"]):
            check_folder(plan.clips[clip]["video"], plan.limits)
    if stages := plan.config.get("exports"):
        lost = [film.clip for film in plan.films if film.clip in drawn]
        if lost:
            raise UserError(
                f"exports.{next(iter(stages))}: of {lost[0]} there are pictures of the pose and no "
                "poses: make its films with another config, or leave exports out"
            )


def _check_pairs(source):
    """Refuse frames of a data set without a map, by the numbers in the names of both."""
    from pose2video.datasets.pairing import files_in, partners

    if source.film is None or not source.film.is_dir():
        return
    frames, maps = (files_in(folder, PICTURES) for folder in (source.film, source.maps))
    pairs = zip(frames, partners(frames, maps), strict=True)
    if lost := [frame.name for frame, own in pairs if own is None]:
        raise UserError(
            f"{source.maps} has no picture of the pose for {len(lost)} of {len(frames)} frames of "
            f"{source.film}, the first is {lost[0]}: supply them, or set poses: found"
        )


def check_folder(folder, limits):
    """Check a folder of maps: the sizes in the heads of its files, and that the first is dark.

    Args:
        folder: Where they are. limits: The config's `Limits`.

    Raises:
        UserError: One cannot be read or is of another size, or the first is no map.
    """
    from pose2video.films.pictures import load_picture

    files = pictures_in(folder)
    if not files:
        raise UserError(f"{folder} holds no pictures of the pose: correct the column video")
    sizes = [_size_of(file) for file in files]
    for file, size in zip(files, sizes, strict=True):
        if size != sizes[0]:
            raise UserError(
                f"{file} is {size[0]} x {size[1]}, the first picture {sizes[0][0]} x "
                f"{sizes[0][1]}: bring all maps to one size"
            )
    check_map(load_picture(files[0], limits), files[0])


def check_map(picture, where):
    """Refuse a picture that is no drawing on black.

    Args:
        picture: uint8 RGB `(height, width, 3)`. where: Its name in the sentence.

    Raises:
        UserError: Half of it or more is not dark.
    """
    dark = float((picture.max(axis=2) < DARK).mean())
    if dark <= LEAST_DARK:
        raise UserError(
            f"{where} is no picture of a pose: {1 - dark:.0%} of it are not black: empty the "
            "column maps where video shows a person"
        )


def _size_of(file):
    try:
        with Image.open(file) as image:
            return image.size
    except (OSError, ValueError, Image.DecompressionBombError):
        raise UserError(f"{file} cannot be read as a picture: supply it again") from None


def _others(plan, kind):
    """The config's generators that take maps, and what makes a generator one of them."""
    blocks = plan.components["generators"].items()
    fit = [name for name, spec in blocks if GENERATORS.needs(spec).maps == kind]
    if fit:
        return f": choose a recipe with {' or '.join(fit)}"
    return (
        ": choose one with appearance_control, or controlnet with init: reference, background: "
        "generated and nothing held"
    )
