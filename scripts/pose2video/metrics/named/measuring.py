"""What named networks measure of one film."""

from __future__ import annotations

import numpy as np

from pose2video.estimators.networks import Network
from pose2video.films.scaling import scaled
from pose2video.films.shown import pictures_of
from pose2video.metrics.named import FRECHET, IDENTITY, LPIPS, column_of, measures_of
from pose2video.metrics.named.faces import aligned, cosine, five_points
from pose2video.metrics.named.frechet import frechet_distance
from pose2video.metrics.perceived import moments

MOST = 256  # frames that a network looks at, spread evenly
GREY = 127.5  # what pictures are normalised by where nothing is said: to [-1, 1]
LEAST = 31  # pixels of a side that AlexNet sees anything of


def measured(frames, found, picture, truth, networks) -> list[dict]:
    """Measure one film.

    Args:
        frames: `FrameFolder` of the result.
        found: What is found in it, `holistic` poses, or None.
        picture: Of the character, uint8 RGB, and its poses.
        truth: Film or frame folder of the true result, or None.
        networks: The config's block.

    Returns:
        Rows `{metric, value, unit, note}`; `value` is None where `note` says why.

    Raises:
        UserError: A file is damaged, or of another kind of network.
    """
    rows = {}
    if IDENTITY in networks:
        rows[IDENTITY] = _identity(frames, found, *picture, networks[IDENTITY])
    true = {}
    if truth is not None and (LPIPS in networks or networks.get(FRECHET)):
        chosen = spread(frames.n_frames)
        true = {i: image for i, image in enumerate(pictures_of(truth)) if i in chosen}
    unknown = (None, "the truth is not known")
    if LPIPS in networks:
        rows[LPIPS] = _lpips(frames, true, networks[LPIPS]) if true else unknown
    for name, network in networks.get(FRECHET, {}).items():
        rows[column_of(name)] = _frechet(frames, true, network) if true else unknown
    measures = measures_of(networks)
    return [
        {"metric": name, "value": None if value is None else float(f"{value:.5g}"),
         "unit": measures[name].unit, "note": note}
        for name, (value, note) in rows.items()
    ]  # fmt: skip


def spread(count):
    """Numbers of the frames of a film that a network looks at."""
    return set(np.linspace(0, count - 1, min(MOST, count)).round().astype(int).tolist())


def _identity(frames, found, picture, still, network):
    """The mean cosine of the faces of a film with that of the character's picture."""
    see, there = seeing(network), five_points(still, 0)
    if there is None:
        return None, "the character's picture shows no face, or a small one"
    if found is None:
        return None, "nobody is looked for"
    own, cosines = see(aligned(picture, there)), []
    for number in sorted(spread(frames.n_frames)):
        points = five_points(found, number)
        if points is not None:
            cosines.append(cosine(own, see(aligned(frames.frame(number), points))))
    return (float(np.mean(cosines)), "") if cosines else (None, "no face, or a small one, is found")


def _lpips(frames, true, files):
    """The mean LPIPS of some frames, at their full size."""
    import torch

    from pose2video.perception.lpips import Lpips

    if min(frames.frame_size) < LEAST:
        return None, f"the film is smaller than {LEAST} pixels"
    distance, values = Lpips(files["trunk"], files["heads"]), []
    for number in sorted(moments(frames.n_frames, frames.frame_size) & true.keys()):
        both = [frames.frame(number), scaled(true[number], frames.frame_size)]
        pictures = [torch.from_numpy(p.transpose(2, 0, 1)[None] / np.float32(GREY) - 1)
                    for p in both]  # fmt: skip
        with torch.inference_mode():
            values.append(float(distance(*pictures)))
    return (float(np.mean(values)), "") if values else (None, "no frame is looked at")


def _frechet(frames, true, network):
    """The Fréchet distance of the frames of a film from the true ones."""
    if len(true) < 2:
        return None, "it takes two frames"
    see = seeing(network)
    made = np.stack([see(frames.frame(number)) for number in sorted(true)])
    shown = [scaled(true[number], frames.frame_size) for number in sorted(true)]
    return frechet_distance(made, np.stack([see(image) for image in shown])), ""


def seeing(network):
    """A function from a picture to the features of a network, float64 `(D,)`."""
    run = Network(network["file"])
    mean, deviation = _normal(network)

    def see(image):
        image = scaled(image, run.size).astype(np.float32)
        return run.features(((image - mean) / deviation).transpose(2, 0, 1)[None])

    return see


def seeing_clips(network):
    """A function from a film's pictures to the features of its clips, float64 `(clips, D)`.

    Clips follow each other and share no frame; what is left over at the end belongs to none.
    """
    run = Network(network["file"], of_clips=True)
    mean, deviation = _normal(network)

    def see(images):
        found, clip = [], []
        for image in images:
            clip.append((scaled(image, run.size).astype(np.float32) - mean) / deviation)
            if len(clip) == run.frames:
                found.append(run.features(np.stack(clip).transpose(3, 0, 1, 2)[None]))
                clip = []
        return np.array(found)

    return see


def _normal(network):
    return (np.float32(network.get(name, GREY)) for name in ("mean", "std"))
