"""Failures inside of torch in the terms of who called it: the layer or the function, and the shapes that disagree."""

from dataclasses import dataclass, field

from . import calls, spans, syntax
from .expectations import disagreement, shape_text

_TORCH = "/skipline/torch/"

#: Passes calls on to the functions that it registers.
_REGISTRY = "/torch/_ops/registry.py"


@dataclass
class Failure:
    """What the frames between the user's innermost line and the failure tell."""

    #: Modules that were called from there on, outermost first, with what they were given.
    layers: list[tuple[object, tuple]] = field(default_factory=list)
    #: The function of torch that the user called, `cat`.
    function: str = ""
    #: The ONNX operator that refused its inputs.
    operator: str = ""
    inputs: tuple = ()
    #: Local variables of the function of torch that the user called.
    locals: dict[str, object] = field(default_factory=dict)


def failure_of(error: BaseException) -> Failure:
    from torch import _tensor

    found = Failure()
    traceback = error.__traceback__
    while traceback is not None:
        frame = traceback.tb_frame
        code = frame.f_code
        if code.co_filename in spans.source_lines:
            position = spans.position_of(code, traceback.tb_lasti)
            found = Failure(function=syntax.called_name(syntax.node_at(code.co_filename, position)))
        elif code is calls.run.__code__:
            found.layers.append((frame.f_locals["module"], frame.f_locals["args"]))
        elif code is _tensor.operate.__code__:
            found.operator, found.inputs = frame.f_locals["operator"], frame.f_locals["inputs"]
        elif code.co_filename.endswith(_REGISTRY):
            pass
        elif _TORCH in code.co_filename and not found.layers and not found.locals:
            found.locals = dict(frame.f_locals)
            if code.co_name in _OPERATIONS:
                found.function = code.co_name
        traceback = traceback.tb_next
    return found


def name_of(module) -> str:
    """`Conv2d layer1.0.conv2`."""
    path = calls.paths.get(id(module), "")
    return f"{type(module).__name__} {path}" if path else type(module).__name__


def layer_failure(failure: Failure) -> tuple[str, object] | None:
    """A sentence and the layer to blame: the outermost whose input is not what it expects."""
    for module, args in failure.layers:
        sentence = disagreement(module, name_of(module), args)
        if sentence is not None:
            return sentence, module
    return None


def related_to(module) -> list[dict[str, object]]:
    """Where the layer was constructed."""
    source = module.__dict__.get("_skipline_source")
    if source is None:
        return []
    return [{"span": spans.as_json(*source), "message": f"{name_of(module)} is constructed here."}]


def operator_sentence(failure: Failure, text: str) -> str:
    """The message of an operator without the words of ONNX."""
    shapes = [tuple(tensor.shape) for tensor in failure.inputs if tensor is not None]
    describe = _SENTENCES.get(failure.operator)
    sentence = describe(failure, shapes) if describe is not None else None
    return sentence or _renamed(failure, text)


def called(failure: Failure) -> str:
    """Whom the user called: a layer, or a function of torch."""
    if failure.layers:
        return name_of(failure.layers[-1][0])
    name = failure.function
    return f"the operation {_OPERATIONS[name]}" if name in _OPERATIONS else name or "this operation"


def _renamed(failure: Failure, text: str) -> str:
    words = text.split(" ", 1)
    if failure.operator and words[0] == failure.operator and len(words) == 2:
        text = f"{called(failure)} {words[1]}"
    return text[:1].upper() + text[1:] if failure.layers or not failure.function else text


_OPERATIONS = {
    f"__{lead}{name}__": sign
    for name, sign in {
        "add": "+",
        "sub": "-",
        "mul": "*",
        "truediv": "/",
        "floordiv": "//",
        "matmul": "@",
        "pow": "**",
        "mod": "%",
    }.items()
    for lead in ("", "r", "i")
}


