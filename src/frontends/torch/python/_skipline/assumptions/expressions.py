"""Arguments as Python expressions, as they stand in a comment: computed with the names of the file and, where it has
none of that name, with modules that are imported for it."""

import ast
import builtins
import importlib
from types import ModuleType

from ..errors import Interrupted


def value_of(text: str | ast.expr, module: ModuleType):
    """Raises what the expression raises."""
    expression = ast.parse(text, mode="eval").body if isinstance(text, str) else text
    imported = dict(_imports(expression, module))
    return eval(compile(ast.Expression(expression), "<skipline comment>", "eval"), module.__dict__, imported)


def _imports(expression: ast.expr, module: ModuleType):
    """Packages that dotted names begin with (`models.unet.UNet(3)`), their submodules imported as far as they go."""
    for node in ast.walk(expression):
        if not isinstance(node, ast.Attribute):
            continue
        parts = ast.unparse(node).split(".")
        root = parts[0]
        if not all(part.isidentifier() for part in parts) or root in vars(module) or hasattr(builtins, root):
            continue
        for end in range(1, len(parts)):
            try:
                imported = importlib.import_module(".".join(parts[:end]))
            except Interrupted:
                raise
            except Exception:
                break
            if end == 1:
                yield root, imported


def reference(value, module: ModuleType) -> str | None:
    """The name by which a file can say a class or a function: its own, or that of the module that defines it."""
    name = getattr(value, "__name__", "")
    if not name:
        return None
    if vars(module).get(name) is value:
        return name
    for holder, held in vars(module).items():
        if isinstance(held, ModuleType) and vars(held).get(name) is value:
            return f"{holder}.{name}"
    home = getattr(value, "__module__", "")
    return f"{home}.{name}" if "." not in getattr(value, "__qualname__", name) and home else None


def layer(name: str, module: ModuleType) -> str:
    """A class of `torch.nn`, as the file can say it."""
    from torch import nn

    found = reference(getattr(nn, name), module) or f"torch.nn.{name}"
    return found if not found.startswith("torch.nn.modules.") else f"torch.nn.{name}"
