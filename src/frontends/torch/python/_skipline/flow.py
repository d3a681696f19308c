"""What a parameter of `forward` goes through: layers, and operations that say how many axes it has.

Read from the source of `forward` and the live modules.
"""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass

from .definitions import definition_of
from .inert import Inert
from .statements import calls_in, counted, integer, loop_variables, names_in, statements_of

#: Calls of `forward` inside of each other that are followed.
_DEEPEST = 12

_WITHOUT_SHAPE = (
    "Identity Dropout Dropout1d Dropout2d Dropout3d AlphaDropout ReLU ReLU6 GELU SiLU Mish Sigmoid Tanh LeakyReLU ELU "
    "Hardswish Softmax ZeroPad2d ReflectionPad2d ReflectionPad1d ReplicationPad2d ConstantPad2d "
    "MaxPool2d AvgPool2d Upsample"
).split()


@dataclass
class Layer:
    """A layer of torch.nn with a say in the shape; or what stands for a network that is not installed."""

    module: object


@dataclass
class Axes:
    """As many axes as `forward` unpacks, permutes or names; with the names where it names them."""

    count: int
    names: list[str]
    #: False where there may be more.
    is_exact: bool = True


Step = Layer | Axes


def steps(module, parameter: str, depth: int = 0) -> Iterator[Step]:
    """In the order in which they come. Steps behind the first layer are those of what it gave."""
    if depth > _DEEPEST:
        return
    from torch.nn import ModuleList, Sequential

    cls = type(module)
    if cls.__name__ in _WITHOUT_SHAPE and cls.__module__.startswith("torch."):
        return
    if cls.forward.__module__.startswith("torch.nn"):
        # Also a subclass of the user's that leaves `forward` as it is.
        children = list(module.children())
        if isinstance(module, (Sequential, ModuleList)) and children:
            for child in children:
                yield from steps(child, _first_parameter(child), depth + 1)
        elif "mask" not in parameter:
            yield Layer(module)
        return
    pattern = getattr(module, "pattern", None)
    if isinstance(pattern, str) and "->" in pattern:
        yield from _axes_of_pattern(pattern)
        return
    function = definition_of(cls.forward)
    if function is not None:
        yield from _Function(module, function, parameter, depth).steps()


def _first_parameter(module) -> str:
    try:
        return next(iter(inspect.signature(module.forward).parameters), "")
    except (TypeError, ValueError):
        return ""


