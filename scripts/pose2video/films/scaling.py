"""Pictures of another size."""

import cv2


def scaled(image, size):
    """A picture or map stretched to `size`; itself where it has it. Softly in both directions."""
    height, width = image.shape[:2]
    if (width, height) == tuple(size):
        return image
    smaller = size[0] * size[1] < width * height
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
