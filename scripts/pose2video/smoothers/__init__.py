"""Smoothers: PoseSequence -> PoseSequence of the same shape, rate and skeleton.

Protocol: `smoother(poses) -> PoseSequence`; the input is left untouched and a constant stays
constant. Filters treat each gap-free run of a keypoint on its own; only `fill_gaps` closes gaps,
and `motion_net`, which begins with it.
"""

from pose2video.registry import Entry, Registry

SMOOTHERS = Registry(
    "smoothers",
    {
        "identity": Entry("pose2video.smoothers.identity:Identity", revision=1),
        "keep_sides": Entry("pose2video.smoothers.keep_sides:KeepSides", revision=1),
        "fill_gaps": Entry("pose2video.smoothers.fill_gaps:FillGaps", revision=1),
        "one_euro": Entry("pose2video.smoothers.one_euro:OneEuro", revision=1),
        "savitzky_golay": Entry("pose2video.smoothers.savitzky_golay:SavitzkyGolay", revision=1),
        "median": Entry("pose2video.smoothers.median:Median", revision=1),
        "motion_net": Entry("pose2video.smoothers.motion_net:MotionNet", revision=1),
        "chain": Entry("pose2video.smoothers.chain:Chain", revision=1),
    },
)
