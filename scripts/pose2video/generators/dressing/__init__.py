"""A body that wears the photograph: what is found out once, and how a frame of it is drawn."""
