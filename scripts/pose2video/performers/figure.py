"""A performer put together: body, eyes, hair and clothes as one mesh with one atlas."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.bodies.marks import Marks
from pose2video.bodies.model import BodyModel
from pose2video.bodies.rig import Rig
from pose2video.performers import garments, lofts
from pose2video.performers.charts import Atlas, cloth
from pose2video.performers.garments import LIMB_RADIUS, TORSO_RADIUS, Nude
from pose2video.performers.hair import hair_pieces
from pose2video.performers.mesh import vertex_normals
from pose2video.performers.render import Figure
from pose2video.performers.shading import MATERIAL_NAMES
from pose2video.performers.skin import skin_charts, skin_pieces
from pose2video.performers.vocabulary import EXPRESSIONS
from pose2video.triangles.occlusion import baked_occlusion
from pose2video.triangles.textures import linear

HIDDEN_M = 0.03  # metres inside a garment at which the body below it is left out
SLEEVES = {"none": 0.22, "short": 0.72, "elbow": 1.05, "three_quarter": 1.5, "long": 1.97}
LEGS = {"shorts": 0.0, "cropped": 0.72, "long": 0.99}
SKIRTS = {"short": 0.72, "knee": 1.05, "long": 1.55}


@dataclass(frozen=True, eq=False)
class DressedPerformer:
    """A performer's body and what it wears.

    Attributes:
        rig: Skeleton of the body. nude: The body at rest. marks: Points for contacts.
        figure: What is drawn. sole: Metres from the ankle down to the sole.
    """

    rig: Rig
    nude: Nude
    marks: Marks
    figure: Figure
    sole: float


def dress(model: BodyModel, performer: dict, metres_per_sample: float) -> DressedPerformer:
    """Make a performer's body and clothes.

    Args:
        performer: As `load_performer` gives it.
        metres_per_sample: How finely the camera sees it; textures are painted no finer.
    """
    points, heads = model.rest(performer["phenotype"])
    rig = Rig.build(model.bones, model.parents, heads)
    nude = Nude.build(model, rig, points)
    clothes, hidden = [], np.zeros(len(points), bool)
    atlas = Atlas()
    fine = max(metres_per_sample, 0.0006)
    for seed, garment in enumerate(performer["clothes"]):
        pieces, field = _sew(nude, garment, seed)
        names = {p.chart: f"{p.chart}{seed}" for p in pieces}
        for piece in pieces:
            _cloth_chart(
                atlas, names[piece.chart], piece.chart, piece.uv, garment, seed, max(fine, 0.0012)
            )
        clothes += [replace(p, chart=names[p.chart]) for p in pieces]
        hidden |= field > HIDDEN_M
    bare = ~hidden[model.faces].all(axis=1)
    looks = performer["looks"]
    hair = hair_pieces(
        nude,
        looks["hair"]["style"],
        looks["beard"] if looks["beard"] in ("short", "full") else "none",
        looks["hair"].get("recede_m", 0.0),
        7,
    )
    pieces = [*skin_pieces(nude, bare), *hair, *clothes]
    skin_charts(atlas, looks, fine, model)
    locate = atlas.pack()
    starts = np.cumsum([0] + [len(p.points) for p in pieces])
    all_points = np.concatenate([p.points for p in pieces])
    faces = np.concatenate([p.faces + s for p, s in zip(pieces, starts, strict=False)]).astype(
        np.int32
    )
    normals = np.concatenate([vertex_normals(p.points, p.faces) for p in pieces])
    open_sky = baked_occlusion(all_points + 0.004 * normals, normals, faces)
    counts = [len(p.faces) for p in pieces]
    source = np.concatenate([p.source for p in pieces])
    moved, actions = _expressions(model, source)
    figure = Figure(
        points=all_points,
        faces=faces,
        weights=np.concatenate([p.weights for p in pieces]),
        uv=np.concatenate([locate(p.chart, p.uv) for p in pieces]),
        atlas=atlas.image,
        open_sky=(0.25 + 0.75 * np.clip(open_sky * 1.12, 0, 1)).astype(np.float32),
        material=np.repeat([MATERIAL_NAMES.index(p.material) for p in pieces], counts),
        group=np.repeat(np.arange(len(pieces)), counts),
        two_sided=np.repeat([p.two_sided for p in pieces], counts),
        fine=np.repeat(
            [p.chart in ("head", "eye", "mouth", "hair", "beard") for p in pieces], counts
        ),
        actions=actions,
        moved=moved,
    )
    feet = model.segment("foot.L")
    sole = points[model.faces[feet], 1].max() - rig.heads[rig.index("foot.L")][1]
    barefoot = 0.0 if any(g["kind"] == "shoes" for g in performer["clothes"]) else -0.012
    return DressedPerformer(
        rig,
        nude,
        Marks.build(model, rig, points, nude.normals),
        figure,
        float(sole + 0.012 + barefoot),
    )


def _sew(nude, garment, seed):
    kind = garment["kind"]
    if kind == "shirt":
        return garments.shirt(
            nude,
            SLEEVES[garment.get("sleeve", "long")],
            garment.get("neck", "crew"),
            garment.get("below_hip_m", 0.03),
            seed,
            garment.get("loose_m", 0.008),
        )
    if kind == "trousers":
        return garments.trousers(
            nude, LEGS[garment.get("length", "long")], seed, garment.get("loose_m", 0.007)
        )
    if kind == "skirt":
        return lofts.skirt(
            nude, SKIRTS[garment.get("length", "knee")], garment.get("flare_m", 0.06)
        )
    return lofts.shoes(nude, garment.get("height_m", 0.03))


def _cloth_chart(atlas, name, kind, uv, garment, seed, texel):
    if name in atlas.charts:
        return
    low, high = uv.min(axis=0) - 0.01, uv.max(axis=0) + 0.01
    radius = {"sleeve": LIMB_RADIUS}.get(kind, TORSO_RADIUS)
    low[0], high[0] = -np.pi * radius, 1.35 * np.pi * radius
    if kind == "shoes":
        low, high = uv.min(axis=0) - 0.01, uv.max(axis=0) + 0.01

    def paint(u, v):
        round_ = (u + np.pi * radius) % (2 * np.pi * radius) - np.pi * radius
        image = cloth(u if kind == "shoes" else round_, v, garment, seed, 1.2 * texel)
        if kind == "shoes":
            white = np.clip((v + 0.012) / 0.002, 0, 1)[..., None]
            image = image + white * (linear(garment.get("sole", [225, 222, 215])) - image)
        if kind == "trousers":  # a waistband and a hem
            top = v - low[1] - 0.01
            image = image * (1 - 0.25 * np.exp(-(((top - 0.035) / 0.004) ** 2)))[..., None]
        if kind in ("shirt", "sleeve", "skirt"):
            edge = high[1] - 0.01 - v
            image = image * (1 - 0.22 * np.exp(-(((edge - 0.018) / 0.003) ** 2)))[..., None]
        if kind == "shirt" and garment.get("buttons"):
            image = image * (1 - 0.25 * np.exp(-(((u - 0.014) / 0.0022) ** 2)))[..., None]
            far = np.hypot(u, (v % 0.085) - 0.04)
            image = image + np.clip((0.0058 - far) / 0.001, 0, 1)[..., None] * (
                linear([235, 230, 220]) - image
            )
        return image

    atlas.add(name, low, high, texel, paint)


def _expressions(model, source):
    """How each expression moves the figure's points."""
    names = list(model.action_names)
    table = np.zeros((len(EXPRESSIONS), len(model.reference), 3), np.float32)
    for row, parts in zip(table, EXPRESSIONS.values(), strict=True):
        for action, share in parts.items():
            row += share * model.actions[names.index(action)]
    busy = np.abs(table).max(axis=(0, 2)) > 1e-5
    moved = np.flatnonzero((source >= 0) & busy[np.maximum(source, 0)])
    return moved, table[:, source[moved]]
