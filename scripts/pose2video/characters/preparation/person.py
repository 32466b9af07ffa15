"""The person's mask: MediaPipe's rough one, made sharp by the picture's own colours."""

from __future__ import annotations

import cv2
import numpy as np

GRABCUT_SIDE = 720  # longest side of the person while GrabCut works on it


def rough_mask(picture, feet):
    """Mean of MediaPipe's selfie and pose segmentation, the models of its wheel.

    The selfie model sees the whole picture first, then only the person it found there. It does
    not know feet; there the pose model alone counts.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        feet: bool `(height, width)`, around the feet.

    Returns:
        float32 `(height, width)` in [0, 1].
    """
    from mediapipe.python.solutions import pose, selfie_segmentation

    masks = []
    with pose.Pose(static_image_mode=True, model_complexity=1, enable_segmentation=True) as model:
        found = model.process(picture).segmentation_mask
        if found is not None:
            masks.append(np.clip(found, 0, 1))
    with selfie_segmentation.SelfieSegmentation(model_selection=0) as model:
        first = model.process(picture).segmentation_mask
        y, x = box_of((masks[0] if masks else first) > 0.5, 0.08)
        crop = np.zeros(picture.shape[:2], np.float32)
        if (y.stop - y.start) > 16 and (x.stop - x.start) > 16:
            part = np.ascontiguousarray(picture[y, x])
            crop[y, x] = np.clip(model.process(part).segmentation_mask, 0, 1)
        masks += [np.clip(first, 0, 1), crop]
    if len(masks) == 3:  # the pose model follows the person, the selfie model whoever is there
        masks.append(masks[0])
    mean = np.mean(masks, axis=0, dtype=np.float32)
    return np.where(feet, masks[0], mean) if len(masks) == 4 else mean


def box_of(region, margin=0.0):
    """Bounding box of a bool array as two slices (y, x), wider by `margin` of its longer side."""
    ys, xs = np.flatnonzero(region.any(axis=1)), np.flatnonzero(region.any(axis=0))
    if not len(ys):
        return slice(0, 0), slice(0, 0)
    extra = round(margin * max(np.ptp(ys) + 1, np.ptp(xs) + 1))
    return (
        slice(max(0, ys[0] - extra), min(region.shape[0], ys[-1] + 1 + extra)),
        slice(max(0, xs[0] - extra), min(region.shape[1], xs[-1] + 1 + extra)),
    )


