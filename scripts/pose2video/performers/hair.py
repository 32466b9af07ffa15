"""Hair: a painted hairline, a shell that grows out of it, and cuts made from both."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pose2video.performers.garments import Nude, clip_by, folds
from pose2video.performers.mesh import MeshPiece, hemmed, smoothed, unwrapped, vertex_normals

HEAD_AXIS_Z, HEAD_RADIUS = -0.045, 0.085  # of the head's chart, on the reference body
# height of the hairline (metres on the reference body, y down) by angle from the front in degrees
LINE_DEG = (0, 25, 42, 56, 68, 80, 88, 108, 120, 135, 155, 180)
LINE_Y = (
    -0.906,
    -0.905,
    -0.899,
    -0.880,
    -0.850,
    -0.828,
    -0.858,
    -0.860,
    -0.818,
    -0.775,
    -0.757,
    -0.752,
)
# style -> thickness in metres at the crown, at the sides
THICKNESS = {
    "short": (0.020, 0.009),
    "cropped": (0.006, 0.004),
    "afro": (0.050, 0.042),
    "bun": (0.014, 0.010),
    "bob": (0.020, 0.014),
    "long": (0.020, 0.014),
}
BEARDS = {"full": 0.011, "short": 0.005}


def head_chart(reference):
    """Chart of the head: metres round it (0 in front) and down it, `(V, 2)`."""
    angle = np.arctan2(reference[:, 0], -(reference[:, 2] - HEAD_AXIS_Z))
    return np.stack([angle * HEAD_RADIUS, reference[:, 1]], axis=1).astype(np.float32)


def above_hairline(uv, style="short", recede=0.0):
    """Metres above the hairline on the head's chart, positive in the hair.

    The styles differ in front: long hair is parted in the middle, a short cut rises at one side.
    """
    signed = np.degrees(uv[..., 0] / HEAD_RADIUS)
    angle = np.abs(signed)
    line = np.interp(angle, LINE_DEG, LINE_Y)
    front = np.clip(1 - angle / 70, 0, 1)
    if style in ("long", "bob", "bun"):
        line = (
            line
            - 0.017 * np.clip(1 - angle / 48, 0, 1) ** 1.5
            + 0.012 * np.exp(-(((angle - 58) / 14) ** 2))
        )
    elif style == "short":
        line = (
            line
            - 0.006 * front
            - 0.007 * np.exp(-(((signed - 26) / 12) ** 2))
            + 0.003 * np.sin(signed * 0.21)
        )
    else:
        line = line - 0.004 * front - 0.007 * np.exp(-(((angle - 34) / 13) ** 2))
    return line - recede * front - uv[..., 1]


def in_beard(uv):
    """Metres inside the beard on the head's chart, positive in it (without the moustache)."""
    angle = np.degrees(np.abs(uv[..., 0]) / HEAD_RADIUS)
    top = np.interp(
        angle, (0, 10, 20, 32, 50, 68, 80), (-0.750, -0.749, -0.752, -0.765, -0.782, -0.81, -0.85)
    )
    low = np.interp(angle, (0, 60, 80), (-0.700, -0.715, -0.75))
    return np.minimum.reduce([uv[..., 1] - top, low - uv[..., 1], (79 - angle) * 0.0015])


def hair_pieces(nude: Nude, style, beard, recede, seed):
    """Pieces of hair for a body.

    Args:
        style: One of `THICKNESS` or `none`. beard: One of `BEARDS` or `none`.
        recede: Metres that the hairline has moved back in front.
    """
    model, uv = nude.model, head_chart(nude.model.reference)
    skull = model.segment("head")
    pieces = []
    if style != "none":
        field = above_hairline(uv, style, recede)
        radius = np.hypot(model.reference[:, 0], model.reference[:, 2] - HEAD_AXIS_Z)
        ear = (
            (np.abs(uv[:, 0] / HEAD_RADIUS - 0) > 1.2)
            & (radius > 0.0835)
            & (model.reference[:, 1] > -0.865)
        )
        field = np.where(ear & (np.abs(model.reference[:, 0]) > 0.06), -0.02, field)
        crown, sides = THICKNESS[style]
        up = np.clip((-0.86 - model.reference[:, 1]) / 0.08, 0, 1)
        grown = np.clip(field / 0.035, 0, 1) ** 0.6
        thick = (sides + (crown - sides) * up) * grown
        if style == "short":  # swept up from the parting
            sweep = np.degrees(uv[:, 0] / HEAD_RADIUS)
            thick = thick + 0.016 * np.exp(-(((sweep + 18) / 38) ** 2)) * grown * np.clip(
                up * 2, 0, 1
            )
        rough = {"afro": 0.10, "short": 0.10, "cropped": 0.05}.get(style, 0.05)
        pieces.append(
            _shell(nude, skull & (field[model.faces] > -0.01).any(1), thick, field, uv, rough, seed)
        )
        if style in ("bob", "long"):
            pieces.append(_curtain(nude, 0.10 if style == "bob" else 0.24, seed))
        if style == "bun":
            pieces.append(_ball(nude, seed))
    if beard != "none":
        field = in_beard(uv)
        thick = BEARDS[beard] * np.clip(field / 0.02, 0, 1) ** 0.7
        grown = _shell(
            nude, skull & (field[model.faces] > -0.01).any(1), thick, field, uv, 0.12, seed
        )
        pieces.append(replace(grown, chart="beard"))
    return pieces


