"""Measures by networks whose files a user names: known answers, and files that are none."""

import hashlib
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from paper_doll import poses
from pose2video.errors import UserError
from pose2video.films.frames import read_frames, write_frames
from pose2video.metrics.named import measures_of
from pose2video.metrics.named.faces import MESH, SIDE, TEMPLATE, aligned, cosine, five_points
from pose2video.metrics.named.frechet import frechet_distance
from pose2video.metrics.named.measuring import measured
from pose2video.planning.networks import check_networks, network_files
from tiny_onnx import tiny_features

torch = pytest.importorskip("torch")

from safetensors.torch import save_file  # noqa: E402

from pose2video.perception.lpips import Lpips  # noqa: E402

SIZE = (96, 80)


def seen_face(count, middle=(48, 40), scale=0.4, angle=0.0):
    """Poses whose faces lie on the template, turned, scaled and moved; and the five points."""
    found = poses(count)
    turn = scale * np.exp(1j * angle)
    z = (TEMPLATE - TEMPLATE.mean(axis=0)) @ (1, 1j) * turn + complex(*middle)
    points = np.stack([z.real, z.imag], axis=1)
    keypoints = found.keypoints.copy()
    first = found.layout.parts["face"].start
    keypoints[:, first : found.layout.parts["face"].stop] = middle
    for which, point in zip(MESH, points, strict=True):
        keypoints[:, [first + i for i in which]] = point
    confidence = np.ones_like(found.confidence)
    return found.changed(keypoints=keypoints, confidence=confidence, frame_size=SIZE), points


@pytest.fixture(scope="module")
def lpips_files(tmp_path_factory):
    """AlexNet and heads by chance, as torchvision and lpips name them."""
    folder = tmp_path_factory.mktemp("lpips")
    torch.manual_seed(0)
    shapes = {
        0: (64, 3, 11),
        3: (192, 64, 5),
        6: (384, 192, 3),
        8: (256, 384, 3),
        10: (256, 256, 3),
    }
    trunk, heads = {"classifier.1.weight": torch.ones(2, 2)}, {}
    for stage, (number, (out, into, side)) in enumerate(shapes.items()):
        trunk[f"features.{number}.weight"] = torch.randn(out, into, side, side) / (into * side**2)
        trunk[f"features.{number}.bias"] = torch.randn(out) / 10
        heads[f"lin{stage}.model.1.weight"] = torch.rand(1, out, 1, 1)
    torch.save(trunk, folder / "alexnet.pth")
    save_file(heads, folder / "heads.safetensors")
    return SimpleNamespace(trunk=folder / "alexnet.pth", heads=folder / "heads.safetensors",
                           tensors=trunk | heads)  # fmt: skip


def test_the_frechet_distance_is_that_of_two_normal_distributions():
    rng = np.random.default_rng(0)
    a, b = rng.normal(0, 1, (400, 3)), rng.normal(1, 2, (500, 3))
    covariances = [np.cov(x.T) for x in (a, b)]
    values = np.linalg.eigvals(covariances[0] @ covariances[1])
    known = ((a.mean(0) - b.mean(0)) ** 2).sum() + sum(np.trace(c) for c in covariances)
    known -= 2 * np.sqrt(values.real.clip(0)).sum()
    assert frechet_distance(a, b) == pytest.approx(known, rel=1e-9)
    assert frechet_distance(a, a) == pytest.approx(0, abs=1e-9)
    wide = rng.normal(0, 1, (5, 2048))  # fewer pictures than features
    assert frechet_distance(wide, wide + 1) == pytest.approx(2048, rel=1e-9)


def test_a_face_is_laid_on_the_template_however_it_is_turned_and_small_ones_are_left_out():
    found, points = seen_face(1, scale=0.6, angle=0.5)
    np.testing.assert_allclose(five_points(found, 0), points, atol=1e-4)
    picture = np.zeros((80, 96, 3), np.uint8)
    for x, y in points:
        cv2.circle(picture, (round(x), round(y)), 2, (255, 255, 255), -1)
    face = aligned(picture, points)
    assert face.shape == (SIDE, SIDE, 3)
    for x, y in TEMPLATE:
        assert face[round(y), round(x), 0] > 150
    assert five_points(seen_face(1, scale=0.2)[0], 0) is None
    assert cosine(np.array([1.0, 0]), np.array([-2.0, 0])) == -1 and cosine(*np.zeros((2, 3))) == 0


def test_lpips_is_the_published_arithmetic(lpips_files):
    """Against the formula of the paper, written with torch's own layers, one after the other."""
    distance, tensors = Lpips(lpips_files.trunk, lpips_files.heads), lpips_files.tensors
    torch.manual_seed(1)
    a, b = torch.rand(2, 1, 3, 64, 80) * 2 - 1
    shift = torch.tensor([-0.030, -0.088, -0.188]).reshape(1, 3, 1, 1)
    scale = torch.tensor([0.458, 0.448, 0.450]).reshape(1, 3, 1, 1)

    def stages(x):
        x, found, f = (x - shift) / scale, [], torch.nn.functional
        for number, stride, edge in ((0, 4, 2), (3, 1, 2), (6, 1, 1), (8, 1, 1), (10, 1, 1)):
            x = f.max_pool2d(x, 3, 2) if number in (3, 6) else x
            weight, bias = (tensors[f"features.{number}.{k}"] for k in ("weight", "bias"))
            x = f.relu(f.conv2d(x, weight, bias, stride, edge))
            found.append(x / (x.norm(dim=1, keepdim=True) + 1e-10))
        return found

    pairs = zip(stages(a), stages(b), strict=True)
    known = sum(
        ((x - y) ** 2 * tensors[f"lin{i}.model.1.weight"]).sum(1).mean()
        for i, (x, y) in enumerate(pairs)
    )
    assert float(distance(a, b)) == pytest.approx(float(known), rel=1e-4)
    assert float(distance(a, a)) == pytest.approx(0, abs=1e-9)


