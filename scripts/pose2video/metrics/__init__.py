"""Metrics: how good a film is.

Protocol: a metric is a frozen dataclass, called with what its line says, that returns a float, or
None where it cannot be measured (never another number under its name). Attributes `unit` and
`higher_is_better` say how to read it.
"""

from dataclasses import dataclass

from pose2video.registry import Entry, Registry

# What metrics compare. Sequences of poses: those found again in the result, those of the driving
# film in its own frame, those that the result should show, those that it truly should.
FOUND, DRIVER, MOTION, TRUTH = "found", "driver", "motion", "truth"
# How the parts of the body hold together in the result: `limbs.Limbs`.
LIMBS = "limbs"
# A frame of the result and the true one, and where it counts: the metric is called with a `Look` at
# both, and with where that is. The score of a film is the mean over its frames.
PICTURES = ("frame", "true_frame")
EVERYWHERE, PERSON, HANDS, FACE = "everywhere", "true_person", "true_hands", "true_face"


@dataclass(frozen=True)
class Metric(Entry):
    """One line of the table.

    Attributes:
        compares: What the metric is called with.
        judges_nobody: It is called where nobody is found in the result, too. The others are then
            0 where they are shares, as nothing of what should be there is, else not measured.
    """

    compares: tuple[str, ...] = ()
    judges_nobody: bool = False

    @property
    def place(self) -> str:
        """Where pictures are compared; empty where it compares something else."""
        return self.compares[2] if self.compares[:2] == PICTURES else ""


def _line(place, *compares, revision=1, judges_nobody=False):
    return Metric(
        f"pose2video.metrics.{place}", revision, compares=compares, judges_nobody=judges_nobody
    )


# in the order in which scores are told
METRICS = Registry(
    "metrics",
    {
        "sign_fidelity": _line("signs:SignFidelity", FOUND, DRIVER, revision=2, judges_nobody=True),
        "sign_handshape": _line("handshapes:SignHandshape", FOUND, DRIVER),
        "sign_hands_found": _line("signs:SignHandsFound", FOUND, DRIVER, judges_nobody=True),
        "sign_finger_error": _line("signs:SignFingerError", FOUND, DRIVER, judges_nobody=True),
        "sign_body_error": _line("signs:SignBodyError", FOUND, DRIVER, judges_nobody=True),
        "sign_lag": _line("signs:SignLag", FOUND, DRIVER, judges_nobody=True),
        "wholeness": _line("wholeness:Wholeness", LIMBS, revision=2),
        "ndtw_mje": _line("warping:NdtwMje", FOUND, DRIVER, judges_nobody=True),
        "pck_body": _line("keypoints:PckBody", FOUND, MOTION),
        "pck_hands": _line("keypoints:PckHands", FOUND, MOTION),
        "hand_visibility": _line("keypoints:HandVisibility", FOUND, MOTION),
        "jitter": _line("keypoints:Jitter", FOUND, MOTION),
        "body_direction_error": _line("directions:BodyDirectionError", FOUND, MOTION),
        "finger_direction_error": _line("directions:FingerDirectionError", FOUND, MOTION),
        "timing_error": _line("directions:TimingError", FOUND, MOTION),
        "fitting_error": _line("keypoints:FittingError", MOTION, TRUTH),
        "l1": _line("pictures:L1", *PICTURES, EVERYWHERE),
        "l1_person": _line("pictures:L1", *PICTURES, PERSON),
        "l1_hands": _line("pictures:L1", *PICTURES, HANDS),
        "psnr": _line("pictures:Psnr", *PICTURES, EVERYWHERE),
        "psnr_person": _line("pictures:Psnr", *PICTURES, PERSON),
        "ssim": _line("structure:Ssim", *PICTURES, EVERYWHERE),
        "ssim_person": _line("structure:Ssim", *PICTURES, PERSON),
        "ssim_hands": _line("structure:Ssim", *PICTURES, HANDS),
        "ssim_face": _line("structure:Ssim", *PICTURES, FACE),
        "ms_ssim": _line("structure:MsSsim", *PICTURES, EVERYWHERE),
        "st_lpips": _line("pictures:StLpips", *PICTURES, EVERYWHERE),
        "st_lpips_person": _line("pictures:StLpips", *PICTURES, PERSON),
        "sharpness": _line("pictures:Sharpness", *PICTURES, EVERYWHERE),
        "sharpness_person": _line("pictures:Sharpness", *PICTURES, PERSON),
        "sharpness_hands": _line("pictures:Sharpness", *PICTURES, HANDS),
        "flicker": _line("moving:Flicker", *PICTURES, EVERYWHERE),
        "flicker_person": _line("moving:Flicker", *PICTURES, PERSON),
        "warped_flicker": _line("moving:WarpedFlicker", *PICTURES, EVERYWHERE),
        "warped_flicker_person": _line("moving:WarpedFlicker", *PICTURES, PERSON),
    },
)
