"""The networks of Global-Flow-Local-Attention, in plain PyTorch."""
