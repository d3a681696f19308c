"""The syntax of one function of the user, without parsing its whole file."""

import ast
import inspect
import textwrap

from . import fallbacks, spans


def lines_of(function) -> list[str]:
    """Source lines of a function, decorators included; empty where they are not known."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None:
        return []
    lines = spans.source_lines.get(code.co_filename) or fallbacks.source_lines.get(code.co_filename)
    if lines is None:
        return []
    last = max((line for _, _, line in code.co_lines() if line is not None), default=code.co_firstlineno)
    return lines[code.co_firstlineno - 1 : last]


def definition_of(function) -> ast.FunctionDef | None:
    """The syntax of a function; its own lines are parsed alone, which is much faster than the file."""
    text = textwrap.dedent("\n".join(lines_of(function)))
    for source in (text, f"{text})", f"{text}]"):
        try:
            node = ast.parse(source).body[0]
        except (SyntaxError, IndexError):
            # The last line may only close what an expression opened.
            continue
        return node if isinstance(node, ast.FunctionDef) else None
    return None
