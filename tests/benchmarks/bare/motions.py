"""Loops of the package's own functions on poses, bodies and pictures in memory."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image

from benchmarks.bare.loop import Bare, timed
from benchmarks.costs import cpu_of


def smooth(room, arguments):
    """The smoother."""
    from pose2video.poses.formats import read_poses
    from pose2video.smoothers import SMOOTHERS

    raw = arguments["raw"]
    poses, smooth = read_poses(raw), SMOOTHERS.build(arguments["smoother"])

    def files_too():
        document = _json(raw)
        smooth(poses)
        (room / "poses.json").write_text(json.dumps(document), encoding="utf-8")

    return Bare("the smoother", timed(lambda: smooth(poses)), "JSON", timed(files_too))


def _json(file):
    return json.loads(Path(file).read_text(encoding="utf-8"))


def fit(room, arguments):
    """The fit of the body."""
    from pose2video.bodies.fitting import fit_body
    from pose2video.bodies.model import load_body_model
    from pose2video.poses.formats import read_poses

    model, smoothed = arguments["model"], arguments["poses"]
    body, poses = load_body_model(model), read_poses(smoothed)

    def files_too():
        _json(smoothed)
        fit_body(load_body_model(model), poses)

    return Bare(
        "the fit, everything in memory",
        timed(lambda: fit_body(body, poses)),
        "JSON and body model read",
        timed(files_too),
    )


def retarget_body(room, arguments):
    """The motion on the other body."""
    from pose2video.bodies.model import load_body_model
    from pose2video.bodies.motion import read_motion
    from pose2video.bodies.retargeting import retarget_body

    model = arguments["model"]
    body = load_body_model(model)
    motions = [read_motion(arguments[name]) for name in ("driver", "stance")]
    return Bare(
        "the retargeting, everything in memory",
        timed(lambda: retarget_body(body, *motions)),
        "body model read",
        timed(lambda: retarget_body(load_body_model(model), *motions)),
    )


def retarget_poses(room, arguments):
    """The retargeter; and with its preview."""
    from pose2video.characters.framing.beyond import behind
    from pose2video.characters.framing.choosing import framed_motion
    from pose2video.characters.motions import embodied
    from pose2video.films.pictures import read_rgb
    from pose2video.films.previews import draw_preview
    from pose2video.poses.formats import read_poses
    from pose2video.retargeters import RETARGETERS

    motion, body, framing = (arguments[name] for name in ("motion", "body", "framing"))
    still = read_poses(arguments["reference"])
    retarget = RETARGETERS.build(arguments["retargeter"])
    driver = embodied(read_poses(motion), body)

    def files_too():
        again = embodied(read_poses(motion), body)
        background = read_rgb(arguments["background"])
        fitted, view = framed_motion(retarget, again, still, background, **framing)
        under = behind(background, view)
        Image.fromarray(draw_preview(under, fitted)).save(room / "preview.png")
        json.dumps(_json(arguments["poses"]))

    return Bare(
        "the retargeter, everything in memory",
        timed(lambda: framed_motion(retarget, driver, still, None, **framing)),
        "JSON, body built, preview",
        timed(files_too),
    )


def generate(room, arguments):
    """The generator's frames, all prepared; and with preparing and JPEGs."""
    import cv2

    from pose2video.characters.character import read_character
    from pose2video.characters.framing.extending import framed
    from pose2video.characters.framing.views import read_view
    from pose2video.characters.motions import embodied
    from pose2video.generators import GENERATORS
    from pose2video.poses.formats import read_poses

    motion, body, character = (arguments[name] for name in ("motion", "body", "character"))
    poses, view = read_poses(motion), read_view(arguments["view"])
    who = framed(read_character(character), view)
    moves = embodied(poses, body).before(view)
    make = GENERATORS.build(arguments["generator"])

    def prepared():
        frames = make.generate(who, moves)
        next(frames)  # the rig is built with the first frame
        return cpu_of(lambda: list(frames)) * poses.n_frames / (poses.n_frames - 1)

    def files_too():
        _json(motion)
        again = embodied(poses, body).before(view)
        for i, frame in enumerate(make.generate(framed(read_character(character), view), again)):
            cv2.imwrite(str(room / f"{i:06d}.jpg"), frame, [cv2.IMWRITE_JPEG_QUALITY, 95])

    return Bare(
        "the warp of a frame, all prepared",
        prepared,
        "inputs read, body built, JPEGs written",
        timed(files_too),
    )