def _shell(nude, faces, thick, field, uv, rough, seed):
    piece = nude.skin().only(faces)
    used = piece.source
    smooth = smoothed(piece.points, piece.faces, 2)
    normals = vertex_normals(smooth, piece.faces)
    out = thick[used] * (1 + rough * 1.6 * folds(smooth, 0.022, seed)) - 0.0006 * (
        field[used] < 0.004
    )
    points = piece.points + normals * out[:, None]
    piece = replace(piece, points=points.astype(np.float32), uv=uv[used])
    piece = clip_by(piece, field + 0.001)
    piece = replace(piece, chart="hair", material="hair", two_sided=True)
    return unwrapped(piece, 2 * np.pi * HEAD_RADIUS)


def _curtain(nude, length, seed, rows=18, columns=56):
    """Hair that falls from the sides and the back of the head."""
    head, neck = nude.head("head"), nude.head("neck01")
    model = nude.model
    skull = np.unique(model.faces[model.segment("head")])
    p = nude.points[skull]
    eye = nude.head("eye.L")
    axis_z = p[:, 2].mean() + 0.012
    start = np.radians(86)
    angles = np.linspace(start, 2 * np.pi - start, columns)
    top = eye[1] - 0.075
    near = p[np.abs(p[:, 1] - top) < 0.02]
    wide, deep = np.abs(near[:, 0]).max() + 0.011, near[:, 2].max() - axis_z + 0.012
    points, share = [], np.linspace(0, 1, rows)
    bottom = eye[1] + 0.045 + length
    rng = np.random.default_rng(seed)
    wave = rng.uniform(0, 6, 3)
    for s in share:
        y = top + (bottom - top) * s
        swell = (0.84 + 0.26 * np.clip(s / 0.22, 0, 1) ** 0.7) * (1 - 0.07 * s**3)
        lock = (
            1
            + 0.022 * s * np.sin(9 * angles + wave[0])
            + 0.012 * np.sin(17 * angles + 5 * s + wave[1])
        )
        inward = 1 - 0.14 * s * np.exp(
            -((np.minimum(angles - start, angles[::-1] - start) / 0.16) ** 2)
        )
        lock = lock * inward  # the front edges curl towards the neck
        x = np.sin(angles) * wide * swell * lock
        z = axis_z - np.cos(angles) * deep * swell * lock + 0.012 * s
        uneven = 0.012 * s * np.sin(5 * angles + wave[2])
        points.append(np.stack([x, np.full(columns, y) + uneven, z], 1))
    points = np.concatenate(points).astype(np.float32)
    r, c = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = r * columns + c
    faces = np.concatenate(
        [
            np.stack([a, a + 1, a + columns], -1).reshape(-1, 3),
            np.stack([a + 1, a + columns + 1, a + columns], -1).reshape(-1, 3),
        ]
    )
    normals = vertex_normals(points, faces)
    centre = np.array([0, 0, axis_z])
    if (normals * (points - centre) * [1, 0, 1]).sum() < 0:
        faces = faces[:, ::-1]
    weights = np.zeros((len(points), len(nude.rig.bones)), np.float32)
    low = np.clip((points[:, 1] - head[1]) / max(neck[1] - head[1] + 0.12, 0.05), 0, 1)
    weights[:, nude.rig.index("head")] = 1 - 0.8 * low
    weights[:, nude.rig.index("spine01")] = 0.8 * low
    uv = np.stack([np.tile(angles, rows) - np.pi, points[:, 1] - head[1] - 0.8], 1).astype(
        np.float32
    )
    uv[:, 0] *= HEAD_RADIUS
    source = np.full(len(points), -1, np.int32)
    return hemmed(
        MeshPiece(points, faces.astype(np.int32), weights, uv, source, "hair", "hair", True), 0.006
    )


def _ball(nude, seed, radius=0.042, rows=14, columns=24):
    """A bun at the crown."""
    model = nude.model
    skull = np.unique(model.faces[model.segment("head")])
    p = nude.points[skull]
    top, back = p[:, 1].min(), p[:, 2].max()
    centre = np.array([0, top - 0.008, back - 0.055])
    lat, lon = np.meshgrid(
        np.linspace(0.02, np.pi - 0.02, rows), np.linspace(0, 2 * np.pi, columns), indexing="ij"
    )
    d = np.stack([np.sin(lat) * np.sin(lon), -np.cos(lat), -np.sin(lat) * np.cos(lon)], -1).reshape(
        -1, 3
    )
    points = centre + d * radius * [1, 0.85, 1] * (1 + 0.03 * folds(d * 0.05, 0.03, seed))[:, None]
    r, c = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = r * columns + c
    faces = np.concatenate(
        [
            np.stack([a, a + columns, a + 1], -1).reshape(-1, 3),
            np.stack([a + 1, a + columns, a + columns + 1], -1).reshape(-1, 3),
        ]
    )
    if (vertex_normals(points, faces) * d).sum() < 0:
        faces = faces[:, ::-1]
    weights = np.zeros((len(points), len(nude.rig.bones)), np.float32)
    weights[:, nude.rig.index("head")] = 1
    uv = np.stack([(lon.ravel() - np.pi) * HEAD_RADIUS, lat.ravel() * 0.04 - 0.9], 1).astype(
        np.float32
    )
    return MeshPiece(
        points.astype(np.float32),
        faces.astype(np.int32),
        weights,
        uv,
        np.full(len(points), -1, np.int32),
        "hair",
        "hair",
    )
