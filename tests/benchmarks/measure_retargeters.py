"""How far retargeted keypoints are from the true ones, of performers who walk to the camera.

    PYTHONPATH=scripts:tests python -m benchmarks.measure_retargeters results/body_model

Every performer performs the choreography `walk` of another one. A character is known by its film
(the true performance, and as picture a frame from its middle), or by a picture of where the walk
begins alone. What is printed is the mean distance of the body's points, in pixels of pictures about
720 high.
"""

import sys

import numpy as np

from pose2video.characters.motions import Motion
from pose2video.performers.choreography_files import load_choreography
from pose2video.performers.performer_files import load_performer
from pose2video.performers.stage import clip_performance, truth_performance
from pose2video.retargeters import RETARGETERS
from pose2video.retargeters.everybody.known import KnownCharacter

WAYS = {
    "identity": {"use": "identity"},
    "similarity": {"use": "similarity"},
    "bone_lengths": {"use": "bone_lengths"},
    "edn_student": {"use": "edn_student"},
    "edn_global": {"use": "edn_global"},
    "edn_global, fraction 2": {"use": "edn_global", "fraction": 2.0},
}
DRIVER, CHARACTERS, MIDDLE = "chen", ("ada", "bruno"), 30


def poses_of(performance):
    """Its true keypoints, all of them known."""
    return performance.poses(np.ones((len(performance.transforms), 553)))


def errors(model, fps=25.0):
    """Yield way, character, and its mean error by film and by picture, in pixels."""
    walk = load_choreography("walk")
    driver = poses_of(clip_performance(model, walk, load_performer(DRIVER), fps))
    for name in CHARACTERS:
        performed = truth_performance(model, walk, load_performer(name), fps)
        true, eye = poses_of(performed), performed.camera.centre[1]
        for way, block in WAYS.items():
            spec = RETARGETERS.spec(block, "retargeters")
            retarget, found = RETARGETERS.build(spec), []
            for film in (true, None):
                picture, measured = true.frame(0 if film is None else MIDDLE), None
                if RETARGETERS.needs(spec).measures:
                    known = KnownCharacter(picture, film, horizon=eye)
                    measured = retarget.measure(driver, known)
                out = retarget(Motion(driver, measured=measured), picture)
                away = np.linalg.norm(out.part("body") - true.part("body"), axis=2)
                found.append(float(np.nanmean(away)))
            yield way, name, *found


def main(model):
    """Print the table."""
    print(f"{'':24}{'character':12}{'by film':>10}{'by picture':>12}")
    for way, name, film, picture in errors(model):
        print(f"{way:24}{name:12}{film:10.1f}{picture:12.1f}")


if __name__ == "__main__":
    main(sys.argv[1])