def _broadcast(verb: str):
    def sentence(failure: Failure, shapes: list[tuple[int, ...]]) -> str | None:
        if len(shapes) != 2:
            return None
        first, second = shapes
        clash = next(
            (
                (first[axis], second[axis])
                for axis in range(-1, -min(len(first), len(second)) - 1, -1)
                if first[axis] != second[axis] and 1 not in (first[axis], second[axis])
            ),
            None,
        )
        if clash is None:
            return None
        return (
            f"Tensors of the shapes {shape_text(first)} and {shape_text(second)} cannot be {verb}: "
            f"{clash[0]} and {clash[1]} differ, and neither is 1."
        )

    return sentence


def _concat(failure: Failure, shapes: list[tuple[int, ...]]) -> str | None:
    axis = failure.locals.get("dim", failure.locals.get("axis", 0))
    names = " and ".join(dict.fromkeys(map(shape_text, shapes)))
    if len({len(shape) for shape in shapes}) > 1:
        return f"{failure.function or 'cat'} cannot join the shapes {names}: they have not the same number of axes."
    clash = next(
        (
            (place, sorted({shape[place] for shape in shapes}))
            for place in range(len(shapes[0]))
            if isinstance(axis, int)
            and place != axis % len(shapes[0])
            and len({shape[place] for shape in shapes}) > 1
        ),
        None,
    )
    if clash is None:
        return None
    place, extents = clash
    return (
        f"{failure.function or 'cat'} cannot join the shapes {names} along axis {axis}: "
        f"axis {place} must agree, but it is {' and '.join(map(str, extents))}."
    )


def _product(failure: Failure, shapes: list[tuple[int, ...]]) -> str | None:
    if len(shapes) < 2 or not shapes[0] or not shapes[1]:
        return None
    left, right = shapes[0], shapes[1]
    if failure.function == "linear":
        return _weighted(left, right[0])
    inner = right[-2] if len(right) > 1 else right[0]
    if left[-1] == inner:
        return (
            f"Matrices of the shapes {shape_text(left)} and {shape_text(right)} cannot be multiplied: "
            "their batches disagree."
        )
    return (
        f"Matrices of the shapes {shape_text(left)} and {shape_text(right)} cannot be multiplied: "
        f"the left one has {left[-1]} columns, the right one {inner} rows."
    )


def _linear(failure: Failure, shapes: list[tuple[int, ...]]) -> str | None:
    if len(shapes) < 2 or failure.function != "linear":
        return _product(failure, shapes)
    return _weighted(shapes[0], shapes[1][-1])


def _weighted(given: tuple[int, ...], features: int) -> str:
    return (
        f"linear has a weight for {features} input features, "
        f"but its input has {given[-1]} (shape {shape_text(given)})."
    )


def _reshape(failure: Failure, shapes: list[tuple[int, ...]]) -> str | None:
    from torch._tensor import elements_of

    target = elements_of(failure.inputs[1]) if len(failure.inputs) > 1 else None
    if target is None:
        return None
    count = 1
    for extent in shapes[0]:
        count *= extent
    wanted = [int(extent) for extent in target]
    product = 1
    for extent in wanted:
        product *= extent if extent != -1 else 1
    text = "×".join("?" if extent == -1 else str(extent) for extent in wanted) or "scalar"
    needs = f"a multiple of {product:,}" if -1 in wanted else f"{product:,}"
    return (
        f"A tensor of shape {shape_text(shapes[0])} has {count:,} elements, "
        f"but {failure.function or 'view'} to {text} needs {needs}."
    )


_SENTENCES = {
    "Add": _broadcast("added"),
    "Sub": _broadcast("subtracted"),
    "Mul": _broadcast("multiplied"),
    "Div": _broadcast("divided"),
    "Pow": _broadcast("combined"),
    "Min": _broadcast("combined"),
    "Max": _broadcast("combined"),
    "Equal": _broadcast("compared"),
    "Greater": _broadcast("compared"),
    "GreaterOrEqual": _broadcast("compared"),
    "Less": _broadcast("compared"),
    "LessOrEqual": _broadcast("compared"),
    "And": _broadcast("combined"),
    "Or": _broadcast("combined"),
    "Concat": _concat,
    "MatMul": _product,
    "Gemm": _linear,
    "Reshape": _reshape,
}
