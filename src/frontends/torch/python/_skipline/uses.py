"""How the networks of a repository use a class: what the first of them that can be constructed hands to its
constructor, and what it calls it with."""

import importlib
import time
from contextlib import contextmanager
from types import ModuleType

from . import effort, network, notices, search, spans
from .candidates import Candidate, candidates_of
from .errors import Interrupted
from .examples import Examples, repository
from .outline import Outline, outline_of

#: Networks that are constructed to see how they use a class.
_MOST = 6

#: Seconds for one of them.
_SECONDS = 4

#: A network may itself be constructed only by another one, and that by a third.
_DEEPEST = 4

_depth = 0

#: Seconds for all networks of a trace; many models of a file may be tried.
_MOST_SECONDS = 8

_spent = 0.0


def begin_trace() -> None:
    global _spent
    _spent = 0.0


class _Found(BaseException):
    """Ends the construction or the run of a network once the class was used."""


class Use:
    """One call of the constructor or of `forward`."""

    def __init__(self, positional: list, keywords: dict[str, object], place: str):
        self.positional, self.keywords = positional, keywords
        #: Who makes the call, for a sentence.
        self.place = place


def constructor_call(candidate: Candidate, examples: Examples) -> Use | None:
    """The arguments of the first construction of a class by a network of the repository."""
    return next(_calls(candidate, examples, "__init__"), None)


def forward_call(candidate: Candidate, examples: Examples) -> Use | None:
    """What the first instance of a class is called with by a network of the repository."""
    return next(_calls(candidate, examples, "forward"), None)


def _calls(candidate: Candidate, examples: Examples, method: str):
    global _depth, _spent
    if candidate.kind != "class" or _depth >= _DEEPEST or _spent > _MOST_SECONDS:
        return
    _depth += 1
    told = notices.mark()
    began = time.monotonic()
    try:
        for _, (module, user) in zip(range(_MOST), _users(candidate, examples)):
            call = _call_by(user, module, candidate, method)
            if call is None and time.monotonic() - began + _spent > _MOST_SECONDS:
                return
            if call is not None:
                notices.restart(told)
                yield Use(*call, f"{_place_of(user, examples)}, as {user.name} uses it")
    finally:
        _depth -= 1
        if _depth == 0:
            _spent += time.monotonic() - began
        notices.restart(told)


def _place_of(user: Candidate, examples: Examples) -> str:
    root = repository.root_of(examples.file) or ""
    name = user.file[len(root) + 1 :] if root and user.file.startswith(f"{root}/") else user.file
    return f"line {user.line}" if user.file == examples.file else f"{name}, line {user.line}"


def _users(candidate: Candidate, examples: Examples):
    """Networks that mention the class: those of the file itself, then those of files that import it."""
    own = examples.module
    yield from _users_in(own, examples.outline, candidate)
    for place in repository.places_with(examples.file, candidate.name.partition(".")[0]):
        if not place.path.endswith(".py"):
            continue
        try:
            with effort.bounded(_SECONDS):
                module = importlib.import_module(_name_of(place.path, examples))
        except Interrupted:
            raise
        except BaseException:
            continue
        lines = spans.source_lines.get(place.path)
        if lines is not None:
            code = compile("\n".join(lines), place.path, "exec", dont_inherit=True)
            yield from _users_in(module, outline_of(place.path, lines, code), candidate)


def _name_of(path: str, examples: Examples) -> str:
    package = examples.package_of(path)
    stem = path.rpartition("/")[2].removesuffix(".py")
    if package is not None:
        return f"{package}.{stem}" if package else stem
    root = repository.root_of(path) or search.folders.file
    return path[len(root) + 1 :].removesuffix(".py").replace("/", ".")


def _users_in(module: ModuleType, outline: Outline, candidate: Candidate):
    for user in candidates_of(module, outline):
        if (
            user.name != candidate.name
            and candidate.name in outline.names_in(user.name)
            and user.kind != "instance"
        ):
            yield module, user
    # What uses it is often itself used by the network that has all the arguments.


def _call_by(user: Candidate, module: ModuleType, candidate: Candidate, method: str):
    """Positional and keyword arguments; None where the network cannot be constructed or does not come to it."""
    from . import inputs
    from .choice import Chooser

    cls = vars(module).get(candidate.name, candidate.value)
    if not isinstance(cls, type):
        return None
    found: list = []
    try:
        with effort.bounded(_SECONDS), network.unrecorded():
            outline = outline_of(user.file, spans.source_lines[user.file], compile("", user.file, "exec"))
            examples = Examples.of_module(module, outline, [user])
            chooser = Chooser(module, outline, [user], examples, {"file": user.file, "name": user.name})
            choice = chooser.choice_of(user)
            with _recording({cls, candidate.value}, method, found):
                model = user.value(*choice.positional, **choice.keywords)
                if method == "__init__":
                    return None
                model.eval()
                for way in inputs.ways_to_call(model, choice, examples, {"file": user.file}):
                    positional, keywords = way.arguments(network.pretended_inputs(way.specifications))
                    try:
                        model(*positional, **keywords)
                    except (RuntimeError, ValueError, IndexError, TypeError, AssertionError):
                        continue
                    break
    except Interrupted:
        raise
    except BaseException:
        pass
    return found[0] if found else None


@contextmanager
def _recording(classes: set[type], method: str, found: list):
    """Notes the first call of a method of one of the classes, and ends what made it."""
    originals = {cls: vars(cls).get(method) for cls in classes}

    def recording(original):
        def call(self, *args, **kwargs):
            if type(self) not in classes:
                return original(self, *args, **kwargs)
            found.append((list(args), kwargs))
            raise _Found

        return call

    for cls in classes:
        setattr(cls, method, recording(getattr(cls, method)))
    try:
        yield
    finally:
        for cls, original in originals.items():
            if original is None:
                delattr(cls, method)
            else:
                setattr(cls, method, original)
