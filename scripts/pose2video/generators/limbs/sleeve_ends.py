"""Where a sleeve ends on an unrolled arm, and its skin begins."""

from __future__ import annotations

import numpy as np

from pose2video.bodies.hands.tones import is_skin
from pose2video.generators.limbs.cloth import to_lab, usual_cloth
from pose2video.generators.limbs.strips import COLUMNS
from pose2video.triangles.textures import linear

# So many rows with such a share of skin, and the sleeve has ended; rows above with such a share
# are cut off with it.
BARE_ROWS, BARE, MIXED = 10, 0.6, 0.25
WASHED = 0.5  # of a skin's red over its green, logs: less is white cloth
SAME_CLOTH = 16.0  # Lab: cloth that goes on below a stripe


def sleeve_end(strip, tone, ends=False):
    """The row at which the skin begins; the last one and one where there is none.

    Where the sleeve `ends` with what is seen of it the row below that.
    """
    colours = linear(np.clip(strip.pixels, 0, 255).astype(np.uint8)).reshape(-1, 3)
    skin = is_skin(colours, np.float32(tone)) & ~_washed_out(colours, np.float32(tone))
    skin = skin.reshape(strip.known.shape)
    inner = slice(COLUMNS // 4, -(COLUMNS // 4))
    count = np.maximum(strip.known[:, inner].sum(axis=1), 1)
    share = (skin & strip.known)[:, inner].sum(axis=1) / count
    bare = share > BARE
    for first in np.flatnonzero(_runs(bare)).tolist():
        if not _goes_on(to_lab(strip.pixels)[:, inner], strip.known[:, inner], bare, first):
            while first and share[first - 1] > MIXED:  # the border lies aslant
                first -= 1
            return first
    shown = np.flatnonzero(strip.known[:, inner].any(axis=1))
    return int(shown[-1]) + 1 if ends and len(shown) else len(bare)


def _washed_out(colours, tone):
    """Whether linear RGB `(N, 3)` has much less red in it than a tone: white cloth by pale skin."""
    red, usual = (
        np.log(np.maximum(c[..., 0], 0.003) / np.maximum(c[..., 1], 0.003)) for c in (colours, tone)
    )
    return red < WASHED * usual


def _runs(rows):
    """Where nearly all of the next `BARE_ROWS` rows are so, bool."""
    return np.convolve(rows, np.ones(BARE_ROWS), "valid") >= 0.85 * BARE_ROWS


def _goes_on(lab, known, bare, row):
    """Whether the cloth above a row comes back below it: the row lies in a pale stripe of it.

    Args:
        lab: `(H, W, 3)`. known: Where the picture shows the arm, bool. bare: Rows that are skin.
        row: Which.
    """
    above = lab[:row][known[:row]]
    if len(above) < BARE_ROWS * COLUMNS // 2:
        return False
    alike = np.linalg.norm(lab - usual_cloth(above), axis=-1) < SAME_CLOTH
    rows = (alike & known).sum(axis=1) > BARE * np.maximum(known.sum(axis=1), 1)
    return bool(_runs(rows & known.any(axis=1) & ~bare)[row:].any())
