"""Tiny ONNX networks with the inputs and outputs of DWPose's, whose answers are known.

They are written as Protocol Buffers by hand (onnx.proto of github.com/onnx/onnx): the library
`onnx` wants another protobuf than MediaPipe. The detector finds blue squares, a person of `PERSON`
pixels around each; the other one finds the brightest red (even points) and green (odd points).
"""

from pathlib import Path

import numpy as np

SIDE = 320  # of the detector's square
PERSON = (60, 100)  # width and height of a person in that square
POINTS = 133
FRAME = (640, 360)  # the detector sees it at half its size
RED, GREEN = np.array([-31, -62]), np.array([27, 66])  # from the middle of a person in a frame


def frame_of(*people, green=True):
    """A dark frame with people: a blue square, a red spot and a green one of three pixels each."""
    image = np.zeros((FRAME[1], FRAME[0], 3), np.uint8)
    for x, y in people:
        image[y - 16 : y + 16, x - 16 : x + 16, 2] = 255
        for channel, (dx, dy) in enumerate((RED, GREEN) if green else (RED,)):
            near = image[y + dy - 1 : y + dy + 2, x + dx - 1 : x + dx + 2, channel]
            near[:] = 200
            near[1, 1] = 255
    return image


def _number(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while True:
        value, low = value >> 7, value & 127
        out.append(low | (128 if value else 0))
        if not value:
            return bytes(out)


def _field(number, value):
    if isinstance(value, int):
        return _number(number << 3) + _number(value)
    value = value.encode() if isinstance(value, str) else value
    return _number(number << 3 | 2) + _number(len(value)) + value


def _tensor(name, array):
    kind = {np.dtype(np.float32): 1, np.dtype(np.int64): 7}[array.dtype]
    dims = b"".join(_field(1, n) for n in array.shape)
    return dims + _field(2, kind) + _field(8, name) + _field(9, array.tobytes())


def _value(name, shape):
    dims = b"".join(_field(1, _field(2 if isinstance(n, str) else 1, n)) for n in shape)
    return _field(1, name) + _field(2, _field(1, _field(1, 1) + _field(2, dims)))


def _node(kind, inputs, output, **attributes):
    out = b"".join(_field(1, name) for name in inputs) + _field(2, output) + _field(4, kind)
    for name, value in attributes.items():
        many = isinstance(value, (list, tuple))
        told = b"".join(_field(8, n) for n in value) if many else _field(3, value)
        out += _field(5, _field(1, name) + told + _field(20, 7 if many else 2))
    return out


def write_onnx(path, nodes, constants, inputs, outputs):
    """Write a model: `inputs` and `outputs` are name -> shape, `constants` name -> array."""
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, "tiny")
    graph += b"".join(_field(5, _tensor(name, array)) for name, array in constants.items())
    graph += b"".join(_field(11, _value(*pair)) for pair in inputs.items())
    graph += b"".join(_field(12, _value(*pair)) for pair in outputs.items())
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    opset = _field(1, "") + _field(2, 13)
    path.write_bytes(_field(1, 8) + _field(7, graph) + _field(8, opset))
    return path


