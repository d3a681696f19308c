"""Parts of a file that may construct a model: its main block, tests, docstrings, its own statements, its functions."""

import ast
import re
from dataclasses import dataclass, field

from .. import syntax

TEST = re.compile(r"^(?:_?test|main$|demo|example|run$|check)|_test$")


@dataclass
class Block:
    """Statements that belong together, with where they stand: `main`, `test`, `module`, `docstring`, `function`, or
    `repository` for those of another file."""

    kind: str
    statements: list[ast.stmt]
    parameters: ast.arguments | None = None
    #: Added to line numbers, for code in docstrings.
    offset: int = 0
    #: The other file, relative to the workspace.
    place: str = ""
    #: Statements around the block whose names it uses.
    around: list[ast.stmt] = field(default_factory=list)
    #: Where relative imports of the other file start from.
    package: str | None = None

    def where(self, line: int) -> str:
        return f"{self.place}, line {line}" if self.place else f"line {line}"


def main_block(tree: ast.Module) -> list[ast.stmt]:
    return [
        statement
        for node in tree.body
        if isinstance(node, ast.If) and "__main__" in ast.unparse(node.test)
        for statement in node.body
    ]


#: Statements of a module in which it may use its models: a loop of training too.
_RUN = (ast.Assign, ast.AnnAssign, ast.Expr, ast.For, ast.With)


def blocks_of(tree: ast.Module):
    """The module's own statements first: the others may use what they make."""
    yield Block("module", [node for node in tree.body if isinstance(node, _RUN)])
    main = main_block(tree)
    if main:
        yield Block("main", main)
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield Block("test" if TEST.search(node.name) else "function", node.body, node.args)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Module)):
            yield from _docstring_block(node)


def _docstring_block(node):
    text = ast.get_docstring(node, clean=False)
    if not text or ">>>" not in text:
        return
    first = node.body[0].lineno
    lines, offset = [], None
    for index, line in enumerate(text.split("\n")):
        match = re.match(r"\s*(?:>>>|\.\.\.) ?(.*)", line)
        if match:
            offset = index if offset is None else offset
            lines.append(match.group(1))
        elif offset is not None:
            lines.append("")
    try:
        yield Block("docstring", ast.parse("\n".join(lines)).body, offset=first + (offset or 0) - 1)
    except (SyntaxError, ValueError):
        return


def nodes_of(block: Block):
    """The nodes of a block without those of functions and classes inside of it, in the order of the source; without
    what a test expects to fail."""
    pending: list[ast.AST] = list(reversed(block.statements))
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            pending.extend(reversed([] if _fails(node) else list(ast.iter_child_nodes(node))))


def _fails(node: ast.AST) -> bool:
    """`with pytest.raises(...)`, `with self.assertRaises(...)`."""
    return isinstance(node, ast.With) and any(
        syntax.called_name(item.context_expr) in ("raises", "assertRaises", "assertRaisesRegex")
        for item in node.items
    )
