"""Kill a run, its jobs or the machine at random moments; then let it go on."""

import os
import random
import time
from collections import Counter
from dataclasses import dataclass, field

from chaos.place import DEADLINE_S, JOB, RUN, WORKER

KINDS = ("run", "job", "worker", "all", "power")
MOST_TRUNCATED = 12


@dataclass
class Toll:
    """What was done in some trials, and what came of it.

    Attributes:
        trials: Number of runs, each with all that went on after it.
        kills: Kind -> how many.
        truncated: Files that were cut short.
        at_once: Kills after which the next run began while orphans were still at work.
        different: Sentences: what was not as after the undisturbed run.
    """

    trials: int = 0
    kills: Counter = field(default_factory=Counter)
    truncated: int = 0
    at_once: int = 0
    different: list = field(default_factory=list)


def disturbed(place, wanted, kills, seed, undisturbed_s, kinds=KINDS, say=print) -> Toll:
    """Run, kill, go on, until there were so many kills; compare the results every time.

    Args:
        place: A `Place`.
        wanted: Its `digests` after an undisturbed run.
        kills: How many.
        seed: Of the random numbers.
        undisturbed_s: Seconds that an undisturbed run takes.
        kinds: Which of `KINDS`, drawn with equal chances.
        say: Called with a line for every trial.
    """
    chance, toll = random.Random(seed), Toll()
    while sum(toll.kills.values()) < kills:
        place.be_alone()
        place.begin_again()
        what = []
        for i in range(chance.randint(1, 4)):
            if sum(toll.kills.values()) < kills:
                run = place.start(*(["--resume"] if i else []))
                what.append(_one_kill(place, run, chance, kinds, undisturbed_s, toll))
        code, printed = place.run("--resume")
        toll.trials += 1
        found = place.digests()
        if code or found != wanted:
            names = sorted(k for k in {*found, *wanted} if found.get(k) != wanted.get(k))
            toll.different.append(f"trial {toll.trials} {what}, code {code}: {names[:10]}")
            say(printed[-3000:] if code else toll.different[-1])
        result = "equal" if not code and found == wanted else "DIFFERENT"
        say(f"trial {toll.trials}: {', '.join(what)}: {result}")
    place.be_alone()
    return toll


def _one_kill(place, run, chance, kinds, undisturbed_s, toll):
    """Kill something of a run at a random moment; in words what."""
    kind, moment = chance.choice(kinds), chance.uniform(0.5, 0.9 * undisturbed_s)
    end = time.monotonic() + moment
    while time.monotonic() < end and run.poll() is None:
        time.sleep(0.01)
    victims = {
        "run": [run.pid],
        "job": _one_of(place.processes(JOB), chance),
        "worker": _one_of(place.processes(WORKER), chance),
    }.get(kind, place.processes())
    if run.poll() is not None or not place.kill(victims):
        run.wait(DEADLINE_S)
        return f"{kind} too late"
    toll.kills[kind] += 1
    if run.pid not in victims:  # the others go on, and the run ends by itself
        run.wait(DEADLINE_S)
        return kind
    run.wait()
    if kind == "power":
        _truncate(place, chance, toll)
    elif kind == "run":
        if chance.random() < 0.5:
            time.sleep(chance.uniform(0, 3))
        toll.at_once += bool(set(place.processes()) - set(place.processes(RUN)))
    return kind


def _one_of(processes, chance):
    return [chance.choice(sorted(processes))] if processes else []


def _truncate(place, chance, toll):
    """Cut the newest files short, as a disk does that had not yet written them."""
    place.be_alone()
    for file in place.newest(chance.randint(1, MOST_TRUNCATED)):
        size, date = file.stat().st_size, file.stat().st_mtime
        if size:
            os.truncate(file, chance.choice([0, chance.randrange(size)]))
            os.utime(file, (date, date))
            toll.truncated += 1
