"""Several people on a film: who is who, and who is meant."""
