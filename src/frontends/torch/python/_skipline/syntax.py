"""The syntax tree of user files: what stands at a place of the source."""

import ast
from collections.abc import Iterator

from . import spans

#: Tree and parents by the list of lines that it was made of, which changes with the text of the file.
_trees: dict[str, tuple[list[str], ast.Module, dict[ast.AST, ast.AST]]] = {}

Position = tuple[int, int, int, int]


def tree_of(file: str) -> ast.Module | None:
    known = _known(file)
    return known and known[1]


def _known(file: str):
    lines = spans.source_lines.get(file)
    if lines is None:
        return None
    known = _trees.get(file)
    if known is None or known[0] is not lines:
        try:
            tree = ast.parse("\n".join(lines))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        known = _trees[file] = (lines, tree, parents)
    return known


def node_at(file: str, position: Position) -> ast.expr | None:
    """The innermost expression that covers the position (columns in UTF-16 units, from 1)."""
    known = _known(file)
    if known is None:
        return None
    found = None
    pending: list[ast.AST] = [known[1]]
    while pending:
        node = pending.pop()
        for child in ast.iter_child_nodes(node):
            place = position_of(file, child)
            if place is None or _covers(place, position):
                pending.append(child)
                if place is not None and isinstance(child, ast.expr):
                    found = child if found is None or _covers(position_of(file, found), place) else found
    return found


def above(file: str, node: ast.AST) -> Iterator[ast.AST]:
    """The nodes around a node, innermost first."""
    known = _known(file)
    while known is not None and node in known[2]:
        node = known[2][node]
        yield node


def position_of(file: str, node: ast.AST) -> Position | None:
    """None for nodes without a place of their own, such as arguments of a function."""
    if getattr(node, "end_col_offset", None) is None:
        return None
    return (
        node.lineno,
        spans.utf16_column(file, node.lineno, node.col_offset),
        node.end_lineno,
        spans.utf16_column(file, node.end_lineno, node.end_col_offset),
    )


def _covers(outer: Position, inner: Position) -> bool:
    return outer[:2] <= inner[:2] and outer[2:] >= inner[2:]


def called_name(node: ast.AST | None) -> str:
    """`cat` of `torch.cat(...)`; empty for what is no call of a name."""
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def lines_text(first: int, last: int) -> str:
    return f"line {first}" if first == last else f"lines {first}–{last}"


def one_line(statements: list[ast.stmt], longest: int = 60) -> str:
    """The source of statements, on one line and cut off where it is long."""
    text = " ".join("; ".join(ast.unparse(statement) for statement in statements).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"
