"""Global-Flow-Local-Attention: a picture performs poses by flows and local attention."""
