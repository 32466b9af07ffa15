"""The process that waits with Snakemake read: it runs what it is told, and ends with its studio."""

import importlib.metadata

from pose2video.studio.ahead import Ahead


def test_a_run_is_begun_by_the_process_that_waits(tmp_path):
    told, left = Ahead(tmp_path), Ahead(tmp_path)
    told.prepare()
    left.prepare()
    waiting = told._waiting
    left._waiting.stdin.close()  # as when the studio is killed
    child = told.run(["--version"], tmp_path / "log.txt")
    assert child is waiting and child.wait(120) == 0
    version = importlib.metadata.version("snakemake")
    assert (tmp_path / "log.txt").read_text().strip() == version
    assert left._waiting.wait(120) == 0
    # one that died meanwhile is done without
    told.prepare()
    told._waiting.kill()
    told._waiting.wait()
    child = told.run(["--version"], tmp_path / "log.txt")
    assert child.args[1].endswith("run_workflow.py")
    child.kill()
    child.wait()
    told.prepare()
    waiting = told._waiting
    told.end()
    assert waiting.poll() is not None
