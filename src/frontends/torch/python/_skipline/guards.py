"""Whether user code has an answer of its own to an import that fails."""

import ast
import sys

from . import spans


def is_guarded() -> bool:
    """True where the import that is under way stands in a `try` that handles its failure, or where only the standard
    library asked for it."""
    frame = sys._getframe(1)
    # The body that is failing is itself a frame of user code where this is asked from its own loader: the import
    # statement is the first user frame whose code is executing an import.
    while frame is not None and frame.f_code.co_filename not in spans.source_lines:
        frame = frame.f_back
    if frame is None:
        return True
    file, line = frame.f_code.co_filename, frame.f_lineno
    try:
        tree = ast.parse("\n".join(spans.source_lines[file]))
    except SyntaxError:
        return False
    return any(
        isinstance(node, ast.Try)
        and node.body[0].lineno <= line <= node.body[-1].end_lineno
        and any(_handles_import_error(handler) for handler in node.handlers)
        for node in ast.walk(tree)
    )


def _handles_import_error(handler: ast.ExceptHandler) -> bool:
    if any(isinstance(node, ast.Raise) for statement in handler.body for node in ast.walk(statement)):
        return False
    if handler.type is None:
        return True
    names = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
    return bool(names & {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
