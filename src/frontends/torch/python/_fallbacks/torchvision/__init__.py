"""torchvision, where it is not installed: the networks that others are most often made of."""

__version__ = "0.20.0"
