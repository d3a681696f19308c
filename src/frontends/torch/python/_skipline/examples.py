"""How a file and its repository use its models: constructor arguments and sample inputs in code."""

import ast
import math
import re
from dataclasses import dataclass, field
from types import ModuleType

from . import repository, syntax
from .errors import Interrupted

#: Only files with one of these hold an example; parsing is left out for the others.
_CUES = re.compile(r"__main__|\bdef\s+(?:test|main|demo|example)|>>>|summary\(|^\w+\s*=.*\w\(", re.MULTILINE)

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

    def where(self, line: int) -> str:
        return f"{self.place}, line {line}" if self.place else f"line {line}"


@dataclass
class Sample:
    """What a model is called with."""

    line: int
    positional: list[ast.expr]
    keywords: dict[str, ast.expr]
    #: Where it stands: the main block may call what the module constructs.
    block: Block
    #: Shapes as torchsummary and its kind take them: without a batch, or with it.
    sizes: str = ""


@dataclass
class Example:
    """One construction of a model of the file."""

    name: str
    call: ast.Call
    line: int
    block: Block
    samples: list[Sample] = field(default_factory=list)
    #: Names that hold the model.
    variables: list[str] = field(default_factory=list)


class Examples:
    def __init__(
        self,
        module: ModuleType,
        file: str,
        text: str,
        names: set[str],
        always: bool,
        instances: set[str] = frozenset(),
    ):
        self.module = module
        self.file = file
        self.found: list[Example] = []
        self._searched: set[str] = set()
        tree = syntax.tree_of(file) if always or _CUES.search(text) else None
        if tree is None:
            return
        outer: dict[str, Example] = {}
        for block in _blocks(tree):
            made = instances if block.kind == "module" else frozenset()
            found, variables = _examples_in(block, names, outer, made)
            self.found += found
            if block.kind == "module":
                outer = variables
        self.found.sort(key=lambda example: _ORDER.index(example.block.kind))

    def of(self, name: str, *kinds: str) -> list[Example]:
        return [item for item in self.found if item.name == name and (not kinds or item.block.kind in kinds)]

    def look_elsewhere(self, name: str) -> bool:
        """Adds what the rest of the repository says of a model. True where something was found."""
        if name in self._searched:
            return False
        self._searched.add(name)
        before = len(self.found)
        for place, tree, offset in repository.trees_with(self.file, name):
            around = [
                node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom, ast.Assign))
            ]
            outer: dict[str, Example] = {}
            for block in _blocks(tree):
                is_module = block.kind == "module"
                block.kind, block.place, block.around = "repository", place, around
                block.offset += offset
                found, variables = _examples_in(block, {name}, outer, frozenset())
                self.found += found
                if is_module:
                    outer = variables
            if len(self.found) - before >= _ENOUGH:
                break
        return len(self.found) > before

    def arguments(self, example: Example) -> tuple[list, dict[str, object]] | None:
        """The values of the constructor's arguments; None where they cannot be computed."""
        values = Values(self.module, example.block)
        try:
            positional = []
            for argument in example.call.args:
                if isinstance(argument, ast.Starred):
                    positional.extend(values.of(argument.value))
                else:
                    positional.append(values.of(argument))
            keywords: dict[str, object] = {}
            for keyword in example.call.keywords:
                if keyword.arg is None:
                    keywords.update(values.of(keyword.value))
                else:
                    keywords[keyword.arg] = values.of(keyword.value)
        except Interrupted:
            raise
        except BaseException:
            return None
        return positional, keywords

    def sample(self, example: Example, sample: Sample, model) -> tuple[list, dict[str, object]] | None:
        """The values that a model is called with; None where they cannot be computed."""
        values = Values(self.module, sample.block, before=sample.line - sample.block.offset)
        values.known.update({name: model for name in example.variables})
        try:
            positional = [values.of(argument) for argument in sample.positional]
            keywords = {name: values.of(value) for name, value in sample.keywords.items()}
            return _of_sizes(sample.sizes, positional[0]) if sample.sizes else (positional, keywords)
        except Interrupted:
            raise
        except BaseException:
            return None


#: Examples of a repository, of which the first that can be computed counts.
_ENOUGH = 12

_ORDER = ("main", "test", "module", "docstring", "function")


def _of_sizes(kind: str, sizes) -> tuple[list, dict[str, object]]:
    from torch import zeros

    several = list(sizes) if isinstance(sizes[0], (tuple, list)) else [sizes]
    lead = () if kind == "batched" else (1,)
    return [zeros(*lead, *size) for size in several], {}


def main_block(tree: ast.Module) -> list[ast.stmt]:
    return [
        statement
        for node in tree.body
        if isinstance(node, ast.If) and "__main__" in ast.unparse(node.test)
        for statement in node.body
    ]


def _blocks(tree: ast.Module):
    """The module's own statements first: the others may use what they make."""
    yield Block(
        "module", [node for node in tree.body if isinstance(node, (ast.Assign, ast.AnnAssign, ast.Expr))]
    )
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


