"""Lifting: what flat or partial poses of other tools lack, filled in."""
