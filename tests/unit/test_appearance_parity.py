"""The hand-off, a whole pass and the sampler's step give what the published networks give."""

import pytest

from parity_files import arrays_of, keys_of, weight_of

torch = pytest.importorskip("torch")

from pose2video.generators.appearance_control.names import name_in_diffusers  # noqa: E402
from pose2video.generators.controlnet.schedules import make_scheduler, step  # noqa: E402
from pose2video.generators.joined_attention import (  # noqa: E402
    Bank,
    JoinedAttention,
    join_attention,
)
from tiny_models import SCHEDULER  # noqa: E402

WIDTHS = (32, 64)  # of `magic_tiny`
SMALL = {"block_out_channels": WIDTHS, "layers_per_block": 1, "cross_attention_dim": 24}
SMALL |= {"attention_head_dim": 4, "down_block_types": ("CrossAttnDownBlock2D",) * 2}


def tensors(name):
    return {key: torch.from_numpy(array) for key, array in arrays_of(name).items()}


def filled(network, name, gain, named=lambda key: key):
    """A network with the known weights; it may have tensors that the published one has not."""
    values = {named(k): torch.from_numpy(weight_of(k, s, gain)) for k, s in keys_of(name)}
    mine = network.state_dict()
    values = {key: value for key, value in values.items() if key in mine}
    assert {key: mine[key].shape for key in values} == {k: v.shape for k, v in values.items()}
    missing, _ = network.load_state_dict(values, strict=False)
    assert all(key.startswith(("conv_norm_out", "conv_out")) for key in missing)
    return network.eval()


def near(found, wanted, atol):
    assert float((found - wanted).abs().max()) <= atol


@torch.no_grad()
def test_a_block_and_a_transformer_join_what_the_reference_left():
    from diffusers.models.attention import BasicTransformerBlock
    from diffusers.models.transformers.transformer_2d import Transformer2DModel

    block = filled(BasicTransformerBlock(32, 4, 8, cross_attention_dim=24), "magic_block", 1.5)
    spatial = Transformer2DModel(4, 16, in_channels=64, cross_attention_dim=24)
    spatial = filled(spatial, "magic_spatial", 1.0)
    for name, network, attention, tolerance in (
        ("magic_block", block, block.attn1, 1e-4),
        ("magic_spatial", spatial, spatial.transformer_blocks[0].attn1, 5e-5),
    ):
        given, bank = tensors(name), Bank()
        attention.set_processor(JoinedAttention(bank, "it"))
        bank.writing = True

        def run(x, network=network, context=given["context"]):
            found = network(x, encoder_hidden_states=context)
            return found if torch.is_tensor(found) else found.sample

        near(run(given["reference_x"]), given["write_output"], tolerance)
        near(bank.kept["it"], given["bank"], tolerance)
        bank.writing, bank.sides = False, range(len(given["x"]))
        near(run(given["x"]), given["read_output"], tolerance)
        bank.sides = [None] * len(given["x"])
        near(run(given["x"]), given["plain_output"], tolerance)


@torch.no_grad()
def test_with_nothing_in_the_bank_it_is_self_attention_to_the_bit():
    from diffusers.models.attention import BasicTransformerBlock

    torch.manual_seed(0)
    block, x, context = (
        BasicTransformerBlock(32, 4, 8, cross_attention_dim=24),
        *(torch.randn(3, tokens, width) for tokens, width in ((16, 32), (5, 24))),
    )
    plain, bank = block(x, encoder_hidden_states=context), Bank()
    block.attn1.set_processor(JoinedAttention(bank, "it"))
    bank.sides = (0,)
    assert torch.equal(block(x, encoder_hidden_states=context), plain)
    bank.kept["it"] = x[:1]
    assert not torch.equal(block(x, encoder_hidden_states=context), plain)


@torch.no_grad()
def test_a_whole_pass_with_reference_and_pose():
    from diffusers import ControlNetModel, UNet2DConditionModel

    def named(key):
        return name_in_diffusers(key, blocks=1)

    up = {"up_block_types": ("CrossAttnUpBlock2D",) * 2}
    writer = filled(UNet2DConditionModel(**SMALL, **up), "magic_tiny_acm", 1.0, named)
    reader = filled(UNet2DConditionModel(**SMALL, **up), "magic_tiny_unet", 1.0, named)
    pose = filled(ControlNetModel(**SMALL), "magic_tiny_pose", 1.0, named)
    given, bank = tensors("magic_tiny"), Bank()
    time, text = given["timestep"], given["context"]
    join_attention(writer, bank, writes=True)
    join_attention(reader, bank)
    writer(given["reference_latent"], time, encoder_hidden_states=text)
    assert len(bank.kept) == 7
    for kept, number in zip(bank.kept.values(), range(7), strict=True):
        near(kept, given[f"bank{number}"], 2e-4)
    down, middle = pose(given["x"], time, text, given["hint"], return_dict=False)
    for number, residual in enumerate([*down, middle]):
        near(residual, given[f"pose_residual{number}"], 2e-4)

    def predicted(sees, posed=False):
        bank.sides = [0 if sees else None]
        told = {"down_block_additional_residuals": down, "mid_block_additional_residual": middle}
        return reader(given["x"], time, text, **(told if posed else {})).sample

    bank.sides = [None, 0]  # both sides of the guidance in one pass
    told = [torch.cat([torch.zeros_like(part), part]) for part in (*down, middle)]
    against, towards = reader(
        given["x"].expand(2, -1, -1, -1),
        time,
        text.expand(2, -1, -1),
        down_block_additional_residuals=told[:-1],
        mid_block_additional_residual=told[-1],
    ).sample.chunk(2)
    near(against + 7 * (towards - against), given["image_cfg_7"], 1e-3)
    near(predicted(True, posed=True), given["eps_bank_pose"], 2e-4)
    near(predicted(True), given["eps_bank_only"], 2e-4)
    near(predicted(False), given["eps_uncond"], 2e-4)


def test_steps_of_ddim_are_those_of_the_original():
    given = tensors("magic_ddim")

    def guided(x=0.0):
        against, towards = given["eps_uncond"], given["eps_cond"]
        against, towards = 0.3 * x + 0.1 * against, 0.3 * x + 0.1 * towards
        return against + 7 * (towards - against)

    scheduler, times = make_scheduler(SCHEDULER, "ddim", 50, 1.0, "cpu")
    assert times.flip(0).tolist() == given["ddim_timesteps_50"].tolist()
    eps = given["eps_uncond"] + 7 * (given["eps_cond"] - given["eps_uncond"])
    for index in (49, 25, 1, 0):
        t = given[f"index{index}_t"]
        found = step(scheduler, eps, t, given["x"], None)
        wanted = given[f"index{index}_x_prev"]
        near(found, wanted, 1e-5 * float(wanted.abs().max()))
    x = given["x"]
    for t in times:
        x = step(scheduler, guided(x), t, x, None)
    near(x, given["toy50_result"], 1e-5 * float(x.abs().max()))
