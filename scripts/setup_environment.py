"""Make `.venv` and install requirement files into it; what is there already is left alone.

Usage: python scripts/setup_environment.py envs/requirements.txt [envs/dev.txt]

Needs nothing but Python: `make` finds one with `find_python.sh` and runs this with it.
A stamp in `.venv` remembers the folder that the environment was made in and the content of each
file that was installed, so that a second call has nothing to do.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DESKTOP, HEADLESS = "opencv-contrib-python", "opencv-contrib-python-headless"
PROBE = "import pip, platform; print(platform.python_version())"


class SetupError(Exception):
    """A step that failed; the message is one sentence for the user."""


class Environment:
    """The virtual environment of one checkout.

    Attributes:
        root: The checkout.
        venv: Its `.venv`.
        python: The Python in it.
    """

    def __init__(self, root=ROOT):
        self.root = Path(root)
        self.venv = self.root / ".venv"
        self.python = self.venv / "bin" / "python"

    @property
    def stamp(self):
        """The file that says what is installed."""
        return self.venv / "pose2video-setup.json"

    def installed(self):
        """What the stamp says: `{file: digest}`; empty where there is nothing to rely on.

        An environment does not survive being moved, nor the loss of the Python it came from.
        """
        try:
            stamp = json.loads(self.stamp.read_text(encoding="utf-8"))
            good = stamp["folder"] == str(self.venv.resolve()) and os.access(
                str(self.python), os.X_OK
            )
            return stamp["files"] if good else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def missing(self, files):
        """Those of the requirement files whose present content is not installed."""
        installed = self.installed()
        return [name for name in files if installed.get(name) != digest(self.root / name)]

    def remember(self, name):
        """Note in the stamp that the present content of a requirement file is installed."""
        files = dict(self.installed(), **{name: digest(self.root / name)})
        stamp = {"folder": str(self.venv.resolve()), "files": files}
        beside = self.stamp.with_suffix(".tmp")
        beside.write_text(json.dumps(stamp, indent=2) + "\n", encoding="utf-8")
        os.replace(str(beside), str(self.stamp))

    def create(self):
        """Make `.venv` with the Python that runs this, unless a good one is there.

        Raises:
            SetupError: It cannot be made, or somebody made one of an unfit version.
        """
        if self.installed():
            return
        if self.python.exists() and not self.stamp.exists():
            result = run([self.python, "-I", "-c", PROBE])
            if not result.returncode:
                if not result.stdout.startswith(("3.11.", "3.12.")):
                    raise SetupError(
                        f".venv has Python {result.stdout.strip()}, not 3.11 or 3.12: "
                        "`make clean` removes it, then run again"
                    )
                return
        version = sys.version.split()[0]
        print(f"Making .venv with Python {version} ({sys.executable})", flush=True)
        result = run([sys.executable, "-m", "venv", "--clear", self.venv])
        if result.returncode:
            raise SetupError(
                f"making .venv with {sys.executable} failed ({last_line(result.stdout)}): free "
                "some disk space or install the venv module of this Python, then run again"
            )

    def pip(self, step, log, *arguments):
        """Run pip in the environment.

        Args:
            step: What it does, for the message of a failure.
            log: Name of the file in `logs/setup_environment/` that keeps its output.
            arguments: Those of pip.

        Raises:
            SetupError: pip failed.
        """
        log = self.root / "logs" / "setup_environment" / log
        log.parent.mkdir(parents=True, exist_ok=True)
        quiet = ["--quiet", "--disable-pip-version-check"]
        result = run([self.python, "-m", "pip", arguments[0], *quiet, *arguments[1:]])
        log.write_text(result.stdout, encoding="utf-8")
        if result.returncode:
            raise SetupError(
                f"{step} failed ({last_line(result.stdout)}): the full output of pip is in "
                f"{log.relative_to(self.root)}; mend the cause and run again"
            )

    def install(self, name):
        """Install one requirement file, see that OpenCV can be imported, and stamp it."""
        print(f"Installing {name} (the first time takes minutes)", flush=True)
        self.pip("installing " + name, Path(name).stem + ".log", "install", "-r", self.root / name)
        version = pinned(self.root / name, DESKTOP)
        if version:
            self.mend_opencv(version)
        self.remember(name)

    def mend_opencv(self, version):
        """Swap OpenCV's desktop wheel for the headless one where it cannot be imported.

        The desktop wheel links libGL and glib, which servers and containers lack. The headless
        wheel of the same version has the same module without windows. MediaPipe's metadata asks
        for the desktop wheel by name, hence `--no-deps`; both are removed first because they
        share a folder.

        Raises:
            SetupError: The headless wheel cannot be installed or imported either.
        """
        if not run([self.python, "-c", "import cv2"]).returncode:
            return
        print("The desktop libraries of OpenCV are missing: taking its headless wheel", flush=True)
        self.pip("removing OpenCV", "opencv_removal.log", "uninstall", "--yes", DESKTOP, HEADLESS)
        wheel = f"{HEADLESS}=={version}"
        self.pip("installing " + wheel, "opencv.log", "install", "--no-deps", wheel)
        result = run([self.python, "-c", "import cv2"])
        if result.returncode:
            raise SetupError(
                f"OpenCV cannot be imported ({last_line(result.stdout)}): install the library that "
                "it names and run again"
            )


def run(command):
    """Run a command; its output, errors included, is `stdout` of the result, as text."""
    return subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def last_line(text):
    """The last line that says error, else the last line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["no output"]
    return ([line for line in lines if line.startswith("ERROR")] or lines)[-1]


def digest(path):
    """SHA-256 of a file."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def pinned(path, package):
    """The version that a requirement file pins a package to, or None."""
    text = Path(path).read_text(encoding="utf-8")
    found = re.search(f"^{re.escape(package)}==([^\\s;]+)", text, re.MULTILINE)
    return found and found.group(1)


def set_up(environment, files):
    """Install the files that are not installed; a second process waits for the first.

    Raises:
        SetupError: A step failed, or the path of the checkout holds a sign such as a space:
            Snakemake puts the path of Python into shell lines as it is.
    """
    odd = re.search(r"[^\w@%+=,./-]", str(environment.root))
    if odd:
        raise SetupError(
            f"the path of this folder, {environment.root}, holds {odd.group()!r}, with which "
            "Snakemake cannot start jobs: move it to a path of letters, digits, '-' and '_'"
        )
    if not environment.missing(files):
        return
    lock = environment.root / ".snakemake" / "pose2video.setup.lock"
    lock.parent.mkdir(exist_ok=True)
    with open(str(lock), "w") as file:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(file, fcntl.LOCK_EX)
        missing = environment.missing(files)
        if missing:
            environment.create()
        for name in missing:
            environment.install(name)


if __name__ == "__main__":
    try:
        set_up(Environment(), sys.argv[1:])
    except SetupError as error:
        sys.exit(f"set-up: {error}")
    except OSError as error:
        sys.exit(f"set-up: {error.strerror}: {error.filename}")
    except KeyboardInterrupt:
        sys.exit("set-up: interrupted; run again to go on")
