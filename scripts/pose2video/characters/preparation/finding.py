"""Who is on a picture, and where: keypoints, joints, hands, face."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.characters.preparation.given import hands_of
from pose2video.characters.preparation.measures import body_unit, confidence_of, face_outline
from pose2video.characters.preparation.plan import SIDES, joints_of
from pose2video.characters.preparation.seeds import shown_bones
from pose2video.errors import UserError
from pose2video.poses.geometry import resize
from pose2video.poses.sequence import PoseSequence


@dataclass(frozen=True, eq=False)
class PersonOnPicture:
    """A person on a picture, in its pixels.

    Attributes:
        poses: `holistic` sequence of one frame.
        joints: `{joint: (2,)}`.
        confidence: `{joint: float}`.
        face: `(n, 2)`, outline of the face with the ears.
        hands: `{side: (21, 2) or None}`.
        seen: The same of hands that an estimator has seen.
        shown: Names of the limbs that the picture shows.
        unit: Width of the shoulders.
    """

    poses: PoseSequence
    joints: dict[str, np.ndarray]
    confidence: dict[str, float]
    face: np.ndarray
    hands: dict[str, np.ndarray | None]
    seen: dict[str, np.ndarray | None]
    shown: list[str]
    unit: float

    @property
    def has_face(self):
        """Whether the picture shows the face's mesh."""
        return bool((self.poses.confidence[0, self.poses.layout.parts["face"]] > 0).any())


def find_person(picture, estimator, person=None, given=None):
    """Find the person; see `prepare_character`.

    Returns:
        `(PersonOnPicture, doubts)`; `doubts` is true where several people seem to be there.

    Raises:
        UserError: Nobody is found.
    """
    size = (picture.shape[1], picture.shape[0])
    if given is None:
        # the same frame three times: the estimator's tracking settles
        poses, doubts = estimator.follow([picture] * 3, 25, person)
        poses = poses.frame(poses.n_frames - 1)
    else:
        poses, doubts = resize(given, size), []
    body = poses.part("body")[0]
    trunk = [poses.layout.index(f"{s}_{j}") for s in SIDES for j in ("shoulder", "hip")]
    needed = np.concatenate([body[:11], poses.keypoints[0, trunk]])
    if not np.isfinite(needed).all():
        raise UserError(
            "nobody was found in the character's picture: take one that shows a person from the "
            "head to at least the chest, or give the keypoints by hand (`poses: FILE` beside "
            "`image`), for a drawing, say"
        )
    joints = {name: xy[0] for name, xy in joints_of(poses).items()}
    confidence = confidence_of(poses)
    seen = {s: poses.part(f"{s}_hand")[0] if poses.found(f"{s}_hand")[0] else None for s in SIDES}
    hands = seen if given is None else hands_of(poses)
    shown = shown_bones(joints, confidence, {s: p is not None for s, p in hands.items()}, size)
    face, unit = face_outline(poses, body), body_unit(joints)
    return PersonOnPicture(poses, joints, confidence, face, hands, seen, shown, unit), doubts
