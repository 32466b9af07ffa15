"""All 478 points of MediaPipe's face from those that a file has: 68, 70, 128 or 468 of them.

Of a file that has all of them without depth, the depth.

In every frame a usual face is turned and scaled over the points of eyes and nose, then bent to all
points that are known: the way from one to the other is spread over the mesh so that it bends as
little as it can. Lips and lids are holes of the mesh, so what opens stays open. Source of the
spreading: Botsch and Kobbelt, "An Intuitive Framework for Real-Time Freeform Modeling", SIGGRAPH
2004, with the Laplacian of the graph.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from pose2video.poses.lifting.heads import placed, placed_in_depth
from pose2video.poses.skeletons import face_mesh
from pose2video.resources import RESOURCES

MESH = 468  # points of the mesh; then come the irises
ENOUGH = 40  # points of a face: fewer tell of no expression
SHARE = 0.75  # of the points that the file has, in a frame; with fewer its face stays as it is
# points of nose and corners of the eyes, which hardly move with an expression, of 68 points
STEADY = (168, 197, 5, 4, 75, 97, 2, 326, 305, 33, 133, 362, 263)
# points before the ears, which say by their height how far a head nods
LEVEL = (234, 454)
# points of the outline of a face in a file without depth slide over the head as it turns: those
# beside the ears, cheeks and temples are taken from the head's turn; those of a whole mesh stay
SLIDING = [162, 234, 93, 58, 288, 323, 454, 389]
UNSEEN = 0.05  # confidence of irises that the file has not: there, and of no weight
LEAST = 6  # of the points that hardly move
UNLIKE = 0.015  # metres (root mean square) by which those lie off in what is no face
FLAT = 0.5  # what seems to move across a turned head is not widened by more than 1 / FLAT


@cache
def face_shape():
    """A usual face, `(478, 3)` metres: x to the image's right, y down, z away from the camera."""
    return np.loadtxt(RESOURCES / "skeleton_parts" / "face_shape.csv", delimiter=",")


def completed_faces(poses):
    """`poses` with the points, and the depth, of the face that their file has not.

    Frames whose face has a depth and those whose face has none are completed each by themselves.

    Args:
        poses: A `holistic` sequence.

    Returns:
        The sequence, and sentences.
    """
    part = poses.layout.parts["face"]
    there = (poses.confidence[:, part] > 0).any(axis=1)
    deep = np.isfinite(poses.depth[:, part]).any(axis=1)
    if not (there & deep).any() or not (there & ~deep).any():
        return _completed(poses)
    names = ("keypoints", "depth", "confidence")
    arrays, words = {name: getattr(poses, name).copy() for name in names}, {}
    for frames in (~there | deep, there & ~deep):
        some, said = _completed(poses.cut(frames))
        words |= dict.fromkeys(said)
        for name, array in arrays.items():
            array[frames] = getattr(some, name)
    return poses.changed(**arrays), list(words)


def _completed(poses):
    """`poses` with the points of the face that their file has not.

    A frame without a face, with much less of it than the other frames, or with what is not shaped
    as a face, stays as it is. What is added has the median confidence of what is there; irises
    that no point tells of lie in the middle of their eyes with 0.05.
    """
    part = poses.layout.parts["face"]
    known = poses.confidence[:, part] > 0
    there = known.any(axis=1, keepdims=True)
    has = 2 * known.sum(axis=0) >= max(there.sum(), 1)  # the points of this file
    frames = known[:, has].sum(axis=1) >= max(SHARE * has.sum(), ENOUGH)
    deep = np.isfinite(poses.depth[:, part][known])
    flat = not deep.any()
    if (has.all() and deep.all()) or not frames.any():
        return poses, []
    table = [poses.keypoints[:, part], poses.depth[:, part, None]]
    points = np.concatenate(table, axis=2, dtype=np.float64)[frames]
    made, alike = _faces(points, flat)
    frames[frames] = alike
    if not alike.any():
        return poses, []
    points, made = points[alike], made[alike]
    irises = list(face_mesh()["irises"].values())
    pupils = np.isfinite(points[:, irises, 0])
    _lay_irises(made, points, pupils)
    told = np.isfinite(points[..., 0])
    if flat:
        told[:, SLIDING] &= told[:, :MESH].all(axis=1, keepdims=True)
        made[..., 2] -= made[..., 2].mean(axis=1, keepdims=True)
        points[..., 2] = made[..., 2]
    made = np.where(told[..., None] & np.isfinite(points), points, made)
    sure = poses.confidence[frames][:, part]
    usual = np.nanmedian(np.where(sure > 0, sure, np.nan), axis=1, keepdims=True)
    sure = np.where(told, sure, usual)
    for column, iris in enumerate(irises):
        sure[~pupils[:, column], iris : iris + 5] = UNSEEN
    arrays = {"keypoints": made[..., :2], "depth": made[..., 2], "confidence": sure}
    for name, values in arrays.items():
        arrays[name] = getattr(poses, name).copy()
        arrays[name][frames, part] = values
    words = f"of the face's 478 points the file has {has.sum()}: the others are laid between them"
    if has.all():
        words = "of the face's 478 points the file has no depth: it is that of a usual face"
    if not has[irises].all():
        words += ", and where the eyes look is not known"
    return poses.changed(**arrays), [words]


