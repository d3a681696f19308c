"""How a constructor uses one of its parameters, read from its source: as a number, a list, a layer, a network."""

import ast
import builtins
import inspect
import sys
from dataclasses import dataclass, field

from ..definitions import definition_of

#: A parameter is handed on from constructor to constructor.
_DEEPEST = 4

_LIST_FUNCTIONS = frozenset("len list tuple sum zip enumerate reversed iter sorted".split())
_NUMBER_FUNCTIONS = frozenset("range int float round".split())
_STRING_METHODS = frozenset("lower upper startswith endswith split replace strip format join".split())


@dataclass
class Use:
    is_list: bool = False
    #: Number of parts that it is unpacked into.
    parts: int | None = None
    is_number: bool = False
    is_condition: bool = False
    may_be_none: bool = False
    #: Called while the model is constructed: a class of layers, or a function that makes one.
    makes_layers: bool = False
    #: Called while the model runs: a layer, a network or a function.
    is_run: bool = False
    is_iterated_in_forward: bool = False
    has_text_keys: bool = False
    texts: list[str] = field(default_factory=list)
    attributes: set[str] = field(default_factory=set)
    #: Classes that it is tested to be an instance of, or annotated with.
    classes: list[type] = field(default_factory=list)
    #: What a function has by default to which it is handed on.
    default: object = inspect.Parameter.empty

    @property
    def is_object(self) -> bool:
        """True for a configuration, a batch, a network: what has attributes or text keys."""
        return self.has_text_keys or bool(self.attributes)

    def add(self, other: "Use") -> None:
        for name in (
            "is_list",
            "is_number",
            "makes_layers",
            "is_run",
            "has_text_keys",
            "may_be_none",
            "is_condition",
        ):
            setattr(self, name, getattr(self, name) or getattr(other, name))
        self.parts = self.parts or other.parts
        self.texts += other.texts
        self.attributes |= other.attributes
        self.classes += other.classes
        if self.default is inspect.Parameter.empty:
            self.default = other.default


def use_of(value, parameter: str, depth: int = 0, cls: type | None = None) -> Use:
    """Of a parameter of a class's constructor, of a function, or of a method of `cls`."""
    is_class = isinstance(value, type)
    function = value.__init__ if is_class else inspect.unwrap(value)
    reader = _Reader(value if is_class else cls, function, parameter, depth)
    reader.read()
    return reader.use


