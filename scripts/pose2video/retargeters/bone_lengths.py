"""The motion's directions on the character's own bones."""

from dataclasses import dataclass

import numpy as np

from pose2video.errors import UserError
from pose2video.retargeters.measures import MIN_CONFIDENCE, bone_lengths, in_frame

_SIDES = ("left", "right")
# child <- parent, bone that gives the ratio; outward from the neck
_ARMS = [
    ("{}_elbow", "{}_shoulder", "upper_arm"),
    ("{}_wrist", "{}_elbow", "forearm"),
    ("{}_index", "{}_wrist", "hand"),
    ("{}_pinky", "{}_wrist", "hand"),
    ("{}_thumb", "{}_wrist", "hand"),
]
_LEGS = [
    ("{}_knee", "{}_hip", "thigh"),
    ("{}_ankle", "{}_knee", "shin"),
    ("{}_heel", "{}_ankle", "foot"),
    ("{}_foot_index", "{}_ankle", "foot"),
]
_HEAD = range(11)  # nose, eyes, ears and mouth come first in the body


@dataclass(frozen=True)
class BoneLengths:
    """Every bone keeps its direction and foreshortening, and gets the character's length.

    Works without legs: legs that the film does not show stand as in the picture. Where the film
    shows them the hips carry the motion, scaled by leg length, and the lower foot begins at the
    height at which the character stands; else the neck carries it. Hands are attached to the
    wrists and scaled with the arms, the face to the nose and scaled with the head.

    Attributes:
        min_seen: A limb whose end is seen in a smaller share of the frames is not moved.
    """

    min_seen: float = 0.3

    def __post_init__(self):
        """Check the settings."""
        if not 0 <= self.min_seen <= 1:
            raise ValueError("min_seen must lie in [0, 1]")

    def __call__(self, motion, reference):
        """Fit `motion.poses` to `reference`.

        Raises:
            UserError: No bone is seen both in the film and in the picture.
        """
        fit = _Fit(motion.poses, reference, self.min_seen)
        fit.place_torso()
        fit.place_head()
        for side in _SIDES:
            fit.place_chain(side, _ARMS)
            fit.place_chain(side, _LEGS, pinned=not fit.legs_seen)
            fit.attach(f"{side}_hand", f"{side}_wrist", "hand")
        fit.attach("face", "nose", "head")
        return fit.result()


