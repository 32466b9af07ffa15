"""Two protocols by which results on data sets of dances are published, kept apart by name.

`recomputed`: whole frames as they are made; the metrics of the tables here. Papers that computed
PSNR themselves (about 15 to 20 dB on TikTok) are set beside it.

`disco`: the middle squares of frames, 256 x 256 pixels, as the evaluation published with DisCo has
them (Wang et al., CVPR 2024), and with it MagicPose, MagicAnimate and Champ. Its L1 is the mean
difference in levels divided by the number of pixels, about 1e-4. Its PSNR (about 29 dB) is that of
differences that overflowed in 8 bits (issue 86 of its repository), and its LPIPS, by VGG16, is of
pictures in [0, 1] where the network wants [-1, 1] (issue 41): neither is computed here.
"""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.films.scaling import scaled
from pose2video.metrics.looks import Look, mean_of
from pose2video.metrics.named import FRECHET, FVD, column_of
from pose2video.metrics.named.measuring import seeing, seeing_clips, spread

RECOMPUTED, DISCO = "recomputed", "disco"
SIDE = 256  # of DisCo's squares, in pixels
# metric -> unit, whether higher is better; others of `recomputed` are those of the table
OF_DISCO = {"l1": ("level a pixel", False), "ssim": ("index", True)}
OF_SCORES = ("l1", "psnr", "ssim", "st_lpips")
LEFT_OUT = "disco: psnr and lpips are left out, as published they are computed wrongly"


def square(image):
    """The middle square of a picture, uint8 RGB of 256 x 256."""
    height, width = image.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return scaled(image[top : top + side, left : left + side], (SIDE, SIDE))


def of_film(frames, true, networks) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    """What the protocols need of one film.

    Args:
        frames: `FrameFolder` of the result. true: That of the true one, of as many frames.
        networks: The config's block of this name.

    Returns:
        Metric of `disco` -> its mean over the frames; and for each network of Fréchet distances
        `{protocol}.{column}.made` and `.true` -> features, float32 `(n, D)`.
    """
    values = {name: [] for name in OF_DISCO}
    for made, shown in zip(frames, true, strict=True):
        look = Look(*(square(scaled(image, frames.frame_size)) for image in (made, shown)))
        levels = mean_of(cv2.absdiff(look.frame, look.true))
        values["l1"].append(levels / SIDE**2)
        values["ssim"].append(mean_of(look.ssim))
    features = {}
    folders, chosen = {"made": frames, "true": true}, sorted(spread(frames.n_frames))
    for name, network in networks.get(FRECHET, {}).items():
        see = seeing(network)
        for what, folder in folders.items():
            for protocol, shape in ((RECOMPUTED, lambda image: image), (DISCO, square)):
                rows = [see(shape(scaled(folder.frame(i), frames.frame_size))) for i in chosen]
                features[f"{protocol}.{column_of(name)}.{what}"] = np.float32(rows)
    if FVD in networks:
        see = seeing_clips(networks[FVD])
        for what, folder in folders.items():
            features[f"{RECOMPUTED}.{FVD}.{what}"] = np.float32(see(folder))
    return {name: float(np.mean(found)) for name, found in values.items()}, features
