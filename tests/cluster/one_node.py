"""A SLURM of one node on this machine, for a test: started, used, taken down.

Debian's packages, root, no systemd and no cgroups needed. The only files outside a folder of
its own are /etc/slurm/slurm.conf and gres.conf, where SLURM's programs look; both bear a mark, and
a machine that has a SLURM of its own is left alone.

Usage: python tests/cluster/one_node.py start | stop
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

PACKAGES = ("munge", "slurmctld", "slurmd", "slurm-client", "slurm-wlm-basic-plugins")
PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "scontrol", "sinfo")
MARK = "# Made by pose2video's tests/cluster, which removes it again\n"
ETC = Path("/etc/slurm")
HOME = Path("/run/pose2video-cluster")
DAEMONS = ("slurmd", "slurmctld", "munged")
GPU_DEVICES = ("/dev/null", "/dev/zero")  # any character device counts as a GPU

SLURM_CONF = """\
ClusterName=one
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={home}/munge.socket
SlurmctldPidFile={home}/slurmctld.pid
SlurmdPidFile={home}/slurmd.pid
StateSaveLocation={home}/state
SlurmdSpoolDir={home}/spool
SlurmctldLogFile={home}/slurmctld.log
SlurmdLogFile={home}/slurmd.log
ReturnToService=2
# without cgroups; memory is looked at every second, by what a job's processes hold together
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobAcctGatherParams=OverMemoryKill
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
GresTypes=gpu
# more CPUs than the machine has, and GPUs that are none
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=5,batch_sched_delay=0,bf_interval=5
# refuse at once what can never run
EnforcePartLimits=ALL
KillWait=5
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc={home}/finished.log
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory_mb} Gres=gpu:{gpus} State=UNKNOWN
PartitionName=cpu Nodes={host} Default=YES MaxTime=1-0 DefMemPerCPU=500 State=UP
PartitionName=gpu Nodes={host} MaxTime=1-0 DefMemPerCPU=500 State=UP
"""
GRES_CONF = "AutoDetect=off\nName=gpu File={devices}\n"


class Refused(Exception):
    """Why this machine gets no SLURM from here, one sentence."""


def start(cpus=8, memory_mb=16000):
    """Bring the node up, whatever an earlier test left; seconds that it took.

    Args:
        cpus: CPUs of the node, may be more than the machine's.
        memory_mb: Memory of the node, likewise.

    Raises:
        Refused: No Debian, no root, or a SLURM that is not ours.
    """
    _refuse_where_not_ours()
    stop()
    _install()
    began = time.monotonic()
    for folder in (ETC, HOME, HOME / "state", HOME / "spool"):
        folder.mkdir(parents=True, exist_ok=True)
    host = socket.gethostname().split(".")[0]
    words = {"host": host, "home": HOME, "cpus": cpus, "memory_mb": memory_mb}
    words |= {"gpus": len(GPU_DEVICES), "devices": ",".join(GPU_DEVICES)}
    for name, text in (("slurm.conf", SLURM_CONF), ("gres.conf", GRES_CONF)):
        (ETC / name).write_text(MARK + text.format(**words))
    (HOME / "finished.log").touch()
    key = HOME / "munge.key"
    key.write_bytes(os.urandom(1024))
    key.chmod(0o400)
    munged = ["munged", f"--key-file={key}", f"--socket={HOME}/munge.socket"]
    munged += [f"--{what}-file={HOME}/munged.{what}" for what in ("pid", "log")]
    munged += [f"--seed-file={HOME}/munged.seed"]
    _run(*munged)
    _run("slurmctld")
    _wait(lambda: "UP" in _said("scontrol", "ping"), "the controller does not answer")
    _run("slurmd")

    def ready():
        state = _said("sinfo", "--noheader", "--format=%T").split()
        if state and set(state) <= {"idle", "mixed", "allocated"}:
            return True
        _said("scontrol", "update", f"nodename={host}", "state=resume")
        return False

    _wait(ready, "the node does not come up")
    return time.monotonic() - began


def stop():
    """End the jobs and the daemons that `start` began, remove its files. Does nothing twice."""
    if _is_ours(ETC / "slurm.conf") and (HOME / "slurmctld.pid").exists():
        _said("scancel", "--user=root")
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and _said("squeue", "--noheader").strip():
            time.sleep(0.3)
    for daemon in DAEMONS:
        _end(HOME / f"{daemon}.pid", daemon)
    for name in ("slurm.conf", "gres.conf"):
        if _is_ours(ETC / name):
            (ETC / name).unlink()
    shutil.rmtree(HOME, ignore_errors=True)


def _is_ours(path):
    return path.is_file() and path.read_text().startswith(MARK)


def _refuse_where_not_ours():
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Refused("the one-node SLURM needs a Debian machine and root: run it in a container")
    for path in (ETC / "slurm.conf", ETC / "gres.conf", Path("/run/slurm/conf/slurm.conf")):
        if path.exists() and not _is_ours(path):
            raise Refused(f"{path} says that this machine has a SLURM of its own: nothing was done")
    if _is_ours(ETC / "slurm.conf"):
        return  # what runs is what an earlier test left
    for entry in Path("/proc").glob("[0-9]*/comm"):
        try:
            name = entry.read_text().strip()
        except OSError:
            continue
        if name in ("slurmd", "slurmctld"):
            process = entry.parent.name
            raise Refused(f"{name} runs on this machine (process {process}): nothing was done")


def _install():
    if all(shutil.which(program) for program in PROGRAMS):
        return
    print(f"installing {', '.join(PACKAGES)} (they stay)", flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
    subprocess.run(install, check=True, env=quiet, stdout=subprocess.DEVNULL)


def _run(*command):
    """Start a daemon: it leaves its process id in a file and goes to the background."""
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def _said(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout


def _wait(condition, otherwise, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{otherwise}: see {HOME}/*.log")
        time.sleep(0.1)


def _pid(path):
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


def _end(pidfile, name):
    """End one daemon by its process id, if that is still its own."""
    pid = _pid(pidfile)
    if pid is None or not _is_alive(pid, name):
        return
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + 10
    while _is_alive(pid, name):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            return
        time.sleep(0.1)


def _is_alive(pid, name):
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip() == name
    except OSError:
        return False


def main(words):
    """Start or stop, by hand."""
    if words not in (["start"], ["stop"]):
        return __doc__
    try:
        if words == ["stop"]:
            stop()
        else:
            print(f"up in {start():.1f} s")
    except Refused as reason:
        return str(reason)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
