"""Trained generators: networks that learn from a character's film to paint it in a pose."""
