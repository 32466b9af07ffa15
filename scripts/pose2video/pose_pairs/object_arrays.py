"""NumPy archives whose arrays hold Python objects, read without running what strangers wrote.

A pickle may name any function and have it called. Here it may name those that make a plain NumPy
array, and nothing else; what is left is dicts, lists, tuples, numbers and text.
"""

from __future__ import annotations

import codecs
import pickle
import zipfile
import zlib

import numpy as np
from numpy.lib import format as npy

from pose2video.errors import UserError

LARGEST_MB = 4000  # of one array, unpacked


def read_object_archive(path) -> dict:
    """Name -> array, or the object in an array of no axes.

    Args:
        path: Of an `.npz` file.

    Raises:
        UserError: It is damaged, too large, or its pickles ask for anything but arrays.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            rows = [row for row in archive.infolist() if row.filename.endswith(".npy")]
            too_large = [row.filename for row in rows if row.file_size > LARGEST_MB * 10**6]
            if too_large:
                raise UserError(f"{path}: {too_large[0]} is larger than {LARGEST_MB} MB: cut it")
            return {row.filename.removesuffix(".npy"): _read(archive, row, path) for row in rows}
    except (OSError, zipfile.BadZipFile, zlib.error, ValueError, EOFError) as error:
        raise UserError(f"{path} is no archive of NumPy ({error}): fetch it again") from None


def _read(archive, row, path):
    with archive.open(row) as file:
        version = npy.read_magic(file)
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, _, dtype = read(file)
        if not dtype.hasobject:
            with archive.open(row) as again:
                return npy.read_array(again, allow_pickle=False)
        try:
            found = ArrayUnpickler(file, encoding="latin1").load()
        except (pickle.UnpicklingError, TypeError, AttributeError, IndexError, KeyError) as error:
            raise UserError(f"{path}: {row.filename} cannot be read ({error})") from None
    return found.item() if shape == () and isinstance(found, np.ndarray) else found


class ArrayUnpickler(pickle.Unpickler):
    """Makes plain arrays; anything else that a pickle names is refused."""

    def find_class(self, module, name):
        """What a name stands for.

        Raises:
            UnpicklingError: It is not on the list.
        """
        if module in ("numpy.core.multiarray", "numpy._core.multiarray"):
            if name == "_reconstruct":
                return _empty
            if name == "scalar":
                return _scalar
        if (module, name) == ("numpy", "ndarray"):
            return np.ndarray
        if (module, name) == ("numpy", "dtype"):
            return _dtype
        if (module, name) == ("_codecs", "encode"):  # bytes as old Pythons write them
            return _bytes
        raise pickle.UnpicklingError(f"it asks for {module}.{name}, which no array needs")


def _empty(kind, shape, dtype):
    """What `__setstate__` of an array fills: a pickle writes it with no elements."""
    if kind is not np.ndarray or tuple(shape) != (0,):
        raise pickle.UnpicklingError("it asks for an odd array")
    return np.ndarray((0,), np.int8)


def _dtype(text, *rest):
    if not isinstance(text, str) or len(text) > 8:
        raise pickle.UnpicklingError("it asks for an odd type of numbers")
    return np.dtype(text)


def _scalar(dtype, data=None):
    if not isinstance(dtype, np.dtype) or dtype.hasobject or not isinstance(data, bytes):
        raise pickle.UnpicklingError("it asks for an odd number")
    return np.frombuffer(data, dtype, 1)[0]


def _bytes(text, encoding):
    if encoding != "latin1" or not isinstance(text, str):
        raise pickle.UnpicklingError("it asks for an odd encoding")
    return codecs.encode(text, "latin1")
