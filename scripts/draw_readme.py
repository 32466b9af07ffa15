"""Draw the README's pictures from a finished run of the demo: `make pictures`."""

from pathlib import Path

import numpy as np
from PIL import Image

from pose2video.films.frames import read_frames
from pose2video.films.pictures import read_rgb
from pose2video.films.previews import fit_height, label

OUT = Path("resources/readme")
CLIPS = {"hello": 0.35, "mine": 0.5, "two": 0.6, "build": 0.55, "dance": 0.35, "walk": 0.6}
TURN = (0.1, 0.3, 0.52, 0.6)  # moments of the dance that turns
HEIGHT_PX = 300


def pair(clip, share, character):
    """A frame of the driver beside the same frame of a character's film, with the clip's name."""
    images = []
    for folder in (f"frames/{clip}", f"generated/{clip}/puppet.{character}"):
        frames = read_frames(f"results/{folder}")
        images.append(fit_height(frames.frame(round(share * frames.n_frames)), HEIGHT_PX))
    picture = np.hstack(images)
    return np.vstack([label(picture.shape[1], clip, 24), picture])


def turning(folder):
    """Some frames of a film of the dance side by side."""
    frames = read_frames(f"results/{folder}")
    shown = [frames.frame(round(share * frames.n_frames)) for share in TURN]
    return np.hstack([fit_height(frame, HEIGHT_PX) for frame in shown])


def main():
    """Write the pictures."""
    OUT.mkdir(exist_ok=True)
    pairs = [pair(*clip, ("bruno", "ada")[i % 2]) for i, clip in enumerate(CLIPS.items())]
    rows = [np.hstack(pairs[i : i + 3]) for i in (0, 3)]
    width = max(row.shape[1] for row in rows)
    clips = np.vstack([np.pad(r, ((0, 0), (0, width - r.shape[1]), (0, 0))) for r in rows])
    sheet = read_rgb("results/compared/hello/dalia.png")
    films = {
        "driver": "frames/dance",
        "puppet": "generated/dance/puppet.ada",
        "figure": "generated/dance/figure.ada",
    }
    rows = {name: turning(folder) for name, folder in films.items()}
    width = min(row.shape[1] for row in rows.values())
    turn = np.vstack(
        [np.vstack([label(width, name, 24), row[:, :width]]) for name, row in rows.items()]
    )
    for name, image in (("clips", clips), ("hello", sheet), ("turn", turn)):
        picture = Image.fromarray(image)
        picture.thumbnail((1600, 1200), Image.Resampling.LANCZOS)
        picture.save(OUT / f"{name}.jpg", quality=82, optimize=True)


if __name__ == "__main__":
    main()
