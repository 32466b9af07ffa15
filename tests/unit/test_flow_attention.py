"""Global-Flow-Local-Attention: its networks, losses and pose maps."""

import json

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from parity_files import PLACE, arrays_of, fill, keys_of, weight_of  # noqa: E402
from pose2video.generators.flow_attention.flow_losses import (  # noqa: E402
    affine_irregularity,
    gram,
    sampling_mistake,
    warped,
)
from pose2video.generators.flow_attention.joints import COCO, HUMAN36M  # noqa: E402
from pose2video.generators.flow_attention.networks.animator import Animator  # noqa: E402
from pose2video.generators.flow_attention.networks.judges import (  # noqa: E402
    FrameJudge,
    MotionJudge,
)
from pose2video.generators.flow_attention.networks.local_attention import (  # noqa: E402
    LocalAttention,
    patches,
)
from pose2video.generators.flow_attention.pose_maps import colour, pose_maps  # noqa: E402


@pytest.mark.parametrize("side", [64, 128])
def test_the_animator_gives_what_the_published_one_gives(side):
    arrays = tensors(f"gfla_dance{side}")
    aliases = json.loads((PLACE / "aliases.json").read_text())["gfla_dance"]
    net = fill(Animator(), 1.0)
    names = {key for key, _ in keys_of("gfla_dance")} - {group[0] for group in aliases}
    assert set(net.state_dict()) == names
    reference = arrays["ref_image"], arrays["reference_pose"]
    previous = arrays["previous_image"], arrays["previous_pose"]
    with torch.no_grad():
        frames = list(net(reference, arrays["target_poses"], previous))
        begun = next(net(reference, arrays["target_poses"])) if side == 64 else None
    for number, frame in enumerate(frames, 1):
        near(frame.picture, arrays[f"frame{number}_image"], 2e-4)
        for name, flows, masks in zip("pr", frame.flows, frame.masks, strict=True):
            for level, flow, mask in zip((3, 2), flows, masks, strict=True):
                near(flow, arrays[f"frame{number}_flow_{name}_level{level}"], 2e-4)
                near(mask, arrays[f"frame{number}_mask_{name}_level{level}"], 2e-4)
    if begun:
        near(begun.picture, arrays["start_none_frame1_image"], 2e-4)


@pytest.mark.parametrize("window", [3, 5, 4])
def test_local_attention_and_its_gradients_are_the_published_ones(window):
    arrays = tensors("gfla_attn")
    attend = fill(LocalAttention(8, window), 2.0)
    source, target, flow = (arrays[n].requires_grad_() for n in ("source", "target", "flow"))
    given = attend(source, target, flow)
    near(given, arrays[f"k{window}_output"], 2e-6)
    near(attend.weights(source, target, flow), arrays[f"k{window}_softmax"], 2e-6)
    near(patches(source, flow, window)[:, :2], arrays[f"k{window}_source_blocks"], 2e-6)
    (given * arrays["grad_out"]).sum().backward()
    for name, tensor in (("source", source), ("target", target), ("flow", flow)):
        near(tensor.grad, arrays[f"k{window}_grad_{name}"], 1e-5)


@pytest.mark.parametrize(("kind", "judge"), [("spatial", FrameJudge), ("temporal", MotionJudge)])
def test_judges_give_what_the_published_ones_give(kind, judge):
    arrays, judge = tensors(f"gfla_disc_{kind}"), judge()
    values = {
        key: arrays[f"uv::{key}"]
        if key.endswith(("_u", "_v"))
        else torch.from_numpy(np.asarray(weight_of(key, shape, 1.0), np.float32))
        for key, shape in keys_of(f"gfla_disc_{kind}")
    }
    judge.load_state_dict(values)
    with torch.no_grad():
        near(judge.eval()(arrays["input"]), arrays["output_eval"], 2e-6)
        judge.train()
        near(judge(arrays["input"]), arrays["output_train_call1"], 2e-6)
        near(judge(arrays["input"]), arrays["output_train_call2"], 2e-6)


