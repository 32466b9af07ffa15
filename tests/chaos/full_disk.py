"""Run on a disk that fills up: a small file system in memory, in a name space of its own.

Usage: `unshare -rm python full_disk.py FOLDER RESULT SIZES`: FOLDER is a `Place`'s, its results
and logs lie on a disk of each size (kilobytes) in turn, and then on one that is large enough.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from chaos.place import Place

ENOUGH_KB = 1_000_000
IN_OWN_NAME_SPACE = ["unshare", "--map-root-user", "--mount"]


def is_possible():
    """Whether this machine lets us mount a small disk."""
    if not shutil.which("unshare"):
        return False
    command = [*IN_OWN_NAME_SPACE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(command, capture_output=True).returncode == 0


def run_on_small_disks(place, sizes_kb) -> dict:
    """Run once for every size, then `make resume` with room enough.

    Returns:
        `full` (for every size `[exit code, what was printed]`), `read_only` (the same of a run
        whose results may not be written), `last` (of the run with room enough), and `digests`
        (as `Place.digests` tells them in the end).
    """
    result = place.folder.with_name(place.folder.name + ".json")
    command = [*IN_OWN_NAME_SPACE, sys.executable, "-m", "chaos.full_disk"]
    command += [str(place.folder), str(result), *map(str, sizes_kb)]
    paths = os.pathsep.join(path for path in sys.path if path)
    subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": paths})
    return json.loads(result.read_text())


def main(folder, result, *sizes_kb):
    """Mount, run, enlarge, run; what came of it goes to the file `result`."""
    place = Place.__new__(Place)
    place.folder, place.results = Path(folder), Path(folder) / "results"
    shutil.copytree(place.results / "body_model", place.folder / "body_model")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1G", "tmpfs", place.results], check=True)
    shutil.copytree(place.folder / "body_model", place.results / "body_model")
    used_kb = sum(f.stat().st_size for f in place.results.rglob("*") if f.is_file()) // 1024
    runs = []
    for size in map(int, sizes_kb):
        remount(place, f"size={used_kb + size}k")
        runs.append(place.run(*(["--resume"] if runs else [])))
        place.be_alone()
    remount(place, f"size={ENOUGH_KB}k,ro")
    found = {"full": runs, "read_only": place.run("--resume")}
    remount(place, "rw")
    found |= {"last": place.run("--resume"), "digests": place.digests()}
    Path(result).write_text(json.dumps(found))


def remount(place, options):
    subprocess.run(["mount", "-o", f"remount,{options}", place.results], check=True)


def said_full(code, printed):
    return code != 0 and "is full: free some space and run again" in printed


def said_read_only(code, printed):
    return code != 0 and printed.count("\n") == 1 and "nothing can be written to" in printed


if __name__ == "__main__":
    main(*sys.argv[1:])
