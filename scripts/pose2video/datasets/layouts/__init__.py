"""Layouts: which files of a data set belong together.

Protocol: a frozen dataclass whose fields are the settings of the block in `datasets`;
`sources(folder) -> Sources` looks at names alone, so it is done while the workflow is read.
`docs/data-sets.md` shows every layout.
"""

from pose2video.registry import Entry, Registry

LAYOUTS = Registry(
    "layouts",
    {
        "films": Entry("pose2video.datasets.layouts.films:Films", revision=1),
        "gfla": Entry("pose2video.datasets.layouts.gfla:Gfla", revision=1),
        "tiktok": Entry("pose2video.datasets.layouts.tiktok:TikTok", revision=1),
        "performers": Entry("pose2video.datasets.layouts.performers:Performers", revision=1),
    },
)
