"""The smoother `motion_net`: its nets, and what it does to poses."""

import json

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from parity_files import arrays_of, fill, keys_of
from performer_figure import unseen
from pose2video.errors import UserError
from pose2video.pose_pairs.converting import convert
from pose2video.poses.skeletons import load_skeleton
from pose2video.smoothers import SMOOTHERS
from pose2video.smoothers.motion_net import MotionNet, weights
from pose2video.smoothers.motion_net.applying import additions, applied_net
from pose2video.smoothers.motion_net.as_published import applied_published, faded
from pose2video.smoothers.motion_net.cleaning import bridged, cleaned
from pose2video.smoothers.motion_net.joints import JOINTS, MIRRORED, leaders
from pose2video.smoothers.motion_net.own import CleaningNet
from pose2video.smoothers.motion_net.published import MotionExtractionNet
from pose2video.smoothers.motion_net.rows import N_ROWS, rows_of, sizes
from pose2video.smoothers.savitzky_golay import SavitzkyGolay

STEADY = {"use": "chain", "steps": [{"use": "fill_gaps"}, {"use": "one_euro"}]}


def published():
    """The published network with the parity files' weights, under its published names."""
    whole = nn.Module()
    whole.kp_input = MotionExtractionNet()
    return fill(whole, 1.0).eval()


def random_net(seed=0, width=16):
    """Tensors of a net of our own that moves joints noticeably."""
    torch.manual_seed(seed)
    net = CleaningNet(N_ROWS, 2 * len(JOINTS), width)
    nn.init.normal_(net.last.weight, 0, 0.1)
    return net, {name: tensor.detach().numpy() for name, tensor in net.state_dict().items()}


def walking(poses, frames=90, seed=1):
    """The waving figure over and over, with a detector's noise and a way across the picture."""
    rng = np.random.default_rng(seed)
    at = np.abs(np.arange(frames) % 58 - 29)
    points = poses.keypoints[at] + rng.normal(0, 1, (frames, 1, 1, 2))[:, 0]
    points = points + rng.normal(0, 0.7, points.shape) + np.arange(frames)[:, None, None]
    return poses.build(points, poses.confidence[at], 25, (400, 600), "holistic")


def test_the_published_net_gives_what_is_published():
    arrays, net = arrays_of("gfla_men"), published()
    assert [(k, tuple(v.shape)) for k, v in net.state_dict().items()] == keys_of("gfla_men")
    x, inner = torch.from_numpy(arrays["input"]), net.kp_input
    with torch.no_grad():
        code, expanded = inner.code(x), inner.expand_ln(inner.expand_conv(x))
        first = inner.layers_conv[0](nn.functional.leaky_relu(expanded, 0.1))
        coded = inner.layers_ln[0](first, code)
        found = {
            "output": inner(x),
            "input81_is_first81_output": inner(x[..., :81]),
            "global_code": code,
            "after_expand_ln_first8ch": expanded[:, :8],
            "adaln0_out_first8ch": coded[:, :8],
        }
    for name, value in found.items():
        np.testing.assert_allclose(value.numpy(), arrays[name], atol=2e-5)


def test_the_published_net_by_numpy_is_the_same():
    arrays = arrays_of("gfla_men")
    tensors = {name: tensor.numpy() for name, tensor in published().state_dict().items()}
    made = applied_published(tensors, arrays["input"][0].T)
    np.testing.assert_allclose(made.T, arrays["output"][0], atol=2e-5)


def test_the_net_by_numpy_is_the_net_by_torch():
    net, tensors = random_net()
    x = np.random.default_rng(0).normal(size=(110, N_ROWS)).astype(np.float32)
    with torch.no_grad():
        wanted = net(torch.from_numpy(x.T[None]))[0].numpy().T
    np.testing.assert_allclose(applied_net(tensors, x), wanted, atol=1e-5)


def test_a_new_net_adds_nothing_but_the_last_filter(waving):
    net = CleaningNet(N_ROWS, 2 * len(JOINTS), 16)
    tensors = {name: tensor.detach().numpy() for name, tensor in net.state_dict().items()}
    poses = walking(waving)
    steady = SMOOTHERS.build(SMOOTHERS.spec(STEADY, "s"))(poses)
    made, joints = cleaned(poses, tensors, 0.6), poses.layout.indices(*JOINTS)
    wanted = SavitzkyGolay()(steady).keypoints[:, joints]
    np.testing.assert_allclose(made.keypoints[:, joints], wanted, atol=1e-3)


