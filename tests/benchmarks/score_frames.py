"""Score frames as the metrics script of Global-Flow-Local-Attention does, but for FID and LPIPS.

    PYTHONPATH=scripts:tests python -m benchmarks.score_frames FRAMES TRUE [MASKS]

Two frame folders of one size, and one of masks, white where it counts. `ssim_51` has windows of 51
pixels, `ssim_256` Gaussian ones of 1.5; `l1` is the mean difference from 0 to 1, `mae` the sum of
differences beside the sum of both pictures. With masks, pictures are black elsewhere, as there.
"""

import sys

import numpy as np
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from pose2video.films.frames import read_frames

WINDOWS = {
    "ssim_51": {"win_size": 51},
    "ssim_256": {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False},
}


def scores(frame, true) -> dict:
    """The scores of a frame, uint8 RGB both."""
    a, b = frame / 255.0, true / 255.0
    found = {"psnr": peak_signal_noise_ratio(b, a, data_range=1) if (a != b).any() else 100.0}
    for name, how in WINDOWS.items():
        found[name] = structural_similarity(b, a, data_range=1, channel_axis=2, **how)
    away = np.abs(a - b)
    return found | {"l1": away.mean(), "mae": away.sum() / max((a + b).sum(), 1e-8)}


def main(frames, true, masks=None):
    """Print the mean of each."""
    folders = [read_frames(path) for path in (frames, true, *([masks] if masks else []))]
    rows = []
    for number in range(min(folder.n_frames for folder in folders)):
        pictures = [folder.frame(number) for folder in folders]
        if masks:
            pictures = [picture * (pictures[2] > 127) for picture in pictures[:2]]
        rows.append(scores(*pictures[:2]))
    for name in rows[0]:
        print(f"{name:9} {np.mean([row[name] for row in rows]):.4f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
