"""The config: read strictly, every fault one sentence."""