def test_windows_of_our_own_net_leave_no_seam():
    _, tensors = random_net()
    rows = np.random.default_rng(0).normal(size=(100, N_ROWS)).astype(np.float32)
    whole = applied_net(tensors, np.pad(rows, ((40, 40), (0, 0)), mode="edge"))
    np.testing.assert_allclose(additions(tensors, rows), whole, atol=1e-6)


def test_windows_of_the_published_net_are_faded():
    """Its result hangs on the window: side by side they jump where one ends, faded they do not."""
    tensors = {name: tensor.numpy() for name, tensor in published().state_dict().items()}
    t = np.arange(240)[:, None]
    rows = (0.3 * np.sin(t / 30 + np.arange(34)) + t / 400 - 0.3).astype(np.float32)
    padded = np.pad(rows, ((40, 40), (0, 0)), mode="edge")
    starts = range(0, 240, 24)
    apart = np.concatenate([applied_published(tensors, padded[s : s + 104]) for s in starts])
    seams = np.arange(24, 240, 24)
    jumps = [np.abs(np.diff(x, axis=0))[seams - 1].mean() for x in (apart, faded(tensors, rows))]
    inside = np.abs(np.diff(apart, axis=0))[np.arange(239) % 24 != 23].mean()
    assert jumps[0] > 2 * inside and jumps[1] < 1.5 * inside


@pytest.mark.parametrize(
    "name", ["holistic", "coco_133", "halpe_136", "openpose_18", "openpose_25"]
)
def test_every_skeleton_has_the_joints_and_every_point_a_leader(name):
    layout = load_skeleton(name)
    following = leaders(layout)
    assert all(following)
    for joint in JOINTS:
        assert following[layout.index(joint)] == (layout.index(joint),)
    assert len(following) == len(layout.names[layout.parts["body"]])


def test_a_mirror_of_joints_swaps_sides():
    for joint, other in zip(JOINTS, MIRRORED, strict=True):
        assert JOINTS[other] == joint.translate({}).replace("left", "x").replace(
            "right", "left"
        ).replace("x", "right")


def test_points_of_the_body_keep_their_place_and_hands_and_face_theirs(waving):
    _, tensors = random_net()
    poses = walking(waving)
    steady = SMOOTHERS.build(SMOOTHERS.spec(STEADY, "s"))(poses)
    made = cleaned(poses, tensors, 0.6)
    moved = made.keypoints - steady.keypoints
    for point, joint in (("left_pinky", "left_wrist"), ("mouth_left", "nose")):
        by = moved[:, poses.layout.index(joint)]
        assert np.abs(by).max() > 0.1
        np.testing.assert_allclose(moved[:, poses.layout.index(point)], by, atol=1e-3)
    for part in ("left_hand", "right_hand", "face"):
        np.testing.assert_array_equal(made.part(part), steady.part(part))
    np.testing.assert_array_equal(made.depth, steady.depth)


def test_a_person_of_another_size_elsewhere_is_cleaned_alike(waving):
    _, tensors = random_net()
    poses = walking(waving)
    larger = poses.changed(keypoints=3 * poses.keypoints + (50, 80), frame_size=(1200, 1800))
    made, other = (cleaned(p, tensors, 0.6) for p in (poses, larger))
    np.testing.assert_allclose(other.keypoints, 3 * made.keypoints + (50, 80), atol=0.02)


def test_a_filled_joint_does_not_look_measured_and_a_long_gap_stays(waving):
    _, tensors = random_net()
    gap = unseen(walking(waving), "right_wrist", "right_hand", frames=slice(20, 28))
    gap = unseen(gap, "left_ankle", frames=slice(30, 70))
    made = cleaned(gap, tensors, 0.6)
    wrist, ankle = (gap.layout.index(name) for name in ("right_wrist", "left_ankle"))
    assert np.isfinite(made.keypoints[20:28, wrist]).all()
    assert (made.confidence[20:28, wrist] == 0.5).all()
    assert np.isnan(made.keypoints[30:70, ankle]).all()
    assert (made.confidence[30:70, ankle] == 0).all()


def test_nobody_and_one_frame_pass(waving):
    nobody = unseen(walking(waving, 8))
    assert np.isnan(MotionNet()(nobody).keypoints).all()
    one = waving.frame(0)
    np.testing.assert_allclose(MotionNet()(one).keypoints, one.keypoints, atol=1e-3)


