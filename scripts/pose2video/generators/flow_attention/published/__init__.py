"""The dance generator of Global-Flow-Local-Attention as it was published, with its weights.

They are a local file (`checkpoint`), a picture of 256 x 256 pixels is its whole world (`showing`),
and its two skeletons are made of ours (`skeletons`). What is odd about it stays as it was learned.
"""
