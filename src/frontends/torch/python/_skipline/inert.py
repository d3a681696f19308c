"""Harmless stand-ins for what cannot run here: modules with native code, modules that are not installed, and the parts
of torch that have no meaning while a model is traced."""

import sys
from types import ModuleType

#: Modules of other packages that failed to load and are inert in what they could not define, with the reason.
failed: dict[str, str] = {}


class UnsupportedOperation(NotImplementedError):
    """A tensor reached something that has no stand-in."""


def refused(what: str):
    """A function that has no meaning while a model is traced: `what` says which, and why."""

    def refuse(*args, **kwargs):
        raise UnsupportedOperation(f"Skipline cannot trace {what}")

    return refuse


class InertBase:
    """Stands for a class of an inert module in the bases of a user's class."""

    def __init__(self, *args, **kwargs):
        pass

    def __init_subclass__(cls, **kwargs):
        pass


def _holds_tensor(values) -> bool:
    tensor = sys.modules["torch"].Tensor
    for value in values:
        if isinstance(value, tensor):
            return True
        if isinstance(value, (list, tuple)) and _holds_tensor(value):
            return True
    return False


def reason(name: str) -> str:
    """Why something inert cannot do what is asked of it, as the end of a sentence."""
    from . import search

    root = name.partition(".")[0]
    if root in search.STAND_INS:
        return "Skipline has no stand-in for it yet"
    if root in search.NATIVE_PACKAGES:
        return f"{root} is native code, which does not run while a model is traced"
    if name_failed := next((module for module in failed if name.startswith(f"{module}.")), None):
        return f"{name_failed} did not load ({failed[name_failed]})"
    return (
        f"{root} is not installed here: name the folder of site-packages that holds it in the setting "
        "skipline.pythonPath (--python-path on the command line)"
    )


def is_at_fault(error: BaseException) -> bool:
    """True where a value of something inert was needed, or it took the place of a layer."""
    text = str(error)
    return isinstance(error, TypeError) and (
        "is not installed here" in text or "_skipline.inert.Inert" in text
    )


#: What is asked of a network that cannot be had, where an empty answer would hide that.
_PARTS = ("children()", "modules()", "named_children()", "named_modules()")


class Inert:
    """Answers every attribute, call and operation with more of its kind.

    As a decorator it gives back what it decorates. A tensor must not disappear in it: that is an error.
    """

    def __init__(self, name: str):
        self.__dict__["_name"] = name

    def __getattr__(self, name: str):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Inert(f"{self._name}.{name}")

    def __setattr__(self, name, value):
        pass

    def __call__(self, *args, **kwargs):
        if _holds_tensor(args) or _holds_tensor(kwargs.values()):
            self._refuse()
        if len(args) == 1 and not kwargs and callable(args[0]) and not isinstance(args[0], Inert):
            return args[0]
        return Inert(f"{self._name}()")

    def __mro_entries__(self, bases):
        return (
            (InertBase,) if all(base is self or not isinstance(base, (type, Inert)) for base in bases) else ()
        )

    def __instancecheck__(self, instance):
        return False

    def __subclasscheck__(self, subclass):
        return False

    def __getitem__(self, key):
        return Inert(f"{self._name}[...]")

    def __setitem__(self, key, value):
        pass

    def _refuse(self):
        from . import search

        root = self._root()
        if root in search.STAND_INS:
            raise UnsupportedOperation(f"Skipline cannot trace {self._name} yet")
        if root in search.NATIVE_PACKAGES:
            raise UnsupportedOperation(f"Skipline cannot trace {self._name}, which is native code, yet")
        raise UnsupportedOperation(f"Skipline cannot trace {self._name}: {reason(self._name)}")

    def __iter__(self):
        if self._name.endswith(_PARTS) and self._root() != "torch":
            self._refuse()
        return iter(())

    def __len__(self):
        return 0

    def __bool__(self):
        return False

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        return False

    def __repr__(self):
        return f"<{self._name}, not available while tracing>"

    def _number(self):
        raise TypeError(f"the value of {self._name} is needed, but {reason(self._name)}")

    def _root(self) -> str:
        return self._name.split(".")[0]

    __index__ = __int__ = __float__ = _number

    def _operation(self, *others):
        return self

    def _comparison(self, other):
        return False

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _operation
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __neg__ = __abs__ = _operation
    __and__ = __rand__ = __or__ = __ror__ = __invert__ = _operation
    __lt__ = __le__ = __gt__ = __ge__ = _comparison


class StandInSubmodule(ModuleType):
    """A submodule that a stand-in does not have (`torch.optim.sgd`): the names of the nearest module above that has
    them, inert ones for the rest."""

    def __getattr__(self, name: str):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        holder = self.__name__.rpartition(".")[0]
        while holder:
            known = sys.modules[holder].__dict__
            if name in known and not isinstance(sys.modules[holder], StandInSubmodule):
                return known[name]
            holder = holder.rpartition(".")[0]
        return Inert(f"{self.__name__}.{name}")


class InertModule(ModuleType):
    """A module all of whose attributes are inert."""

    __path__: list[str] = []

    def __getattr__(self, name: str):
        if name.startswith("__") and name.endswith("__") and name != "__version__":
            raise AttributeError(name)
        if name == "__version__":
            return "0.0.0"
        return Inert(f"{self.__name__}.{name}")
