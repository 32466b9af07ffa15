"""Sizes that the network takes, and pictures brought there and back."""

import cv2

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


def scaled(image, size):
    """A picture or map stretched to `size`; itself where it has it. Softly in both directions."""
    height, width = image.shape[:2]
    if (width, height) == tuple(size):
        return image
    smaller = size[0] * size[1] < width * height
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
