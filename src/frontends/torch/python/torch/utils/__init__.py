"""`torch.utils`."""

from . import _pytree, checkpoint, data


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.utils.{name}")


__all__ = ["_pytree", "checkpoint", "data"]
