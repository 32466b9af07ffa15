"""The z-buffer and the meshes drawn with it."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pose2video.triangles.meshes import draw_mesh, front, look_up, vertex_normals
from pose2video.triangles.raster import interpolate, interpolate_at, rasterise, seen

SIZE = 48, 40
PACKAGE = Path(__file__).parents[2] / "scripts" / "pose2video"


def soup(seed=0, points=90, faces=120):
    """Random triangles on and beyond the canvas."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform((-10, -10), np.add(SIZE, 10), (points, 2))
    return xy, rng.uniform(0.2, 0.9, points), rng.integers(0, points, (faces, 3))


def test_random_triangles_are_those_of_a_search_at_every_sample():
    xy, inverse_depth, faces = soup(points=60, faces=14)
    keys = rasterise(xy, inverse_depth, faces, SIZE)
    y, x = np.mgrid[: SIZE[1], : SIZE[0]] + 0.5
    samples = np.stack([x.ravel(), y.ravel(), np.ones(x.size)])
    nearest, index = np.zeros(x.size), np.full(x.size, -1)
    for t, face in enumerate(faces):
        if len(set(face)) < 3:
            continue
        w = np.linalg.solve(np.vstack([xy[face].T, np.ones(3)]), samples)  # barycentric
        depth = np.where(w.min(axis=0) > 0, inverse_depth[face] @ w, 0)
        index[depth > nearest] = t
        nearest = np.maximum(depth, nearest)
    assert len(set(index)) > 8 and (index < 0).any()
    assert np.array_equal(np.where(keys > 0, seen(keys)[0], -1).ravel(), index)
    np.testing.assert_allclose(seen(keys)[1].ravel(), nearest, atol=1e-9)


def crooked_grid(cells=6, cell=8):
    """A square cut into triangles whose corners lie on samples or between them, and its side."""
    rng = np.random.default_rng(3)
    n = cells + 1
    xy = np.stack(np.meshgrid(np.arange(n), np.arange(n)), axis=-1).astype(float) * cell
    xy[1:-1, 1:-1] += rng.integers(-4, 5, (cells - 1, cells - 1, 2)) / 2
    number = np.arange(n * n).reshape(n, n)
    a, b = number[:-1, :-1].ravel(), number[:-1, 1:].ravel()
    c, d = number[1:, :-1].ravel(), number[1:, 1:].ravel()
    return xy.reshape(-1, 2), np.concatenate([np.stack([a, b, c], 1), np.stack([c, b, d], 1)])


@pytest.mark.parametrize("shift", [0.0, 0.5, 1 / 3])
def test_triangles_that_share_edges_cover_every_sample_once(shift):
    xy, faces = crooked_grid()
    size = (50, 50)
    count = sum(
        (rasterise(xy + shift, np.full(len(xy), 0.5), face[None], size) > 0).astype(int)
        for face in np.concatenate([faces[::2], faces[1::2, ::-1]])
    )
    assert count.max() == 1
    low = int(np.ceil(shift - 0.5))
    assert count.sum() == 48 * 48 == count[low : low + 48, low : low + 48].sum()


def test_the_nearer_wins_wherever_it_stands_and_of_equals_the_last():
    xy = np.array([(0, 0), (60, 0), (0, 60), (0, 0), (60, 0), (0, 60)], float)
    near_first = np.repeat([0.5, 0.4], 3)
    faces = np.arange(6).reshape(2, 3)
    for depths, wanted in [(near_first, 0), (near_first[::-1], 1), (np.full(6, 0.5), 1)]:
        keys = rasterise(xy, depths, faces, (20, 20))
        assert (seen(keys)[0] == wanted).all()
        assert seen(keys)[1] == pytest.approx(depths.max(), abs=1e-9)


def test_triangles_that_cut_each_other_change_over_where_they_meet():
    xy = np.array([(0, 0), (80, 0), (0, 80), (0, 0), (80, 0), (0, 80)], float)
    keys = rasterise(xy, np.array([0.2, 0.8, 0.2, 0.5, 0.5, 0.5]), [[0, 1, 2], [3, 4, 5]], (80, 80))
    index, covered = seen(keys)[0], keys > 0
    x = np.broadcast_to(np.arange(80) + 0.5, covered.shape)
    assert (index[covered] == (x[covered] < 40)).all()