def test_all_that_is_named_is_measured_and_what_cannot_be_says_why(tmp_path, lpips_files):
    rng = np.random.default_rng(2)
    true = [rng.integers(0, 100, (SIZE[1], SIZE[0], 3), np.uint8) for _ in range(4)]
    for name, shown in (("true", true), ("made", [255 - image for image in true])):
        write_frames(tmp_path / name, shown, 10, SIZE, {})
    network = {"file": str(tiny_features(tmp_path / "net.onnx", 112))}
    networks = {"face_identity": network, "frechet": {"colours": network},
                "lpips": {"trunk": lpips_files.trunk, "heads": lpips_files.heads}}  # fmt: skip
    found, _ = seen_face(4)
    picture = (true[0], found.frame(0))

    def rows(shown, truth):
        frames = read_frames(tmp_path / shown)
        return {r["metric"]: r for r in measured(frames, found, picture, truth, networks)}

    same, other = rows("true", tmp_path / "true"), rows("made", tmp_path / "true")
    assert (
        list(same) == list(measures_of(networks)) == ["face_identity", "lpips", "frechet_colours"]
    )
    for name in ("frechet_colours", "lpips"):
        assert same[name]["value"] == pytest.approx(0, abs=1e-9)
    assert other["frechet_colours"]["value"] > 0.01 and other["lpips"]["value"] > 0
    assert same["face_identity"]["value"] > other["face_identity"]["value"]
    unknown = rows("made", None)
    assert unknown["lpips"]["value"] is None
    assert unknown["frechet_colours"]["note"] == "the truth is not known"
    found = seen_face(4, scale=0.1)[0]
    assert rows("made", None)["face_identity"]["note"] == "no face, or a small one, is found"


def test_files_are_checked_before_anything_runs(tmp_path, lpips_files):
    onnx = tiny_features(tmp_path / "net.onnx", 32)
    digest = hashlib.sha256(onnx.read_bytes()).hexdigest()
    lpips = {"trunk": str(lpips_files.trunk), "heads": str(lpips_files.heads)}
    good = {"frechet": {"fid": {"file": str(onnx), "sha256": digest}}, "lpips": lpips}
    check_networks(good)
    check_networks({})
    assert network_files(good) == [str(lpips_files.trunk), str(lpips_files.heads), str(onnx)]
    assert list(measures_of(good)) == ["lpips", "fid"]
    (tmp_path / "text.pth").write_text("weights")
    text, absent = str(tmp_path / "text.pth"), str(tmp_path / "absent.onnx")
    trunk = {"trunk": text, "heads": good["lpips"]["heads"]}
    swapped = {"trunk": good["lpips"]["heads"], "heads": good["lpips"]["heads"]}
    for networks, said in (
        (
            {"face_identity": {"file": absent}},
            r"networks\.face_identity\.file: .* not there",
        ),
        ({"face_identity": {"file": text}}, r"networks\.face_identity\.file: .* not an ONNX file"),
        ({"lpips": trunk}, r"networks\.lpips\.trunk: .* not what torch\.save writes"),
        ({"lpips": swapped}, r"has no tensor features\.0\.weight"),
        ({"frechet": {"fid": {"file": str(onnx)}}}, "call it fid and give its file's sha256"),
        ({"frechet": {"my_fid": {"file": str(onnx), "sha256": digest}}}, "choose another name"),
        ({"frechet": {"fvd": {"file": str(onnx)}}}, "rename it"),
        ({"frechet": {"net": {"file": str(onnx), "sha256": "0" * 64}}}, "has the sha256"),
    ):
        with pytest.raises(UserError, match=said):
            check_networks(networks)


def test_tensors_of_another_network_and_pickles_of_code_are_refused(tmp_path, lpips_files):
    with pytest.raises(UserError, match=r"has no lin0\.model\.1\.weight"):
        Lpips(lpips_files.trunk, lpips_files.trunk)
    torch.save({"features.0.weight": print}, tmp_path / "code.pth")
    with pytest.raises(UserError, match="cannot be read as tensors by name"):
        Lpips(tmp_path / "code.pth", lpips_files.heads)
    torch.save([1, 2], tmp_path / "list.pth")
    with pytest.raises(UserError, match="holds no state dict"):
        Lpips(tmp_path / "list.pth", lpips_files.heads)
    onnx = tiny_features(tmp_path / "three.onnx", 32, (1, 3, 4))
    frames = write_and_read(tmp_path / "film")
    networks = {"frechet": {"net": {"file": str(onnx)}}}
    with pytest.raises(UserError, match="features of one picture"):
        measured(frames, None, (None, None), frames.folder, networks)


def write_and_read(folder):
    write_frames(folder, [np.zeros((SIZE[1], SIZE[0], 3), np.uint8)] * 2, 10, SIZE, {})
    return read_frames(folder)
