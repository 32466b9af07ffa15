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
# A frame of the result, of the true one, and who is the person in that, bool `(height, width)`:
# the score of a film is the mean over its frames.
PICTURES = ("frame", "true_frame", "true_person")


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


def _line(place, *compares, revision=1, judges_nobody=False):
    return Metric(
        f"pose2video.metrics.{place}", revision, compares=compares, judges_nobody=judges_nobody
    )


# in the order in which scores are told
METRICS = Registry(
    "metrics",
    {
        "sign_fidelity": _line("signs:SignFidelity", FOUND, DRIVER, judges_nobody=True),
        "sign_hands_found": _line("signs:SignHandsFound", FOUND, DRIVER, judges_nobody=True),
        "sign_finger_error": _line("signs:SignFingerError", FOUND, DRIVER, judges_nobody=True),
        "sign_body_error": _line("signs:SignBodyError", FOUND, DRIVER, judges_nobody=True),
        "sign_lag": _line("signs:SignLag", FOUND, DRIVER, judges_nobody=True),
        "ndtw_mje": _line("warping:NdtwMje", FOUND, DRIVER, judges_nobody=True),
        "pck_body": _line("keypoints:PckBody", FOUND, MOTION),
        "pck_hands": _line("keypoints:PckHands", FOUND, MOTION),
        "hand_visibility": _line("keypoints:HandVisibility", FOUND, MOTION),
        "jitter": _line("keypoints:Jitter", FOUND, MOTION),
        "body_direction_error": _line("directions:BodyDirectionError", FOUND, MOTION),
        "finger_direction_error": _line("directions:FingerDirectionError", FOUND, MOTION),
        "timing_error": _line("directions:TimingError", FOUND, MOTION),
        "fitting_error": _line("keypoints:FittingError", MOTION, TRUTH),
        "psnr": _line("pictures:Psnr", *PICTURES),
        "ssim": _line("pictures:Ssim", *PICTURES),
        "psnr_person": _line("pictures:PsnrPerson", *PICTURES),
        "ssim_person": _line("pictures:SsimPerson", *PICTURES),
    },
)
