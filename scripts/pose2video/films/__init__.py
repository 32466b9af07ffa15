"""Films, frames and pictures: read, cut, written."""
