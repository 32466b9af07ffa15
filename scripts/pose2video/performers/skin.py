"""What is bare of a body: skin with its tints, the inside of mouth and eyes, the eyeballs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pose2video.performers.charts import hair_texture
from pose2video.performers.faces import landmarks_on_chart, paint_eye, paint_head
from pose2video.performers.hair import HEAD_RADIUS, head_chart
from pose2video.triangles.textures import linear


def skin_pieces(nude, bare):
    """Pieces of bare skin, cavities and eyes.

    Args:
        nude: The `Nude`. bare: `(F,)` bool, faces that no garment hides.
    """
    model, p = nude.model, nude.points
    n = len(p)
    skin = nude.skin()
    head_uv = head_chart(model.reference)
    tint = np.full(n, 0.5, np.float32)
    for s in "LR":
        hand = np.unique(model.faces[model.segment(f"hand.{s}")])
        facing = nude.normals[hand] @ nude.rig.neutral[nude.rig.index(f"wrist.{s}")].T
        inward = facing[:, 0] * (-1 if s == "L" else 1)
        tint[hand] = np.where(inward > 0.35, 0.15, 0.5)
        for number in range(1, 6):
            for k in (1, 2, 3):
                joint = nude.head(f"finger{number}-{k}.{s}")
                close = np.linalg.norm(p[hand] - joint, axis=1) < 0.013
                tint[hand[close & (inward < 0)]] = 0.75
            last, before = (
                nude.rig.index(f"finger{number}-3.{s}"),
                nude.head(f"finger{number}-2.{s}"),
            )
            along = p[hand] - nude.rig.heads[last]
            direction = nude.rig.heads[last] - before
            reach = along @ direction / np.linalg.norm(direction)
            own = model.weights[hand, last] > 0.8
            if own.any():
                back = (
                    facing[:, 0] * (1 if s == "L" else -1) > 0.45
                    if number > 1
                    else facing[:, 2] < -0.3
                )
                tint[hand[own & back & (reach > 0.45 * reach[own].max())]] = 1.0
    plain = np.stack([tint, np.full(n, 0.1, np.float32)], axis=1)
    pieces = []
    segments = (
        (("body", "hand.L", "hand.R", "foot.L", "foot.R"), plain, "skin", "skin"),
        (("head",), head_uv, "head", "skin"),
        (("eye_cavity.L", "eye_cavity.R"), np.full((n, 2), 0.05, np.float32), "mouth", "mouth"),
        (("mouth_cavity", "tongue"), np.full((n, 2), 0.15, np.float32), "mouth", "mouth"),
    )
    for names, uv, chart, material in segments:
        piece = replace(skin, uv=uv.astype(np.float32), chart=chart, material=material)
        pieces.append(piece.only(model.segment(*names) & bare))
    for s in "LR":
        faces = model.segment(f"eye_front.{s}", f"eye_back.{s}")
        middle = model.reference[np.unique(model.faces[faces])].mean(axis=0)
        uv = (model.reference[:, :2] - middle[:2]).astype(np.float32)
        pieces.append(replace(skin, uv=uv, chart="eye", material="eye").only(faces))
    return pieces


def skin_charts(atlas, looks, fine, model):
    """Paint the charts of skin, mouth, head, eyes and hair.

    Args:
        atlas: The `Atlas` to add to. looks: The performer's looks.
        fine: Metres per texture pixel of the head. model: The `BodyModel`.
    """
    base = linear(looks["skin"]["tone"])

    def paint_skin(u, v):
        stops = np.array([0, 0.3, 0.42, 0.6, 0.75, 0.9, 0.96, 1.1])
        pale = base + (np.float32([0.80, 0.55, 0.45]) - base) * 0.28
        nail = base * 0.55 + np.float32([0.85, 0.58, 0.52]) * 0.45
        colours = np.stack(
            [
                pale,
                pale,
                base,
                base,
                base * [1.02, 0.80, 0.76],
                base * [1.02, 0.82, 0.78],
                nail,
                nail,
            ]
        )
        return np.stack([np.interp(u, stops, colours[:, k]) for k in range(3)], axis=-1)

    def paint_mouth(u, v):
        socket = base * [0.75, 0.45, 0.42]
        return np.where((u < 0.1)[..., None], socket, np.float32([0.16, 0.025, 0.025]))

    marks = landmarks_on_chart(model.reference)
    edge = np.pi * HEAD_RADIUS
    atlas.add("skin", (0, 0), (1.1, 0.2), 0.02, paint_skin)
    atlas.add("mouth", (0, 0), (0.2, 0.1), 0.01, paint_mouth)
    atlas.add(
        "head", (-edge, -0.96), (edge, -0.66), fine, lambda u, v: paint_head(u, v, looks, marks)
    )
    atlas.add(
        "eye", (-0.017, -0.017), (0.017, 0.017), 0.0004, lambda u, v: paint_eye(u, v, looks["eyes"])
    )
    curly = looks["hair"]["style"] == "afro"
    colours = {
        "hair": looks["hair"]["color"],
        "beard": looks.get("beard_color", looks["hair"]["color"]),
    }
    for name, colour in colours.items():
        atlas.add(
            name,
            (-edge, -0.97),
            (1.3 * edge, -0.45),
            max(fine, 0.001),
            lambda u, v, c=colour: hair_texture((u + edge) % (2 * edge) - edge, v, c, 4, curly),
        )
