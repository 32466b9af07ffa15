"""Teaching the models one person: two phases on the pictures of a character."""
