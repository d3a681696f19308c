"""A configuration object whose class says what it holds, and needs to be told it: `Net(dims: ModelDimensions)`."""

import dataclasses
from types import ModuleType

from . import names
from .expressions import reference


def configuration(cls: type, module: ModuleType) -> str | None:
    """The expression that makes one; None where a field has no usual value."""
    name = reference(cls, module)
    required = [
        field
        for field in dataclasses.fields(cls)
        if field.init
        and field.default is dataclasses.MISSING
        and field.default_factory is dataclasses.MISSING
    ]
    texts = {field.name: _text_for(field) for field in required}
    if name is None or None in texts.values():
        return None
    return f"{name}({', '.join(f'{field}={text}' for field, text in texts.items())})"


def _text_for(field: dataclasses.Field) -> str | None:
    if field.type in (bool, "bool"):
        return "False"
    text = names.text_for(field.name)
    if text is None and field.type in (int, "int"):
        return "64"
    return text
