"""Tensors of known content. Equal ones share a handle, since a handle stands for a value that never changes."""

import binascii
import json
import marshal
from array import array

from . import bridge

#: Longer lists are not worth comparing.
_SHARED_ELEMENTS = 256

_handles: dict[tuple, str] = {}


def forget() -> None:
    """Whenever the other side may have forgotten some of the tensors, or will treat the next ones differently."""
    _handles.clear()


def full(kind: str, shape: tuple[int, ...], value: float) -> str:
    """Handle of a tensor of an ONNX type that holds one value everywhere."""
    # Zeros of either sign are equal as numbers.
    key = (kind, shape, repr(value))
    handle = _handles.get(key)
    if handle is None:
        handle = _handles[key] = bridge.full(kind, ",".join(map(str, shape)), value)
    return handle


def listed(kind: str, shape: tuple[int, ...], values: list) -> str:
    """Handle of a tensor with these elements in row-major order: numbers, or the words `inf`, `-inf`, `nan`."""
    if len(values) > _SHARED_ELEMENTS:
        return _constant(kind, shape, values)
    try:
        key = (kind, shape, marshal.dumps(values, 2))
    except ValueError:
        return _constant(kind, shape, values)
    handle = _handles.get(key)
    if handle is None:
        handle = _handles[key] = _constant(kind, shape, values)
    return handle


def _constant(kind: str, shape: tuple[int, ...], values: list) -> str:
    extents = ",".join(map(str, shape))
    if len(values) > _SHARED_ELEMENTS:
        try:
            # Written as a text, a number takes longer to write and to read than all else that is done with it.
            return bridge.packed(kind, extents, binascii.b2a_base64(array("d", values)).decode("ascii"))
        except TypeError:
            # Some are words.
            pass
    return bridge.constant(kind, extents, json.dumps(values))