class _Function:
    """One parameter on its way through a function."""

    def __init__(self, module, function: ast.FunctionDef, parameter: str, depth: int):
        self.module, self.function, self.depth = module, function, depth
        #: Names of what is made of the parameter.
        self.names = {parameter}
        #: Those of them that have the axes of the parameter.
        self.same = {parameter}
        #: What each variable of a loop runs over.
        self.loops: dict[str, ast.expr] = {}
        #: Functions that are defined inside of it.
        self.inner = {node.name: node for node in function.body if isinstance(node, ast.FunctionDef)}

    def steps(self) -> Iterator[Step]:
        for statement in statements_of(self.function.body):
            if isinstance(statement, ast.For):
                self.loops.update(loop_variables(statement.target, statement.iter))
            head = statement.iter if isinstance(statement, ast.For) else statement
            for call in calls_in(head, self.loops):
                yield from self._steps_of_call(call)
            yield from self._axes_in(statement)
            if isinstance(statement, ast.Assign) and self._is_about(statement.value):
                has_same_axes = self._has_same_axes(statement.value)
                for target in statement.targets:
                    made = {part.id for part in ast.walk(target) if isinstance(part, ast.Name)}
                    self.names |= made
                    self.same = self.same | made if has_same_axes else self.same - made

    def _steps_of_call(self, call: ast.Call) -> Iterator[Step]:
        yield from self._axes_of_call(call)
        for position, argument in enumerate([*call.args, *(keyword.value for keyword in call.keywords)]):
            if self._is_about(argument):
                named = call.keywords[position - len(call.args)] if position >= len(call.args) else None
                yield from self._inside(call, position, named.arg if named is not None else None)

    def _axes_of_call(self, call: ast.Call) -> Iterator[Step]:
        """`rearrange(x, "b c h w -> …")`, `einsum("b i d, b j d -> …", x, y)`, `x.permute(0, 2, 3, 1)`, `x.size(2)`."""
        function = call.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in ("rearrange", "reduce", "repeat") and len(call.args) > 1 and self._is_itself(call.args[0]):
            if isinstance(call.args[1], ast.Constant) and isinstance(call.args[1].value, str):
                yield from _axes_of_pattern(call.args[1].value)
        if name == "einsum" and call.args and isinstance(call.args[0], ast.Constant):
            operands = str(call.args[0].value).partition("->")[0].split(",")
            for operand, tensor in zip(operands, call.args[1:]):
                if self._is_itself(tensor) and "..." not in operand:
                    letters = operand.split() if " " in operand.strip() else list(operand.strip())
                    yield Axes(len(letters), letters)
        if not isinstance(function, ast.Attribute) or not self._is_itself(function.value):
            return
        places = [integer(argument) for argument in call.args]
        if name == "permute" and len(places) > 1 and None not in places:
            yield Axes(len(places), [])
        elif name in ("size", "transpose") and places and None not in places:
            yield Axes(max(place + 1 if place >= 0 else -place for place in places), [], is_exact=False)

    def _axes_in(self, statement: ast.stmt) -> Iterator[Step]:
        """`b, c, h, w = x.shape`, `b, n, _, h = *x.shape, self.heads`, `x.shape[2]`, `assert x.dim() == 4`."""
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], (ast.Tuple, ast.List)):
            targets, value, more = statement.targets[0].elts, statement.value, 0
            if isinstance(value, ast.Tuple) and value.elts and isinstance(value.elts[0], ast.Starred):
                value, more = value.elts[0].value, len(value.elts) - 1
            if self._is_shape(value) and not any(isinstance(part, ast.Starred) for part in targets):
                names = [part.id if isinstance(part, ast.Name) else "_" for part in targets]
                yield Axes(len(targets) - more, names[: len(targets) - more])
        if isinstance(statement, (ast.Assert, ast.If)) and isinstance(statement.test, ast.Compare):
            yield from self._axes_compared(statement)
        if isinstance(statement, (ast.Assign, ast.Return, ast.Expr)) and statement.value is not None:
            for node in ast.walk(statement.value):
                place = integer(node.slice) if isinstance(node, ast.Subscript) else None
                if place is not None and self._is_shape(node.value):
                    yield Axes(place + 1 if place >= 0 else -place, [], is_exact=False)

    def _axes_compared(self, statement: ast.Assert | ast.If) -> Iterator[Step]:
        """A number of axes that is demanded: asserted, or raised for where it is another."""
        test = statement.test
        is_demand = isinstance(statement, ast.Assert) and isinstance(test.ops[0], ast.Eq)
        if isinstance(statement, ast.If) and isinstance(test.ops[0], ast.NotEq):
            is_demand = isinstance(statement.body[0], ast.Raise)
        if not is_demand or not self._is_itself(counted(test.left)):
            return
        count = integer(test.comparators[0])
        if count is not None:
            yield Axes(count, [])

    def _is_itself(self, node: ast.AST | None) -> bool:
        return isinstance(node, ast.Name) and node.id in self.same

    def _has_same_axes(self, value: ast.expr) -> bool:
        """`x`, `x.float()`, `x / 255`."""
        if (
            isinstance(value, ast.Call)
            and isinstance(value.func, ast.Attribute)
            and value.func.attr in _KEEP_AXES
        ):
            return self._has_same_axes(value.func.value)
        if isinstance(value, ast.BinOp):
            return self._has_same_axes(value.left)
        return self._is_itself(value)

    def _is_shape(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
            return node.func.attr == "size" and self._is_itself(node.func.value)
        return isinstance(node, ast.Attribute) and node.attr == "shape" and self._is_itself(node.value)

    def _is_about(self, argument: ast.AST) -> bool:
        """True for `x`, `x.float()`, `x * 2`, `[x, y]`: what is made of the parameter, its shape aside."""
        if isinstance(argument, ast.Name):
            return argument.id in self.names
        if isinstance(argument, ast.Attribute) and argument.attr in _ATTRIBUTES:
            return False
        if isinstance(argument, ast.Call) and isinstance(argument.func, ast.Attribute):
            if argument.func.attr in _ATTRIBUTES:
                return False
            return any(self._is_about(part) for part in [argument.func.value, *argument.args])
        return any(self._is_about(child) for child in ast.iter_child_nodes(argument))

    def _inside(self, call: ast.Call, position: int, keyword: str | None) -> Iterator[Step]:
        """Steps inside of a module, a method or a function that is called with the parameter."""
        from torch.nn import Module

        function = call.func
        if isinstance(function, ast.Attribute) and function.attr == "forward":
            function = function.value
        if isinstance(function, ast.Name) and function.id in self.inner:
            parameters = self.inner[function.id].args.args
            if position < len(parameters):
                name = keyword or parameters[position].arg
                yield from _Function(self.module, self.inner[function.id], name, self.depth + 1).steps()
            return
        target = self._value(function)
        if isinstance(target, Module):
            names = list(inspect.signature(target.forward).parameters)
            name = keyword or (names[position] if position < len(names) else names[0] if names else "")
            yield from steps(target, name, self.depth + 1)
        elif isinstance(target, Inert):
            yield Layer(target)
        elif inspect.ismethod(target) and target.__self__ is self.module and self.depth < _DEEPEST:
            definition = definition_of(target.__func__)
            names = list(inspect.signature(target).parameters)
            if definition is not None and position < len(names):
                yield from _Function(
                    self.module, definition, keyword or names[position], self.depth + 1
                ).steps()

    def _value(self, expression: ast.expr):
        """What an expression such as `self.blocks[0].conv` means; None where it is no part of the module."""
        from torch.nn import Module, ModuleDict

        if isinstance(expression, ast.Name):
            if expression.id == "self":
                return self.module
            over = self.loops.get(expression.id)
            # A variable may run over what was made of itself.
            holder = self._value(over) if over is not None and expression.id not in names_in(over) else None
            return _first_of(holder)
        if isinstance(expression, ast.Attribute):
            holder = self._value(expression.value)
            return getattr(holder, expression.attr, None) if isinstance(holder, (Module, Inert)) else None
        if isinstance(expression, ast.List):
            return [self._value(part) for part in expression.elts]
        if isinstance(expression, ast.Subscript):
            holder = self._value(expression.value)
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


#: Methods that give a tensor with the same axes.
_KEEP_AXES = frozenset(
    "float half double long int to type cuda cpu contiguous clone detach requires_grad_".split()
)

#: Of a tensor, and not another tensor.
_ATTRIBUTES = {"shape", "ndim", "device", "dtype", "size", "dim", "is_cuda"}


def _axes_of_pattern(pattern: str) -> Iterator[Axes]:
    """The axes that the left side of einops' pattern names: `b c (h p1) (w p2)` has four."""
    left = pattern.partition("->")[0]
    names, depth = [], 0
    for token in left.replace("(", " ( ").replace(")", " ) ").split():
        if token == "(":
            depth += 1
            names.append("")
        elif token == ")":
            depth -= 1
        elif depth:
            names[-1] = f"{names[-1]} {token}".strip()
        else:
            names.append(token)
    if "..." not in names and names:
        yield Axes(len(names), names)


def _first_of(holder):
    try:
        return next(iter(holder)) if holder is not None else None
    except (TypeError, StopIteration):
        return None
