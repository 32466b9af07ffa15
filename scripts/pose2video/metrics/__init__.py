"""Metrics: how good a film is.

Protocol: a metric is a frozen dataclass, called with what it compares, that returns a float, or
None where it cannot be measured (never another number under its name). Attributes `unit` and
`higher_is_better` say how to read it.
"""

from pose2video.registry import Entry, Registry

METRICS = Registry(
    "metrics",
    {
        "pck_body": Entry("pose2video.metrics.keypoints:PckBody", revision=1),
        "pck_hands": Entry("pose2video.metrics.keypoints:PckHands", revision=1),
        "hand_visibility": Entry("pose2video.metrics.keypoints:HandVisibility", revision=1),
        "jitter": Entry("pose2video.metrics.keypoints:Jitter", revision=1),
        "body_direction_error": Entry(
            "pose2video.metrics.directions:BodyDirectionError", revision=1
        ),
        "finger_direction_error": Entry(
            "pose2video.metrics.directions:FingerDirectionError", revision=1
        ),
        "timing_error": Entry("pose2video.metrics.directions:TimingError", revision=1),
        "sign_fidelity": Entry("pose2video.metrics.signs:SignFidelity", revision=1),
        "sign_hands_found": Entry("pose2video.metrics.signs:SignHandsFound", revision=1),
        "sign_finger_error": Entry("pose2video.metrics.signs:SignFingerError", revision=1),
        "sign_body_error": Entry("pose2video.metrics.signs:SignBodyError", revision=1),
        "sign_lag": Entry("pose2video.metrics.signs:SignLag", revision=1),
        "ndtw_mje": Entry("pose2video.metrics.warping:NdtwMje", revision=1),
        "fitting_error": Entry("pose2video.metrics.keypoints:FittingError", revision=1),
        "psnr": Entry("pose2video.metrics.pictures:Psnr", revision=1),
        "ssim": Entry("pose2video.metrics.pictures:Ssim", revision=1),
        "psnr_person": Entry("pose2video.metrics.pictures:PsnrPerson", revision=1),
        "ssim_person": Entry("pose2video.metrics.pictures:SsimPerson", revision=1),
    },
)
