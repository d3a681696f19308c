"""Calls in a block that construct a model or give it an input."""

import ast
from dataclasses import dataclass, field

from .. import syntax
from .blocks import Block, nodes_of


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


def examples_in(
    block: Block, names: set[str], outer: dict[str, Example], instances: set[str]
) -> tuple[list[Example], dict[str, Example]]:
    """What a block constructs, and the models by the names that hold them; `outer` are those of the module.

    `instances` are names that hold a model, whatever made it.
    """
    nodes = list(nodes_of(block))
    found = {
        id(node): Example(name, node, node.lineno + block.offset, block)
        for node in nodes
        if isinstance(node, ast.Call) and (name := _name_called(node.func, names))
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


#: Modules whose classes are not those of a file, even where they have the same name.
_OTHERS = frozenset(("torch", "nn", "F", "np", "timm", "torchvision", "self", "cls"))


def _name_called(function: ast.expr, names: set[str]) -> str:
    """`Net` of `Net(...)` and `models.Net(...)`, `Net.from_name` of `Net.from_name(...)`; else empty."""
    if isinstance(function, ast.Name):
        return function.id if function.id in names else ""
    if not isinstance(function, ast.Attribute):
        return ""
    parts = ast.unparse(function).split(".")
    if parts[0] in _OTHERS:
        return ""
    return next((name for name in (".".join(parts[-2:]), parts[-1]) if name in names), "")


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
