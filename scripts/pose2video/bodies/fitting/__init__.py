"""From keypoints to joint rotations: the motion of a driver's body.

`sight` (what keypoints are worth) -> `start` (closed form, frame by frame) -> `refine` (the whole
clip at once; `shapes` says what fingers do) -> `gaps` (what was not seen), `worth` (how sure it
is). `chain` and `targets` say where joints put keypoints, `terms` and `limits` what is likely,
`banded` solves.
"""

from pose2video.bodies.fitting.fit import closed_form_motion, fit_body

__all__ = ["closed_form_motion", "fit_body"]
