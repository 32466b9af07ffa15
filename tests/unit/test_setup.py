"""The set-up of the environment, and the run around Snakemake. Nothing is installed here."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

import run_workflow
import setup_environment
from setup_environment import Environment, SetupError

ROOT = Path(__file__).parents[2]
ENVS = ROOT / "envs"
SHELL = shutil.which("sh")
PYTHON = sys._base_executable  # the fake Pythons of the tests hand over to it


def pins(name):
    """`{package: version}` of a requirement file; fails on a line that is no exact pin."""
    lines = [line for line in (ENVS / name).read_text().splitlines() if line[:1] not in ("#", "")]
    return dict(re.fullmatch(r"([\w-]+)==([\d.]+)", line).groups() for line in lines)


def executable(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{SHELL}\n{text}\n")
    path.chmod(0o755)
    return path


# --- pins ---


def test_every_requirement_is_pinned_exactly_once():
    assert not set(pins("requirements.txt")) & set(pins("dev.txt"))
    assert [name for name in pins("requirements.txt") if "opencv" in name] == [
        setup_environment.DESKTOP
    ]


@pytest.mark.parametrize("path", sorted(ENVS.glob("*.yaml")), ids=lambda path: path.stem)
def test_conda_files_carry_the_pins_of_pip(path):
    *conda, pip = yaml.safe_load(path.read_text())["dependencies"]
    assert conda == ["python=3.11", "pip"]
    known = pins("requirements.txt")
    assert pip["pip"] == sorted(pip["pip"], key=str.lower)
    assert dict(line.split("==") for line in pip["pip"]).items() <= known.items()


def test_the_pin_of_a_package_is_found_by_its_whole_name(tmp_path):
    file = tmp_path / "r.txt"
    file.write_text("# opencv-python==1\nopencv-python-headless==2\nopencv-python==3.4 ; x\n")
    assert setup_environment.pinned(file, "opencv-python") == "3.4"
    assert setup_environment.pinned(file, "torch") is None


# --- finding a Python ---


def find_python(*folders):
    command = [SHELL, ROOT / "scripts" / "find_python.sh"]
    path = ":".join(map(str, folders))
    return subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    "broken",
    ["exit 1", "echo pyenv: not installed >&2; exit 127", "echo nonsense", "exit 0", "kill -9 $$"],
)
def test_a_python_that_does_not_run_is_passed_over(tmp_path, broken):
    for name in ("python3.12", "python3.11", "python3"):
        executable(tmp_path / "shims" / name, broken)
    executable(tmp_path / "bin of mine" / "python3", f'exec "{PYTHON}" "$@"')
    found = find_python(tmp_path / "gone", tmp_path / "shims", tmp_path / "bin of mine")
    assert found.returncode == 0 and os.path.samefile(found.stdout.strip(), PYTHON)


def test_the_same_name_later_on_the_path_is_tried(tmp_path):
    executable(tmp_path / "a" / "python3.11", "exit 1")
    executable(tmp_path / "b" / "python3.11", f'exec "{PYTHON}" "$@"')
    assert find_python(tmp_path / "a", tmp_path / "b").returncode == 0


@pytest.mark.parametrize("lacks", ["version", "ensurepip"])
def test_a_python_that_does_not_fit_is_passed_over(tmp_path, lacks):
    spoil = {
        "version": "import sys; sys.version_info = (3, 9, 1)",
        "ensurepip": "import sys; sys.modules['ensurepip'] = None",
    }[lacks]
    text = f'exec "{PYTHON}" -c "{spoil}; exec(sys.argv[2])" "$2" "$3"'
    executable(tmp_path / "python3", text)
    assert find_python(tmp_path).returncode == 1


def test_no_python_is_one_sentence_with_the_remedy(tmp_path):
    found = find_python(tmp_path)
    assert found.returncode == 1 and found.stdout == ""
    assert found.stderr.count("\n") == 1 and "python3-venv" in found.stderr


def test_inside_an_environment_the_python_below_it_is_found(tmp_path):
    subprocess.run([PYTHON, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    found = find_python(tmp_path / "venv" / "bin")
    assert not found.stdout.startswith(str(tmp_path))
    assert os.path.samefile(found.stdout.strip(), PYTHON)


# --- the stamp ---


@pytest.fixture
def environment(tmp_path):
    """A checkout with two requirement files and a `.venv` whose Python is a stub."""
    root = tmp_path / "checkout"
    for name in ("a.txt", "b.txt"):
        (root / "envs").mkdir(parents=True, exist_ok=True)
        (root / "envs" / name).write_text(f"{name[0]}==1\n")
    environment = Environment(root)
    log = root / "calls"
    executable(environment.python, f'echo "$@" >> "{log}"; [ ! -e "{root}/fail" ]')
    environment.calls = lambda: log.read_text().splitlines() if log.exists() else []
    environment.remember("envs/a.txt")
    return environment


def test_a_second_call_has_nothing_to_do(environment):
    setup_environment.set_up(environment, ["envs/a.txt"])
    assert environment.calls() == []


def test_only_what_is_missing_or_changed_is_installed(environment):
    setup_environment.set_up(environment, ["envs/a.txt", "envs/b.txt"])
    [call] = environment.calls()
    assert call.endswith("envs/b.txt")
    assert call.startswith("-m pip install --quiet --disable-pip-version-check -r ")
    (environment.root / "envs" / "a.txt").write_text("a==2\n")
    assert environment.missing(["envs/a.txt", "envs/b.txt"]) == ["envs/a.txt"]


def test_a_failed_pip_is_one_sentence_and_leaves_no_stamp(environment):
    (environment.root / "fail").touch()
    with pytest.raises(SetupError, match=r"installing envs/b\.txt .*logs/setup_environment/b\.log"):
        setup_environment.set_up(environment, ["envs/b.txt"])
    assert environment.missing(["envs/a.txt", "envs/b.txt"]) == ["envs/b.txt"]
    assert (environment.root / "logs/setup_environment/b.log").exists()


def test_an_environment_that_was_moved_or_lost_its_python_counts_for_nothing(environment):
    moved = Environment(environment.root.with_name("moved"))
    shutil.copytree(environment.root, moved.root)
    assert moved.missing(["envs/a.txt"]) == ["envs/a.txt"]
    environment.python.unlink()
    assert environment.missing(["envs/a.txt"]) == ["envs/a.txt"]


@pytest.mark.parametrize("text", ["", "[]", '{"folder": 1}', '{"files": {}}', "\0"])
def test_a_damaged_stamp_counts_for_nothing(environment, text):
    environment.stamp.write_text(text)
    assert environment.missing(["envs/a.txt"]) == ["envs/a.txt"]


def test_an_environment_of_another_version_is_kept_and_named(environment):
    environment.stamp.unlink()
    executable(environment.python, "echo 3.9.2")
    with pytest.raises(SetupError, match=r"3\.9\.2.*make clean"):
        setup_environment.set_up(environment, ["envs/a.txt"])
    assert environment.python.exists()


def test_opencv_that_cannot_be_imported_is_swapped_for_the_headless_wheel(environment):
    (environment.root / "envs" / "b.txt").write_text(f"{setup_environment.DESKTOP}==4.5\n")
    done = environment.root / "swapped"
    executable(
        environment.python,
        f'echo "$@" >> "{environment.root}/calls"\n'
        f'case "$*" in *--no-deps*) touch "{done}";; "-c import cv2") [ -e "{done}" ];; esac',
    )
    setup_environment.set_up(environment, ["envs/b.txt"])
    _, probe, remove, install, again = environment.calls()
    assert probe == again == "-c import cv2"
    assert "uninstall" in remove and remove.endswith(f"--yes {' '.join(opencv_names())}")
    assert install.endswith("--no-deps opencv-contrib-python-headless==4.5")
    assert environment.missing(["envs/b.txt"]) == []


@pytest.mark.parametrize("name", ["my films", "a;b", "it's", "$HOME", "a:b"])
def test_a_path_with_which_jobs_cannot_start_is_refused_before_the_work(tmp_path, name):
    with pytest.raises(SetupError, match="the path of this folder"):
        setup_environment.set_up(Environment(tmp_path / name), ["envs/a.txt"])


def opencv_names():
    return setup_environment.DESKTOP, setup_environment.HEADLESS


def test_the_bootstrap_imports_the_standard_library_only():
    script = ROOT / "scripts" / "setup_environment.py"
    code = f"import runpy; runpy.run_path({str(script)!r})"
    subprocess.run([PYTHON, "-I", "-S", "-c", code], check=True, timeout=60)


# --- runs ---

HOLD = """
import subprocess, sys, time
import run_workflow
lock = run_workflow.take_lock(sys.argv[1])
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """A process that holds the lock of a folder, and the id of its child."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
    command = [sys.executable, "-c", HOLD, tmp_path]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        child = int(process.stdout.readline())
        yield process
        process.kill()
        os.kill(child, signal.SIGKILL)


def test_a_second_run_is_refused_while_the_first_is_alive(tmp_path, holder):
    assert run_workflow.take_lock(tmp_path) is None
    command = "import sys, run_workflow; sys.exit(run_workflow.main(sys.argv[2:], sys.argv[1]))"
    answer = subprocess.run(
        [sys.executable, "-c", command, tmp_path, "--resume", "--cores", "1"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert answer.returncode == 1
    assert "another run of this folder is alive" in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_a_killed_run_leaves_no_lock_even_where_its_job_lives_on(tmp_path, holder):
    holder.kill()
    holder.wait()
    lock = run_workflow.take_lock(tmp_path)
    assert lock is not None
    lock.close()


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="no /proc")
def test_a_snakemake_that_somebody_typed_is_seen_in_its_folder_only(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
        (folder / "snakemake").write_text("print(flush=True)\nimport time; time.sleep(60)\n")
    with (
        subprocess.Popen(
            [sys.executable, here / "snakemake", "-c", "1"], cwd=here, stdout=subprocess.PIPE
        ) as run,
        subprocess.Popen(
            [sys.executable, there / "snakemake", "--mode", "subprocess"],
            cwd=there,
            stdout=subprocess.PIPE,
        ) as job,
    ):
        run.stdout.readline(), job.stdout.readline()
        assert run_workflow.live_runs(here) == [run.pid]
        assert run_workflow.live_runs(there) == []
        run.kill(), job.kill()
    assert run_workflow.live_runs(here) == []


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        ("python3.11 -m snakemake -n", True),
        ("/a/.venv/bin/python -u /a/.venv/bin/snakemake", True),
        ("snakemake -c all", True),
        ("python -m pip install snakemake", False),
        ("less snakemake", False),
        ("python -P scripts/run_workflow.py", False),
        ("", False),
    ],
)
def test_command_lines_of_snakemake(command, wanted):
    assert run_workflow.is_snakemake(command.encode().split(b" ")) is wanted


@pytest.mark.parametrize(
    ("words", "dry", "loud"),
    [
        ("-np -c2", True, True),
        ("-Fpn", True, True),
        ("-kj4 --show-failed", False, True),  # Snakemake takes the beginning of a name, too
        ("-R np -s pn -c2", False, False),
        ("-Rnp -- -n", False, False),
    ],
)
def test_what_is_asked_is_read_as_snakemake_reads_it(words, dry, loud):
    options = run_workflow.asked(words.split())
    assert (options.dryrun, run_workflow.is_loud(options)) == (dry, loud)


def test_places_are_those_that_exist_and_after_a_failure_are_of_this_run(tmp_path):
    assert run_workflow.places(tmp_path, False, 0) == []
    (tmp_path / "results/videos").mkdir(parents=True)
    (tmp_path / "results/index.html").touch()
    assert run_workflow.places(tmp_path, False, time.time_ns() + 10**9) == [
        "films: results/videos",
        "gallery: results/index.html",
    ]
    partial = tmp_path / "results/partial"
    partial.mkdir()
    for name, age_s in {"index.html": 0, "summary.txt": 100}.items():
        (partial / name).touch()
        os.utime(partial / name, (1000 - age_s,) * 2)
    assert run_workflow.places(tmp_path, True, 1000 * 10**9) == [
        "gallery so far: results/partial/index.html"
    ]


SNAKEFILE = """
rule all:
    input: "results/index.html"
rule one:
    output: "results/index.html"
    shell: "{}"
"""


@pytest.mark.parametrize(
    ("shell", "code", "wanted"),
    [
        ("mkdir results/videos; touch {output}", 0, "films: results/videos\ngallery: results/in"),
        (
            "mkdir results/partial; touch results/partial/summary.txt; exit 3",
            *(1, "summary: results/partial/summary.txt"),
        ),
    ],
)
def test_a_run_ends_with_the_places_and_with_the_code_of_snakemake(tmp_path, shell, code, wanted):
    (tmp_path / "Snakefile").write_text(SNAKEFILE.format(shell))
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    command = [sys.executable, tmp_path / "scripts" / "run_workflow.py", "--resume", "--cores", "1"]
    answer = subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=120)
    assert answer.returncode == code, answer.stderr
    assert wanted in answer.stdout


def test_make_names_its_targets():
    answer = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    named = set(re.findall(r"^make ([\w-]+)", answer.stdout, re.MULTILINE))
    targets = set(re.search(r"\.PHONY: (.*)", (ROOT / "Makefile").read_text())[1].split())
    assert named == targets - {"help", "setup-dev"}