class _Reader:
    def __init__(self, cls: type | None, function, parameter: str, depth: int):
        self.cls, self.function, self.parameter, self.depth = cls, function, parameter, depth
        self.use = Use()
        #: Attributes of `self` that hold the parameter.
        self.held: set[str] = set()
        module = sys.modules.get(getattr(function, "__module__", ""))
        self.names = vars(module) if module is not None else {}

    def read(self) -> None:
        definition = definition_of(self.function)
        if definition is None:
            return
        for node in ast.walk(definition):
            self._visit(node, self._is_parameter)
        if self.held and self.cls is not None:
            self._read_methods()

    def _read_methods(self) -> None:
        methods = {
            name: method
            for base in reversed(self.cls.__mro__)
            if not base.__module__.startswith("torch.")
            for name, method in vars(base).items()
        }
        for name, method in methods.items():
            definition = definition_of(method) if name != "__init__" and inspect.isfunction(method) else None
            if definition is None:
                continue
            before, self.use = self.use, Use()
            for node in ast.walk(definition):
                self._visit(node, self._is_held)
            found, self.use = self.use, before
            self.use.is_run = self.use.is_run or found.makes_layers
            found.makes_layers = False
            self.use.is_iterated_in_forward |= found.is_list and name == "forward"
            found.is_list = found.is_list and name != "forward"
            self.use.add(found)

    def _is_parameter(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Name) and node.id == self.parameter or self._is_held(node)

    def _is_held(self, node: ast.AST) -> bool:
        return (
            isinstance(node, ast.Attribute)
            and node.attr in self.held
            and isinstance(node.value, ast.Name)
            and node.value.id == "self"
        )

    def _visit(self, node: ast.AST, is_meant) -> None:
        visit = getattr(self, f"_visit_{type(node).__name__}", None)
        if visit is not None:
            visit(node, is_meant)

    def _visit_Assign(self, node: ast.Assign, is_meant) -> None:
        for target in node.targets:
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts))
            for left, right in pairs:
                if not is_meant(right):
                    continue
                if isinstance(left, (ast.Tuple, ast.List)):
                    self.use.parts = len(left.elts)
                if (
                    isinstance(left, ast.Attribute)
                    and isinstance(left.value, ast.Name)
                    and left.value.id == "self"
                ):
                    self.held.add(left.attr)

    def _visit_For(self, node: ast.For | ast.comprehension, is_meant) -> None:
        self.use.is_list |= is_meant(node.iter)

    _visit_comprehension = _visit_For

    def _visit_Starred(self, node: ast.Starred, is_meant) -> None:
        self.use.is_list |= is_meant(node.value)

    def _visit_Subscript(self, node: ast.Subscript, is_meant) -> None:
        if is_meant(node.value):
            is_text = isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
            self.use.has_text_keys |= is_text
            self.use.is_list |= not is_text

    def _visit_Attribute(self, node: ast.Attribute, is_meant) -> None:
        if is_meant(node.value) and node.attr not in _STRING_METHODS:
            self.use.attributes.add(node.attr)

    def _visit_BinOp(self, node: ast.BinOp, is_meant) -> None:
        others = [side for side in (node.left, node.right) if not is_meant(side)]
        if len(others) == 1 and not isinstance(others[0], (ast.List, ast.JoinedStr)):
            is_text = isinstance(others[0], ast.Constant) and isinstance(others[0].value, str)
            self.use.is_number |= not is_text

    def _visit_Compare(self, node: ast.Compare, is_meant) -> None:
        sides = [node.left, *node.comparators]
        if not any(map(is_meant, sides)):
            return
        for side in sides:
            constants = side.elts if isinstance(side, (ast.List, ast.Tuple, ast.Set)) else [side]
            for constant in constants:
                if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                    # `"large" in name` says a part of it.
                    self.use.texts.append(constant.value)
                elif isinstance(constant, ast.Constant) and constant.value is None:
                    self.use.may_be_none = True
                elif isinstance(constant, ast.Constant):
                    self.use.is_number = True

    def _visit_If(self, node: ast.If | ast.IfExp, is_meant) -> None:
        tested = node.test.operand if isinstance(node.test, ast.UnaryOp) else node.test
        parts = tested.values if isinstance(tested, ast.BoolOp) else [tested]
        self.use.is_condition |= any(map(is_meant, parts))

    _visit_IfExp = _visit_If

    def _visit_Call(self, node: ast.Call, is_meant) -> None:
        if is_meant(node.func):
            self.use.makes_layers = True
        given = [(position, argument) for position, argument in enumerate(node.args) if is_meant(argument)]
        named = [(keyword.arg, keyword.value) for keyword in node.keywords if is_meant(keyword.value)]
        for place, _ in [*given, *named]:
            self._handed_on(node, place)

    def _handed_on(self, call: ast.Call, place: int | str | None) -> None:
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name in _LIST_FUNCTIONS:
            self.use.is_list = True
        elif name in _NUMBER_FUNCTIONS:
            self.use.is_number = True
        elif name == "isinstance" and place == 0 and len(call.args) == 2:
            tested = self._value(call.args[1])
            classes = tested if isinstance(tested, tuple) else (tested,)
            self.use.classes += [item for item in classes if isinstance(item, type)]
        elif self.depth < _DEEPEST:
            self._follow(call, place)

    def _follow(self, call: ast.Call, place: int | str | None) -> None:
        taker = self._taker(call)
        if taker is None or hasattr(builtins, getattr(taker, "__name__", "")):
            return
        try:
            parameters = list(inspect.signature(taker).parameters.values())
        except (TypeError, ValueError):
            return
        named = (
            parameters[place : place + 1]
            if isinstance(place, int)
            else [item for item in parameters if item.name == place]
        )
        if not named or named[0].kind in (named[0].VAR_POSITIONAL, named[0].VAR_KEYWORD):
            return
        module = getattr(taker, "__module__", "") or ""
        if module.startswith("torch"):
            self.use.is_number |= named[0].annotation in (int, float, "int", "float")
            found = Use(default=named[0].default)
        else:
            cls = self.cls if inspect.ismethod(taker) else None
            found = use_of(taker, named[0].name, self.depth + 1, cls)
            if found.default is inspect.Parameter.empty:
                found.default = named[0].default
        self.use.add(found)

    def _taker(self, call: ast.Call):
        """What a call calls: a function, a class, a method of the model, the constructor of a base."""
        function = call.func
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Call):
            inner = function.value.func
            if (
                isinstance(inner, ast.Name)
                and inner.id == "super"
                and function.attr == "__init__"
                and self.cls
            ):
                return next((base for base in self.cls.__mro__[1:] if "__init__" in vars(base)), None)
            return None
        if (
            isinstance(function, ast.Attribute)
            and isinstance(function.value, ast.Name)
            and function.value.id == "self"
        ):
            method = getattr(self.cls, function.attr, None) if self.cls else None
            # Without `self`, as it is called.
            return method.__get__(object()) if inspect.isfunction(method) else method
        return self._value(function)

    def _value(self, expression: ast.expr):
        """What a name or a dotted name of the module means; None where only a run knows."""
        if isinstance(expression, ast.Name):
            return self.names.get(expression.id)
        if isinstance(expression, ast.Attribute):
            return getattr(self._value(expression.value), expression.attr, None)
        if isinstance(expression, ast.Tuple):
            return tuple(self._value(part) for part in expression.elts)
        return None
