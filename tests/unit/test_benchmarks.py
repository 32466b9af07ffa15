"""The benchmark measures what it says; light scripts import nothing heavy."""

import os
import subprocess
import sys
import time

import numpy as np
import pytest
from skimage.data import astronaut

from benchmarks.bare import MAKERS, bare_loop
from benchmarks.calls import STAGES, calls_of
from benchmarks.costs import ROOT, SCRIPTS, call_of, cost_of, cpu_of, in_turn
from benchmarks.stages import in_process
from benchmarks.table import COLUMNS, Figure, printed, write_table
from performer_figure import waving_figure
from pose2video.films.videos import encoder
from pose2video.poses.formats import read_poses, write_poses
from pose2video.poses.geometry import resize

HEAVY = {"numpy", "cv2", "torch", "mediapipe", "pandas", "numba", "scipy", "av", "PIL"}
BUSY = "import time; end = time.process_time() + {}\nwhile time.process_time() < end: pass"
SPEC = {"use": "one_euro", "revision": 1, "settings": {}}
linux = pytest.mark.skipif(sys.platform != "linux", reason="waits for orphans by prctl")


def loaded(code, *heavy):
    """Which of some modules a Python has imported after a piece of code."""
    code += f"\nimport sys; print(*sorted({set(heavy)!r} & set(sys.modules)))"
    environment = os.environ | {"PYTHONPATH": str(SCRIPTS)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()[-1].split()


BUILDING = """
from pose2video.metrics import METRICS
from pose2video.planning.kinds import REGISTRIES
for registry in (*REGISTRIES.values(), METRICS):
    for name in registry.entries:
        settings = {"steps": [{"use": "identity", "settings": {}}]} if name == "chain" else {}
        registry.build({"use": name, "settings": settings})
"""
NETWORKS = {"torch", "mediapipe", "diffusers", "transformers", "huggingface_hub", "safetensors"}
SCIENCE = {"anny", "scipy", "skimage", "pandas", "numba"}
LIGHT = {
    "reading the workflow": ("import pose2video.reporting.partial", {"pandas", "jinja2"}),
    "building every component": (
        BUILDING,
        NETWORKS | SCIENCE,
    ),
    "describing what learns": (
        "from pose2video.training import examples, footage, learner, schedule, takes",
        NETWORKS,
    ),
}


@pytest.mark.parametrize("what", LIGHT)
def test_what_every_run_does_imports_nothing_heavy(what):
    code, heavy = LIGHT[what]
    assert loaded(code, *heavy) == []


def test_scripts_of_rules_import_nothing_heavy():
    rules = "".join(path.read_text() for path in (ROOT / "rules").glob("*.smk"))
    scripts = [path.stem for path in SCRIPTS.glob("*.py") if f'"../scripts/{path.name}"' in rules]
    assert len(scripts) > 15
    assert loaded(f"import {', '.join(scripts)}", *HEAVY) == []


def test_smoothing_and_summing_up_load_no_library_that_they_do_not_need(tmp_path):
    write_poses(tmp_path / "raw.json", waving_figure())
    code = f"import smooth_poses; smooth_poses.main({str(tmp_path / 'raw.json')!r}, "
    code += f"{str(tmp_path / 'smooth.json')!r}, {SPEC!r})"
    assert loaded(code, *HEAVY - {"numpy"}) == []
    assert read_poses(tmp_path / "smooth.json").n_frames == 30
    wanted = {"characters": {}, "films": [], "clips": {}}
    places = [str(tmp_path / name) for name in ("summary.txt", "problems.tsv", "partial")]
    code = f"import write_summary; write_summary.main({wanted!r}, *{places!r})"
    assert loaded(code, *HEAVY) == []
    assert (tmp_path / "summary.txt").is_file()


def test_cpu_counts_work_of_this_process_and_of_its_children_but_no_sleep():
    assert 0.1 <= cpu_of(lambda: exec(BUSY.format(0.1))) < 0.3
    child = [sys.executable, "-c", BUSY.format(0.2)]
    assert 0.2 <= cpu_of(lambda: subprocess.run(child, check=True)) < 0.6
    assert cpu_of(lambda: time.sleep(0.2)) < 0.1


def test_sides_are_measured_in_turn_after_one_that_does_not_count():
    called = []
    values = {"a": iter([90, 1, 2, 30]), "b": iter([90, 5, 5, 5])}

    def side(name):
        return lambda: called.append(name) or next(values[name])

    assert in_turn({name: side(name) for name in values}, 3) == {"a": 2, "b": 5}
    assert "".join(called) == "abababab"


@linux
def test_processes_that_outlive_a_command_count(tmp_path):
    orphan = f"import time; time.sleep(0.3); room = bytearray(100_000_000)\n{BUSY.format(0.4)}"
    code = "import subprocess, sys; "
    code += f"subprocess.Popen([sys.executable, '-c', {orphan!r}], start_new_session=True)"
    command = [sys.executable, "-c", code]
    all_of_it, own = cost_of(command, tmp_path), cost_of(command, tmp_path, orphans=False)
    assert all_of_it.cpu_s > 0.4 > own.cpu_s > 0
    assert all_of_it.wall_s < 0.4
    assert all_of_it.peak_mb > 100 > own.peak_mb


@linux
def test_a_command_that_fails_is_no_figure(tmp_path):
    with pytest.raises(RuntimeError, match="nothing here"):
        cost_of([sys.executable, "-c", "raise ValueError('nothing here')"], tmp_path)


def test_the_ratio_is_one_of_costs(tmp_path):
    slower = Figure("stages", "slow", 10, 20, "frames/s", 1.05, "bare")
    dearer = Figure("workers", "dear", 30.0, 20.0, "s", 2.0)
    assert (slower.ratio, dearer.ratio) == (2, 1.5)
    lines = printed([slower, dearer]).splitlines()
    assert "2.00!" in lines[1] and "1.50 " in lines[2]
    write_table(tmp_path / "bench.tsv", [slower, dearer], ["machine: this"])
    text = (tmp_path / "bench.tsv").read_text().splitlines()
    assert text[0] == "# machine: this"
    assert text[1].split("\t") == list(COLUMNS)
    assert text[2].split("\t")[:4] == ["stages", "slow", "10", "20"]


@pytest.fixture
def project(tmp_path):
    """A film of five frames, a pose file, and a job's script as Snakemake leaves it."""
    picture = np.asarray(astronaut())[::4, ::4]
    with encoder(tmp_path / "film.mp4", (128, 128), 25) as write:
        for shift in range(5):
            write(np.roll(picture, shift, axis=1))
    poses = resize(waving_figure().cut(slice(0, 5)), (128, 128))
    write_poses(tmp_path / "raw.json", poses)
    kept = tmp_path / ".snakemake" / "scripts" / "tmp1.smooth_poses.py"
    kept.parent.mkdir(parents=True)
    script = SCRIPTS / "smooth_poses.py"
    head = "from types import SimpleNamespace as S; "
    head += "snakemake = S(input=S(poses='raw.json', model=[]), output=S(poses='smooth.json'), "
    head += f"params=S(smoother={SPEC!r}), rule='smooth_poses'); __file__ = {str(script)!r}\n"
    kept.write_text(head + script.read_text())
    return tmp_path


def test_the_arguments_of_a_job_are_those_that_its_script_gives(project):
    call = calls_of(project)["smooth_poses"]
    assert call.script == SCRIPTS / "smooth_poses.py"
    files = {"raw": "raw.json", "smoothed": "smooth.json", "model": []}
    assert call.arguments == files | {"smoother": SPEC}


def test_a_stage_and_its_bare_loop_do_the_work_and_give_figures(project, monkeypatch):
    monkeypatch.chdir(project)
    call = calls_of(project)["smooth_poses"]
    assert in_process(call)() > 0
    assert read_poses("smooth.json").n_frames == 5
    bare = bare_loop("smooth_poses", call.arguments, project / "bare")
    assert bare.loop() > 0 and bare.same() > 0
    film = {"film": "film.mp4", "clip": {"end_s": 0.2}}
    bare = bare_loop("extract_frames", film, project / "bare")
    assert bare.loop() > 0 and bare.same() > 0
    assert len(list((project / "bare" / "frames").glob("*.jpg"))) == 5


def test_every_stage_has_a_rule_and_a_bare_loop():
    rules = "".join(path.read_text() for path in (ROOT / "rules").glob("*.smk"))
    assert set(STAGES) == set(MAKERS)
    assert all(f"rule {name}:" in rules for name in STAGES)


@linux
def test_a_stage_runs_alone_in_a_process_of_its_own(project):
    call = calls_of(project)["smooth_poses"]
    cost = cost_of(call_of(call.script, call.arguments), project)
    assert (project / "smooth.json").is_file()
    assert cost.cpu_s > 0.02 and cost.wall_s > 0.02 and 20 < cost.peak_mb < 500
