"""Expressions of a block, computed with what stands around them."""

import argparse
import ast
import math
from contextlib import contextmanager
from types import ModuleType

from ..errors import Interrupted
from .blocks import Block, nodes_of


@contextmanager
def without_command_line():
    """Inside, parsers of arguments give their defaults, and nothing for what a command line has to say."""
    before = argparse.ArgumentParser.parse_args

    def parse(parser, args=None, namespace=None):
        given = {
            action.dest: action.default
            for action in parser._actions
            if action.dest != "help" and not (action.required and action.default is None)
        }
        chosen = {**given, **parser._defaults}
        typed = {action.dest: action.type for action in parser._actions if callable(action.type)}
        for name, value in chosen.items():
            if isinstance(value, str) and name in typed:
                chosen[name] = typed[name](value)
        return argparse.Namespace(**chosen)

    argparse.ArgumentParser.parse_args = parse
    try:
        yield
    finally:
        argparse.ArgumentParser.parse_args = before


_DEFINITIONS = (ast.FunctionDef, ast.ClassDef)


class Values:
    """Expressions of a block, computed with the names of the module and what the block assigns."""

    def __init__(self, module: ModuleType, block: Block, before: float = math.inf):
        self.module = module
        self.block = block
        #: Line of the block from which on assignments come too late.
        self.before = before
        self.known: dict[str, object] = {}
        self.pending: set[str] = set()

    def of(self, expression: ast.expr):
        code = compile(ast.Expression(expression), "<example>", "eval")
        with without_command_line():
            return eval(code, self.module.__dict__, self)

    def __getitem__(self, name: str):
        if name not in self.known:
            if name in self.pending:
                raise KeyError(name)
            self.pending.add(name)
            try:
                self.known[name] = self._assigned(name)
            finally:
                self.pending.discard(name)
        return self.known[name]

    def _assigned(self, name: str):
        """The last value that the block gives a name; each one may be made of the one before."""
        for node in nodes_of(self.block):
            if getattr(node, "lineno", 0) < self.before and self._binds(node, name):
                self.known[name] = self._value_in(node, name)
        if name in self.known:
            return self.known[name]
        default = _default_of(self.block.parameters, name)
        if default is not None:
            return self.of(default)
        for node in self.block.around:
            if self._binds(node, name):
                self.known[name] = self._value_in(node, name)
        if name in self.known:
            return self.known[name]
        raise KeyError(name)

    @staticmethod
    def _binds(node: ast.AST, name: str) -> bool:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            return any(name == (alias.asname or alias.name.partition(".")[0]) for alias in node.names)
        if isinstance(node, _DEFINITIONS):
            return node.name == name
        return any(name in _names_of(target) for target in _targets_of(node))

    def _value_in(self, node: ast.AST, name: str):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            space: dict[str, object] = {
                "__name__": self.module.__name__,
                "__package__": self.module.__package__ if self.block.package is None else self.block.package,
            }
            exec(compile(ast.Module([node], []), "<example>", "exec"), space)
            return space[name]
        if isinstance(node, _DEFINITIONS):
            space = dict(self.module.__dict__)
            for used in self._used_around(node):
                try:
                    space[used] = self[used]
                except Interrupted:
                    raise
                except Exception:
                    # The function may not come to it.
                    continue
            exec(compile(ast.Module([node], []), "<example>", "exec"), space)
            return space[name]
        target = next(target for target in _targets_of(node) if name in _names_of(target))
        value = self.of(node.value)
        if isinstance(target, ast.Name):
            return self._completed(name, value)
        return list(value)[_names_of(target).index(name)]

    def _used_around(self, definition: ast.stmt) -> list[str]:
        """Names of the code around the block that a function or class of it uses."""
        used = {node.id for node in ast.walk(definition) if isinstance(node, ast.Name)}
        return [name for name in used if any(self._binds(node, name) for node in self.block.around)]

    def _everything(self):
        """Nodes of the block and of what stands around it, each once."""
        seen: set[int] = set()
        for node in nodes_of(self.block):
            seen.add(id(node))
            yield node
        for statement in self.block.around:
            if not isinstance(statement, _DEFINITIONS):
                yield from (node for node in ast.walk(statement) if id(node) not in seen)

    def _completed(self, name: str, value):
        """With the attributes that the block gives it; a parser also with the arguments that the block adds to it."""
        for node in nodes_of(self.block):
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if (
                isinstance(target, ast.Attribute)
                and isinstance(target.value, ast.Name)
                and target.value.id == name
            ):
                setattr(value, target.attr, self.of(node.value))
        if type(value).__name__ == "ArgumentParser":
            for node in self._everything():
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr == "add_argument"
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id == name
                ):
                    self.known[name] = value
                    self.of(node)
        return value


def _default_of(parameters: ast.arguments | None, name: str) -> ast.expr | None:
    if parameters is None:
        return None
    plain = [*parameters.posonlyargs, *parameters.args]
    pairs = list(zip(reversed(plain), reversed(parameters.defaults)))
    pairs += [pair for pair in zip(parameters.kwonlyargs, parameters.kw_defaults) if pair[1] is not None]
    return next((default for parameter, default in pairs if parameter.arg == name), None)


def _targets_of(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AnnAssign) and node.value is not None else []


def _names_of(target: ast.expr) -> list[str]:
    """Names that a target binds, by place."""
    parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
    return [part.id if isinstance(part, ast.Name) else "" for part in parts]
