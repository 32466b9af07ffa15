"""The perceptual distance: its numbers, and that it sees what people see."""

import cv2
import numpy as np
import pytest
import torch

from pose2video.errors import UserError
from pose2video.perception import wheel
from pose2video.perception.distance import Distance
from pose2video.perception.loss import PerceptualLoss

# noise, blur and a shift by one pixel at (96, 41): computed with the package itself
PUBLISHED = {
    "alex": (0.1023366, 0.7812672, 0.0048618),
    "vgg": (0.3618335, 0.7704636, 0.0145265),
}


@pytest.fixture(params=["alex", "vgg"])
def net(request):
    return request.param


@pytest.fixture
def distance(net, perception):
    return Distance(net, perception)


def tensor(*pictures):
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1


def noisy(picture, strength):
    noise = np.random.default_rng(0).normal(0, strength, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def blurred(picture):
    return cv2.GaussianBlur(picture, (0, 0), 3)


def small(astronaut, size):
    return cv2.resize(astronaut, size, interpolation=cv2.INTER_AREA)


def test_the_numbers_are_the_published_ones_and_pictures_come_in_batches(net, distance, astronaut):
    picture = small(astronaut, (96, 41))
    others = tensor(noisy(picture, 25), blurred(picture), np.roll(picture, 1, 1))
    found = distance(tensor(*[picture] * 3), others)
    np.testing.assert_allclose(found, PUBLISHED[net], atol=1e-5)


def test_what_is_converted_again_has_the_same_bytes(perception, tmp_path):
    wheel.convert("alex", tmp_path / "again.safetensors")
    once, again = perception / "alex.safetensors", tmp_path / "again.safetensors"
    assert once.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("size", [(32, 32), (33, 50), (128, 128)])
def test_it_orders_pictures_as_people_do(distance, astronaut, size):
    picture = small(astronaut, size)
    others = [picture, np.roll(picture, 1, 1), blurred(picture)]
    others += [noisy(picture, strength) for strength in (10, 25, 60)]
    same, shifted, blur, *noise = distance(tensor(*[picture] * 6), tensor(*others)).tolist()
    assert same == 0
    assert shifted < blur / 4
    assert 0 < noise[0] < noise[1] < noise[2]


def test_weights_say_where_it_counts(distance, astronaut):
    picture = small(astronaut, (64, 64))
    other = picture.copy()
    other[:, 40:] = 255 - other[:, 40:]
    left, right = torch.zeros(2, 1, 1, 64, 64)
    left[..., :16], right[..., 48:] = 1, 1
    near, far, nowhere = (
        distance(tensor(picture), tensor(other), where).item()
        for where in (right, left, torch.zeros(1, 1, 64, 64))
    )
    assert near > 5 * far and nowhere == 0


def test_the_gradient_is_finite_where_nothing_is_seen_and_leads_to_the_picture(
    net, perception, astronaut
):
    wanted = tensor(small(astronaut, (48, 48)))
    loss = PerceptualLoss(net, perception)
    assert not any(parameter.requires_grad for parameter in loss.parameters())
    flat = torch.full_like(wanted, -1.0).requires_grad_()
    losses = []
    for _ in range(8):
        value = loss(flat, wanted)
        (gradient,) = torch.autograd.grad(value, flat)
        assert torch.isfinite(gradient).all()
        losses.append(value.item())
        step = gradient / gradient.abs().mean()
        flat = (flat - 0.02 * step).clamp(-1, 1).detach().requires_grad_()
    assert losses[-1] < 0.9 * losses[0]


def test_pictures_that_cannot_be_compared_are_refused(distance):
    with pytest.raises(ValueError, match="32 pixels a side"):
        distance(torch.zeros(1, 3, 31, 64), torch.zeros(1, 3, 31, 64))
    with pytest.raises(ValueError, match="equal shapes"):
        distance(torch.zeros(1, 3, 32, 64), torch.zeros(1, 3, 64, 32))


def test_files_that_are_missing_or_foreign_are_named(tmp_path, perception, monkeypatch):
    with pytest.raises(UserError, match=r"alex\.safetensors is not there"):
        Distance("alex", tmp_path)
    (tmp_path / "vgg.safetensors").write_bytes((perception / "alex.safetensors").read_bytes())
    with pytest.raises(UserError, match="other tensors"):
        Distance("vgg", tmp_path)
    (tmp_path / "alex.safetensors").write_bytes(b"nonsense")
    with pytest.raises(UserError, match="cannot be read"):
        Distance("alex", tmp_path)
    monkeypatch.setitem(wheel.SHA256, "alex", "0" * 64)
    with pytest.raises(UserError, match="not the published file"):
        wheel.convert("alex", tmp_path / "new.safetensors")
    monkeypatch.setattr(wheel, "PACKAGE", "not_installed_here")
    with pytest.raises(UserError, match=r"stlpips-pytorch==0\.0\.2"):
        wheel.convert("alex", tmp_path / "new.safetensors")
    assert not (tmp_path / "new.safetensors").exists()
