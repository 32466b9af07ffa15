"""Poses: one domain type, its file, its skeletons, its geometry."""
