"""What a user sees of a training while it runs, and keeps of it.

In a folder: `NAME.losses.png`, `NAME.samples.png`, `NAME.json` (steps, time, device, last losses),
`NAME/` with each sample by its step, and `events/NAME/` for TensorBoard.
"""

from __future__ import annotations

import math
import shutil
from pathlib import Path

from pose2video.files import remove, write_json
from pose2video.films.pictures import read_rgb, write_rgb
from pose2video.training.plots import few, loss_plot, strip


class Diary:
    """The pictures, numbers and events of one learner.

    Attributes:
        folder: Where they lie; several learners may share it.
        name: Of the learner.
    """

    def __init__(self, folder, name):
        """Nothing is written yet."""
        self.folder, self.name, self._events = Path(folder), name, None

    def begin(self, done):
        """Go on after `done` steps: what an earlier process showed of later ones is gone."""
        from tensorboardX import SummaryWriter

        for path in self._samples.glob("*.png"):
            if int(path.stem) > done or done == 0:
                remove(path)
        events = self.folder / "events" / self.name
        if done == 0:
            remove(events)
        self._events = SummaryWriter(
            str(events), purge_step=done + 1, filename_suffix=f".after_{done}"
        )

    @property
    def _samples(self):
        return self.folder / self.name

    def add(self, steps, losses):
        """Note the losses of a step, the `steps`-th."""
        for name, value in losses.items():
            if math.isfinite(value):
                self._events.add_scalar(f"loss/{name}", value, steps)

    def look(self, history, picture):
        """Show where the training stands, and a sample if there is one (uint8 RGB)."""
        if history.held_out and history.held_out[-1][0] == history.steps:
            self._events.add_scalar("held_out", history.held_out[-1][1], history.steps)
        if picture is not None:
            write_rgb(self._samples / f"{history.steps:08d}.png", picture)
            self._events.add_image("samples", picture, history.steps, dataformats="HWC")
        self.show(history)

    def show(self, history):
        """Write plot, strip and numbers."""
        write_rgb(self.folder / f"{self.name}.losses.png", loss_plot(history))
        if paths := few(sorted(self._samples.glob("*.png"))):
            pictures = {int(path.stem): read_rgb(path) for path in paths}
            write_rgb(self.folder / f"{self.name}.samples.png", strip(pictures))
        write_json(self.folder / f"{self.name}.json", history.record(), indent=1)
        if self._events is not None:
            self._events.flush()

    def copy(self, folder, ends) -> list[str]:
        """Copy its files `NAME.END`, for some ends, beside a result; their names."""
        names = [f"{self.name}.{end}" for end in ends]
        for name in names:
            shutil.copyfile(self.folder / name, Path(folder) / name)
        return names

    def close(self):
        """End the file of events."""
        if self._events is not None:
            self._events.close()
            self._events = None
