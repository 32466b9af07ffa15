"""How a sample's key is made up: inverse depth above, the triangle's index below."""

INDEX_BITS = 20
DEPTH_STEPS = float(1 << 40)
