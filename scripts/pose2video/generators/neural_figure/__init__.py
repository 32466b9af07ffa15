"""A figure that learns its skin: a neural texture on the character's own body."""
