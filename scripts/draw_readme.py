"""Draw the README's pictures from a finished run of the demo: `make pictures`."""

from pathlib import Path

import numpy as np
from PIL import Image

from pose2video.frames import read_frames
from pose2video.pictures import read_rgb
from pose2video.previews import fit_height, label

OUT = Path("resources/readme")
CLIPS = {"hello": 0.35, "mine": 0.5, "two": 0.6, "build": 0.55, "dance": 0.35, "walk": 0.6}
HEIGHT_PX = 300


def pair(clip, share, character):
    """A frame of the driver beside the same frame of a character's film, with the clip's name."""
    images = []
    for folder in (f"frames/{clip}", f"generated/{clip}/puppet.{character}"):
        frames = read_frames(f"results/{folder}")
        images.append(fit_height(frames.frame(round(share * frames.n_frames)), HEIGHT_PX))
    picture = np.hstack(images)
    return np.vstack([label(picture.shape[1], clip, 24), picture])


def main():
    """Write both pictures."""
    OUT.mkdir(exist_ok=True)
    pairs = [pair(*clip, ("bruno", "ada")[i % 2]) for i, clip in enumerate(CLIPS.items())]
    rows = [np.hstack(pairs[i : i + 3]) for i in (0, 3)]
    width = max(row.shape[1] for row in rows)
    clips = np.vstack([np.pad(r, ((0, 0), (0, width - r.shape[1]), (0, 0))) for r in rows])
    sheet = read_rgb("results/compared/hello/dalia.png")
    for name, image in (("clips", clips), ("hello", sheet)):
        picture = Image.fromarray(image)
        picture.thumbnail((1600, 1200), Image.Resampling.LANCZOS)
        picture.save(OUT / f"{name}.jpg", quality=82, optimize=True)


if __name__ == "__main__":
    main()
