"""What a picture does not show of a person."""

from __future__ import annotations

from pose2video.characters.preparation.plan import SIDES


def missing_sentences(names):
    """What the picture does not show, one sentence each."""
    sentences = []
    for limb, pieces in (("arm", ("upper_arm",)), ("leg", ("thigh",))):
        lost = [s for s in SIDES if not any(f"{s}_{p}" in names for p in pieces)]
        if len(lost) == 2:
            sentences.append(f"the picture does not show the {limb}s: they are left out")
        elif lost:
            sentences.append(f"the picture does not show the {lost[0]} {limb}: it is left out")
        end = "hand" if limb == "arm" else "foot"
        ends = [s for s in SIDES if s not in lost and f"{s}_{end}" not in names]
        if len(ends) == 2:
            plural = "hands" if end == "hand" else "feet"
            sentences.append(f"the {plural} were not found in the picture: they are left out")
        elif ends:
            sentences.append(f"the {ends[0]} {end} was not found in the picture: it is left out")
    return sentences
