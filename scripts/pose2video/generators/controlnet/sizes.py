"""Sizes that the network takes."""

MULTIPLE = 8  # the VAE halves a side three times


def network_size(size) -> tuple[int, int]:
    """The nearest `(width, height)` whose sides are multiples of 8."""
    return tuple(max(MULTIPLE, MULTIPLE * round(side / MULTIPLE)) for side in size)


def size_sentences(size) -> list[str]:
    """A sentence where the canvas is not of the network's size."""
    inner = network_size(size)
    if inner == tuple(size):
        return []
    return [
        f"{size[0]} x {size[1]} is no multiple of {MULTIPLE}: the network paints "
        f"{inner[0]} x {inner[1]}, scaled to the canvas"
    ]
