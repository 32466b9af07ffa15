"""Flows that joints lead, a painter that learns many people, and the published network."""

import json
from dataclasses import replace

import numpy as np
import pytest

from danced_footage import danced, danced_take
from paper_doll import paper_character
from pose2video.characters.motions import Motion
from pose2video.errors import UserError
from pose2video.generators import GENERATORS

torch = pytest.importorskip("torch")
pytest.importorskip("tensorboardX")

from parity_files import PLACE, arrays_of, fill  # noqa: E402
from pose2video.generators.flow_attention.networks.animator import Animator  # noqa: E402
from pose2video.generators.flow_attention.networks.leading import carried, leading  # noqa: E402
from pose2video.generators.flow_attention.people_windows import AnyBody  # noqa: E402
from pose2video.generators.flow_attention.published_checkpoint import (  # noqa: E402
    ALIASES,
    convert,
    read_published,
)
from pose2video.generators.flow_attention.published_skeletons import human36m_points  # noqa: E402
from pose2video.generators.pose_to_picture.points import POINTS, points_of, within  # noqa: E402

SIZE = (96, 128)
TINY = {
    "use": "flow_attention", "people": "dolls", "size": 64, "width": 8, "flow_width": 8,
    "frames": 1, "batch_size": 1, "steps": 2, "device": "cpu",
}  # fmt: skip


def test_a_part_comes_from_where_its_joints_were():
    old = doll_points(danced(1, seed=0))
    new = doll_points(danced(1, seed=2))
    flow, near = leading(*new, *old, SIZE)
    for a, b in (("left_elbow", "left_wrist"), ("right_hip", "right_knee")):
        ends = [POINTS.index(a), POINTS.index(b)]
        x, y = new[0][0, ends].mean(0).round().long().tolist()
        there = torch.tensor([x, y]) + flow[0, :, y, x]
        assert (there - old[0][0, ends].mean(0)).norm() < 1.5  # a pixel's rounding
        assert near[0, 0, y, x] > 0.99
    assert near[0, 0, 0, 0] < 0.05


def test_nothing_moves_where_poses_are_equal_or_have_no_joint_in_common():
    pose = doll_points(danced(1))
    picture = torch.rand(1, 4, *SIZE[::-1])
    flow, near = leading(*pose, *pose, SIZE)
    body = (near > 0.9).expand_as(picture)
    torch.testing.assert_close(carried(picture, flow)[body], picture[body], atol=1e-3, rtol=0)
    none = pose[0], torch.zeros_like(pose[1])
    flow, near = leading(*pose, *none, SIZE)
    assert not flow.any() and near.max() < 1e-3


def test_it_learns_a_set_of_people_and_performs_with_a_picture(tmp_path):
    spec = GENERATORS.spec(TINY, "generators.x")
    makes, told = GENERATORS.build(spec), GENERATORS.told(spec)
    assert (makes.needs().trained_on, makes.needs().data_set) == ("set", "dolls")
    assert not makes.needs().plate
    sheet = makes.train(dolls(tmp_path), {}, tmp_path / "model", tmp_path / "scratch", told)
    assert sheet.dtype == np.uint8
    make = makes.loaded({"model": tmp_path / "model"})
    character, motion = paper_character(), Motion(danced(3, seed=2))
    frames = list(make.generate(character, motion))
    width, height = motion.poses.frame_size
    assert len(frames) == 3 and frames[0].shape == (height, width, 3)
    lost = motion.poses.changed(confidence=0 * motion.poses.confidence)
    with pytest.raises(UserError, match="no joint in common"):
        list(make.generate(character, Motion(lost)))
    other = GENERATORS.build(GENERATORS.spec(TINY | {"width": 16}, "generators.x"))
    with pytest.raises(UserError, match="was trained with another width"):
        other.loaded({"model": tmp_path / "model"})


