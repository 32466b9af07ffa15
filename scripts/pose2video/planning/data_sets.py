"""Data sets in the plan: their sequences as rows of clips, `sets/{set}/{take}`.

They go the way of a clip under that path: `results/frames/sets/friends/walk`,
`results/poses/sets/friends/walk/holistic.json`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache, cached_property

from pose2video.configuring.config import check_path, read_schema
from pose2video.datasets.layouts import LAYOUTS
from pose2video.datasets.sources import SPLITS, Source, Sources, in_several
from pose2video.errors import UserError
from pose2video.planning.clip_tables import clip_ids
from pose2video.planning.footage import SET_ROOM

OWN_KEYS = ("layout", "folder", "license", "consent", "poses", "masks")  # of every layout
NAMED = 5  # of what is left out so many are named


@dataclass(frozen=True)
class DataSet:
    """A block of `datasets`.

    Attributes:
        name: Its name. block: Its keys, `folder` an absolute path. spec: Layout and its settings.
    """

    name: str
    block: dict
    spec: dict

    @cached_property
    def _found(self):
        """What the layout finds, and a sentence on what keeps it from that, or None."""
        try:
            return LAYOUTS.build(self.spec).sources(self.block.get("folder") or ""), None
        except UserError as error:  # said when the set is wanted
            return Sources([], {}), str(error)
        except OSError as error:
            return Sources([], {}), f"{error.filename} cannot be read ({error.strerror})"

    @cached_property
    def takes(self) -> dict[str, Source]:
        """Id of each take, a slug, -> what the layout finds; none where no folder is there."""
        found = self._found[0].found
        ids = clip_ids([source.name for source in found])
        return dict(zip(ids, found, strict=True))

    @property
    def left_out(self) -> dict[str, str]:
        """Name -> why it is no sequence, as far as names tell."""
        return self._found[0].left_out

    @property
    def clips(self) -> dict[str, Source]:
        """The takes by what stands for a clip's id in the paths of their results."""
        return {clip_of(self.name, take): source for take, source in self.takes.items()}

    def is_given(self, what, source) -> bool:
        """Whether `poses` or `masks` of a take are those of the set, and not found by ourselves."""
        mine = self.block.get("poses", "given") == "given" or what != "poses"
        return mine and bool(getattr(source, what) or source.rendered)

    def has_masks(self, source) -> bool:
        """Whether there will be masks of a take: the set's, or found if the config wants that."""
        return self.block.get("masks", "given") == "found" or self.is_given("masks", source)

    def row(self, take) -> dict:
        """A take as a row of the clip table."""
        source = self.takes[take]
        folder = source.film is not None and os.path.isdir(source.film)
        return dict.fromkeys(_columns()) | {
            "clip": clip_of(self.name, take),
            "video": source.film and str(source.film),
            "fps": self.spec["settings"].get("fps", 25.0) if folder else None,
            "start_s": source.start_s,
            "end_s": source.end_s,
            "license": self.block.get("license"),
            "consent": self.block.get("consent"),
        }

    def check(self):
        """Refuse a set that gives nothing to learn from.

        Raises:
            UserError: Its folder is not there, has another layout, or nobody is learned from.
        """
        where, folder = f"datasets.{self.name}", self.block.get("folder")
        if folder:
            check_path(folder, f"{where}.folder: the folder")
        if self.block["layout"] != "performers" and not (folder and os.path.isdir(folder)):
            raise UserError(
                f"{where}.folder: {folder or 'it'} is not there or no folder: fetch the set, or "
                "correct the path (docs/data-sets.md)"
            )
        if self._found[1]:
            raise UserError(f"{where}: {self._found[1]}")
        for source in self.takes.values():
            for path in (source.film, source.poses, source.masks, source.maps):
                if path is not None:
                    check_path(path, f"{where}: the set's")
        if not any(source.split == "train" for source in self.takes.values()):
            raise UserError(
                f"{where}: no sequence to learn from is in {folder} in the layout "
                f"{self.block['layout']}, whose links stay inside: see its shape in "
                "docs/data-sets.md"
            )

    def told(self) -> list[str]:
        """Sentences on what is in it and what is missing."""
        found, counts = list(self.takes.values()), []
        for split in SPLITS:
            if rows := [source for source in found if source.split == split]:
                counts.append(f"{split} {len(rows)} of {len({row.person for row in rows})} people")
        terms = self.block.get("license") or "terms not said"
        everybody = len({source.person for source in found})
        words = [f"{len(found)} sequences of {everybody} people ({', '.join(counts)}), {terms}"]
        masks = "they will be found" if self.block.get("masks") == "found" else "there will be none"
        for what, then in (("poses", "they will be found"), ("masks", masks)):
            if lost := sum(not self.is_given(what, source) for source in found):
                words.append(f"{lost} without {what}: {then}")
        lost = sum(source.maps is None for source in found)
        if 0 < lost < len(found):
            words.append(f"{lost} without pictures of the pose")
        if both := in_several(found):
            words.append(
                f"{len(both)} people are learned from and held out: {', '.join(both[:NAMED])}"
            )
        for name, why in list(self.left_out.items())[:NAMED]:
            words.append(f"{name} is left out: {why}")
        if len(self.left_out) > NAMED:
            words.append(f"{len(self.left_out) - NAMED} more are left out")
        return [f"data set {self.name}: {sentence}" for sentence in words]


@cache
def _columns():
    return tuple(read_schema("clip")["properties"])


def clip_of(name, take) -> str:
    """What stands for a clip's id in the paths of a take's results."""
    return f"{SET_ROOM}/{name}/{take}"


def data_sets_of(blocks) -> dict[str, DataSet]:
    """The data sets of the config's block, whose settings are checked and whose folders are not.

    Raises:
        UserError: A layout or a setting is unknown, or a value is refused.
    """
    found = {}
    for name, block in blocks.items():
        settings = {key: value for key, value in block.items() if key not in OWN_KEYS}
        spec = LAYOUTS.spec({"use": block["layout"]} | settings, f"datasets.{name}")
        if block["layout"] == "performers" and "folder" in block:
            raise UserError(f"datasets.{name}.folder: performers are rendered: delete it")
        found[name] = DataSet(name, block, spec)
    return found


def trained_model(plan, recipe, character) -> str | None:
    """Where below `results/models` what a recipe's generator learned is; None for nothing.

    Args:
        plan: A `pose2video.planning.plan.Plan`. recipe, character: Names.
    """
    needs, chain = plan.needs("generators", recipe), plan.recipes[recipe]
    if not needs.trained_on:
        return None
    subjects = {"set": f"{SET_ROOM}/{needs.data_set}", "published": "published/weights"}
    subject = subjects.get(needs.trained_on, character)
    return f"{chain['generator']}/{subject}/{chain['estimator']}.{chain['smoother']}"
