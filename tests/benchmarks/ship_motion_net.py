"""Put a trained net into `resources/motion_net`, each joint moved by the share that helps it.

    PYTHONPATH=scripts:tests python -m benchmarks.ship_motion_net BODY_MODEL FOLDER TRAINED

TRAINED is a folder that `prepare_smoother` made, FOLDER that of `measure_noise`. What a net adds to
a kind of joint is multiplied by the share, at most 1, with which the mean error on the films of
`measure_noise` is smallest: noise that is drawn is not quite that of films. It is 0 for joints that
a model of hands or faces sees too: on films of real people it says that the net leads away.
"""

import json
import sys
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

from benchmarks.measure_noise import films
from benchmarks.measure_smoothers import STEADY, kept_pairs
from pose2video.files import write_json
from pose2video.pose_pairs.measuring import GROUP_OF, GROUPS, OUTSIDE, pair_arrays
from pose2video.smoothers import SMOOTHERS
from pose2video.smoothers.motion_net.cleaning import cleaned
from pose2video.smoothers.motion_net.rows import sizes
from pose2video.smoothers.motion_net.weights import FILE, FORMAT, RECIPE, SHIPPED, read_weights
from pose2video.training.keys import file_digest

SHARES = np.linspace(0, 1, 11)
WITNESSED = ("nose", "eye", "ear", "wrist")


def shares_of(net, pairs):
    """Kind of joint -> the share of what the net adds that is best for it."""
    steady = SMOOTHERS.build(SMOOTHERS.spec(STEADY, "steady"))
    away, moves = [], []
    for true, found in pairs:
        points, before, _, states = pair_arrays(true, steady(found))
        after = pair_arrays(true, cleaned(found, net, 0.6))[1]
        size = sizes(points)[:, None, None]
        error = (before - points) / size
        error[states == OUTSIDE] = np.nan
        away.append(error)
        moves.append((after - before) / size)
    away, moves = np.concatenate(away), np.concatenate(moves)
    best = {}
    for g, group in enumerate(GROUPS):
        at = g == GROUP_OF
        errors = [
            np.nanmean(np.linalg.norm(away[:, at] + share * moves[:, at], axis=2))
            for share in SHARES
        ]
        best[group] = round(float(SHARES[int(np.argmin(errors))]), 2) * (group not in WITNESSED)
    return best


def main(body_model, folder, trained):
    """Write the three files of `resources/motion_net` but the noise, and print the shares."""
    trained = Path(trained)
    net = read_weights(trained / FILE)
    best = shares_of(net, kept_pairs(films(), body_model, Path(folder)).values())
    with safe_open(trained / FILE, "np") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    rows = np.repeat([best[GROUPS[g]] for g in GROUP_OF], 2)
    for name in ("last.weight", "last.bias"):
        scale = rows.reshape(-1, *(1,) * (tensors[name].ndim - 1))
        tensors[name] = (tensors[name] * scale).astype(np.float16)
    save_file(tensors, SHIPPED / FILE, {"format": FORMAT})
    recipe = json.loads((trained / RECIPE).read_text(encoding="utf-8"))
    recipe |= {"shares": best, "sha256": file_digest(SHIPPED / FILE)}
    write_json(SHIPPED / RECIPE, recipe, indent=1)
    print(best)


if __name__ == "__main__":
    main(*sys.argv[1:])
