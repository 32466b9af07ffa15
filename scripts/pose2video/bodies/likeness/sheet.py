"""One picture on which a person checks how a body was fitted to a photograph."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.bodies.body import Body
from pose2video.bodies.camera import Camera
from pose2video.bodies.likeness.evidence import Evidence
from pose2video.films.previews import label
from pose2video.triangles.meshes import draw_mesh, front, vertex_normals

HEIGHT = 720  # pixels
SKIN = np.float32([214, 190, 172])
LIGHT = np.float32([-0.45, -0.55, -0.70])
OUTLINE, FOUND, FITTED, UNSEEN = (0, 200, 255), (255, 60, 40), (60, 255, 90), (150, 150, 150)
TURNS = (45, 90)  # degrees
BODY_COLOUR = (236, 238, 240)


def check_sheet(picture, mask, body: Body, motion, evidence: Evidence) -> np.ndarray:
    """Photograph, the body over it, and the body alone, turned, side by side.

    Over the photograph: the outline of the mask, the keypoints that were found, and those of the
    body, joined to them by a line; grey where the picture does not show a point.

    Args:
        picture: uint8 RGB `(height, width, 3)`. mask: uint8 `(height, width)`.
        body: The fitted `Body`. motion: Its `BodyMotion` of one frame.
        evidence: What it was fitted to.

    Returns:
        uint8 RGB.
    """
    scale = HEIGHT / picture.shape[0]
    size = (max(2, round(picture.shape[1] * scale)), HEIGHT)
    plain = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    camera = motion.camera.resized(size)
    vertices = body.posed(body.transforms(motion)[0])
    views = [plain, _over(plain, mask, body, vertices, motion, evidence, camera, scale)]
    words = ["photograph", "red: found, green: body"]
    for degrees in TURNS:
        views.append(_turned(body, vertices, motion.translation[0], camera, degrees))
        words.append(f"turned by {degrees} deg")
    columns = [
        np.vstack([label(view.shape[1], text), view])
        for view, text in zip(views, words, strict=True)
    ]
    gap = np.full((len(columns[0]), 8, 3), 255, np.uint8)
    return np.hstack([part for column in columns for part in (column, gap)][:-1])


def _over(plain, mask, body, vertices, motion, evidence, camera, scale):
    view = plain.copy()
    drawn = plain.copy()
    _draw(drawn, vertices, body.model.faces, camera)
    view = cv2.addWeighted(view, 0.45, drawn, 0.55, 0)
    small = cv2.resize(mask, view.shape[1::-1], interpolation=cv2.INTER_AREA)
    edges, _ = cv2.findContours(np.uint8(small > 127), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(view, edges, -1, OUTLINE, 1, cv2.LINE_AA)
    fitted, _ = motion.camera.project(body.keypoints(motion)[0])
    for i in np.flatnonzero(evidence.weight > 0):
        colours = (FOUND, FITTED) if evidence.seen[i] else (UNSEEN, UNSEEN)
        found, own = (
            [round(float(v) * scale * 16) for v in p[i]] for p in (evidence.pixels, fitted)
        )
        radius = 40 if i < 33 else (22 if i < 75 else 12)
        if i < 75:
            cv2.line(view, found, own, (255, 255, 0), 1, cv2.LINE_AA, 4)
        for at, colour in zip((found, own), colours, strict=True):
            cv2.circle(view, at, radius, colour, -1, cv2.LINE_AA, 4)
    return view


def _turned(body, vertices, root, camera, degrees):
    """The body alone, turned about the vertical through its root, as large as in the picture."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    flat = Camera(camera.focal, (camera.size[0] / 2, camera.centre[1]), camera.size)
    placed = (vertices - root) @ turn.T + [0, root[1], root[2]]
    view = np.empty((camera.size[1], camera.size[0], 3), np.uint8)
    view[:] = BODY_COLOUR
    _draw(view, placed, body.model.faces, flat)
    return view


def _draw(view, vertices, faces, camera):
    """Draw the shaded mesh into a picture, in place."""
    vertices = np.asarray(vertices, np.float64)
    xy, depth = camera.project(vertices)
    normals = vertex_normals(vertices, faces)
    light = LIGHT / np.linalg.norm(LIGHT)

    def shade(values):
        n = values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-6)
        return SKIN * (0.42 + 0.62 * np.clip(n @ light, 0, 1))[:, None]

    draw_mesh(xy, depth, faces[front(xy, faces)], normals, shade, camera.size).over(view)
