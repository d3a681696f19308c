"""Models that a file defines inside of `if __name__ == "__main__":`."""

import ast
from types import ModuleType

from . import syntax
from .errors import Interrupted
from .examples import main_block


def define(module: ModuleType, file: str) -> bool:
    """Runs the definitions and assignments of the main block, each as far as it goes. False where there is none."""
    tree = syntax.tree_of(file)
    statements = main_block(tree) if tree is not None else []
    kinds = (ast.ClassDef, ast.FunctionDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
    for statement in statements:
        if not isinstance(statement, kinds):
            continue
        try:
            exec(compile(ast.Module([statement], []), file, "exec"), module.__dict__)
        except Interrupted:
            raise
        except Exception:
            # An assignment that needs data or files; what it would have named is missing then.
            continue
    return bool(statements)