def tiny_detector(path):
    """YOLOX's inputs and outputs: how blue a cell of the finest grid is, is how sure it is."""
    fine, rest = (SIDE // 8) ** 2, (SIDE // 16) ** 2 + (SIDE // 32) ** 2
    boxes = np.zeros((1, fine + rest, 4), np.float32)
    boxes[..., :2] = 0.5
    boxes[..., 2:] = np.log(np.float32(PERSON) / 8)
    classes = np.zeros((1, fine + rest, 80), np.float32)
    classes[..., 0] = 1
    constants = {
        "first": np.array([0]),
        "second": np.array([1]),
        "channel": np.array([1]),
        "white": np.float32([255]),
        "column": np.array([1, fine, 1]),
        "coarse": np.zeros((1, rest, 1), np.float32),
        "boxes": boxes,
        "classes": classes,
    }
    nodes = [
        _node("Slice", ["images", "first", "second", "channel"], "blue"),
        _node("AveragePool", ["blue"], "cells", kernel_shape=[8, 8], strides=[8, 8]),
        _node("Div", ["cells", "white"], "shares"),
        _node("Reshape", ["shares", "column"], "fine"),
        _node("Concat", ["fine", "coarse"], "sure", axis=1),
        _node("Concat", ["boxes", "sure", "classes"], "output", axis=2),
    ]
    inputs, outputs = {"images": (1, 3, SIDE, SIDE)}, {"output": (1, fine + rest, 85)}
    return write_onnx(path, nodes, constants, inputs, outputs)


def tiny_pose(path, size=(288, 384), points=POINTS):
    """RTMPose's inputs and outputs: the marks are the brightest value of a column or row."""
    width, height = size
    chosen = np.zeros((points, 3), np.float32)
    chosen[::2, 0] = chosen[1::2, 1] = 1
    constants = {"chosen": chosen}
    nodes = []
    for axis, name, length in ((2, "x", width), (3, "y", height)):
        # a pixel has two bins, and marks the first
        constants[f"bins_{name}"] = np.kron(np.eye(length), [[1, 0]]).astype(np.float32)
        nodes += [
            _node("ReduceMax", ["input"], f"best_{name}", axes=[axis], keepdims=0),
            _node("MatMul", ["chosen", f"best_{name}"], f"marks_{name}"),
            _node("MatMul", [f"marks_{name}", f"bins_{name}"], f"simcc_{name}"),
        ]
    outputs = {"simcc_x": (1, points, 2 * width), "simcc_y": (1, points, 2 * height)}
    return write_onnx(path, nodes, constants, {"input": (1, 3, height, width)}, outputs)


def tiny_features(path, side, shape=(1, 12)):
    """A network whose features are the mean of each channel in four quarters of its picture."""
    half = [side // 2] * 2
    nodes = [
        _node("AveragePool", ["input"], "cells", kernel_shape=half, strides=half),
        _node("Reshape", ["cells", "row"], "features"),
    ]
    inputs, outputs = {"input": (1, 3, side, side)}, {"features": shape}
    return write_onnx(path, nodes, {"row": np.array(shape)}, inputs, outputs)


def tiny_clip_features(path, frames, side):
    """A network whose features are the mean of each channel of a clip."""
    nodes = [_node("ReduceMean", ["input"], "features", axes=[2, 3, 4], keepdims=0)]
    inputs = {"input": (1, 3, frames, side, side)}
    return write_onnx(path, nodes, {}, inputs, {"features": (1, 3)})


def tiny_parser(path, colours, labels=18, channels=3):
    """A network of clothes: a label's score is how much a place has of that label's colour.

    Args:
        path: The file. colours: `{index of a label: (r, g, b)}`, normalised as it takes pictures.
        labels: How many labels it gives. channels: Of its pictures; height and width are open.
    """
    weights = np.zeros((labels, 3, 1, 1), np.float32)
    bias = np.full(labels, -99, np.float32)
    for label, colour in colours.items():  # nearest colour: 2 c x - c^2
        weights[label, :, 0, 0] = 2 * np.float32(colour)
        bias[label] = -np.sum(np.square(np.float32(colour)))
    nodes = [
        _node("AveragePool", ["pixel_values"], "cells", kernel_shape=[4, 4], strides=[4, 4]),
        _node("Conv", ["cells", "weights", "bias"], "logits", kernel_shape=[1, 1]),
    ]
    inputs = {"pixel_values": ("batch", channels, "height", "width")}
    outputs = {"logits": ("batch", labels, "h", "w")}
    return write_onnx(path, nodes, {"weights": weights, "bias": bias}, inputs, outputs)


def tiny_clothes(folder):
    """The same in the file of `clothes_parser`: all that is seen are upper clothes."""
    folder = Path(folder)
    tiny_parser(folder / "onnx" / "model.onnx", {4: (0, 0, 0)})
    return folder


def tiny_dwpose(folder, size=(288, 384)):
    """Both, in the files of DWPose."""
    folder = Path(folder)
    tiny_detector(folder / "yolox_l.onnx")
    tiny_pose(folder / "dw-ll_ucoco_384.onnx", size)
    return folder
