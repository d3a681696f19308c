"""Calls whose results the user describes, `y = warp(x)  # skipline: output=1x64x32x32`, as nodes without an operator.

The call is replaced where the file is compiled, so nothing of it runs. Columns and lines stay what they are.
"""

import ast
import builtins
import re

from . import calls, settings
from .specifications import parse

_COMMENT = re.compile(r"#\s*skipline:\s*((?:output=\S+\s*)+)$")
_CALL = "__skipline_opaque__"


def key_of(file: str) -> str:
    """Changes whenever the settings of the file do."""
    return repr(settings.outputs_of(file))


def prepared(source: str, file: str) -> str | ast.Module:
    """What is compiled: the source itself where nothing in it is described."""
    outputs = settings.outputs_of(file)
    described = {}
    if "output=" in source:
        for line, text in enumerate(source.split("\n"), 1):
            match = _COMMENT.search(text.rstrip())
            if match:
                described[line] = match.group(1).replace("output=", "").strip()
    if not described and not outputs:
        return source
    tree = ast.parse(source, file)
    return ast.fix_missing_locations(_Replacer(described, outputs).visit(tree))


class _Replacer(ast.NodeTransformer):
    def __init__(self, described: dict[int, str], outputs: dict[str, str]):
        self.described = described
        self.outputs = outputs

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = ast.unparse(node.func) if isinstance(node.func, (ast.Name, ast.Attribute)) else "this call"
        specification = self.described.pop(node.end_lineno, None)
        specification = specification or self.outputs.get(name) or self.outputs.get(name.rpartition(".")[2])
        if specification is None:
            return self.generic_visit(node)
        receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        replaced = ast.Call(
            ast.copy_location(ast.Name(_CALL, ast.Load()), node.func),
            [ast.Constant(name), ast.Constant(specification), *receiver, *node.args],
            node.keywords,
        )
        return self.generic_visit(ast.copy_location(replaced, node))


def _call(name: str, specification: str, /, *args, **kwargs):
    from torch._opaque import opaque
    from torch._types import BY_ONNX

    results = [parse(part) for part in re.split(r"[\s,]+", specification)]
    tensors = calls.tensors_in((args, kwargs))
    return opaque(name, tensors, [(tuple(result["shape"]), BY_ONNX[result["type"]]) for result in results])


def install() -> None:
    setattr(builtins, _CALL, _call)


def advice() -> str:
    return "say the shape of its output in a comment at the end of this line, `# skipline: output=1x64x32x32`"
