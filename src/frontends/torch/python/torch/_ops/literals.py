"""Content of tensors as users write it: nested lists of numbers, arrays and other tensors."""

import math

from _skipline.inert import Inert

from .._tensor import Tensor, elements_of, known_elements
from .._types import NAMES, float32
from .._types import dtype as dtype_class

#: Types of numbers that need no look at each of them.
_PLAIN = frozenset((int, float))


def nested(data) -> tuple[tuple[int, ...], list, dtype_class | None]:
    """Shape and elements of nested lists, row-major, and the type that arrays or tensors among them have."""
    if isinstance(data, Inert):
        # It has every attribute, and no numbers: this says why.
        float(data)
    if isinstance(data, Tensor):
        return tuple(data.shape), known_elements(data, "torch.tensor()"), data.dtype
    if hasattr(data, "tolist") and hasattr(data, "dtype"):
        if hasattr(data, "_flat"):
            return tuple(data.shape), list(data._flat()), NAMES.get(str(data.dtype).rpartition(".")[2])
        shape, elements, _ = nested(data.tolist())
        shape = tuple(getattr(data, "shape", shape))
        return shape, elements, NAMES.get(str(data.dtype).rpartition(".")[2])
    if isinstance(data, (list, tuple)) and data and set(map(type, data)) <= _PLAIN:
        return (len(data),), list(data), None
    if isinstance(data, (list, tuple, range)):
        parts = [nested(item) for item in data]
        inner = parts[0][0] if parts else ()
        for shape, _, _ in parts:
            if shape != inner:
                raise ValueError(
                    f"expected sequence of length {inner[0] if inner else 0} at dim 1 (got {shape[0] if shape else 0})"
                )
        kinds = {kind for _, _, kind in parts}
        shared = kinds.pop() if len(kinds) == 1 else None
        return (len(parts), *inner), [element for _, elements, _ in parts for element in elements], shared
    if isinstance(data, (bool, int, float, complex)):
        return (), [data], None
    if hasattr(data, "__index__"):
        return (), [data.__index__()], None
    if hasattr(data, "__float__"):
        return (), [float(data)], None
    raise TypeError(f"new(): invalid data type '{type(data).__name__}'")


def holds_unknown(data) -> bool:
    if isinstance(data, Tensor):
        return elements_of(data) is None
    if not isinstance(data, (list, tuple)) or set(map(type, data)) <= _PLAIN:
        return False
    return any(map(holds_unknown, data))


def gathered(data) -> Tensor:
    """Nested lists that hold tensors whose content depends on the data, as one tensor."""
    from .creation import tensor
    from .joining import stack

    if isinstance(data, (list, tuple)):
        return stack([gathered(item) for item in data])
    return data if isinstance(data, Tensor) else tensor(data)


def number_of(element, kind: dtype_class = float32):
    """An element as JSON holds it, which has no infinities: the other side reads these words."""
    if kind.category == 0:
        return int(bool(element))
    if kind.category == 1:
        return int(element)
    number = float(element) if isinstance(element, float) else int(element)
    return str(number) if isinstance(number, float) and not math.isfinite(number) else number


def numbers_of(elements: list, kind: dtype_class) -> list:
    """Elements as JSON holds them; a large table of ordinary numbers is that already."""
    is_plain = set(map(type, elements)) <= ({int, float} if kind.category > 1 else {int})
    if is_plain and kind.category > 0 and all(map(math.isfinite, elements)):
        return elements
    return [number_of(element, kind) for element in elements]
