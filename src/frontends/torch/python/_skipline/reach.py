"""Which layer the parameters of `forward` reach first, read from the source of `forward` and the live modules."""

import ast
import inspect
import re
import textwrap

from . import fallbacks, spans
from .inert import Inert

#: Calls of `forward` inside of each other that are followed.
_DEEPEST = 12

_WITHOUT_SHAPE = (
    "Identity Dropout Dropout1d Dropout2d Dropout3d AlphaDropout ReLU ReLU6 GELU SiLU Mish Sigmoid Tanh LeakyReLU ELU "
    "Hardswish Softmax ZeroPad2d ReflectionPad2d ReflectionPad1d ReplicationPad2d ConstantPad2d "
    "MaxPool2d AvgPool2d Upsample"
).split()


def first_layer(module, parameter: str, depth: int = 0):
    """The first layer of torch.nn that a parameter of `module.forward` reaches and that has a say in its shape; or what
    stands for a network of a package that is not installed."""
    if depth > _DEEPEST:
        return None
    from torch.nn import ModuleList, Sequential

    name = type(module).__name__
    if name in _WITHOUT_SHAPE and type(module).__module__.startswith("torch."):
        return None
    if type(module).forward.__module__.startswith("torch.nn"):
        # Also a subclass of the user's that leaves `forward` as it is.
        children = list(module.children())
        if not isinstance(module, (Sequential, ModuleList)) or not children:
            return module
        for child in children:
            layer = first_layer(child, _first_parameter(child), depth + 1)
            if layer is not None:
                return layer
        return None
    function = _definition(type(module).forward)
    return _reached(module, function, parameter, depth) if function is not None else None


def _first_parameter(module) -> str:
    try:
        return next(iter(inspect.signature(module.forward).parameters), "")
    except (TypeError, ValueError):
        return ""


