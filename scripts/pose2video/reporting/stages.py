"""The rules as people see them: stages with their colours, and the boxes of a graph."""

from __future__ import annotations

# Stage -> colour of its boxes, light enough for dark text, and the folders of `results` that its
# rules fill. A rule that fills none is of the last one.
STAGES = {
    "synthetic performers": ("#e3d6f5", ("performers",)),
    "film": ("#cfe3fa", ("frames", "drivers", "people", "cameras", "maps")),
    "poses": ("#c5ecdf", ("poses", "smoothed", "overlaid", "masks", "retargeted", "exported")),
    "body": ("#d9eebd", ("body_model", "bodies")),
    "character": (
        "#fbe0bd",
        ("characters", "skins", "models", "perception", "weights", "checked", "datasets"),
    ),
    "new film": ("#fbd0cd", ("generated", "videos", "compared")),
    "report": (
        "#dfe2e5",
        ("found", "scores", "gallery", "methods", "perception", "evaluated"),
    ),
}
COLOURS = {stage: colour for stage, (colour, _) in STAGES.items()}


def stage_of(outputs) -> str:
    """The stage of a rule, by the patterns of its outputs."""
    folders = {path.split("/")[1] for path in outputs if path.startswith("results/")}
    found = (stage for stage, (_, filled) in STAGES.items() if folders.intersection(filled))
    return next(found, "report")


def rule_boxes(jobs) -> tuple[dict, tuple, dict]:
    """Boxes and edges of the graph of the rules that have jobs.

    Args:
        jobs: Rule -> `{"jobs": number, "reads": rules, "stage": its stage}`.

    Returns:
        Rule -> lines of its box, pairs of rules, and rule -> stage.
    """
    boxes = {
        rule: (rule, f"{told['jobs']:,} job{'s' * (told['jobs'] != 1)}")
        for rule, told in jobs.items()
    }
    edges = tuple((before, rule) for rule, told in jobs.items() for before in told["reads"])
    return boxes, edges, {rule: told["stage"] for rule, told in jobs.items()}