def _nodes(block: Block):
    """The nodes of a block without those of functions and classes inside of it, in the order of the source."""
    pending: list[ast.AST] = list(reversed(block.statements))
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            pending.extend(reversed(list(ast.iter_child_nodes(node))))


def _examples_in(
    block: Block, names: set[str], outer: dict[str, Example], instances: set[str]
) -> tuple[list[Example], dict[str, Example]]:
    """What a block constructs, and the models by the names that hold them; `outer` are those of the module.

    `instances` are names that hold a model, whatever made it.
    """
    nodes = list(_nodes(block))
    found = {
        id(node): Example(node.func.id, node, node.lineno + block.offset, block)
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    }
    if not found and not outer and not instances:
        return [], {}
    batched = any(isinstance(node, ast.ImportFrom) and node.module == "torchinfo" for node in nodes)
    variables = dict(outer)
    others: list[Example] = []
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            example = _constructed(node.value, found)
            name = node.targets[0].id
            if example is None and name in instances and isinstance(node.value, ast.Call):
                example = Example(name, node.value, node.lineno, block)
                others.append(example)
            if example is not None:
                variables[name] = example
                example.variables.append(name)
        elif isinstance(node, ast.Call) and id(node) not in found:
            _add_sample(node, block, variables, found, batched)
    return [*found.values(), *others], variables


def _constructed(value: ast.expr, found: dict[int, Example]) -> Example | None:
    """The model that an expression gives: `Net()`, `Net().to(device)`, `DataParallel(Net())`."""
    while isinstance(value, ast.Call):
        if id(value) in found:
            return found[id(value)]
        if isinstance(value.func, ast.Attribute) and isinstance(value.func.value, ast.Call):
            value = value.func.value
        elif value.args and isinstance(value.args[0], ast.Call) and not isinstance(value.func, ast.Call):
            value = value.args[0]
        else:
            return None
    return None


def _add_sample(
    node: ast.Call, block: Block, variables: dict[str, Example], found: dict[int, Example], batched: bool
) -> None:
    function = node.func
    if isinstance(function, ast.Attribute) and function.attr in ("forward", "__call__"):
        function = function.value
    example = variables.get(function.id) if isinstance(function, ast.Name) else _constructed(function, found)
    if example is not None:
        keywords = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        example.samples.append(Sample(node.lineno + block.offset, list(node.args), keywords, block))
        return
    subject = node.args[0] if node.args else None
    example = variables.get(subject.id) if isinstance(subject, ast.Name) else None
    sample = _described_sample(node, block, batched) if example is not None else None
    if sample is not None:
        example.samples.append(sample)


def _described_sample(node: ast.Call, block: Block, batched: bool) -> Sample | None:
    """`summary(model, (3, 224, 224))`, `torch.onnx.export(model, x, ...)`, `profile(model, inputs=(x,))`."""
    name = syntax.called_name(node)
    keywords = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    line = node.lineno + block.offset
    if name in ("summary", "get_model_complexity_info"):
        size = node.args[1] if len(node.args) > 1 else keywords.get("input_size")
        if size is not None:
            return Sample(line, [size], {}, block, "batched" if batched else "single")
        given = keywords.get("input_data")
    elif name in ("export", "trace", "profile", "FlopCountAnalysis", "make_dot", "add_graph"):
        given = node.args[1] if len(node.args) > 1 else keywords.get("inputs", keywords.get("args"))
    else:
        return None
    if given is None:
        return None
    return Sample(line, list(given.elts) if isinstance(given, (ast.Tuple, ast.List)) else [given], {}, block)


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
        for node in _nodes(self.block):
            if getattr(node, "lineno", 0) < self.before and self._binds(node, name):
                self.known[name] = self._value_in(node, name)
        if name in self.known:
            return self.known[name]
        for node in self.block.around:
            if self._binds(node, name):
                self.known[name] = self._value_in(node, name)
        if name in self.known:
            return self.known[name]
        default = _default_of(self.block.parameters, name)
        if default is not None:
            return self.of(default)
        raise KeyError(name)

    @staticmethod
    def _binds(node: ast.AST, name: str) -> bool:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            return any(name == (alias.asname or alias.name.partition(".")[0]) for alias in node.names)
        return any(name in _names_of(target) for target in _targets_of(node))

    def _value_in(self, node: ast.AST, name: str):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            space: dict[str, object] = {
                "__name__": self.module.__name__,
                "__package__": self.module.__package__,
            }
            exec(compile(ast.Module([node], []), "<example>", "exec"), space)
            return space[name]
        target = next(target for target in _targets_of(node) if name in _names_of(target))
        value = self.of(node.value)
        if isinstance(target, ast.Name):
            return self._completed(name, value)
        return list(value)[_names_of(target).index(name)]

    def _completed(self, name: str, value):
        """With the attributes that the block gives it; a parser also with the arguments that the block adds to it."""
        for node in _nodes(self.block):
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if (
                isinstance(target, ast.Attribute)
                and isinstance(target.value, ast.Name)
                and target.value.id == name
            ):
                setattr(value, target.attr, self.of(node.value))
        if type(value).__name__ == "ArgumentParser":
            for node in _nodes(self.block):
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
