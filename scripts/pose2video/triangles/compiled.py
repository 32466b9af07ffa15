"""How inner loops are compiled; importing this loads numba.

Modules that use it are imported inside the functions that need them: importing numba takes 0.4 s,
compiling some seconds, once per checkout and processor.
"""

from __future__ import annotations

from pickle import UnpicklingError

from numba import njit, types


def compiled(*arguments):
    """Compile a function for one signature, cached where some cache folder can be written.

    One signature each: jobs that compile at the same time then write the same cache. numba takes
    `__pycache__`, else the user's cache folder, and refuses where neither can be written, the disk
    is full or a cached file is cut short; the function is then compiled again by every process.
    """

    def decorate(function):
        signature = types.void(*arguments)
        try:
            return njit(signature, cache=True)(function)
        except (RuntimeError, OSError, EOFError, UnpicklingError):
            return njit(signature)(function)

    return decorate
