"""Making a `motion_net`: motions or measured pairs in, a folder of weights out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from pose2video.bodies.model import load_body_model
from pose2video.errors import UserError
from pose2video.files import write_json, writing
from pose2video.films.pictures import read_rgb
from pose2video.pose_pairs.human36m import FPS, HELD_OUT, human36m_pairs
from pose2video.pose_pairs.learner import CleaningLearner
from pose2video.pose_pairs.lessons import MotionLessons, PairLessons
from pose2video.pose_pairs.moving import Mover, random_phenotype
from pose2video.pose_pairs.noise import FILE as NOISE
from pose2video.pose_pairs.noise import Noise
from pose2video.pose_pairs.random_motions import KINDS, random_choreography
from pose2video.smoothers.motion_net.joints import JOINTS
from pose2video.smoothers.motion_net.own import CleaningNet
from pose2video.smoothers.motion_net.rows import N_ROWS
from pose2video.smoothers.motion_net.weights import FILE, FORMAT, RECIPE
from pose2video.training.begun import CHECKPOINT
from pose2video.training.checkpoints import Checkpoint
from pose2video.training.diary import Diary
from pose2video.training.keys import digest, file_digest
from pose2video.training.loop import train
from pose2video.training.schedule import Schedule, share_left
from pose2video.weights.folders import TRAINED, write_record

MOTIONS, SECONDS, MOTION_FPS = 400, 8.0, 15.0  # that are made up
BODIES = 10  # motions on one body
HELD_BACK = 20  # motions that are only looked at
STOCK = 40  # batches, which come again
OWN_STREAM = 5  # of random numbers, for motions alone
LOOKS, LOOKED_AT = 6, 4  # looks in a run, batches of one
EVERY = 200  # steps between checkpoints


def teach(settings, body_model, human36m, out, scratch, made_by):
    """Train a net as the settings of a `MotionNet` say.

    Killed and called again it goes on from where it was.

    Args:
        settings: It. body_model: Folder, for motions that are made up. human36m: Two files, for
            those that were measured. out: Folder that is written: weights, plot and recipe.
        scratch: Folder for what is needed until then. made_by: Recorded.

    Returns:
        The plot of the losses, uint8 RGB.
    """
    scratch = Path(scratch)
    draw, held_out, key = _lessons(settings, body_model, human36m)
    schedule = Schedule.of(settings, LOOKS, EVERY, ema=share_left(settings.steps))
    with torch.random.fork_rng():
        torch.manual_seed(settings.seed)
        net = CleaningNet(N_ROWS, 2 * len(JOINTS), settings.width)
    learner = CleaningLearner(net, settings.learning_rate, settings.steps)
    key |= {"settings": digest([made_by, schedule.key()])}
    checkpoint = Checkpoint(scratch / CHECKPOINT, key)
    diary = Diary(scratch / "diary", learner.name)
    history = train(learner, schedule, draw, checkpoint, lambda: iter(held_out), diary, 1)
    recipe = {"made_by": made_by, "data": key, "training": history.record()}
    with writing(out) as beside:
        beside.mkdir()
        [plot] = diary.copy(beside, ["losses.png"])
        write_model(beside, net, recipe, [plot])
    return read_rgb(Path(out) / plot)


def write_model(folder, net, recipe, more=()):
    """Write a net in half precision, its recipe, and the record that makes them weights."""
    tensors = {k: v.detach().half().contiguous() for k, v in net.state_dict().items()}
    save_file(tensors, folder / FILE, {"format": FORMAT})
    write_json(folder / RECIPE, recipe | {"sha256": file_digest(folder / FILE)}, indent=1)
    write_record(folder, TRAINED, [FILE, RECIPE, *more], recipe["made_by"])


def _lessons(settings, body_model, human36m):
    """What draws batches, batches to look at, and digests of what they are made of."""
    count = settings.batch_size
    if settings.motions == "human36m":
        pairs = human36m_pairs(*human36m)
        learned = [p for subject, rows in pairs.items() if subject not in HELD_OUT for p in rows]
        if not learned:
            raise UserError(f"{human36m[0]} has only {' and '.join(HELD_OUT)}, who are held out")
        kept = [p for name in HELD_OUT for p in pairs.get(name, ())] or learned
        lessons = PairLessons(learned, FPS, settings.seed, count)
        looked_at = PairLessons(kept, FPS, settings.seed + 1, count)
        key = {Path(path).name: file_digest(path) for path in human36m}
    else:
        motions, noise = made_up(body_model, settings.seed), Noise.read()
        parts = motions[:-HELD_BACK], motions[-HELD_BACK:]
        lessons = MotionLessons(parts[0], MOTION_FPS, noise, settings.seed, count, stock=STOCK)
        looked_at = MotionLessons(parts[1], MOTION_FPS, noise, settings.seed + 1, count)
        key = {"noise": digest(json.loads(Path(NOISE).read_text(encoding="utf-8")))}
    return lessons.batch, [looked_at.batch(number) for number in range(LOOKED_AT)], key


def made_up(body_model, seed, count=MOTIONS) -> np.ndarray:
    """Motions that nobody made, `(count, T, 17, 3)` metres, float32."""
    model, found, mover = load_body_model(body_model), [], None
    for number in range(count):
        rng = np.random.default_rng([seed, number, OWN_STREAM])
        if number % BODIES == 0:
            mover = Mover.build(model, random_phenotype(rng))
        kind = KINDS[number % len(KINDS)]
        motion = mover.move(random_choreography(rng, kind, SECONDS), MOTION_FPS)
        found.append(motion.astype(np.float32))
    return np.array(found)