class _Fit:
    """The work of one call: positions on the canvas, filled in from the trunk outwards."""

    def __init__(self, motion, reference, min_seen):
        self.motion, self.reference, self.min_seen = motion, reference, min_seen
        self.index = motion.layout.index
        own, other = bone_lengths(motion), bone_lengths(reference)
        ratios = {bone: other[bone] / own[bone] for bone in own}
        known = [ratio for ratio in ratios.values() if np.isfinite(ratio)]
        if not known:
            raise UserError(
                "no bone is seen both in the film and in the character's picture: use a film or "
                "picture that shows head and shoulders"
            )
        middle = float(np.median(known))
        # no single bone may be off by more than this from the person as a whole
        self.ratio = {
            bone: float(np.clip(np.nan_to_num(ratio, nan=middle), middle / 1.8, middle * 1.8))
            for bone, ratio in ratios.items()
        }
        self.ratio["hand"] = (self.ratio["upper_arm"] + self.ratio["forearm"]) / 2
        body = motion.layout.parts["body"]
        seen = (motion.confidence >= MIN_CONFIDENCE) & in_frame(motion)
        self.seen = seen[:, body].mean(axis=0)
        self.source = _without_gaps(motion.keypoints[:, body], motion.confidence[:, body])
        self.target = np.full_like(self.source, np.nan)
        self.rest = reference.keypoints[0].astype(np.float64)
        self.legs_seen = all(self._is_seen(f"{side}_knee") for side in _SIDES)
        self.feet_seen = all(self._is_seen(f"{side}_ankle") for side in _SIDES)

    def _is_seen(self, name):
        return self.seen[self.index(name)] > self.min_seen

    def _in_picture(self, name):
        """Whether the character's picture shows a point well enough to stand on it."""
        i = self.index(name)
        return self.reference.confidence[0, i] >= MIN_CONFIDENCE and in_frame(self.reference)[0, i]

    def _middle(self, points, name):
        a, b = (self.index(f"{side}_{name}") for side in _SIDES)
        return (points[..., a, :] + points[..., b, :]) / 2

    def place_torso(self):
        """Hips and shoulders; the trunk as a bone between their middles."""
        neck, hips = self._middle(self.source, "shoulder"), self._middle(self.source, "hip")
        rest_neck, rest_hips = self._middle(self.rest, "shoulder"), self._middle(self.rest, "hip")
        spine = (neck - hips) * self.ratio["spine"]
        if self.legs_seen:
            at_hips = (hips - hips[0]) * self.ratio["thigh"] + rest_hips
            at_hips[:, 1] += self._floor() - rest_hips[1]
            at_neck = at_hips + spine
        else:
            at_neck = (neck - neck[0]) * self.ratio["shoulders"] + rest_neck
            at_hips = np.broadcast_to(rest_hips, neck.shape)
        for name, middle, place in (("shoulder", neck, at_neck), ("hip", hips, at_hips)):
            for side in _SIDES:
                i = self.index(f"{side}_{name}")
                if name == "hip" and not self.legs_seen:
                    self.target[:, i] = self.rest[i]
                else:
                    self.target[:, i] = (
                        place + (self.source[:, i] - middle) * self.ratio[f"{name}s"]
                    )

    def _floor(self):
        """Height of the first frame's hips at which the lower foot stands as in the picture."""
        hips = self._middle(self.source, "hip")[0]
        rest_hips = self._middle(self.rest, "hip")
        if not (self.feet_seen and all(self._in_picture(f"{side}_ankle") for side in _SIDES)):
            return rest_hips[1]
        drops, floors = [], []
        for side in _SIDES:
            hip, knee, ankle = (
                self.source[0, self.index(f"{side}_{name}")] for name in ("hip", "knee", "ankle")
            )
            drop = (hip - hips) * self.ratio["hips"]
            drop = drop + (knee - hip) * self.ratio["thigh"] + (ankle - knee) * self.ratio["shin"]
            drops.append(drop[1])
            floors.append(self.rest[self.index(f"{side}_ankle"), 1])
        return max(floors) - max(drops)

    def place_head(self):
        """The nose on its neck, eyes, ears and mouth around it."""
        neck, nose = self._middle(self.source, "shoulder"), self.source[:, self.index("nose")]
        at_nose = self._middle(self.target, "shoulder") + (nose - neck) * self.ratio["neck"]
        for i in _HEAD:
            self.target[:, i] = at_nose + (self.source[:, i] - nose) * self.ratio["head"]

    def place_chain(self, side, chain, pinned=False):
        """A limb from the trunk outwards; `pinned` leaves it where the picture has it."""
        for child, parent, bone in chain:
            i, j = self.index(child.format(side)), self.index(parent.format(side))
            if pinned:
                self.target[:, i] = self.rest[i]
            elif self.seen[i] > self.min_seen:
                vector = (self.source[:, i] - self.source[:, j]) * self.ratio[bone]
                self.target[:, i] = self.target[:, j] + vector
            else:
                self.target[:, i] = self.target[:, j] + self.rest[i] - self.rest[j]

    def attach(self, part, anchor, bone):
        """Carry a hand or the face over relative to its anchor on the body; NaN stays NaN."""
        points = self.motion.layout.parts[part]
        i = self.index(anchor)
        # a hand's own wrist and the body's differ by a few pixels: the hand's first point leads
        own = self.motion.keypoints[:, points]
        origin = own[:, :1] if part != "face" else self.source[:, i][:, None]
        placed = self.target[:, i][:, None] + (own - origin) * self.ratio[bone]
        self.target = np.concatenate([self.target, placed], axis=1)

    def result(self):
        """The sequence on the canvas. Points that follow the picture have its confidence."""
        confidence = self.motion.confidence.copy()
        n = len(self.seen)
        confidence[:, :n] = np.where(
            np.isfinite(self.target[:, :n]).all(axis=2), np.maximum(confidence[:, :n], 0.01), 0
        )
        if not self.legs_seen:
            legs = [i for i, name in enumerate(self.motion.layout.names[:n]) if _is_leg(name)]
            confidence[:, legs] = self.reference.confidence[0, legs]
        depth = self.motion.depth * float(np.median(list(self.ratio.values())))
        for part, bone in (("left_hand", "hand"), ("right_hand", "hand"), ("face", "head")):
            points = self.motion.layout.parts[part]
            depth[:, points] = self.motion.depth[:, points] * self.ratio[bone]
        return self.motion.changed(
            keypoints=self.target,
            confidence=confidence,
            depth=depth,
            frame_size=self.reference.frame_size,
        )


def _is_leg(name):
    return name.endswith(("_hip", "_knee", "_ankle", "_heel", "_foot_index"))


def _without_gaps(keypoints, confidence):
    """Fill every gap by interpolation over time, its ends by the nearest sample.

    Raises:
        UserError: A point is missing in all frames (nobody was found).
    """
    filled = keypoints.astype(np.float64)
    frames = np.arange(len(filled))
    known = confidence > 0
    if not known.any(axis=0).all():
        raise UserError("nobody is found in the film: check the film, its start_s and end_s")
    for i in range(filled.shape[1]):
        for axis in range(2):
            filled[:, i, axis] = np.interp(
                frames, frames[known[:, i]], filled[known[:, i], i, axis]
            )
    return filled