def test_attributes_of_a_tilted_plane_are_those_of_the_ray_through_the_sample():
    corners = np.array([(-1, -1, 1.5), (1, -1, 1.5), (1, 1, 9), (-1, 1, 9)], float)
    focal, centre = 30.0, np.array([24, 20])
    xy = corners[:, :2] / corners[:, 2:] * focal + centre
    faces = np.array([[0, 1, 2], [0, 2, 3]])
    inverse_depth = 1 / corners[:, 2]
    keys = rasterise(xy, inverse_depth, faces, SIZE)
    values = interpolate(keys, xy, faces, corners, inverse_depth)
    assert values.shape == (40, 48, 3) and values.dtype == np.float32
    y, x = np.nonzero(keys)
    rays = np.column_stack([(np.column_stack([x, y]) + 0.5 - centre) / focal, np.ones(len(x))])
    normal = np.cross(corners[1] - corners[0], corners[2] - corners[0])
    true = rays * (corners[0] @ normal / (rays @ normal))[:, None]
    assert len(y) > 200
    np.testing.assert_allclose(values[y, x], true, atol=1e-4)
    np.testing.assert_allclose(1 / seen(keys[y, x])[1], true[:, 2], rtol=1e-6)
    assert not values[keys == 0].any()


def test_what_lies_beyond_the_canvas_is_cut_off_and_nothing_else():
    xy, inverse_depth, faces = soup(1)
    whole = rasterise(xy + 20, inverse_depth, faces, (88, 80))
    part = rasterise(xy, inverse_depth, faces, SIZE)
    assert np.array_equal(seen(part)[0], seen(whole[20:60, 20:68])[0])
    giant = np.array([(-1e6, -1e6), (3e6, -1e6), (-1e6, 3e6)])
    assert (rasterise(giant, np.full(3, 0.5), [[0, 1, 2]], SIZE) > 0).all()
    for shift in [(100, 0), (-100, 0), (0, 100), (0, -100)]:
        assert not rasterise(xy / 2 + shift, inverse_depth, faces, SIZE).any()


def test_triangles_without_area_or_place_and_no_triangles_draw_nothing():
    xy = np.array([(5, 5), (30, 30), (10, 10), (np.nan, 5), (np.inf, 9), (20, 5)])
    depth = np.full(6, 0.5)
    flat = [[0, 0, 0], [0, 1, 1], [0, 1, 2], [0, 1, 3], [0, 5, 4]]
    assert not rasterise(xy, depth, flat, SIZE).any()
    for faces in (np.zeros((0, 3), int), []):
        keys = rasterise(xy, depth, faces, SIZE)
        assert keys.shape == (40, 48) and not keys.any()
        assert interpolate(keys, xy, faces, np.ones((6, 2)), depth).shape == (40, 48, 2)
    assert rasterise(xy, depth, [[0, 1, 5]], (0, 0)).shape == (0, 0)
    with pytest.raises(ValueError, match="no point"):
        rasterise(xy, depth, [[0, 1, 6]], SIZE)


def test_a_thin_triangle_keeps_attributes_and_depth_within_those_of_its_corners():
    xy = np.array([(0.0, 0.49999999), (48, 0.5), (0, 0.50000001)])
    keys = rasterise(xy, np.array([0.3, 0.9, 0.4]), [[0, 1, 2]], SIZE)
    at = np.flatnonzero(keys)
    values = interpolate_at(at, keys, xy, [[0, 1, 2]], np.array([[1.0], [2], [3]]), np.ones(3))
    assert len(at) and values.min() >= 1 and values.max() <= 3
    assert 0.3 - 1e-9 <= seen(keys.ravel()[at])[1].min() <= seen(keys.max())[1] <= 0.9


def test_the_same_mesh_gives_the_same_keys_and_stays_as_it_was():
    mesh = soup(2)
    copies = [np.array(part) for part in mesh]
    for part in mesh:
        part.flags.writeable = False
    first, again = rasterise(*mesh, SIZE), rasterise(*(c[::-1][::-1] for c in copies), SIZE)
    assert np.array_equal(first, again)
    assert all(np.array_equal(a, b) for a, b in zip(mesh, copies, strict=True))


