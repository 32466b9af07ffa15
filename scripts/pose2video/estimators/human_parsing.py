"""What a person wears, by a network that knows clothes: labels of the pixels of a picture.

The network gives the 18 labels of ATR (Liang et al., "Deep human parsing with active template
regression", 2015), as SegFormer trained on them does.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from pose2video.estimators.networks import Network
from pose2video.registry import Needs

CHOICES = ("colours", "network")  # of what estimators tell materials by
WEIGHTS, FILE = "clothes_parser", "onnx/model.onnx"
SIZE = (512, 512)  # pixels, where the file leaves it open: that of the training
LABELS = ("background", "hat", "hair", "sunglasses", "upper_clothes", "skirt", "trousers", "dress",
          "belt", "left_shoe", "right_shoe", "face", "left_leg", "right_leg", "left_arm",
          "right_arm", "bag", "scarf")  # fmt: skip
# Mean and standard deviation of ImageNet's channels, of values in [0, 1].
MEAN, STD = np.float32([0.485, 0.456, 0.406]), np.float32([0.229, 0.224, 0.225])
FINER = 4  # a label's place is four pixels wide, says SegFormer


def parser_needs(materials, weights=()) -> Needs:
    """Weights of an estimator that tells materials by one of `CHOICES`."""
    return Needs(weights=(*weights, WEIGHTS) if materials == "network" else tuple(weights))


def check_choice(materials):
    """Check the setting `materials` of an estimator.

    Raises:
        ValueError: It is none of the `CHOICES`.
    """
    if materials not in CHOICES:
        raise ValueError(f"materials must be {' or '.join(CHOICES)}")


@dataclass(frozen=True)
class ParsingEstimator:
    """An estimator that also tells what a person wears.

    Attributes:
        estimator: Who finds people. network: The `Network`.
    """

    estimator: object
    network: Network

    @classmethod
    def load(cls, estimator, weights):
        """The estimator with the network of `{"clothes_parser": folder}`.

        Raises:
            UserError: The file is no network, or takes other pictures.
        """
        return cls(estimator, Network(Path(weights[WEIGHTS]) / FILE, size=SIZE))

    def estimate(self, frames, fps):
        """See `pose2video.estimators`."""
        return self.estimator.estimate(frames, fps)

    def follow(self, frames, fps, person=None):
        """See `pose2video.estimators`."""
        return self.estimator.follow(frames, fps, person)

    def parse(self, picture) -> np.ndarray:
        """Label every pixel.

        Args:
            picture: uint8 RGB `(height, width, 3)`.

        Returns:
            uint8 `(height, width)`, indices of `LABELS`.

        Raises:
            UserError: The network gives other labels.
        """
        width, height = self.network.size
        image = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
        image = (np.float32(image) / 255 - MEAN) / STD
        shape = (1, len(LABELS), height // FINER, width // FINER)
        scores = self.network(image.transpose(2, 0, 1)[None], shape)[0][0]
        best, found = None, np.zeros(picture.shape[:2], np.uint8)
        for label, score in enumerate(scores):  # one at a time: pictures are large
            fine = cv2.resize(score, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
            if best is None:
                best = fine
            else:
                found[fine > best] = label
                np.maximum(best, fine, out=best)
        return found