def _lines(function) -> list[str]:
    """Source lines of a function, decorators included; empty where they are not known."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None:
        return []
    lines = spans.source_lines.get(code.co_filename) or fallbacks.source_lines.get(code.co_filename)
    if lines is None:
        return []
    last = max((line for _, _, line in code.co_lines() if line is not None), default=code.co_firstlineno)
    return lines[code.co_firstlineno - 1 : last]


def _definition(function) -> ast.FunctionDef | None:
    """The syntax of a function; its own lines are parsed alone, which is much faster than the file."""
    text = textwrap.dedent("\n".join(_lines(function)))
    for source in (text, f"{text})", f"{text}]"):
        try:
            node = ast.parse(source).body[0]
        except (SyntaxError, IndexError):
            # The last line may only close what an expression opened.
            continue
        return node if isinstance(node, ast.FunctionDef) else None
    return None


def _reached(module, function: ast.FunctionDef, parameter: str, depth: int):
    names = {parameter}
    loops: dict[str, ast.expr] = {}
    for statement in _statements(function.body):
        if isinstance(statement, ast.For):
            loops.update(_loop_variables(statement))
        head = statement.iter if isinstance(statement, ast.For) else statement
        for call in _calls(head):
            for position, argument in enumerate([*call.args, *(keyword.value for keyword in call.keywords)]):
                if not _is_about(argument, names):
                    continue
                keyword = call.keywords[position - len(call.args)].arg if position >= len(call.args) else None
                layer = _layer_called(module, call, loops, position, keyword, depth)
                if layer is not None:
                    return layer
        if isinstance(statement, ast.Assign) and _is_about(statement.value, names):
            for target in statement.targets:
                names.update(part.id for part in ast.walk(target) if isinstance(part, ast.Name))
    return None


def _loop_variables(loop: ast.For) -> dict[str, ast.expr]:
    """What each variable of a loop runs over: `for x in xs`, `for i, x in enumerate(xs)`, `for x, y in zip(xs, ys)`."""
    target, over = loop.target, loop.iter
    if isinstance(target, ast.Name):
        return {target.id: over}
    if (
        not isinstance(target, ast.Tuple)
        or not isinstance(over, ast.Call)
        or not isinstance(over.func, ast.Name)
    ):
        return {}
    sources = [None, *over.args[:1]] if over.func.id == "enumerate" else over.args
    if over.func.id not in ("enumerate", "zip"):
        return {}
    return {
        part.id: source
        for part, source in zip(target.elts, sources)
        if isinstance(part, ast.Name) and source is not None
    }


def _statements(body: list[ast.stmt]):
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            continue
        yield statement
        for name in ("body", "orelse", "finalbody"):
            yield from _statements(getattr(statement, name, []))


def _calls(node: ast.AST):
    """Calls of a statement, arguments before the call that takes them; bodies are statements of their own."""
    if isinstance(node, (ast.If, ast.While)):
        node = node.test
    elif isinstance(node, (ast.With, ast.Try, ast.For)):
        return
    for child in ast.iter_child_nodes(node):
        yield from _calls(child)
    if isinstance(node, ast.Call):
        yield node


#: Of a tensor, and not another tensor.
_ATTRIBUTES = {"shape", "ndim", "device", "dtype", "size", "dim", "is_cuda"}


def _is_about(argument: ast.AST, names: set[str]) -> bool:
    """True for `x`, `x.float()`, `x * 2`, `[x, y]`: what is made of the parameter, its shape aside."""
    if isinstance(argument, ast.Name):
        return argument.id in names
    if isinstance(argument, ast.Attribute) and argument.attr in _ATTRIBUTES:
        return False
    if isinstance(argument, ast.Call) and isinstance(argument.func, ast.Attribute):
        if argument.func.attr in _ATTRIBUTES:
            return False
        return any(_is_about(part, names) for part in [argument.func.value, *argument.args])
    return any(_is_about(child, names) for child in ast.iter_child_nodes(argument))


def _layer_called(module, call: ast.Call, loops: dict, position: int, keyword: str | None, depth: int):
    from torch.nn import Module

    function = call.func
    if isinstance(function, ast.Attribute) and function.attr == "forward":
        function = function.value
    target = _value(module, function, loops)
    if isinstance(target, Module):
        names = list(inspect.signature(target.forward).parameters)
        name = keyword or (names[position] if position < len(names) else names[0] if names else "")
        return first_layer(target, name, depth + 1)
    if isinstance(target, Inert):
        return target
    if inspect.ismethod(target) and target.__self__ is module:
        definition = _definition(target.__func__)
        names = list(inspect.signature(target).parameters)
        if definition is not None and position < len(names):
            return _reached(module, definition, keyword or names[position], depth + 1)
    return None


def _value(module, expression: ast.expr, loops: dict):
    """What an expression such as `self.blocks[0].conv` means; None where it is no part of the module."""
    from torch.nn import Module, ModuleDict

    if isinstance(expression, ast.Name):
        if expression.id == "self":
            return module
        holder = _value(module, loops[expression.id], loops) if expression.id in loops else None
        try:
            return next(iter(holder)) if holder is not None else None
        except (TypeError, StopIteration):
            return None
    if isinstance(expression, ast.Attribute):
        holder = _value(module, expression.value, loops)
        return getattr(holder, expression.attr, None) if isinstance(holder, (Module, Inert)) else None
    if isinstance(expression, ast.Subscript):
        holder = _value(module, expression.value, loops)
        try:
            index = ast.literal_eval(expression.slice)
        except ValueError:
            # Chosen while the model runs: its members take the same.
            index = next(iter(holder), None) if isinstance(holder, ModuleDict) else 0
        try:
            return holder[index] if holder is not None else None
        except (TypeError, KeyError, IndexError):
            return None
    return None


def unpacked(module, parameter: str) -> int | None:
    """How many axes `forward` unpacks the shape of a parameter into (`B, C, H, W = x.shape`)."""
    function = _definition(type(module).forward)
    if function is None:
        return None
    for statement in _statements(function.body):
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], (ast.Tuple, ast.List)):
            text = ast.unparse(statement.value)
            if text in (f"{parameter}.shape", f"{parameter}.size()"):
                parts = statement.targets[0].elts
                return None if any(isinstance(part, ast.Starred) for part in parts) else len(parts)
    return None


def described_shape(module, parameter: str) -> list[str] | None:
    """Axes that the docstring or a comment of `forward` or its class names: `x: (B, C, H, W)`."""
    texts = [module.forward.__doc__ or "", type(module).__doc__ or ""]
    texts += [line.partition("#")[2] for line in _lines(type(module).forward)[:7] if "#" in line]
    pattern = re.compile(rf"\b{re.escape(parameter)}\b[^\n(\[]*[(\[]\s*(\w+(?:\s*[,x*]\s*\w+)+)\s*,?\s*[)\]]")
    for text in texts:
        match = pattern.search(text)
        if match:
            return re.split(r"\s*[,x*]\s*", match.group(1)) if "," in match.group(1) else None
    return None
