"""Execution of modules of user code, from text that the host reads."""

from importlib.machinery import ModuleSpec
from types import ModuleType

from . import adaptations, bridge, constants, fallbacks, inert, lazy, opaque_calls, search, spans
from .guards import is_guarded


class Loaded:
    """What is known of a module of user code that was executed."""

    def __init__(self, path: str):
        self.path = path
        self.stamp = bridge.stamp(path)
        self.imports: dict[str, None] = {}
        #: Sizes of the containers that it held right after its body, and where they are found.
        self.containers: list[tuple[object, int]] = []

    def was_changed_by_others(self) -> bool:
        """True where another module added to a container of this one, as registries of models are filled.

        Such a module has to run again before that other one does.
        """
        return any(len(container) != size for container, size in self.containers)


def _containers_of(module: ModuleType) -> list[tuple[object, int]]:
    """Mutable containers of a module, also those that its objects hold."""
    found = []
    for name, value in module.__dict__.items():
        if name.startswith("__"):
            continue
        if isinstance(value, (dict, list, set)):
            found.append((value, len(value)))
        elif getattr(type(value), "__module__", "") in loaded:
            held = getattr(value, "__dict__", {}).values()
            found.extend((item, len(item)) for item in held if isinstance(item, (dict, list, set)))
    return found


#: Every executed module of user code, by name.
loaded: dict[str, Loaded] = {}

#: Name under which the traced file runs. Its failure is the user's to see, wherever it lies.
main = ""

#: The traced file where it failed while it was imported, with what it had defined by then.
unfinished: ModuleType | None = None

#: Compiled text of files by path: (stamp, code).
_code: dict[str, tuple[str, object]] = {}


class SourceLoader:
    def __init__(self, path: str, lazy: bool):
        self.path = path
        self.lazy = lazy

    def create_module(self, spec: ModuleSpec):
        return lazy.LazyPackage(spec.name) if self.lazy else None

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = self.path
        if not self.lazy:
            self.run(module)
        elif module.__name__ != search.folders.package:
            module.begin()

    def run(self, module: ModuleType) -> None:
        name = module.__name__
        loaded[name] = Loaded(self.path)
        if name == main:
            self._run_main(module)
            return
        bridge.enter_import()
        constants.forget()
        try:
            exec(self.get_code(), module.__dict__)
            adaptations.adapt(module)
            loaded[name].containers = _containers_of(module)
        except Exception as error:
            if not search.is_site(self.path) or isinstance(error, ImportError) and is_guarded():
                raise
            _make_rest_inert(module, error)
        finally:
            bridge.leave_import()
            constants.forget()

    def _run_main(self, module: ModuleType) -> None:
        global unfinished
        try:
            exec(self.get_code(), module.__dict__)
        except BaseException:
            unfinished = module
            raise

    def get_code(self, name: str = ""):
        stamp = bridge.stamp(self.path) + opaque_calls.key_of(self.path)
        known = _code.get(self.path)
        if known is None or known[0] != stamp:
            source = self.get_source()
            spans.source_lines[self.path] = spans.split_lines(source)
            known = (
                stamp,
                compile(opaque_calls.prepared(source, self.path), self.path, "exec", dont_inherit=True),
            )
            _code[self.path] = known
        return known[1]

    def get_source(self, name: str = "") -> str:
        source = bridge.read(self.path)
        if source is None:
            raise ImportError(f"{self.path} cannot be read")
        return source


def _make_rest_inert(module: ModuleType, error: Exception) -> None:
    """A package of somebody else that does not load: what it could not define is inert."""
    name = module.__name__
    inert.failed[name] = f"{type(error).__name__}: {error}"

    def attribute(attribute_name: str):
        if attribute_name.startswith("__") and attribute_name.endswith("__"):
            raise AttributeError(attribute_name)
        return inert.Inert(f"{name}.{attribute_name}")

    module.__dict__["__getattr__"] = attribute


class InertLoader:
    """Makes the module that stands for one which cannot run here."""

    def create_module(self, spec: ModuleSpec):
        root = spec.name.partition(".")[0]
        is_stand_in = root in search.STAND_INS or fallbacks.is_known(root)
        return (inert.StandInSubmodule if is_stand_in else inert.InertModule)(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        module.__path__ = []
