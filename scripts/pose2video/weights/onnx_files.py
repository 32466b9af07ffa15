"""Whether a file is whole ONNX, without reading the weights: it is a Protocol Buffers message.

Source: onnx.proto of github.com/onnx/onnx, message ModelProto: 1 is ir_version, 7 the graph, which
holds the weights, 8 opset_import. ONNX holds numbers and names of known operators, no code.
"""

from __future__ import annotations

from pose2video.errors import UserError

VERSION, GRAPH, OPSET = 1, 7, 8
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


def check_onnx(path, size):
    """Check that a file of `size` bytes is an ONNX model with all of its bytes.

    Raises:
        UserError: It is not.
    """
    with open(path, "rb") as file:
        try:
            found, end = _fields(file, size)
        except ValueError:
            found, end = set(), 0
    if end > size:
        raise UserError(
            f"{path} is cut short: it should have at least {end} bytes and has {size}: fetch it "
            "again"
        )
    if not found >= {VERSION, GRAPH, OPSET}:
        with open(path, "rb") as file:
            begin = file.read(16).decode("ascii", "backslashreplace")
        raise UserError(f"{path} is not an ONNX file (it begins with {begin!r}): fetch it again")


def _fields(file, size):
    """The numbers of the fields at the top, and where the last one ends."""
    found, place = set(), 0
    while place < size:
        key = _varint(file)
        number, kind = key >> 3, key & 7
        if number == 0:
            raise ValueError(number)
        if kind == VARINT:
            _varint(file)
        elif kind == BYTES:
            length = _varint(file)
            file.seek(length, 1)
        elif kind in (FIXED64, FIXED32):
            file.seek(8 if kind == FIXED64 else 4, 1)
        else:
            raise ValueError(kind)
        found.add(number)
        place = file.tell()
    return found, place


def _varint(file):
    """A number of variable length: seven bits a byte, the lowest first."""
    value = 0
    for shift in range(0, 70, 7):
        byte = file.read(1)
        if not byte:
            raise ValueError("end")
        value |= (byte[0] & 127) << shift
        if byte[0] < 128:
            return value
    raise ValueError("too long")
