"""The networks that paint and judge: as published, and of any size."""

import numpy as np
import pytest

from parity_files import arrays_of, fill, keys_of

torch = pytest.importorskip("torch")

from pose2video.generators.everybody_dance_now.published import derived  # noqa: E402
from pose2video.generators.pose_to_picture.networks.face_judge import FaceJudge  # noqa: E402
from pose2video.generators.pose_to_picture.networks.face_unet import FaceUNet  # noqa: E402
from pose2video.generators.pose_to_picture.networks.pix2pixhd import (  # noqa: E402
    GlobalGenerator,
    LocalEnhancer,
    MultiscaleDiscriminator,
)
from pose2video.generators.pose_to_picture.networks.scaled_judge import ScaledJudge  # noqa: E402
from pose2video.generators.pose_to_picture.networks.spade import SpadeGenerator  # noqa: E402
from pose2video.generators.pose_to_picture.networks.starts import begin  # noqa: E402
from pose2video.generators.pose_to_picture.networks.temporal import TemporalJudge  # noqa: E402
from pose2video.generators.pose_to_picture.networks.unet import UNet  # noqa: E402
from pose2video.generators.pose_to_picture.networks.vanilla import (  # noqa: E402
    MapToPicture,
    PatchJudge,
    VectorToPicture,
    halvings,
)

NETWORKS = {
    "taichi_vanilla1": (lambda: VectorToPicture(26, 3, (64, 64)), 1.5, 1e-4),
    "taichi_vanilla2": (lambda: MapToPicture(3, 3), 1.0, 1e-4),
    "taichi_gan_d": (lambda: PatchJudge(3, dropout=0.0), 1.5, 1e-4),
    "edn_global": (lambda: GlobalGenerator(6, 3, 16, downs=3, blocks=2), 1.0, 1e-4),
    "edn_local": (lambda: LocalEnhancer(6, 3, 8, 3, blocks=2, local_blocks=2), 1.0, 1e-4),
    "edn_multid": (lambda: MultiscaleDiscriminator(12, 8, layers=3, scales=2), 1.0, 2e-5),
    "edn_face_global": (lambda: GlobalGenerator(6, 3, 64, downs=3, blocks=5), 1.0, 1e-4),
    "edn_face_d": (lambda: FaceJudge(6), 1.7, 5e-5),
    "edn_face_unet": (lambda: FaceUNet(6, 3), 1.0, 1e-4),
    "cuhk_face_g": (
        lambda: GlobalGenerator(3, 3, 64, downs=2, blocks=6, norm=torch.nn.BatchNorm2d), 1.2, 1e-4
    ),
    "cuhk_face_d": (ScaledJudge, 10.0, 5e-5),
}  # fmt: skip
# Mean, spread and two pixels of each network's output for `fill` and `asked`, as agreed with the
# published ones
GOLDEN = {
    "taichi_vanilla1": (-0.083407, 0.184559, -0.090384, 0.034756),
    "taichi_vanilla2": (0.009935, 0.168954, 0.019714, 0.006948),
    "taichi_gan_d": (0.268407, 0.143969, 0.103686, 0.161911),
    "edn_global": (0.073316, 0.615348, 0.885614, 0.929972),
    "edn_local": (0.015202, 0.482622, -0.631386, 0.587719),
    "edn_multid": (0.201779, 0.302445, 0.349759, 0.202549),
    "edn_face_global": (-0.060324, 0.545040, 0.485831, -0.404455),
    "edn_face_d": (-0.392502, 0.849205, -0.872234, -0.547765),
    "edn_face_unet": (0.106260, 0.639556, 0.589879, 0.298717),
    "cuhk_face_g": (0.214884, 0.564579, 0.973958, -0.732251),
    "cuhk_face_d": (0.218629, 0.204535, 0.447569, 0.006863),
}


def asked(name):
    """A fixed input of a network."""
    shape = (2, 26, 1, 1) if name == "taichi_vanilla1" else (2, keys_of_input(name), 64, 64)
    return torch.from_numpy(np.random.default_rng(3).random(shape, np.float32))


