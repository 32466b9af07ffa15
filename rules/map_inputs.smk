"""Input and parameter functions of clips whose film is of pose maps."""

from pose2video.planning.maps import drawn_clips
from pose2video.planning.patterns import any_of
from pose2video.planning.wanted import Film

DRAWN_CLIPS = set(drawn_clips(PLAN))
DRAWN = any_of(DRAWN_CLIPS)  # a pattern of them


def shown_maps(wildcards):
    """The frame folder of a clip's maps and its manifest; nothing where poses are found."""
    clip = wildcards.clip
    if clip in DRAWN_CLIPS:
        return [f"results/frames/{clip}", f"results/frames/{clip}.json"]
    if Film(clip, wildcards.recipe, wildcards.character) in PLAN.evaluation.drawn:
        return [f"results/maps/{clip}", f"results/maps/{clip}.json"]
    return []


def drawn_side(wildcards):
    """The shorter side of a film of maps; `auto` for what these hold."""
    return PLAN.named("recipes", wildcards.recipe)["short_side_px"]
