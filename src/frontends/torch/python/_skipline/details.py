"""What a repair of a failed model must know beyond the place of the failure: shapes, modules, constructor arguments."""

import inspect

from . import calls, spans

#: Other instances of a class whose arguments are told; a repair has to suit each of them.
_MOST_INSTANCES = 100

_SIMPLE = (bool, int, float, str, type(None))


def remember(module, args: tuple, kwargs: dict) -> None:
    """Keeps the plain arguments of a constructor. Anything else could be large, or be copied with the module."""
    module.__dict__["_skipline_arguments"] = (
        tuple(_plain(value) for value in args),
        tuple((name, _plain(value)) for name, value in kwargs.items()),
    )


class _Other:
    """Stands for an argument that is no plain value."""


def _plain(value):
    if type(value) in _SIMPLE:
        return value
    if type(value) is tuple and all(type(item) in _SIMPLE for item in value):
        return value
    return _Other


def of(error: BaseException) -> dict[str, object] | None:
    """For a failure while a model ran; None where no module was called yet."""
    from torch import _tensor

    operation: dict[str, object] = {}
    call = None
    root = None
    frames: list = []
    traceback = error.__traceback__
    while traceback is not None:
        frame = traceback.tb_frame
        code = frame.f_code
        if code is calls.run.__code__:
            called = frame.f_locals
            root = root or called.get("module")
            if called.get("path") is not None:
                call = called
        elif code is _tensor.operate.__code__:
            operation = {
                "operator": frame.f_locals.get("operator"),
                "shapes": [_shape(tensor) for tensor in frame.f_locals.get("inputs", ()) if tensor is not None],
            }
        elif code.co_filename in spans.source_lines:
            frames.append(frame.f_locals.get("self"))
        traceback = traceback.tb_next
    if root is None or call is None:
        return None
    inputs = calls.tensors_in((call.get("args"), call.get("kwargs")))
    return {
        **operation,
        "call": {"module": call["path"], "inputs": [_shape(tensor) for tensor in inputs]},
        # Innermost first, as the stack of the diagnostic.
        "frames": [_frame(module, root) for module in reversed(frames)],
    }


def _shape(tensor) -> list[int]:
    return [int(extent) for extent in tensor.shape]


def _frame(module, root) -> dict[str, object] | None:
    """The module whose method a frame runs, with the arguments of its constructor; None for other functions."""
    path = calls.paths.get(id(module))
    if path is None:
        return None
    cls = type(module)
    others: list[dict[str, object]] = []
    own = _arguments(module)
    for other in root.modules():
        if type(other) is cls and len(others) < _MOST_INSTANCES:
            arguments = _arguments(other)
            if arguments != own and arguments not in others:
                others.append(arguments)
    return {"module": path, "arguments": own, "constants": _constants(cls), "others": others}


def _arguments(module) -> dict[str, object]:
    """By name, defaults included, as far as they are plain."""
    args, kwargs = module.__dict__.get("_skipline_arguments", ((), ()))
    try:
        bound = inspect.signature(type(module)).bind(*args, **dict(kwargs))
    except (TypeError, ValueError):
        return {}
    bound.apply_defaults()
    return {
        name: list(value) if type(value) is tuple else value
        for name, value in bound.arguments.items()
        if type(value) in _SIMPLE
        or (type(value) is tuple and value and all(type(item) in _SIMPLE for item in value))
    }


def _constants(cls: type) -> dict[str, int]:
    """Whole numbers that the class or its bases define, such as `expansion`."""
    found: dict[str, int] = {}
    for base in reversed(cls.__mro__):
        if not base.__module__.startswith("torch"):
            found.update({name: value for name, value in vars(base).items() if type(value) is int})
    return {name: value for name, value in found.items() if not name.startswith("__")}
