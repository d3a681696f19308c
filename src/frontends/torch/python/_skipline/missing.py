"""Answers for names of torch that have no stand-in: harmless until a tensor reaches them."""

from .inert import Inert, UnsupportedOperation


def missing_attribute(qualified: str) -> Inert:
    if qualified.rpartition(".")[2].startswith("__"):
        raise AttributeError(qualified)
    return Inert(qualified)


def missing_module_class(name: str):
    """A class of `torch.nn` that is not there yet: its name can be used anywhere, a call of an instance is an error."""
    if name.startswith("__") or not name[:1].isupper():
        return missing_attribute(f"torch.nn.{name}")
    from torch.nn.modules.module import Module

    def construct(self, *args, **kwargs):
        Module.__init__(self)

    def forward(self, *args, **kwargs):
        raise UnsupportedOperation(f"Skipline cannot trace torch.nn.{name} yet")

    return type(name, (Module,), {"__init__": construct, "forward": forward, "__module__": "torch.nn"})
