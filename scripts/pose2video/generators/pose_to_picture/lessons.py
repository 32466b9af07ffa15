"""What a painter learns from: pictures of the person in its window, with their poses."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pose2video.characters.plates import after, applied, backward
from pose2video.generators.nearest.features import points_of as bent_by
from pose2video.generators.pose_to_picture.drawn import drawn_poses
from pose2video.generators.pose_to_picture.memory import Memory, moments_to_keep
from pose2video.generators.pose_to_picture.points import HALF, PARTNERS, points_of, within
from pose2video.training.examples import Examples

INWARD = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
# a moment this near in time to the one that is painted is not shown: it looks more like it than
# any moment looks like those of another clip
GAP_S = 1.5
CHANCE = 4  # nearest moments that one is taken of by chance


@dataclass(frozen=True, eq=False)
class FilmScene:
    """A film as a painter sees it.

    Attributes:
        plan: The `PainterPlan`.
        footage: The `Footage`; its size is that of the frames below.
        to_frame: `(N, 2, 3)`, from pixels of the window to pixels of each frame.
        points: `(N, 21, 2)` pixels of the frames. sure: `(N, 21)`.
        bones: `(N, 18, 2)` points that remembered moments are bent by, in heights of the window,
            NaN where missing.
        memory: A `Memory`; None where the painter sees none.
        near: int `(2, N, few)`, its moments by likeness to the upper and to the lower half of each
            frame's pose, none of which is near in time.
        plate: uint8 RGB, the background as fine as the frames; None where none is needed.
        to_plate: `(N, 2, 3)`, from pixels of each frame to pixels of that.
    """

    plan: object
    footage: object
    to_frame: np.ndarray
    points: np.ndarray
    sure: np.ndarray
    bones: np.ndarray
    memory: Memory | None = None
    near: np.ndarray | None = None
    plate: np.ndarray | None = None
    to_plate: np.ndarray | None = None

    def seen(self, number, moved) -> dict[str, np.ndarray]:
        """Frame `number` through its window, moved, as uint8 pictures."""
        size, there = self.plan.size, after(self.to_frame[number], moved)
        frames, masks = self.footage.frames, self.footage.masks
        found = {"picture": through(frames[number], there, size, cv2.BORDER_REPLICATE)}
        if self.plan.paint == "person":
            found["mask"] = through(masks[number], there, size)
            there = after(self.to_plate[number], there)
            found["behind"] = through(self.plate, there, size, cv2.BORDER_REPLICATE)
        return found

    def person(self, number, moved=None) -> np.ndarray:
        """Frame `number` with its mask as alpha, through its window: uint8 RGB and alpha."""
        there = self.window(number, moved)
        picture = through(self.footage.frames[number], there, self.plan.size)
        mask = through(self.footage.masks[number], there, self.plan.size)
        return np.dstack([picture, mask])

    def window(self, number, moved=None) -> np.ndarray:
        """From pixels of the window, moved, to pixels of frame `number`: `(2, 3)`."""
        there = self.to_frame[number]
        return there if moved is None else after(there, moved)


@dataclass(frozen=True, eq=False)
class Lessons(Examples):
    """Examples as a painter wants them.

    Attributes:
        scene: The `FilmScene`.
        painted: Frames of an example that are painted, the last ones of its window.
        moves: How far windows are moved and scaled by chance, as a share of them.
    """

    scene: FilmScene = None
    painted: int = 1
    moves: float = 0.0

    def batch(self, numbers, rng=None, also=None) -> dict[str, np.ndarray]:
        """Arrays whose first axes count examples, and the frames of each that are painted.

        `picture`, `behind` `(n, painted, height, width, 3)` and `mask` without the last axis,
        uint8; and what `Painter.forward` takes.
        """
        rows = []
        for number in numbers:
            mirrored = self.mirror and rng is not None and rng.random() < 0.5
            moved = chance(self.scene.plan.size, self.moves, rng, mirrored)
            rows.append(self.shown(int(self.ends[number]), moved, mirrored, rng))
        return {name: np.stack([row[name] for row in rows]) for name in rows[0]}

    def shown(self, end, moved, mirrored, rng) -> dict[str, np.ndarray]:
        """The arrays of the example that ends with a frame; see `chance` for `moved`."""
        chosen = self._chosen(end, rng)
        frames = range(end - self.painted + 1, end + 1)
        each = [self._row(frame, moved, mirrored, chosen) for frame in frames]
        return {name: np.stack([row[name] for row in each]) for name in each[0]}

    def to_look_at(self, most) -> dict[str, np.ndarray]:
        """Single frames, evenly spread, at most so many."""
        chosen = np.linspace(0, len(self) - 1, min(most, len(self))).round().astype(int)
        return replace(self, painted=1).batch(chosen)

    def _row(self, frame, moved, mirrored, chosen):
        scene, plan = self.scene, self.scene.plan
        row = scene.seen(frame, moved)
        past = np.arange(frame - plan.times + 1, frame + 1)
        points, sure = scene.points[past], scene.sure[past]
        if mirrored:
            points, sure = points[:, PARTNERS], sure[:, PARTNERS]
        there = after(scene.to_frame[frame], moved)
        row["points"], row["sure"] = within(points, sure, there)
        if plan.told == "map" and plan.drawing != "limbs":
            poses = scene.footage.poses
            row["drawing"] = drawn_poses(plan, poses, past, there, mirrored)
        if chosen is not None:
            asked = scene.bones[frame]
            row["sources"] = scene.memory.beside(chosen, asked, plan.sources, moved, frame)
        return row

    def _chosen(self, end, rng):
        """The nearest moments of a frame, the very nearest left out by chance."""
        if not self.scene.plan.sources:
            return None
        near = self.scene.near[:, end]
        skipped = 0 if rng is None else int(rng.integers(0, CHANCE))
        return near[:, min(skipped, near.shape[1] - 1) :]


def chance(size, moves, rng, mirrored) -> np.ndarray:
    """A map of the window upon itself, by chance scaled and shifted, or mirrored: `(2, 3)`."""
    middle = (np.array(size) - 1) / 2
    scale, shift = 1.0, np.zeros(2)
    if rng is not None and moves:
        scale, shift = np.exp(rng.normal(0, moves)), rng.normal(0, moves, 2) * min(size)
    turn = np.diag([-scale if mirrored else scale, scale])
    return np.column_stack([turn, middle + shift - turn @ middle])


def remember(scene, candidates) -> FilmScene:
    """The scene with a memory of some of the frames of a film.

    Args:
        scene: A `FilmScene` without one. candidates: Numbers of frames that may be remembered.
    """
    frames = candidates[moments_to_keep(scene.bones[candidates], scene.plan.size)]
    pictures = np.stack([scene.person(int(frame)) for frame in frames])
    fps = scene.footage.rates[0]
    told = within(scene.points[frames], scene.sure[frames], scene.to_frame[frames])
    memory = Memory(pictures, scene.bones[frames], frames, fps, told)
    distances = memory.distances(scene.bones)
    close = np.abs(np.arange(len(scene.bones))[:, None] - frames) < max(1, GAP_S * fps)
    distances[:, close & ~close.all(axis=1, keepdims=True)] = np.inf
    return FilmScene(**vars(scene) | {"memory": memory, "near": memory.order(distances)})


def scene_of(plan, footage, view, plate=None) -> FilmScene:
    """A film through the windows of a `Window` or a `Whole`; with a `Plate` before it."""
    points, sure = points_of(footage.poses)
    to_frame = view.to_frame(view.places(footage.poses), plan.size)
    bones = applied(backward(to_frame)[:, None], bent_by(footage.poses) - HALF) / plan.size[1]
    image = to_plate = None
    if plate is not None:
        share = footage.size[0] / plate.frame_size[0]
        size = [max(1, round(side * share)) for side in plate.image.shape[1::-1]]
        image = cv2.resize(plate.image, size, interpolation=cv2.INTER_AREA)
        finer = np.array(plate.frame_size) / footage.size
        frame = np.column_stack([np.diag(finer), (finer - 1) / 2])
        coarser = np.array(size) / plate.image.shape[1::-1]
        down = np.column_stack([np.diag(coarser), (coarser - 1) / 2])
        to_plate = after(down, after(plate.cameras, frame))
    return FilmScene(plan, footage, to_frame, points, sure, bones, plate=image, to_plate=to_plate)


def through(picture, there, size, border=cv2.BORDER_CONSTANT) -> np.ndarray:
    """A picture through a map from pixels of a window of a size to its own."""
    return cv2.warpAffine(np.asarray(picture), there, size, flags=INWARD, borderMode=border)
