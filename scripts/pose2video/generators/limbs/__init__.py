"""Arms and hands of the body model in the picture's sleeves and skin, and the picture's pieces."""
