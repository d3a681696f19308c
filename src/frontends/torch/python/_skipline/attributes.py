"""Attributes of operators. Each set of them crosses to the other side once in a trace and is then an identifier."""

import json
import marshal

from . import bridge

_identifiers: dict[bytes, int] = {}


def forget() -> None:
    _identifiers.clear()


def identifier_of(attributes: dict[str, object]) -> int:
    """Of numbers, texts and lists of numbers by name."""
    try:
        key = marshal.dumps(attributes, 2)
    except ValueError:
        # Numbers of another kind, such as a tensor with one known element.
        attributes = {name: _attribute(value)[1] for name, value in attributes.items()}
        key = marshal.dumps(attributes, 2)
    identifier = _identifiers.get(key)
    if identifier is None:
        written = json.dumps({name: _attribute(value) for name, value in attributes.items()})
        identifier = _identifiers[key] = bridge.attributes(written)
    return identifier


def _attribute(value):
    """Kind and value, since JSON does not tell 1 from 1.0."""
    if isinstance(value, str):
        return ["string", value]
    if isinstance(value, (list, tuple)):
        kind = "floats" if any(isinstance(item, float) for item in value) else "ints"
        return [kind, [item if kind == "floats" else int(item) for item in value]]
    return ["float", value] if isinstance(value, float) else ["int", int(value)]
