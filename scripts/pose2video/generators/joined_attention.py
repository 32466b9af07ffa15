"""Self-attention that also looks at another picture: keys and values of both are joined.

One UNet, the writer, sees a reference and leaves in a bank what its self-attention layers are
given there; the reader's layers of the same names join that, along the tokens, to what they are
given themselves: `softmax(Q [K; K_bank]^T / sqrt(d)) [V; V_bank]`. The writer may be the reader
itself, untrained (the "reference-only" control: L. Zhang, ControlNet discussion 1236, 2023), or a
trained copy (the Appearance Control Model of MagicPose: Chang et al., arXiv 2311.12052).
"""

from __future__ import annotations

import torch
from diffusers.models.attention_processor import AttnProcessor2_0


class Bank:
    """What the self-attention layers of a writer leave to those of a reader.

    Attributes:
        kept: Layer's name -> what it was given, `(rows, tokens, width)`.
        writing: Whether the pass at hand is over the reference, of a UNet that reads in others.
        sides: For each side of the guidance in the pass at hand the row of `kept` that it sees;
            None where it sees none. With nothing in it the layers are as without a bank.
    """

    def __init__(self):
        """Empty."""
        self.kept, self.writing, self.sides = {}, False, ()


class JoinedAttention(AttnProcessor2_0):
    """Leaves its input in the bank when writing, joins what is there when reading."""

    def __init__(self, bank, name, writes=False):
        """`name` is the layer's in its UNet; one that `writes` does nothing else.

        So it does the same when a pass is made again for its gradient (checkpointing).
        """
        super().__init__()
        self.bank, self.name, self.writes = bank, name, writes

    def __call__(self, attn, hidden_states, encoder_hidden_states=None, *args, **kwargs):
        """As the class it extends; rows are all frames of a side, side after side."""
        bank, attend = self.bank, super().__call__
        if self.writes or bank.writing:
            bank.kept[self.name] = hidden_states
            return attend(attn, hidden_states, encoder_hidden_states, *args, **kwargs)
        kept, sides = bank.kept.get(self.name), bank.sides
        if kept is None or all(row is None for row in sides):
            return attend(attn, hidden_states, encoder_hidden_states, *args, **kwargs)
        each = len(hidden_states) // len(sides)
        if None not in sides:
            seen = torch.cat([kept[row : row + 1].expand(each, -1, -1) for row in sides])
            joined = torch.cat([hidden_states, seen], 1)
            return attend(attn, hidden_states, joined, *args, **kwargs)
        found = []
        for own, row in zip(hidden_states.split(each), sides, strict=True):
            joined = None
            if row is not None:
                joined = torch.cat([own, kept[row : row + 1].expand(each, -1, -1)], 1)
            found.append(attend(attn, own, joined, *args, **kwargs))
        return torch.cat(found)


def join_attention(unet, bank, writes=False):
    """Let the spatial self-attention layers of a UNet read from a bank, or only write to it.

    Those that read write, too, while `bank.writing`.
    """
    unet.set_attn_processor(
        {
            name: JoinedAttention(bank, name, writes)
            if name.endswith("attn1.processor") and "motion_modules" not in name
            else processor
            for name, processor in unet.attn_processors.items()
        }
    )
