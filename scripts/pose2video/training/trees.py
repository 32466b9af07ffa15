"""Nested states as JSON and named tensors, and back: nothing is pickled."""

from __future__ import annotations

import torch


def flatten(tree, path, tensors):
    """A JSON value that stands for `tree`; its tensors go to `tensors`, by their paths.

    Args:
        tree: Dicts (by text and whole numbers), lists and tuples of tensors, numbers, text, None.
        path: What the tensors' names begin with.
        tensors: A dict, added to.

    Raises:
        TypeError: Something else lies in it.
    """
    if isinstance(tree, torch.Tensor):
        tensors[path] = tree
        return {"tensor": path}
    if isinstance(tree, dict):
        rows = [[key, flatten(value, f"{path}.{key}", tensors)] for key, value in tree.items()]
        return {"dict": rows}
    if isinstance(tree, list | tuple):
        rows = [flatten(value, f"{path}.{i}", tensors) for i, value in enumerate(tree)]
        return {"tuple" if isinstance(tree, tuple) else "list": rows}
    if tree is None or isinstance(tree, bool | int | float | str):
        return tree
    raise TypeError(f"{path} is a {type(tree).__name__}: a checkpoint holds tensors and plain data")


def unflatten(said, tensors):
    """What `flatten` was given; tensors on the CPU."""
    if not isinstance(said, dict):
        return said
    [(kind, value)] = said.items()
    if kind == "tensor":
        return tensors[value]
    if kind == "dict":
        return {key: unflatten(inner, tensors) for key, inner in value}
    return (tuple if kind == "tuple" else list)(unflatten(inner, tensors) for inner in value)


def apart(tensors):
    """Tensors on the CPU as safetensors wants them: contiguous, none sharing another's memory."""
    found, seen = {}, set()
    for name, tensor in tensors.items():
        tensor = tensor.detach().cpu().contiguous()
        place = tensor.untyped_storage().data_ptr()
        found[name] = tensor.clone() if place in seen else tensor
        seen.add(place)
    return found
