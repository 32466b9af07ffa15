"""Starting processes that learn together, on this machine, each on a GPU of its own if on any.

The process that starts them only waits: when one fails, all end, and so they do when it is gone.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path

from pose2video.errors import UserError
from pose2video.files import read_json, write_json
from pose2video.resources import SCRIPTS

TASK, MEETING = "task.json", "meeting"
LOOK_S = 0.2
LONGEST_WAIT = timedelta(hours=2)  # of one for the others: the first writes checkpoints, looks


def learn_together(count, call, arguments, gpu):
    """Call a function in some processes that `Company.here` then knows of; returns when all have.

    Args:
        count: How many. call: `module:function`.
        arguments: Its keyword arguments, which JSON can hold.
        gpu: Whether each has a GPU of its own, in the order of their numbers.

    Raises:
        UserError: Too few GPUs, or what one of them raised, or one was killed.
    """
    if gpu:
        import torch

        there = torch.cuda.device_count()
        if there < count:
            raise UserError(
                f"processes: {count} want a GPU each and PyTorch sees {there}: set "
                f"processes: {max(there, 1)}, or run where there are more"
            )
    with tempfile.TemporaryDirectory(prefix="pose2video-") as folder:
        folder = Path(folder)
        write_json(
            folder / TASK, {"call": call, "arguments": arguments, "count": count, "gpu": gpu}
        )
        members = [_started(folder, rank) for rank in range(count)]
        try:
            codes = [None]
            while None in codes and not any(codes):
                time.sleep(LOOK_S)
                codes = [member.poll() for member in members]
        finally:
            for member in members:
                member.kill()
                member.wait()
        if not any(codes):
            return
        said = [read_json(path)["sentence"] for path in sorted(folder.glob("*.error"))]
    if said:
        raise UserError(said[0])
    rank = next(rank for rank, code in enumerate(codes) if code)
    raise UserError(
        f"process {rank} of {count} that learn together ended with {codes[rank]}, most often for "
        "want of memory: see the log"
    )


def _started(folder, rank):
    """A process; it ends when the pipe to it does. The first one's words go where ours do."""
    known = [str(SCRIPTS), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(known), "PYTHONUNBUFFERED": "1"}
    if sys.platform == "linux":  # all are on this machine, whose name may lead nowhere
        environment.setdefault("GLOO_SOCKET_IFNAME", "lo")
    return subprocess.Popen(
        [sys.executable, "-m", "pose2video.training.members", str(folder), str(rank)],
        stdin=subprocess.PIPE,
        stdout=None if rank == 0 else subprocess.DEVNULL,
        env=environment,
    )


def _member(folder, rank):
    """What such a process does."""
    import torch
    import torch.distributed as processes

    threading.Thread(target=_end_with_the_pipe, daemon=True).start()
    task = json.loads((folder / TASK).read_text(encoding="utf-8"))
    if task["gpu"]:
        torch.cuda.set_device(rank)
    else:  # each has one of the job's CPUs
        torch.set_num_threads(1)
    processes.init_process_group(
        "nccl" if task["gpu"] else "gloo",
        init_method=(folder / MEETING).as_uri(),
        rank=rank,
        world_size=task["count"],
        timeout=LONGEST_WAIT,
    )
    module, name = task["call"].split(":")
    try:
        getattr(importlib.import_module(module), name)(**task["arguments"])
        processes.barrier()  # none leaves while another is still being told something
    except UserError as error:
        write_json(folder / f"{rank}.error", {"sentence": str(error)})
        sys.stdout.flush()
        os._exit(1)  # the others may never come to a common end
    processes.destroy_process_group()


def _end_with_the_pipe():
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    _member(Path(sys.argv[1]), int(sys.argv[2]))
