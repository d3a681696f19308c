"""The constructed model as modules, parameters and buffers of the graph, and how their content begins."""

import json
import sys
from collections import defaultdict
from contextlib import contextmanager

from torch import _storage, _tensor
from torch._ops.initialization import Step
from torch._tensor import Storage, Tensor
from torch._types import BY_ONNX

from . import attributes, bridge, calls, constants, initial, spans

#: Parameters and buffers of the model: their storage, and its handle, shape and type before the model runs.
_state: list[tuple[Storage, tuple]] = []
#: Module, name and declared handle of each buffer.
_buffers: list[tuple[object, str, str]] = []
#: Fills that the construction of the model recorded.
_steps: list[Step] = []
#: Fills that the file recorded before any model was constructed: those of its instances.
_of_file: list[Step] = []


def forget() -> None:
    """Ends what the last trace left."""
    _state.clear()
    _buffers.clear()
    _steps.clear()


def begin_trace() -> None:
    _storage.begin_attempt()
    _tensor.grad_enabled = True
    bridge.begin_construction()
    constants.forget()
    attributes.forget()
    begin_construction()


def begin_construction() -> None:
    """What is recorded from here on is the initialization of the model."""
    _tensor.initialization = []
    calls.paths.clear()


def mark_construction() -> None:
    """What was recorded up to here is that of the file itself."""
    _of_file[:] = _tensor.initialization or []


def restart_construction() -> None:
    """Forgets an attempt at constructing and running a model; what the file itself made stays."""
    _storage.begin_attempt()
    _tensor.grad_enabled = True
    bridge.restart_construction()
    constants.forget()
    forget()
    begin_construction()
    _tensor.initialization = list(_of_file)


def restart_forward() -> None:
    """Forgets an attempt at running the model; its construction stays."""
    _storage.begin_attempt()
    for storage, first in _state:
        storage.handle, storage.shape, storage.dtype = first


def pretended_inputs(specs: list[dict[str, object]]) -> list[Tensor]:
    """Tensors of these shapes that are not part of the graph."""
    return [_tensor.undefined(tuple(spec["shape"]), BY_ONNX[spec["type"]]) for spec in specs]


def has_lazy_parameters(model) -> bool:
    """True where parameters wait for a first input, which is part of the construction of such a model."""
    from torch.nn.parameter import is_lazy

    return _tensor.initialization is not None and any(
        is_lazy(held) for held in (*model.parameters(), *model.buffers())
    )


def begin_forward(model, specs: list[dict[str, object]]) -> list[Tensor]:
    """Adds modules, parameters, buffers and inputs to the graph; operators are nodes from here on."""
    modules = list(model.named_modules())
    if _tensor.initialization is not None:
        _end_construction(modules)
    _storage.begin_attempt()
    bridge.begin_forward()
    constants.forget()
    _declare_state(modules)
    calls.paths.clear()
    calls.paths.update((id(module), path) for path, module in modules)
    definitions: dict[type, int | None] = {}
    bridge.modules(json.dumps([_described(path, module, definitions) for path, module in modules]))
    return [_input(spec) for spec in specs]


def _end_construction(modules: list[tuple[str, object]]) -> None:
    global _steps
    parameters = [tensor for _, module in modules for tensor in module._parameters.values()]
    buffers = [tensor for _, module in modules for tensor in module._buffers.values()]
    storages = {
        id(tensor._storage): tensor._storage for tensor in (*parameters, *buffers) if tensor is not None
    }
    for storage in storages.values():
        # What was written to views of it belongs to its initialization.
        storage.become_base()
    _steps, _tensor.initialization = _tensor.initialization, None
    _state.clear()
    if not storages:
        return
    # Handles of their own: equal constants may share one, parameters must not.
    handles = bridge.own(",".join([storage.handle for storage in storages.values()])).split(",")
    for storage, handle in zip(storages.values(), handles):
        storage.handle = handle
        _state.append((storage, (handle, storage.shape, storage.dtype)))


def _input(spec: dict[str, object]) -> Tensor:
    shape = tuple(spec["shape"])
    handle = bridge.input(spec["name"], spec["type"], ",".join(map(str, shape)))
    return Tensor(Storage(handle, shape, BY_ONNX[spec["type"]]))


