"""`torch.fx`: a model is its own graph module, as Skipline draws its graph from the run itself."""

from .nn.modules.module import Module


class GraphModule(Module):
    pass


class Proxy:
    """Never the class of anything here."""


class Node:
    """Never the class of anything here."""


def wrap(fn_or_name):
    return fn_or_name


def symbolic_trace(root, concrete_args=None):
    return root


def has_side_effect(fn):
    return fn


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.fx.{name}")
