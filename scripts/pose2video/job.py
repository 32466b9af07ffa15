"""The one module that knows Snakemake: what every script wraps around its main function."""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path

from pose2video.errors import UserError


@contextmanager
def job(snakemake):
    """Send all output of the job to its log and turn its errors into one sentence.

    Descriptors 1 and 2 go to `snakemake.log[0]`, so that native libraries and child processes
    are caught too; rule, wildcards and parameters are logged first. An error is one sentence on
    the real standard error and the last line of the log; the traceback is only in the log.
    """
    log = Path(snakemake.log[0])
    log.parent.mkdir(parents=True, exist_ok=True)
    terminal = os.fdopen(os.dup(2), "w")
    with open(log, "w", encoding="utf-8") as file:
        sys.stdout.flush()
        sys.stderr.flush()
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.stdout.reconfigure(line_buffering=True)
    names = dict(snakemake.wildcards.items())
    print(f"rule: {snakemake.rule}\nwildcards: {names}\nparams: {dict(snakemake.params.items())}")
    try:
        yield
    except UserError as error:
        _fail(terminal, snakemake, names, str(error))
    except MemoryError:
        traceback.print_exc()
        _fail(terminal, snakemake, names, "out of memory: raise mem_mb or make the film smaller")
    except OSError as error:
        traceback.print_exc()
        _fail(terminal, snakemake, names, f"{error.strerror or error}: {error.filename or ''}")
    except Exception as error:
        traceback.print_exc()
        what = f"{type(error).__name__}: {error} (a fault of pose2video; see {log})"
        _fail(terminal, snakemake, names, what)


def _fail(terminal, snakemake, names, sentence):
    where = " ".join(names.values()) or "all clips"
    line = f"{snakemake.rule} [{where}]: {' '.join(sentence.split())}"
    print(f"ERROR {line}", flush=True)
    print(line, file=terminal, flush=True)
    sys.stderr.flush()
    os._exit(1)
