"""Characters of nothing but arms or legs, and the bare truth of how these look in any pose."""

from pathlib import Path

import cv2
import numpy as np

from pose2video.characters.character import Character, Piece
from pose2video.generators.limbs.limb_meshes import ARM, build_limb
from pose2video.triangles.meshes import draw_mesh, front

SIZE = (480, 640)
WALL, CLOTH, SKIN, SCRAP = (20, 160, 40), (40, 60, 180), (214, 160, 130), (250, 250, 250)
SIDES = ("left", "right")


def drawn_limb(body, motion, side, sleeve, part=None, plan=ARM):
    """RGB and coverage of a limb whose cloth ends at a place along it; of one half by `part`."""
    mesh = build_limb(body, side, plan)
    xy, depth = motion.camera.project(mesh.posed(body.transforms(motion)[0]))
    of_face = mesh.along[mesh.faces].mean(axis=1)
    keep = {None: of_face > 0, 0: (of_face > 0) & (of_face < 1), 1: of_face >= 1}[part]
    faces = mesh.faces[keep]
    faces = faces[front(xy, faces)]

    def shade(found):
        return np.where(found < sleeve, np.float32(CLOTH), np.float32(SKIN))

    layer = draw_mesh(xy, depth, faces, mesh.along[:, None], shade, SIZE)
    image, cover = np.zeros((SIZE[1], SIZE[0], 3), np.float32), np.zeros(SIZE[::-1], np.float32)
    layer.over(image)
    cover[layer.window] = layer.colour[..., 3]
    return image, cover


def dressed(standing, sleeve, scrap=False, plans=(ARM,)):
    """A character of limbs, and a face to take the skin's tone from.

    Args:
        standing: The `Body` and its `BodyMotion`. sleeve: Where cloth ends along a limb.
        scrap: Whether something white lies on the lower half of the left one.
        plans: Which limbs.
    """
    body, motion = standing
    picture, points = np.full((SIZE[1], SIZE[0], 3), WALL, np.uint8), body.poses(motion)
    face = points.keypoints[0, points.layout.parts["face"]]
    cv2.fillConvexPoly(picture, cv2.convexHull(np.int32(face))[:, 0], SKIN)
    mask, pieces = np.zeros(SIZE[::-1], np.float32), []
    for plan in plans:
        for side in SIDES:
            for part, name in enumerate(plan.pieces):
                image, cover = drawn_limb(body, motion, side, sleeve, part, plan)
                flat = image / np.maximum(cover, 1e-3)[..., None]
                if scrap and side == "left" and part == 1:
                    ys = np.nonzero(cover > 0.9)[0]
                    flat[(ys.min() + ys.max()) // 2 - 4 :][:9] = SCRAP
                picture = np.where(cover[..., None] > 0, flat, picture)
                mask = np.maximum(mask, cover)
                image = np.dstack([np.clip(flat, 0, 255), 255 * cover]).astype(np.uint8)
                pieces.append(Piece(f"{side}_{name}", image, (0, 0), 8.0))
    return Character(
        picture.astype(np.uint8),
        (255 * mask).astype(np.uint8),
        np.full_like(picture, WALL, np.uint8),
        body.poses(motion),
        Path("."),
        tuple(pieces),
        motion,
    )
