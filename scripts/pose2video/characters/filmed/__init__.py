"""Filmed characters: which frame of a film serves best as the character's picture."""
