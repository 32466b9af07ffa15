"""Making the index of a data set out of what its jobs have left."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pose2video.datasets.index import SPLITS, SetIndex, SetSequence
from pose2video.errors import UserError
from pose2video.files import read_json
from pose2video.jobs.leaving_out import why_left_out


def indexed(told, checked, smoothed, results="results") -> SetIndex:
    """The index of a set.

    Args:
        told: What the config and the names of files say: `name`, `layout`, `license`, `estimator`,
            `left_out`, and `takes`, each with `clip`, `name`, `person`, `split`, and whether there
            are `masks` and `maps`.
        checked: For each take the file that `check_take` wrote. smoothed: Its smoothed poses.
        results: Folder of the results.

    Raises:
        UserError: No take can be learned from.
    """
    results, sequences, left_out = Path(results), [], dict(told["left_out"])
    for take, check, poses in zip(told["takes"], checked, smoothed, strict=True):
        if why := why_left_out(check) or why_left_out(poses):
            left_out[take["name"]] = why
            continue
        said, clip = read_json(check), take["clip"]
        sequences.append(
            SetSequence(
                id=clip.partition("/")[2],
                name=take["name"],
                person=take["person"],
                split=take["split"],
                n_frames=said["n_frames"],
                fps=said["fps"],
                frame_size=tuple(said["frame_size"]),
                frames=results / "frames" / clip,
                poses=Path(poses),
                masks=results / "masks" / clip / told["estimator"] if take["masks"] else None,
                maps=results / "maps" / clip if take["maps"] else None,
                unusable=tuple(map(tuple, said["unusable"])),
                why=said["why"],
            )
        )
    if not any(sequence.split == "train" for sequence in sequences):
        reasons = "; ".join(f"{name}: {why}" for name, why in list(left_out.items())[:3])
        raise UserError(
            f"the data set {told['name']} has no sequence left to learn from ({reasons}): correct "
            "it, see docs/data-sets.md"
        )
    return SetIndex(told["name"], told["layout"], told["license"], tuple(sequences), left_out)


def summary(index) -> list[str]:
    """Sentences on what is in an index."""
    words = []
    for split in SPLITS:
        rows = index.of(split)
        if rows:
            frames, fit = (sum(getattr(r, n) for r in rows) for n in ("n_frames", "n_usable"))
            words.append(
                f"{split}: {len(index.people(split))} people, {len(rows)} sequences, {fit} of "
                f"{frames} frames"
            )
    why = Counter()
    for row in index.sequences:
        why.update(row.why)
    words += [f"frames not used, {reason}: {count}" for reason, count in why.most_common()]
    words += [f"left out: {name}: {reason}" for name, reason in index.left_out.items()]
    return words