def sharp_mask(picture, rough, certain, feet):
    """Cut the person out along the picture's own edges.

    GrabCut decides inside a band around the rough border, a guided filter gives the border its
    softness (He, Sun, Tang: Guided Image Filtering, 2010).

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        rough: float32 `(height, width)` in [0, 1].
        certain: bool `(height, width)`, pixels that belong to the person for sure.
        feet: bool `(height, width)`, around the feet; shoes are like floors, so that GrabCut may
            only add to the rough mask there.

    Returns:
        float32 `(height, width)` in [0, 1].
    """
    y, x = box_of(rough > 0.3, 0.12)
    image, inner = picture[y, x], rough[y, x]
    height, width = inner.shape
    scale = min(1.0, GRABCUT_SIDE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    guess = cv2.resize(inner, size, interpolation=cv2.INTER_AREA)
    seeds = cv2.resize(certain[y, x].astype(np.uint8), size, interpolation=cv2.INTER_AREA)
    hard = _grabcut(small, guess, seeds)
    low = cv2.resize(feet[y, x].astype(np.uint8), size, interpolation=cv2.INTER_AREA) > 0
    hard[low & (guess > 0.5)] = 1
    hard = cv2.resize(hard, (width, height), interpolation=cv2.INTER_LINEAR)
    radius = max(2, round(max(height, width) / 300))
    guide = image.astype(np.float32) / 255
    hard = np.clip((hard - 0.5) * max(1.0, scale * 2) + 0.5, 0, 1)
    soft = cv2.ximgproc.guidedFilter(guide, hard, radius, 2e-4)
    soft = np.clip((soft - 0.3) / 0.5, 0, 1)
    mask = np.zeros(picture.shape[:2], np.float32)
    mask[y, x] = soft
    return mask


def _grabcut(image, guess, seeds):
    """GrabCut's person as float32 0 or 1, its largest piece and what hangs together with it."""
    band = max(3, round(max(guess.shape) * 0.018))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * band + 1, 2 * band + 1))
    inside = cv2.erode((guess > 0.6).astype(np.uint8), kernel) | seeds
    outside = cv2.dilate((guess > 0.35).astype(np.uint8) | seeds, kernel) == 0
    trimap = np.where(guess > 0.5, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    trimap[inside > 0] = cv2.GC_FGD
    trimap[outside] = cv2.GC_BGD
    if inside.any() and outside.any():
        cv2.setRNGSeed(0)
        models = np.zeros((1, 65)), np.zeros((1, 65))
        bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
        cv2.grabCut(bgr, trimap, None, *models, 4, cv2.GC_INIT_WITH_MASK)
    person = np.isin(trimap, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    person = cv2.morphologyEx(person, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) | seeds
    _, labels, stats, _ = cv2.connectedComponentsWithStats(person)
    large = stats[:, cv2.CC_STAT_AREA] > 0.02 * max(1, person.sum())
    large[0] = False
    return large[labels].astype(np.float32)


def exact_mask(picture, mask, background):
    """Set the mask beside the border to the mixture of person and background seen there.

    The share is the projection of the colour on the line from the background's to the person's;
    where the two are alike the mask stays.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        mask: float32 `(height, width)` in [0, 1].
        background: uint8 RGB `(height, width, 3)`.

    Returns:
        float32 `(height, width)` in [0, 1].
    """
    band = max(2, round(0.003 * min(mask.shape)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * band + 1, 2 * band + 1))
    person = (mask > 0.5).astype(np.uint8)
    inside, reach = cv2.erode(person, kernel), cv2.dilate(person, kernel)
    inner = cv2.erode(inside, np.ones((3, 3), np.uint8)).astype(np.float32)
    away = background.astype(np.float32)
    own = spread_colours(picture, inner).astype(np.float32) - away
    length = np.linalg.norm(own, axis=2)
    share = ((picture - away) * own).sum(axis=2) / np.maximum(length, 1) ** 2
    sure = np.clip((length - 30) / 40, 0, 1)
    mixed = sure * np.clip(share, 0, 1) + (1 - sure) * mask
    return np.where(inside > 0, 1, np.where(reach > 0, mixed, 0)).astype(np.float32)


def pure_colours(picture, mask, background):
    """The person's own colours up to and beyond the border: no old background travels along.

    Inside the border the mixing equation is solved, `picture = mask person + (1 - mask)
    background`, but never far from the colours beside it.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        mask: float32 `(height, width)` in [0, 1].
        background: uint8 RGB `(height, width, 3)`.

    Returns:
        uint8 RGB `(height, width, 3)`.
    """
    inner = cv2.erode((mask >= 0.97).astype(np.uint8), np.ones((3, 3), np.uint8))
    spread = spread_colours(picture, inner.astype(np.float32)).astype(np.float32)
    share = np.maximum(mask, 0.3)[..., None]
    solved = (picture - (1 - share) * background) / share
    solved = np.clip(solved, spread - 60, spread + 60)
    colours = np.where(mask[..., None] >= 0.3, solved, spread)
    colours = np.where(mask[..., None] >= 0.97, picture, colours)
    return np.clip(colours + 0.5, 0, 255).astype(np.uint8)


def spread_colours(picture, known):
    """Fill what is unknown smoothly from what is known, coarse to fine (push and pull).

    Args:
        picture: uint8 `(height, width, 3)`.
        known: float32 `(height, width)`, 1 = keep, 0 = fill.

    Returns:
        uint8 `(height, width, 3)`.
    """
    return np.clip(_pull(picture.astype(np.float32), known) + 0.5, 0, 255).astype(np.uint8)


def _pull(image, known):
    height, width = known.shape
    if min(height, width) < 3:
        total = max(float(known.sum()), 1e-6)
        mean = (image * known[..., None]).sum(axis=(0, 1)) / total
        return image * known[..., None] + mean * (1 - known[..., None])
    size = ((width + 1) // 2, (height + 1) // 2)
    weight = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
    small = cv2.resize(image * known[..., None], size, interpolation=cv2.INTER_AREA)
    small /= np.maximum(weight, 1e-6)[..., None]
    coarse = _pull(small, np.minimum(1, 4 * weight))
    coarse = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    return image * known[..., None] + coarse * (1 - known[..., None])
