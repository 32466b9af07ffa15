"""Synthetic performers: people who do not exist, whose motion is known exactly.

`performer_files` and `choreography_files` (the YAML) -> `figure` (a dressed performer on the body
of `bodies.model`) -> `motion` and `contacts` (a choreography on that body) -> `render` (frames)
and `keypoints` (the truth), put together in `stage`; `films` writes them.
"""

from pose2video.performers.choreography_files import load_choreography
from pose2video.performers.performer_files import load_performer

__all__ = ["load_choreography", "load_performer"]
