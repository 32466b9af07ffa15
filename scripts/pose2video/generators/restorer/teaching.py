"""The training of the restorer: synthetic people in, a folder of weights out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from pose2video.errors import UserError
from pose2video.files import write_json, writing
from pose2video.generators.restorer.learner import RestoringLearner
from pose2video.generators.restorer.lessons import RestoringLessons
from pose2video.generators.restorer.model_file import write_model
from pose2video.generators.restorer.network import Restorer
from pose2video.generators.restorer.windows import pack
from pose2video.jobs.progress import progress
from pose2video.training.begun import CHECKPOINT
from pose2video.training.checkpoints import Checkpoint
from pose2video.training.diary import Diary
from pose2video.training.keys import digest
from pose2video.training.loop import train
from pose2video.training.schedule import Schedule, share_left

SECONDS = 3.0  # that each person moves
LOOKS, EVERY, SHOWN, LOOKED_AT = 5, 50, 10, 30  # looks; steps between checkpoints; windows


def teach(settings, body_model, out, scratch, made_by):
    """Train a restorer as the settings of a `TaughtRestorer` say.

    Killed and called again it goes on from where it was: people who are drawn are kept, too.

    Args:
        settings: They. body_model: Folder. out: Folder that is written: weights, plot and recipe.
        scratch: Folder for what is needed until then. made_by: Recorded.

    Returns:
        In rows renderings, what is restored of them, and the truth: uint8 RGB.

    Raises:
        UserError: Nobody's picture could be prepared.
    """
    scratch = Path(scratch)
    told = {name: getattr(settings, name) for name in ("seed", "people", "windows")}
    drawn = packed(body_model, scratch / "people", **told)
    learned, kept = (joined(part) for part in parted(drawn, settings.held_out))
    lessons = RestoringLessons(learned, settings.seed, settings.batch_size)
    looked_at = RestoringLessons(kept, settings.seed, settings.batch_size)
    count = min(LOOKED_AT, len(looked_at))
    chosen = np.linspace(0, len(looked_at) - 1, count).round().astype(int)
    schedule = Schedule.of(settings, LOOKS, EVERY, ema=share_left(settings.steps))
    with torch.random.fork_rng():
        torch.manual_seed(settings.seed)
        network = Restorer(settings.width)
    few = looked_at.still(chosen[:: max(1, count // SHOWN)])
    shown = {name: torch.from_numpy(values) for name, values in few.items()}
    learner = RestoringLearner(network, settings.learning_rate, settings.steps, shown)
    key = {"settings": digest([made_by, schedule.key()]), "people": digest(sorted(drawn))}
    checkpoint = Checkpoint(scratch / CHECKPOINT, key)
    diary = Diary(scratch / "diary", learner.name)

    def held_out():
        for first in range(0, count, settings.batch_size):
            yield looked_at.still(chosen[first : first + settings.batch_size])

    history = train(learner, schedule, lessons.batch, checkpoint, held_out, diary, 1)
    network.eval()
    with torch.no_grad():
        sheet = learner.samples(settings.steps)
    data = key | {"learned": sorted(drawn)[: len(drawn) - settings.held_out]}
    recipe = {"made_by": made_by, "data": data, "training": history.record()}
    with writing(out) as beside:
        (beside / "training").mkdir(parents=True)
        plots = diary.copy(beside / "training", ["losses.png"])
        write_model(beside, network, recipe, [f"training/{plot}" for plot in plots])
    return sheet


def packed(body_model, folder, seed, people, windows) -> dict[int, Path]:
    """Draw windows on people who are not drawn yet; those whose picture fails are left out.

    Returns:
        Number of a person -> folder of their arrays.

    Raises:
        UserError: None is left.
    """
    found = {}
    for person in progress(range(people), "people", people):
        there = Path(folder) / f"{seed}_{person}_{windows}"
        if not there.is_dir():
            with writing(there) as beside:
                beside.mkdir(parents=True)
                try:
                    arrays = pack(body_model, seed, person, SECONDS, windows)
                except UserError as error:
                    write_json(beside / "failed.json", str(error))
                    print(f"warning: person {person} is left out: {error}")
                    continue
                for name, array in arrays.items():
                    np.save(beside / f"{name}.npy", array)
        if not (there / "failed.json").exists():
            found[person] = there
    if not found:
        raise UserError("no synthetic person could be prepared: set another seed, or more people")
    return found


def parted(drawn, held_out):
    """Folders of people who are learned, and of those who are only looked at."""
    numbers = sorted(drawn)
    if len(numbers) <= held_out:
        raise UserError(
            f"only {len(numbers)} people could be prepared and {held_out} are held out: set more "
            "people"
        )
    last = len(numbers) - held_out
    return [[drawn[n] for n in part] for part in (numbers[:last], numbers[last:])]


def joined(folders) -> dict[str, np.ndarray]:
    """The arrays of some people in a row."""
    names = sorted(path.stem for path in folders[0].glob("*.npy"))
    return {
        name: np.concatenate([np.load(folder / f"{name}.npy") for folder in folders])
        for name in names
    }
