"""Print how near `body_render` comes to a body that turns, from one picture and from a film.

`python tests/benchmarks/measure_skins.py RESULTS [sheet.png]`, after a run that made
`RESULTS/body_model` and `RESULTS/perception`. The body wears other colours before than behind; the
film sees it from 8 sides, the result from those between. Once the film's body is the true one; once
every bone of it is wrong by some degrees in every frame, and the masks by two pixels.
"""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.spatial.transform import Rotation

sys.path.insert(0, str(Path(__file__).parents[1]))

from pose2video.bodies.body import Body
from pose2video.characters.motions import Motion
from pose2video.films.pictures import write_rgb
from pose2video.generators.body_render import BodyRender
from pose2video.generators.filmed_skins.laying import lay_skin
from pose2video.metrics.looks import Look
from pose2video.metrics.perceived import Beholder
from pose2video.metrics.pictures import Psnr, StLpips
from pose2video.metrics.structure import Ssim
from turning_film import drawn_at, film_of, turning

FILMED, BETWEEN = 8, 22.5  # sides; degrees from one to the place that is asked for
WRONG_DEGREES, WRONG_PX = 4, 2
SIDES = {"front": (0, 45), "sides": (45, 135), "back": (135, 181)}  # degrees from the camera
METRICS = {"PSNR": Psnr(), "SSIM": Ssim(), "st_lpips": StLpips()}


def main(results, sheet=None):
    """Print the table; write what it was made of as a sheet: truth, picture, film, wrong film."""
    results, angles = Path(results), np.arange(FILMED) * 360 / FILMED
    skins = {"picture": None}
    for name, grown in (("film", 0), (f"film, bones off by {WRONG_DEGREES} degrees", WRONG_PX)):
        with tempfile.TemporaryDirectory() as folder:
            made = film_of(folder, results / "body_model", angles, grown, (1, 0.85, 1.1))
            model, character, motion, frames, masks = made
            motion = _wrong(motion) if grown else motion
            skins[name] = lay_skin(model, character, motion, frames, masks, FILMED)
    figure, sees = Body.build(model, character.body.shape), Beholder(results / "perception")
    asked = turning(character.body, angles + BETWEEN)
    truth = [drawn_at(model, asked.cut(slice(t, t + 1))) for t in range(FILMED)]
    rows, found = [[true for true, _ in truth]], {}
    for name, skin in skins.items():
        moves = Motion(figure.poses(asked), asked, figure)
        make = BodyRender(expression=0.0).generate(replace(character, skin=skin), moves)
        rows.append(list(make))
        for frame, (true, mask), angle in zip(rows[-1], truth, angles + BETWEEN, strict=True):
            away = abs((angle + 180) % 360 - 180)
            side = next(name for name, (low, high) in SIDES.items() if low <= away < high)
            look = Look(frame, true, perceived=sees.differences(frame, true))
            values = [metric(look, mask > 127) for metric in METRICS.values()]
            found.setdefault((name, side), []).append(values)
    print("\t".join(["skin from", "seen from", *METRICS]))
    for (name, side), values in found.items():
        numbers = [f"{value:.3f}" for value in np.mean(values, axis=0)]
        print("\t".join([name, side, *numbers]))
    if sheet:
        write_rgb(sheet, np.vstack([np.hstack(row) for row in rows]))


def _wrong(motion):
    """The motion with every bone turned a little, otherwise in each frame."""
    rng = np.random.default_rng(0)
    off = rng.normal(size=(*motion.rotations.shape[:2], 3)) * np.radians(WRONG_DEGREES) / 3**0.5
    turns = Rotation.from_rotvec(off.reshape(-1, 3))
    rotations = Rotation.from_quat(motion.rotations.reshape(-1, 4)) * turns
    return replace(motion, rotations=rotations.as_quat().reshape(motion.rotations.shape))


if __name__ == "__main__":
    main(*sys.argv[1:])