# --- meshes ---


def ball(n=40):
    """Points of a unit ball and triangles that are counter-clockwise from outside, y down."""
    u, v = np.meshgrid(np.arange(n) * 2 * np.pi / n, np.linspace(0.02, np.pi - 0.02, n))
    points = np.stack([np.cos(u) * np.sin(v), np.cos(v), np.sin(u) * np.sin(v)], -1).reshape(-1, 3)
    a = np.arange(n * (n - 1))
    b = a - a % n + (a + 1) % n
    return points, np.concatenate([np.stack([a, b, a + n], 1), np.stack([b, b + n, a + n], 1)])


def test_normals_of_a_ball_point_outward_and_its_front_faces_the_eye():
    points, faces = ball()
    normals = vertex_normals(points, faces)
    assert (normals[40:-40] * points[40:-40]).sum(axis=1).min() > 0.995
    seen_front = front(points[:, :2], faces)  # looked at along z
    middle = points[faces].mean(axis=1)[:, 2]
    assert middle[seen_front].max() < 0.1 and middle[~seen_front].min() > -0.1


def test_a_drawn_square_has_its_area_its_colour_and_its_depth():
    xy = np.array([(10.25, 5.5), (20.75, 5.5), (20.75, 9.0), (10.25, 9.0)])
    tints = np.array([(200.0, 100, 50)] * 4)
    layer = draw_mesh(xy, np.full(4, 2.0), [[0, 1, 2], [0, 2, 3]], tints, lambda v: v, SIZE)
    assert layer.window == (slice(5, 9), slice(10, 21))
    alpha = layer.colour[..., 3]
    assert alpha.sum() == pytest.approx(10.5 * 3.5) and alpha.max() == 1
    assert alpha[0, 5] == 0.5 and alpha[2, 0] == 1 and alpha[2, 10] == 0.5
    np.testing.assert_allclose(layer.colour[..., :3], alpha[..., None] * tints[0], rtol=1e-5)
    np.testing.assert_allclose(layer.depth[alpha > 0], 2, rtol=1e-6)
    picture = np.full((40, 48, 3), 20, np.uint8)
    layer.over(picture)
    assert (picture[7, 15] == (200, 100, 50)).all() and (picture[5, 15] == (110, 60, 35)).all()
    picture[layer.window] = 20
    assert (picture == 20).all()


def test_a_mesh_off_the_canvas_and_an_empty_mesh_draw_nothing():
    xy, depth = np.array([(10, 5), (20, 5), (10, 20)]) - (500, 0), np.full(3, 2.0)
    for faces in ([[0, 1, 2]], np.zeros((0, 3), int)):
        layer = draw_mesh(xy, depth, faces, np.ones((3, 3)), lambda v: v, SIZE)
        assert not layer.colour.any() and np.isinf(layer.depth).all()
        picture = np.full((40, 48, 3), 7, np.uint8)
        layer.over(picture)
        assert (picture == 7).all()


def test_a_texture_is_read_between_its_pixels():
    texture = np.arange(12, dtype=np.float32).reshape(3, 4)
    found = look_up(texture, np.array([0, 1.5, 3]), np.array([0, 0.5, 2]))
    np.testing.assert_allclose(found, [0, 3.5, 11])
    assert look_up(np.zeros((3, 4, 3), np.uint8), np.zeros(0), np.zeros(0)).shape == (0, 3)


# --- loading ---


def test_loading_is_light_and_drawing_works_where_no_cache_can_be_written(tmp_path):
    package = tmp_path / "pose2video" / "triangles"
    shutil.copytree(PACKAGE / "triangles", package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "__pycache__").touch()
    code = (
        "import sys\n"
        "from pose2video.triangles.raster import rasterise\n"
        "assert 'numba' not in sys.modules\n"
        "print((rasterise([(0, 0), (9, 0), (0, 9)], [.5] * 3, [(0, 1, 2)], (4, 4)) > 0).sum())\n"
    )
    away = {"HOME": "/dev/null", "XDG_CACHE_HOME": "/dev/null", "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=away, capture_output=True, text=True, timeout=120
    )
    assert done.stdout == "16\n", done.stderr
