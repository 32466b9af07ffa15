"""Hands of the body model, drawn in the colours of a photograph."""
