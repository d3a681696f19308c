"""Statements, calls and loops of a function's syntax."""

import ast
from collections.abc import Iterator


def statements_of(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            continue
        yield statement
        for name in ("body", "orelse", "finalbody"):
            yield from statements_of(getattr(statement, name, []))


def calls_in(node: ast.AST, loops: dict[str, ast.expr]) -> Iterator[ast.Call]:
    """Calls of a statement, arguments before the call that takes them; bodies are statements of their own.

    Adds the variables of comprehensions, and of lambdas that `map` calls, to those of loops.
    """
    if isinstance(node, (ast.If, ast.While)):
        node = node.test
    elif isinstance(node, (ast.With, ast.Try, ast.For)):
        return
    for generator in getattr(node, "generators", ()):
        loops.update(loop_variables(generator.target, generator.iter))
    if (
        isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "map"
        and isinstance(node.args[0], ast.Lambda)
    ):
        for parameter, over in zip(node.args[0].args.args, node.args[1:]):
            loops[parameter.arg] = over
    for child in ast.iter_child_nodes(node):
        yield from calls_in(child, loops)
    if isinstance(node, ast.Call):
        yield node


def loop_variables(target: ast.expr, over: ast.expr) -> dict[str, ast.expr]:
    """What each variable of a loop runs over: `for x in xs`, `for i, x in enumerate(xs)`, `for x, y in zip(xs, ys)`,
    `for x, y in pairs`."""
    if isinstance(target, ast.Name):
        return {target.id: over}
    if not isinstance(target, ast.Tuple):
        return {}
    name = over.func.id if isinstance(over, ast.Call) and isinstance(over.func, ast.Name) else ""
    if name in ("enumerate", "zip"):
        sources = [None, *over.args[:1]] if name == "enumerate" else over.args
        found: dict[str, ast.expr] = {}
        for part, source in zip(target.elts, sources):
            if source is not None:
                found.update(loop_variables(part, source))
        return found
    # The members of the first member.
    first = ast.Subscript(over, ast.Constant(0), ast.Load())
    return {
        part.id: ast.List([ast.Subscript(first, ast.Constant(index), ast.Load())], ast.Load())
        for index, part in enumerate(target.elts)
        if isinstance(part, ast.Name)
    }


def integer(node: ast.AST) -> int | None:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None
    return value if type(value) is int else None


def counted(node: ast.AST) -> ast.AST | None:
    """`x` of `x.dim()`, `x.ndim`, `len(x.shape)`."""
    if isinstance(node, ast.Attribute) and node.attr == "ndim":
        return node.value
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("dim", "ndimension")
    ):
        return node.func.value
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "len" and len(node.args) == 1:
        shape = node.args[0]
        return shape.value if isinstance(shape, ast.Attribute) and shape.attr == "shape" else None
    return None


def names_in(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
