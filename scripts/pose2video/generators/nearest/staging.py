"""People of a film on its background, in the poses that are wanted."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

import cv2
import numpy as np

from pose2video.characters.plates import Plate
from pose2video.generators.nearest.cutting import Cutter
from pose2video.generators.nearest.features import JOINTS, points_of
from pose2video.generators.nearest.halves import upper_share
from pose2video.generators.nearest.index import Index
from pose2video.generators.nearest.warping import bent, shown, similarity, straight

FINE_PX = 256  # short side of the canvas that is painted; a smaller one is made of it
KEPT = 12  # cut-out people


@dataclass(eq=False)
class Stage:
    """A canvas, with the background and what is needed to put people before it.

    Attributes:
        index: `Index` with points.
        cutter: `Cutter` of the film.
        plate: Its `Plate`.
        cameras: `(T, 2, 3)`, those through which the frames are seen.
        wanted: `(T, 18, 2)`, points on the painted canvas.
        size: `(width, height)` of the canvas.
        painted: The same of the painted one.
        before: What lies before all, float32 RGB and alpha of the painted canvas, see `Plate`.
        bends: Whether people are bent, and not only placed.
        backdrop: What lies behind instead of the background, uint8 RGB, painted; or None.
    """

    index: Index
    cutter: Cutter
    plate: Plate
    cameras: np.ndarray
    wanted: np.ndarray
    size: tuple[int, int]
    painted: tuple[int, int]
    before: np.ndarray
    bends: bool
    backdrop: np.ndarray | None = None
    _people: OrderedDict = field(default_factory=OrderedDict)
    _behind: tuple = (None, None)

    @classmethod
    def of(cls, index, character, motion, settings) -> Stage:
        """The stage of a clip.

        Args:
            index: `Index` with points.
            character: A `Character` with footage, masks and plate.
            motion: A `Motion` on the canvas.
            settings: A `Nearest`.
        """
        size, plate = motion.poses.frame_size, character.plate
        finer = max(1, -(-FINE_PX // min(size)))
        painted = (size[0] * finer, size[1] * finer)
        frame = np.array(plate.frame_size)
        cut = tuple(int(v) for v in np.rint(frame * min(1, max(np.array(painted) / frame))))
        before, backdrop = plate.overlay_on(painted).astype(np.float32), character.backdrop
        if backdrop is not None:
            before, backdrop = np.zeros_like(before), cv2.resize(backdrop, painted)
        return cls(
            index=index,
            cutter=Cutter(character.footage, character.footage_masks, plate, cut),
            plate=plate,
            cameras=plate.cameras_for(settings.camera, motion),
            wanted=points_of(motion.poses) * finer,
            size=size,
            painted=painted,
            before=before,
            bends=settings.place == "warped",
            backdrop=backdrop,
        )

    def frame(self, t, upper, lower) -> np.ndarray:
        """One frame.

        Args:
            t: Its number in the clip.
            upper: Number of each frame of the film whose person's upper half is shown -> its share.
            lower: The same of the lower half.

        Returns:
            uint8 RGB `(height, width, 3)` of the canvas.
        """
        picture = self._background(t).astype(np.float32)
        layer = self._layer(t, upper)
        if upper != lower:
            share = upper_share(self.wanted[t], self.painted)
            layer = share * layer + (1 - share) * self._layer(t, lower)
        picture = picture * (1 - layer[..., 3:] / 255) + layer[..., :3]
        picture += self.before[..., 3:] / 255 * (self.before[..., :3] - picture)
        picture = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
        if self.painted == self.size:
            return picture
        return cv2.resize(picture, self.size, interpolation=cv2.INTER_AREA)

    def _background(self, t):
        if self.backdrop is not None:
            return self.backdrop
        camera, behind = self._behind
        if camera is None or not np.array_equal(camera, self.cameras[t]):
            behind = self.plate.behind(self.cameras[t], self.painted)
            self._behind = self.cameras[t], behind
        return behind

    def _layer(self, t, numbers):
        """The people of some frames by their shares: float32 RGB and alpha, multiplied."""
        people = [(share, self._person(t, number)) for number, share in numbers.items()]
        people = [(share, person) for share, person in people if person is not None]
        total = sum(share for share, _ in people)
        blank = np.zeros((self.painted[1], self.painted[0], 4), np.float32)
        return sum((share / total * person for share, person in people), blank)

    def _person(self, t, number):
        """The person of a frame of the film in the pose of one of the clip: see `shown`."""
        source = self.index.points_at(number, self.cutter.size)
        wanted = self.wanted[t]
        placed = similarity(source[: len(JOINTS)], wanted[: len(JOINTS)])
        if placed is None:
            return None
        place = bent(source, wanted, placed) if self.bends else straight(placed)
        return shown(self._cut(number), place, self.painted)

    def _cut(self, number):
        if number not in self._people:
            cut = self.cutter.person(number).astype(np.float32)
            cut[..., :3] *= cut[..., 3:] / 255
            self._people[number] = cut
            if len(self._people) > KEPT:
                self._people.popitem(last=False)
        return self._people[number]
