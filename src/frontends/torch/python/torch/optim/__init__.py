"""`torch.optim`: optimizers can be made and called; training is Skipline's own."""

from . import lr_scheduler
from .optimizer import Optimizer, optimizer_class

#: Name: default learning rate (None where it has to be given).
_RATES = {
    "SGD": 1e-3, "Adam": 1e-3, "AdamW": 1e-3, "Adamax": 2e-3, "NAdam": 2e-3, "RAdam": 1e-3, "Adagrad": 1e-2,
    "Adadelta": 1.0, "RMSprop": 1e-2, "Rprop": 1e-2, "ASGD": 1e-2, "LBFGS": 1.0, "SparseAdam": 1e-3,
    "Adafactor": 1e-2, "Muon": 1e-3,
}  # fmt: skip
globals().update({name: optimizer_class(name, rate) for name, rate in _RATES.items()})


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.optim.{name}")


__all__ = ["Optimizer", "lr_scheduler", *_RATES]