def test_sets_that_cannot_be_learned_are_refused(tmp_path):
    takes = dolls(tmp_path)
    long = GENERATORS.build(GENERATORS.spec(TINY | {"frames": 12}, "generators.x"))
    with pytest.raises(UserError, match="set fewer frames"):
        long.train(takes, {}, tmp_path / "model", tmp_path / "scratch", {})
    bare = [replace(take, masks=None) for take in takes]
    with pytest.raises(UserError, match="has no masks"):
        long.train(bare, {}, tmp_path / "model", tmp_path / "scratch", {})


def test_a_window_goes_with_anybody():
    poses = danced(5)
    small = poses.changed(keypoints=poses.keypoints / 2)
    one, half = AnyBody().places(poses), AnyBody().places(small)
    np.testing.assert_allclose(half, one / 2, rtol=1e-5)
    points, sure = doll_points(poses)
    seen = points[sure > 0].numpy()
    assert (seen > -1).all() and (seen < np.array(SIZE)).all()
    assert np.isnan(AnyBody().places(poses.changed(confidence=0 * poses.confidence))).all()


def test_a_published_checkpoint_is_converted_by_name(tmp_path):
    arrays = {k: torch.from_numpy(v) for k, v in arrays_of("gfla_dance64").items()}
    tensors = fill(Animator(), 1.0).state_dict()
    both = tensors | {other: tensors[mine] for other, mine in ALIASES.items()}
    names = {key for key, _ in json.loads((PLACE / "gfla_dance.keys.json").read_text())}
    assert set(both) == names
    alone = {name: tensor for name, tensor in both.items() if name not in ALIASES.values()}
    for number, rows in enumerate((both, alone)):
        path = tmp_path / f"{number}.pth"
        torch.save({f"module.{name}": tensor for name, tensor in rows.items()}, path)
        convert(path, tmp_path / f"model{number}", {})
        network = read_published(tmp_path / f"model{number}")
        with torch.no_grad():
            reference = arrays["ref_image"], arrays["reference_pose"]
            frame = next(network(reference, arrays["target_poses"][:, :1]))
        true = arrays["start_none_frame1_image"]
        torch.testing.assert_close(frame.picture, true, atol=2e-4, rtol=0)
    record = json.loads((tmp_path / "model0" / "weights.json").read_text())
    assert "no commercial use" in record["warnings"][0]
    spec = GENERATORS.spec({"use": "flow_attention", "quality": "published"}, "generators.x")
    makes = GENERATORS.build(spec)
    assert makes.needs().trained_on == "published" and not makes.needs().cuts_out
    make, motion = makes.loaded({"model": tmp_path / "model0"}), Motion(danced(1))
    frame = next(make.generate(paper_character(), motion))
    assert frame.shape == (*motion.poses.frame_size[::-1], 3) and frame.std() > 1


@pytest.mark.parametrize(
    ("tensors", "said"),
    [
        ({"kp_input.expand_conv.weight": (256, 34, 3)}, "use the smoother"),
        ({"source_previous.block0.model.0.weight": (9,)}, "of another network"),
    ],
)
def test_other_checkpoints_are_refused(tmp_path, tensors, said):
    path = tmp_path / "latest_net_G.pth"
    torch.save({name: torch.zeros(shape) for name, shape in tensors.items()}, path)
    with pytest.raises(UserError, match=said):
        convert(path, tmp_path / "model", {})


def test_the_published_preset_is_as_it_was_trained():
    block = {"use": "flow_attention", "quality": "published", "width": 16}
    with pytest.raises(Exception, match="leave out width"):
        GENERATORS.spec(block, "generators.x")


def test_human36m_has_its_middles():
    points = human36m_points(danced(2))
    np.testing.assert_allclose(points[:, 0], (points[:, 1] + points[:, 4]) / 2)
    np.testing.assert_allclose(points[:, 8], (points[:, 11] + points[:, 14]) / 2)


def dolls(folder):
    """Three films of dolls, as three people."""
    return [replace(danced_take(folder / str(k), 6), person=f"doll {k}") for k in range(3)]


def doll_points(poses):
    """Points of poses in their windows, and how sure they are, as tensors."""
    view = AnyBody()
    there = view.to_frame(view.places(poses), SIZE)
    return tuple(torch.from_numpy(part) for part in within(*points_of(poses), there))
