"""How the Appearance Control Model is taught: in two stages on a data set, or read from a file."""
