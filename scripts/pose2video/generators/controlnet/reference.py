"""Reference attention: every frame attends to the reference image's own features, too.

Without training: keys and values of the UNet's self-attention on the reference, noised to the
same time, are joined to the frame's. Source: the "reference-only" control (L. Zhang, ControlNet
discussion 1236, 2023), as MagicPose (arXiv 2311.12052) uses it with a trained copy.
"""

import torch
from diffusers.models.attention_processor import AttnProcessor2_0


class Bank:
    """What the self-attention layers of one UNet share.

    Attributes:
        writing: The pass at hand is the reference's.
        sides: Which sides of the guidance the pass at hand has; the reference's has all.
    """

    def __init__(self):
        self.writing, self.sides = False, slice(None)


class JoinedAttention(AttnProcessor2_0):
    """Self-attention that keeps its input when writing, and joins what it kept when reading."""

    def __init__(self, bank):
        super().__init__()
        self.bank, self.kept = bank, None

    def __call__(self, attn, hidden_states, encoder_hidden_states=None, *args, **kwargs):
        """As the class it extends."""
        if self.bank.writing:
            self.kept = hidden_states
        elif self.kept is not None:
            kept = self.kept[self.bank.sides]
            kept = kept.repeat_interleave(len(hidden_states) // len(kept), 0)
            encoder_hidden_states = torch.cat([hidden_states, kept], 1)
        return super().__call__(attn, hidden_states, encoder_hidden_states, *args, **kwargs)


def share_attention(unet) -> Bank:
    """Put `JoinedAttention` into the spatial self-attention layers of a UNet; their bank."""
    bank = Bank()
    processors = {
        name: JoinedAttention(bank)
        if name.endswith("attn1.processor") and "motion_modules" not in name
        else processor
        for name, processor in unet.attn_processors.items()
    }
    unet.set_attn_processor(processors)
    return bank
