"""Shapes and types of tensors as users write them: `1x3x224x224`, `int64:2x128`, `x=1x3x32x32`."""

import re

from .errors import ChoiceError

_TYPES = ("float32", "float64", "float16", "int64", "int32", "uint8", "int8", "bool")
_SPEC = re.compile(r"^(?:(\w+)=)?(?:(\w+):)?(\d+(?:[x×]\d+)*|scalar)$")

Specification = dict[str, object]


def parse(text: str) -> Specification:
    """Raises ChoiceError where the text is none."""
    match = _SPEC.match(text)
    if not match or match.group(2) not in (None, *_TYPES):
        raise ChoiceError(
            "inputWrong", f"'{text}' is not an input: write it like 1x3x224x224 or int64:2x128."
        )
    name, kind, shape = match.groups()
    extents = [] if shape == "scalar" else [int(extent) for extent in re.split("[x×]", shape)]
    spec: Specification = {"type": kind or "float32", "shape": extents}
    return {"name": name, **spec} if name else spec


def written(spec: Specification) -> str:
    """The text that means it."""
    kind = "" if spec["type"] == "float32" else f"{spec['type']}:"
    return kind + ("x".join(map(str, spec["shape"])) or "scalar")
