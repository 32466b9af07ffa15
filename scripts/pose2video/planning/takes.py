"""The data sets of a plan by name, and their takes by what stands for a clip in paths."""

from __future__ import annotations

from pose2video.datasets.sources import Source
from pose2video.errors import UserError
from pose2video.names import choose_from
from pose2video.planning.consent import check_set
from pose2video.planning.data_sets import DataSet, data_sets_of


class DataSets(dict):
    """Name -> `DataSet` of all that are defined; `usable` gives one that can be learned from.

    Args:
        blocks: The config's block `datasets`.
        asks_consent: Whether the config wants terms and consent of people.

    Raises:
        UserError: As `data_sets_of`.
    """

    def __init__(self, blocks, asks_consent):
        super().__init__(data_sets_of(blocks))
        self._asks_consent = asks_consent
        self._usable: set[str] = set()

    def usable(self, name) -> DataSet:
        """A data set that can be used.

        Raises:
            UserError: There is none of the name, nothing can be learned from it, or the config
                wants terms or consent that it does not say.
        """
        if name not in self:
            raise UserError(f"datasets has no {name!r}: {choose_from(name, self)}")
        found = self[name]
        if name not in self._usable:  # of thousands of takes each asks for its set
            found.check()
            if self._asks_consent:
                check_set(name, found.block)
            self._usable.add(name)
        return found

    def row(self, clip) -> dict:
        """The row of `sets/{set}/{take}`, see `DataSet.row`.

        Raises:
            UserError: The set has no such take.
        """
        _, name, take = clip.split("/")
        takes = self.usable(name).takes
        if take not in takes:
            raise UserError(f"the data set {name} has no {take!r}: {choose_from(take, takes)}")
        return self[name].row(take)

    def source(self, clip) -> Source:
        """What the layout of a set has found of the take `sets/{set}/{take}`."""
        _, name, take = clip.split("/")
        return self.usable(name).takes[take]
