"""Networks that paint and networks that judge, each with the published names of its tensors."""
