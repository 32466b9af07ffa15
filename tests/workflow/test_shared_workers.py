"""Workers under Snakemake: the same results, one process for many jobs, one clip for a crash."""

import hashlib
import re
import shutil


def prints(project):
    """Path -> digest of all results that hold no dates or times of a run."""
    return {
        str(path.relative_to(project.results)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(project.results.rglob("*"))
        if path.is_file()
        and path.name != ".snakemake_timestamp"
        and "body_model" not in path.parts
        and path.suffix in (".json", ".jpg", ".mp4", ".png", ".npz", ".safetensors", ".tsv")
    }


def processes(project):
    """The ids of the processes that did the work of each job, from the logs."""
    logs = [path.read_text() for path in (project.folder / "logs").rglob("*.log")]
    return [re.search(r"^process: (\d+)$", text, re.M)[1] for text in logs]


def test_results_are_the_same_with_workers_and_without(project):
    wanted = "results/videos/one/puppet.me.mp4"
    assert project.run(wanted, cores=2).returncode == 0
    shared, alone = prints(project), None
    used = processes(project)
    assert len(set(used)) <= 4 < len(used)

    for path in project.results.iterdir():
        if path.name != "body_model":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(project.folder / "logs")
    project.config["workers"] = False
    assert project.run(wanted, cores=2).returncode == 0
    alone, used = prints(project), processes(project)
    assert len(set(used)) == len(used) > 4
    assert alone == shared
