"""The two sets of 17 joints that Global-Flow-Local-Attention knows a pose by.

Source: the person keypoints of COCO, and the skeleton of Human3.6M as VideoPose3D orders it; of the
latter the original makes its clean poses, of the former what its reference picture has.
"""

from __future__ import annotations

COCO = "coco_17"
HUMAN36M = "human36m_17"
JOINTS = 17
LIMBS = {
    COCO: (
        (0, 1), (0, 2), (1, 3), (2, 4), (5, 6), (5, 7), (7, 9), (6, 8), (8, 10), (5, 11), (6, 12),
        (11, 12), (11, 13), (13, 15), (12, 14), (14, 16),
    ),
    HUMAN36M: (
        (0, 1), (1, 2), (2, 3), (0, 4), (4, 5), (5, 6), (0, 7), (7, 8), (8, 9), (9, 10), (8, 11),
        (11, 12), (12, 13), (8, 14), (14, 15), (15, 16),
    ),
}  # fmt: skip