def test_bridges_are_straight():
    joints = np.full((9, 17, 2), np.nan)
    joints[2, 3], joints[6, 3] = (10, 20), (30, 60)
    made = bridged(joints)
    np.testing.assert_allclose(made[4, 3], (20, 40))
    np.testing.assert_allclose(made[[0, 8], 3], [(10, 20), (30, 60)])
    assert np.isnan(made[:, 4]).all()


def test_rows_of_a_joint_that_was_never_seen_are_zero(waving):
    found = waving.keypoints[:, waving.layout.indices(*JOINTS)].astype(float)
    found[:, JOINTS.index("left_knee")] = np.nan
    confidence = np.isfinite(found[..., 0]).astype(float)
    rows = rows_of(found, found, confidence, sizes(found))
    k = JOINTS.index("left_knee")
    assert rows.shape == (30, N_ROWS) and np.isfinite(rows).all()
    assert (rows[:, 2 * k : 2 * k + 2] == 0).all() and (rows[:, -17 + k] == 1).all()


def test_a_published_checkpoint_is_converted_and_smooths(tmp_path, waving):
    state = published().state_dict()
    torch.save({"state_dict": state}, tmp_path / "latest_net_G.pth")
    convert(weights.checkpoint_in(tmp_path), tmp_path / "out", {"use": "motion_net"})
    smoother = MotionNet(weights="published").loaded({"model": tmp_path / "out"})
    poses = walking(waving, 60)
    made = smoother(poses)
    assert made.keypoints.shape == poses.keypoints.shape
    elbow = poses.layout.index("left_elbow")
    assert np.abs(made.keypoints - poses.keypoints)[:, elbow].max() > 1
    record = json.loads((tmp_path / "out" / "weights.json").read_text())
    assert "no commercial use" in record["warnings"][0]


class Evil:
    def __reduce__(self):
        return print, ("run",)


@pytest.mark.parametrize("what", ["pickle", "other", "text", "list"])
def test_other_checkpoints_are_refused(tmp_path, what, capsys):
    path = tmp_path / "net.pth"
    if what == "text":
        path.write_text("no weights")
    else:
        state = {"kp_input.expand_conv.weight": torch.zeros(3)}
        torch.save({"pickle": Evil(), "other": state, "list": [1]}[what], path)
    with pytest.raises(UserError, match=r"net\.pth"):
        convert(path, tmp_path / "out", {})
    assert "run" not in capsys.readouterr().out and not (tmp_path / "out").exists()


def test_there_must_be_one_checkpoint(tmp_path):
    with pytest.raises(UserError, match="holds 0"):
        weights.checkpoint_in(tmp_path / "absent")


def test_weights_that_are_not_the_shipped_ones_are_refused(tmp_path):
    _, tensors = random_net()
    path = tmp_path / "net.safetensors"
    save_file({k: torch.from_numpy(v) for k, v in tensors.items()}, path, {"format": "another"})
    with pytest.raises(UserError, match="not the file"):
        weights.read_weights(path, "0" * 64)
    with pytest.raises(UserError, match="no motion_net"):
        weights.read_weights(path)
    path.write_bytes(b"short")
    with pytest.raises(UserError, match="damaged"):
        weights.read_weights(path)


def test_the_shipped_weights_are_small_and_finite():
    path = weights.SHIPPED / weights.FILE
    assert path.stat().st_size < 2_000_000
    assert all(np.isfinite(tensor).all() for tensor in weights.shipped_weights().values())


def test_weights_to_be_made_ready_have_a_block_of_their_own():
    step = {"use": "motion_net", "weights": "trained"}
    with pytest.raises(UserError, match="block of its own"):
        SMOOTHERS.spec({"use": "chain", "steps": [step]}, "smoothers.mine")
    assert SMOOTHERS.needs(SMOOTHERS.spec(step, "smoothers.mine")).trained_on == "synthetic"


@pytest.mark.parametrize(
    "settings",
    [{"weights": "mine"}, {"motions": "dances"}, {"max_gap_s": -1}, {"steps": 0}, {"width": 0}],
)
def test_bad_settings_of_the_net_are_refused(settings):
    with pytest.raises(ValueError):
        MotionNet(**settings)


def test_starts_of_windows_reach_every_frame():
    tensors = {name: tensor.numpy() for name, tensor in published().state_dict().items()}
    for frames in (1, 11, 12, 13, 24, 25, 36, 37):
        rows = np.zeros((frames, 34), np.float32)
        assert np.isfinite(faded(tensors, rows)).all() and len(faded(tensors, rows)) == frames
