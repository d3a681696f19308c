import math


def bias_for_prior(p: float) -> float:
    """Focal loss: the bias that makes a sigmoid start at p."""
    return -math.log((1 - p) / p)
