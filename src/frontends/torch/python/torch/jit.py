"""TorchScript's marks, without effect: what is scripted or traced runs as it is written."""

import typing
from typing import Final

from _skipline.no_effect import NoEffect

from .nn.modules.module import Module


class ScriptModule(Module):
    pass


class ScriptFunction:
    """Never the class of anything here."""


RecursiveScriptModule = TopLevelTracedModule = TracedModule = ScriptModule


def is_scripting() -> bool:
    return False


is_tracing = is_scripting


def annotate(the_type, the_value):
    return the_value


def isinstance(obj, target_type) -> bool:
    import builtins

    return builtins.isinstance(obj, typing.get_origin(target_type) or target_type)


def Attribute(value, type):
    return value


def script(obj=None, *args, **kwargs):
    return obj if obj is not None else lambda function: function


def trace(func=None, *args, **kwargs):
    return func if func is not None else lambda function: function


trace_module = freeze = optimize_for_inference = trace


def ignore(drop=False, **settings):
    return drop if callable(drop) else lambda function: function


def export(function):
    return function


unused = script_method = interface = script_if_tracing = _overload = _overload_method = export
_script_if_tracing = script_if_tracing


def fork(func, *args, **kwargs):
    from .futures import Future

    return Future._of(func(*args, **kwargs))


def wait(future):
    return future.wait()


def save(*args, **kwargs) -> None:
    pass


def load(f, *args, **kwargs):
    from _skipline.inert import UnsupportedOperation

    raise UnsupportedOperation(
        "Skipline cannot trace torch.jit.load: it reads a compiled model, which has no source"
    )


strict_fusion = NoEffect


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.jit.{name}")