def _faces(points, flat):
    """Faces `(T, 478, 3)` from points `(T, 478, 3)`, NaN where unknown.

    Returns:
        The faces, and which of them are shaped as one, bool `(T,)`.
    """
    anchors = np.isfinite(points[..., : 2 if flat else 3]).all(axis=2)
    anchors[:, MESH:] = False
    steady = _steady(anchors, flat)
    known, shape, place = anchors[:, steady], face_shape(), placed if flat else placed_in_depth
    turn, scale, shift = place(shape[steady], points[:, steady], known, np.isin(steady, LEVEL))
    laid = scale[:, None, None] * np.einsum("tij,kj->tki", turn, shape) + shift[:, None]
    off = (points - laid) / scale[:, None, None]
    off = _across(off, turn) if flat else np.einsum("tji,tkj->tki", turn, off)
    squares = np.where(known, (off[:, steady] ** 2).sum(axis=2), 0).sum(axis=1)
    count = known.sum(axis=1)
    alike = (count >= LEAST) & (squares <= count * UNLIKE**2)
    if flat:
        anchors[:, SLIDING] &= anchors[:, :MESH].all(axis=1, keepdims=True)
    still = np.zeros(len(shape), bool)
    still[face_mesh()["rigid"]] = True
    moved = shape + _spread(off, anchors, still)
    return scale[:, None, None] * np.einsum("tij,tkj->tki", turn, moved) + shift[:, None], alike


def _steady(anchors, flat):
    """Points that say how the head stands."""
    if flat:
        return np.array(STEADY + LEVEL)
    always = anchors.all(axis=0)
    rigid = np.flatnonzero(always[face_mesh()["rigid"]])
    return face_mesh()["rigid"][rigid] if len(rigid) >= LEAST else np.flatnonzero(always)


def _across(off, turn):
    """Differences seen in the picture, in the head's own x and y: none goes along its nose."""
    u, s, vt = np.linalg.svd(turn[:, :2, :2])
    back = np.einsum("tji,tj,tkj->tik", vt, 1 / np.maximum(s, FLAT), u)
    seen = np.einsum("tij,tkj->tki", back, off[..., :2])
    return np.concatenate([seen, 0 * seen[..., :1]], axis=2)


def _spread(off, anchors, still):
    """Motion of all points from that of the anchors, `(T, 478, 3)`.

    Args:
        off: `(T, 478, 3)`. anchors: Where it counts, bool `(T, 478)`. still: Points that do not
            move where they are no anchors, bool `(478,)`. An iris goes with its eye's corners.
    """
    out = np.zeros_like(off)
    patterns, which = np.unique(anchors, axis=0, return_inverse=True)
    bending = _bending()
    for number, pattern in enumerate(patterns):
        fixed = (pattern | still)[:MESH]
        rows = which.ravel() == number
        at = np.where(pattern[:MESH, None], np.nan_to_num(off[rows][:, :MESH]), 0.0)
        values = at[:, fixed].transpose(1, 0, 2).reshape(fixed.sum(), -1)
        free = np.linalg.solve(
            bending[np.ix_(~fixed, ~fixed)], -bending[np.ix_(~fixed, fixed)] @ values
        )
        at[:, ~fixed] = free.reshape(-1, rows.sum(), 3).transpose(1, 0, 2)
        out[rows, :MESH] = at
    for eye, iris in face_mesh()["irises"].items():
        corners = face_mesh()["rims"][eye]["upper"][[0, -1]]
        out[:, iris : iris + 5] = out[:, corners].mean(axis=1, keepdims=True)
    return out


@cache
def _bending():
    """The matrix `(468, 468)` of how much a motion of the mesh bends it."""
    shape = face_shape()
    triangles = face_mesh()["triangles"]
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    weight = np.zeros((MESH, MESH))
    near = 1 / np.maximum(np.linalg.norm(shape[edges[:, 0]] - shape[edges[:, 1]], axis=1), 1e-4)
    weight[edges[:, 0], edges[:, 1]] = near
    weight = np.maximum(weight, weight.T)
    laplacian = np.diag(weight.sum(axis=1)) - weight
    laplacian /= weight.sum(axis=1, keepdims=True)
    return laplacian.T @ laplacian + 1e-9 * np.eye(MESH)


def _lay_irises(made, points, pupils):
    """Move irises to the pupils `(T, 2)` that the file has, in place."""
    for column, iris in enumerate(face_mesh()["irises"].values()):
        rows = pupils[:, column]
        shift = points[rows, iris, :2] - made[rows, iris, :2]
        made[rows, iris : iris + 5, :2] += shift[:, None]
