"""What a clip leaves on the disk, and what other frame files would."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import cv2
import numpy as np

from benchmarks.calls import calls_of
from benchmarks.materials import copy_tree, run_workflow
from benchmarks.table import Figure
from pose2video.films.frames import read_frames

ONCE = ("body_model", "characters", "weights")  # not of a clip


def measure_disk(folder, finished) -> list[Figure]:
    """Bytes of the clip of a finished project: kept, without its frames, and as PNG.

    Args:
        folder: A folder to work in.
        finished: A finished project of one clip.
    """
    finished, home = Path(finished), Path(folder) / "disk"
    films = sum(_mb(finished / "results" / name) for name in ("videos", "compared", "drivers"))
    kept = _clip_mb(finished)
    figures = [_figure("a clip, everything kept", kept, films, "its films")]
    copy_tree(finished, home)
    with open(home / "mine.yaml", "a", encoding="utf-8") as config:
        config.write("frames: {keep: false}\n")
    run_workflow(home, "--delete-temp-output")
    left = _clip_mb(home)
    shutil.rmtree(home)
    figures.append(_figure("a clip, frames deleted", left, kept, "everything kept"))
    for name in ("frames", "generated"):
        frames = next((finished / "results" / name).rglob("000000.jpg")).parent
        jpeg = _mb(frames)
        note = f"everything kept; frames of {'the film' if name == 'frames' else 'the result'}"
        figures.append(_figure(f"{name} of a clip", jpeg, kept, note))
    figures.append(png_against_jpeg(finished))
    return figures


def _figure(what, measured, against, note):
    return Figure("disk", what, measured, against, "MB", None, note)


def _mb(folder):
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 1e6


def _clip_mb(project):
    folders = [path for path in (project / "results").iterdir() if path.name not in ONCE]
    return sum(_mb(path) for path in folders)


def png_against_jpeg(finished) -> Figure:
    """Generated frames as they leave the generator: bytes as PNG and as our JPEG, and its PSNR."""
    from pose2video.characters.character import read_character
    from pose2video.characters.framing.extending import framed
    from pose2video.characters.framing.views import read_view
    from pose2video.characters.motions import embodied
    from pose2video.generators import GENERATORS
    from pose2video.poses.formats import read_poses

    call = calls_of(finished)["generate_frames"].arguments
    png, jpeg, errors = 0, 0, []
    with contextlib.chdir(finished):
        view = read_view(call["view"])
        moves = embodied(read_poses(call["motion"]), call["body"]).before(view)
        character = framed(read_character(call["character"]), view)
        images = GENERATORS.build(call["generator"]).generate(character, moves)
        folder = read_frames(call["frames"])
        for i, (image, kept) in enumerate(zip(images, folder, strict=True)):
            png += len(cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))[1])
            jpeg += (folder.folder / f"{i:06d}{folder.suffix}").stat().st_size
            errors.append(np.square(image.astype(np.float32) - kept).mean())
    psnr = 10 * np.log10(255**2 / np.mean(errors))
    note = f"our JPEG, whose PSNR against the lossless frames is {psnr:.1f} dB"
    return _figure("generated as PNG", png / 1e6, jpeg / 1e6, note)
