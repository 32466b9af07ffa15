"""The studio's place in a run folder: its shelves, its token, and the config that it adds to."""

from __future__ import annotations

import os
import re
import secrets
from functools import cache, cached_property
from pathlib import Path

from pose2video.errors import UserError
from pose2video.exchange import EXPORTS
from pose2video.files import writing
from pose2video.planning.reading import read_plan
from pose2video.resources import ROOT
from pose2video.studio.guard import Secrets
from pose2video.studio.keeping import Kept
from pose2video.studio.quotas import Quotas
from pose2video.studio.shelves import Incoming, Shelf


class Studio:
    """What all parts of the studio share.

    Attributes:
        root: The run folder.
        home: Its folder `studio`.
        configs: Config files of the user's own, under those of every job.
        plan: What config and tables say without the studio: recipes, and who and what is there
            beside it.
        profile: A folder with Snakemake's profile by which jobs run; None for the usual one.
        quotas: See `Quotas`.
        characters, motions, orders: Shelves.
        incoming: Where uploads lie first.
        kept: What was read of all these, see `Kept`.
        secrets: See `guard.Secrets`.

    Raises:
        UserError: The config is at fault.
    """

    def __init__(self, root=ROOT, configs=()):
        self.root = Path(root).resolve()
        self.home = self.root / "studio"
        self.configs = [Path(file).resolve() for file in configs]
        self.plan = read_plan(self.configs, self.root)
        said = dict(self.plan.config.get("studio", {}))
        self.profile = _profile(said.pop("profile", None))
        self.quotas = Quotas(**said)
        self.home.mkdir(parents=True, exist_ok=True)
        self.characters = Shelf(self.home / "characters", "character.yaml")
        self.motions = Shelf(self.home / "motions", "clip.tsv")
        self.orders = Shelf(self.home / "jobs", "job.yaml")
        self.incoming = Incoming(self.home / "incoming")
        self.kept = Kept()

    @cached_property
    def secrets(self):
        """The token of this folder: made once, readable by its owner alone."""
        path = self.home / "token"
        if not path.is_file():
            with writing(path) as beside:
                beside.touch(mode=0o600)
                beside.write_text(secrets.token_urlsafe(24))
        os.chmod(path, 0o600)
        return Secrets(path.read_text().strip())

    def taken(self) -> set[str]:
        """Ids that something else of the run folder has: of the config, or with results.

        Every word of the rules' paths is taken, too: `erasing` knows what was made of somebody by
        the id in its path.
        """
        results = self.root / "results"
        folders = ("characters", "frames", "drivers", "poses")
        there = {
            path.stem
            for name in folders
            if (results / name).is_dir()
            for path in (results / name).iterdir()
        }
        plan = self.plan
        blocks = {name for block in plan.components.values() for name in block}
        return {*plan.characters, *plan.clips, *plan.recipes, *blocks, *there, *reserved_words()}


def _profile(folder):
    if folder is None:
        return None
    if not any(Path(folder).glob("config*.yaml")):
        raise UserError(
            f"studio.profile: {folder} holds no profile of Snakemake, a config.yaml: correct the "
            "path"
        )
    return Path(folder)


@cache
def reserved_words() -> frozenset[str]:
    """Every word of the rules' paths and names of files: no id may be one of them."""
    files = [*(ROOT / "rules").glob("*.smk"), ROOT / "Snakefile"]
    texts = [
        path for file in files for path in re.findall(r'"([^"\s]*[./][^"\s]*)"', file.read_text())
    ]
    words = {word for text in texts for word in re.findall("[a-z][a-z0-9_]*", text)}
    return frozenset(words | set(EXPORTS))