def keys_of_input(name):
    few = dict.fromkeys(("taichi_vanilla2", "taichi_gan_d", "cuhk_face_g", "cuhk_face_d"), 3)
    return (few | {"edn_multid": 12}).get(name, 6)


def ran(network, *inputs):
    with torch.no_grad():
        return network(*(torch.as_tensor(x) for x in inputs))


def summary(output):
    if isinstance(output, list):
        output = torch.cat([x[..., :5, :5].mean(dim=1).ravel() for scale in output for x in scale])
    flat = output.double().ravel()
    numbers = torch.stack([flat.mean(), flat.std(), flat[len(flat) // 3], flat[-7]])
    return numbers.numpy()


@pytest.mark.parametrize("name", NETWORKS)
def test_tensors_and_outputs_are_those_published(name):
    arrays = arrays_of(name)
    make, gain, tolerance = NETWORKS[name]
    network = fill(make(), gain)
    mine = {key: tuple(tensor.shape) for key, tensor in network.state_dict().items()}
    wanted = dict(keys_of(name))
    if name == "cuhk_face_d":  # which also holds what is made of `weight_org`
        wanted = {key: shape for key, shape in wanted.items() if not derived(key, wanted)}
    assert mine == wanted
    if name == "edn_multid":
        for kind in ("real", "fake"):
            for scale, seen in enumerate(ran(network, arrays[f"{kind}_input"])):
                for layer, found in zip(("feat0", "feat1", "feat2", "feat3", "pred"), seen,
                                        strict=True):  # fmt: skip
                    if (wanted := arrays.get(f"{kind}_scale{scale}_{layer}")) is not None:
                        found = found[:, : wanted.shape[1]]
                        np.testing.assert_allclose(found, wanted, rtol=0, atol=tolerance)
        return
    outputs = {"output_eval": False, "output": False, "output_train": True}
    outputs |= {"output_train_dropout_off": True, "output_train_first_image_alone": True}
    for key, training in outputs.items():
        if key in arrays:
            network.train(training)
            found = ran(network, arrays["input"][:1] if "alone" in key else arrays["input"])
            if name == "cuhk_face_d":
                [[features, found]] = found
                seen = arrays[f"{key.replace('output', 'features')}_first16ch"]
                np.testing.assert_allclose(features[:, :16], seen, rtol=0, atol=tolerance)
                found = found[:, 0]
            np.testing.assert_allclose(found, arrays[key], rtol=0, atol=tolerance)


@pytest.mark.parametrize("name", NETWORKS)
def test_they_give_what_was_agreed(name):
    make, gain, _ = NETWORKS[name]
    found = summary(ran(fill(make(), gain).eval(), asked(name)))
    np.testing.assert_allclose(found, GOLDEN[name], rtol=0, atol=2e-4)


@pytest.mark.parametrize(("size", "times"), [((64, 64), 4), ((64, 96), 4), ((256, 256), 6)])
def test_a_vector_becomes_a_picture_of_any_size(size, times):
    assert halvings(size) == times
    network = begin(VectorToPicture(26, 4, size))
    assert ran(network, torch.zeros(1, 26, 1, 1)).shape == (1, 4, *size[::-1])
    weights = torch.cat([p.ravel() for n, p in network.named_parameters() if p.dim() == 4])
    assert abs(float(weights.detach().std()) - 0.02) < 1e-3


def test_a_unet_begins_as_nothing_and_sees_the_place():
    network = UNet(5, 4, (8, 16, 24))
    x = torch.rand(2, 5, 32, 48)
    assert not ran(network, x).any()
    torch.nn.init.normal_(network.last.weight)
    x.requires_grad_(True)
    network(x)[0, 0, 20, 30].backward()
    assert float(x.grad[1].abs().max()) == 0  # the picture beside it
    assert float(x.grad[0, :, 20, 30].abs().max()) > 0


def test_spade_and_the_judge_of_motion_keep_their_shapes():
    assert ran(SpadeGenerator(5, 4, (8, 16)), torch.rand(1, 5, 32, 48)).shape == (1, 4, 32, 48)
    assert ran(TemporalJudge(7, 8), torch.rand(1, 7, 3, 32, 48)).shape == (1, 1, 3, 3, 5)
