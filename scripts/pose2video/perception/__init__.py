"""How alike two pictures look: a distance by the features of a network, and a loss of it.

`wheel` (the tensors of the package stlpips-pytorch, converted once) -> `trunks` (the networks)
-> `distance` (of two pictures) -> `loss` (for training).
"""
