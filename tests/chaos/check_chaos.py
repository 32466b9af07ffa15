"""Kill runs at random, fill the disk, edit the table: `make chaos`; prints figures.

Not part of the suite (its name is not test_*.py): about half an hour.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from chaos.full_disk import is_possible, run_on_small_disks, said_full, said_read_only
from chaos.kills import disturbed
from chaos.place import Place
from workflow.conftest import person_film

SIZES = 8  # small disks of random size


def main(options):
    """Everything, in a scratch folder; 1 where anything was not as in the undisturbed run."""
    with tempfile.TemporaryDirectory(prefix="pose2video-chaos-", dir=options.folder) as folder:
        home = Path(folder)
        place = Place(home / "place", *materials(home, options.body_model))
        begun = time.monotonic()
        code, printed = place.run()
        took = time.monotonic() - begun
        if code:
            sys.exit(f"the undisturbed run failed:\n{printed}")
        wanted = place.digests()
        size_kb = sum(f.stat().st_size for f in place.results.rglob("*") if f.is_file()) // 1024
        films = sum(name.endswith(".mp4") for name in wanted)
        print(f"undisturbed: {took:.0f} s, {len(wanted)} files, {films} films", flush=True)

        toll = disturbed(place, wanted, options.kills, options.seed, took, say=say)
        kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(toll.kills.items()))
        print(
            f"{sum(toll.kills.values())} kills ({kinds}) in {toll.trials} trials, "
            f"{toll.truncated} files truncated, {toll.at_once} times gone on beside orphans: "
            f"{len(toll.different)} trials differ from the undisturbed run"
        )
        bad = list(toll.different)
        if is_possible():
            bad += full_disks(place, wanted, size_kb, options.seed)
        else:
            print("disk full: not tried, this machine mounts no small disk")
    print("\n".join(bad) or "everything is as after the undisturbed run")
    return bool(bad)


def materials(home, body_model):
    """Three short films, a picture, the body model."""
    from PIL import Image
    from skimage.data import astronaut

    films = [home / f"{name}.mp4" for name in ("one", "two", "three")]
    for seed, film in enumerate(films):
        person_film(film, n=6, seed=seed)
    Image.fromarray(astronaut()).save(home / "me.png")
    if not body_model:
        from pose2video.bodies.model import build_body_model

        body_model = home / "body_model"
        build_body_model(body_model)
    return films, home / "me.png", body_model


def full_disks(place, wanted, size_kb, seed):
    """Fill disks of random sizes; sentences on what was not as it should be."""
    body_kb = sum(f.stat().st_size for f in Path(place.body_model).iterdir()) // 1024
    place.be_alone()
    place.begin_again()
    chance = random.Random(seed)
    sizes = sorted(chance.randrange(50, size_kb - body_kb) for _ in range(SIZES))
    found = run_on_small_disks(place, sizes)
    silent = [size for size, run in zip(sizes, found["full"], strict=True) if not said_full(*run)]
    print(
        f"disks of {', '.join(map(str, sizes))} kB: {len(sizes) - len(silent)} of {len(sizes)} "
        "runs failed and said that it is full"
    )
    bad = [f"a disk of {size} kB: not said that it is full" for size in silent]
    if not said_read_only(*found["read_only"]):
        bad.append(f"results that nobody may write to:\n{found['read_only'][1][-2000:]}")
    if found["last"][0] or found["digests"] != wanted:
        bad.append(f"after full disks, code {found['last'][0]}:\n{found['last'][1][-2000:]}")
    return bad


def say(line):
    print(line, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", help="where the scratch folder is made")
    parser.add_argument("--body-model", help="a folder that build_body_model made")
    sys.exit(main(parser.parse_args()))
