"""Networks compiled by `torch.compile`, whole: what cannot be is an error, nothing is left slow."""

from __future__ import annotations

from contextlib import contextmanager

from pose2video.errors import UserError

BACKEND = "inductor"  # torch's own compiler


def compile_networks(networks):
    """Have networks compiled at their first call, each as one graph.

    A second size or batch makes each compile once more, for any size.

    Args:
        networks: `torch.nn.Module`s, changed in place.
    """
    import torch

    torch.compiler.reset()  # its limit of compilations counts those of earlier generators
    for network in networks:
        network.compile(fullgraph=True, backend=BACKEND)


@contextmanager
def compile_errors(settings):
    """Say in a sentence why a network could not be compiled.

    Args:
        settings: With `compile`; nothing is done where it is false.

    Raises:
        UserError: It could not.
    """
    if not settings.compile:
        yield
        return
    from torch._dynamo.exc import FailOnRecompileLimitHit, TorchDynamoException
    from torch._inductor.exc import InductorError

    try:
        yield
    except FailOnRecompileLimitHit as error:
        raise UserError(
            "compile: true, but the networks were compiled for too many sizes of frames or batches "
            "in one process: set compile: false"
        ) from error
    except (TorchDynamoException, InductorError) as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise UserError(
            f"compile: true, but the networks cannot be compiled here ({first}): a C++ compiler is "
            "needed, on a GPU Triton, too; install them, or set compile: false"
        ) from error
