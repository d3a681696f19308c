"""Copies of a model on several devices, which compute what the model computes."""

from .data_parallel import DataParallel, data_parallel
from .distributed import DistributedDataParallel

__all__ = ["DataParallel", "DistributedDataParallel", "data_parallel"]


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.nn.parallel.{name}")