def test_losses_are_the_published_ones():
    arrays = tensors("gfla_losses")
    flows = {level: arrays[f"flow_level{level}"].requires_grad_() for level in (3, 2)}
    features = {
        level: (arrays[f"target_relu{layer}"], arrays[f"source_relu{layer}"])
        for level, layer in ((3, "4_1"), (2, "3_1"))
    }
    affine = affine_irregularity(flows[3], 3) + affine_irregularity(flows[2], 5)
    relative(affine, arrays["affine_total"])
    assert affine_irregularity(arrays["flow_affine"], 3) == pytest.approx(0, abs=1e-4)
    wrong = sum(sampling_mistake(*features[level], flows[level]) for level in flows)
    relative(wrong, arrays["correct_total"])
    masked = sum(
        sampling_mistake(*features[level], flows[level], arrays["mask"]) for level in flows
    )
    relative(masked, arrays["correct_total_masked"])
    resized = sampling_mistake(*features[2], flows[3])
    relative(resized, arrays["correct_flow8_used_at_16_relu3_1"])
    for loss, name in ((affine, "affine"), (wrong, "correct")):
        for level, given in zip(
            flows, torch.autograd.grad(loss, list(flows.values())), strict=True
        ):
            expected = arrays[f"{name}_grad_level{level}"]
            near(given, expected, 1e-5 * float(expected.abs().max()))
    near(gram(features[3][0]), arrays["gram_of_target_relu4_1"], 1e-5)


def test_the_warp_by_a_gaussian_is_the_published_one():
    arrays = tensors("gfla_resample")
    for taps, sigma in ((4, 2), (2, 5)):
        given = warped(arrays["source"], arrays["flow"], taps, sigma)
        near(given, arrays[f"out_k{taps}_sigma{sigma}"], 1e-5)


@pytest.mark.parametrize(("name", "joints"), [("coco", COCO), ("h36m", HUMAN36M)])
@pytest.mark.parametrize("moved", ["", "_affine"])
def test_pose_maps_are_the_published_ones(name, joints, moved):
    arrays = arrays_of("gfla_pose")
    points = arrays[f"{name}{moved}_joints_yx"].T[:, ::-1].copy()
    points[(points == 0).any(1)] = np.nan
    maps = pose_maps(points, (256, 256), joints, scaled=False)
    np.testing.assert_array_equal(maps[17:].transpose(1, 2, 0), arrays[f"{name}{moved}_bone_rgb"])
    summed = arrays[f"{name}{moved}_maps_sum_over_joints_quarter"]
    np.testing.assert_allclose(maps[:17].sum(0)[::4, ::4], summed, atol=1e-5)
    assert [colour(joint) for joint in range(17)] == [tuple(c) for c in arrays["colour_map_17"]]


def test_a_joint_at_zero_is_a_joint():
    points = np.full((17, 2), np.nan)
    points[5], points[6] = (0, 0), (40, 0)
    maps = pose_maps(points, (64, 32), COCO)
    assert maps.shape == (20, 32, 64) and maps.dtype == np.float32
    assert maps[5, 0, 0] == 1 and maps[6, 0, 40] == 1
    assert not maps[[0, 1, 2, 3, 4, *range(7, 17)]].any()
    assert (maps[17:, 0, 20] == 1).all() and (maps[17:, 20] == -1).all()
    published = pose_maps(points, (64, 32), COCO, scaled=False)
    assert published[5, 0, 0] == 1 and not published[17:].any()


def test_attention_brings_the_source_from_where_the_flow_points():
    source = torch.rand(1, 2, 9, 12, generator=torch.Generator().manual_seed(0))
    flow = torch.zeros(1, 2, 9, 12)
    flow[:, 0], flow[:, 1] = 2, -1
    cells = patches(source, flow, 3)
    # the middle cell of each patch is the place itself
    near(cells[:, :, 4::3, 1:-9:3][:, :, :, :-1], source[:, :, :-1, 2:-2][:, :, :, :8], 1e-5)
    attend = LocalAttention(2, 3)
    for parameter in attend.parameters():
        torch.nn.init.zeros_(parameter)
    flat = torch.full_like(source, 0.7)
    near(attend(flat, source, flow), flat / 9, 1e-6)  # weights of 1 / 9 each, and a mean


def test_a_true_flow_is_no_mistake():
    generator = torch.Generator().manual_seed(0)
    source = torch.randn(1, 6, 12, 12, generator=generator)
    target = torch.roll(source, (-2, -3), (2, 3))
    flow = torch.tensor([3.0, 2.0]).view(1, 2, 1, 1).expand(1, 2, 12, 12)
    inside = torch.zeros(1, 1, 12, 12)
    inside[..., 1:8, 1:7] = 1
    sharp = warped(source, flow, 2, 0.05)
    near((sharp - target) * inside, torch.zeros_like(source), 1e-4)
    right = sampling_mistake(target, source, flow, inside)
    assert right < sampling_mistake(target, source, flow + 3, inside) - 0.1


def tensors(name):
    return {key: torch.from_numpy(np.asarray(value)) for key, value in arrays_of(name).items()}


def near(given, expected, atol):
    torch.testing.assert_close(given, expected, atol=atol, rtol=0)


def relative(given, expected):
    assert float(given.detach()) == pytest.approx(float(expected), rel=1e-5)