def _declare_state(modules: list[tuple[str, object]]) -> None:
    """Says which tensors are parameters and which are buffers, each once, parameters first."""
    declared: set[int] = set()
    parameters, buffers = [], []
    _buffers.clear()
    names = _state_names(modules[0][1])
    for path, module in modules:
        lead = f"{path}." if path else ""
        for name, parameter in module._parameters.items():
            if parameter is None or id(storage := parameter._storage) in declared:
                continue
            declared.add(id(storage))
            others = [other for other in names[id(storage)] if other != lead + name]
            parameters.append((storage.handle, lead + name, bool(parameter.requires_grad), others))
    for path, module in modules:
        lead = f"{path}." if path else ""
        for name, buffer in module._buffers.items():
            if buffer is None or id(storage := buffer._storage) in declared:
                continue
            declared.add(id(storage))
            handle = storage.handle
            others = [other for other in names[id(storage)] if other != lead + name]
            is_persistent = name not in module._non_persistent_buffers_set
            buffers.append((handle, lead + name, is_persistent, others))
            _buffers.append((module, name, handle))
    bridge.state_of_model(json.dumps([parameters, buffers]))


def _state_names(model) -> dict[int, list[str]]:
    """All names that each tensor has in the state dictionary: tied tensors and modules used twice have several."""
    names: dict[int, list[str]] = defaultdict(list)

    def walk(module, lead: str, above: frozenset[int]) -> None:
        for name, held in {**module._parameters, **module._buffers}.items():
            if held is not None and name not in module._non_persistent_buffers_set:
                names[id(held._storage)].append(lead + name)
        above |= {id(module)}
        for name, child in module._modules.items():
            if child is not None and id(child) not in above:
                walk(child, f"{lead}{name}.", above)

    walk(model, "", frozenset())
    return names


def _described(path: str, module, definitions: dict[type, int | None]) -> dict[str, object]:
    """`definitions` holds the `class` lines that are known already."""
    cls = type(module)
    is_own = not cls.__module__.startswith("torch.") and cls.__module__ != "torch"
    parameters = [int(held._storage.handle) for held in module._parameters.values() if held is not None]
    buffers = [int(held._storage.handle) for held in module._buffers.values() if held is not None]
    described: dict[str, object] = {
        "path": path,
        "type": cls.__name__,
        "isUserDefined": is_own,
        "description": _description(module),
        "parameters": parameters,
        "buffers": buffers,
    }
    source = module.__dict__.get("_skipline_source")
    if source is not None:
        described["source"] = spans.identifier_of(source)
    if is_own:
        if cls not in definitions:
            definitions[cls] = _definition_of(cls)
        if definitions[cls] is not None:
            described["definition"] = definitions[cls]
    return described


def _description(module) -> str:
    try:
        return str(module.extra_repr())
    except Exception:
        return ""


def _definition_of(cls: type) -> int | None:
    """Identifier of the `class X(...):` line."""
    file = getattr(sys.modules.get(cls.__module__), "__file__", None)
    lines = spans.source_lines.get(file or "")
    line = cls.__dict__.get("__firstlineno__")
    if lines is None or line is None:
        return None
    # Decorators come first.
    while line < len(lines) and not lines[line - 1].lstrip().startswith("class "):
        line += 1
    text = lines[line - 1]
    start = len(text) - len(text.lstrip()) + 1
    end = len(text.rstrip().encode("utf-16-le", "surrogatepass")) // 2 + 1
    return spans.identifier_of((file, (line, start, line, end)))


def finish_buffers() -> None:
    """Says what the run put into the buffers that it changed."""
    for module, name, declared in _buffers:
        buffer = module._buffers.get(name)
        if buffer is not None and buffer._storage.handle != declared:
            bridge.update_buffer(declared, buffer._storage.handle)


def initialization_steps() -> list[dict[str, object]]:
    """How the model's parameters and buffers begin, in the form of the answer."""
    return initial.written(_steps, [(storage, first[0]) for storage, first in _state])


@contextmanager
def unrecorded():
    """What is computed inside is no part of the construction of the model."""
    before, _tensor.initialization = _tensor.initialization, []
    try:
        yield
    finally:
        _tensor.initialization = before
