"""Triangles: meshes, the z-buffer, what hides what, textures."""
