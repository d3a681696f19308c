"""Inputs of a model that nobody described: from its first layers, the sizes that it names, its parameters' names."""

import inspect
import re
from dataclasses import dataclass

from .. import expectations
from ..inert import Inert
from ..reach import Reach, reach_of
from ..specifications import Specification
from .descriptions import described, of_axes
from .facts import PICTURE_SIZES, SEQUENCE, Facts
from .layers import of_cut_pictures, of_layer, of_noise, of_other_pictures, spec
from .trials import trials

_MOST_ATTEMPTS = 24


@dataclass
class Guess:
    """One way to call the model: an input, or a plain value, for each parameter of `forward` that has to be given."""

    values: dict[str, Specification | int | float | None]
    #: How the shape of each was found, for a sentence.
    reasons: dict[str, str]
    #: Nothing is known of any input: usual shapes are tried.
    is_trial: bool = False


_TOKENS = re.compile(r"^(input_ids|tokens?|token_ids|idx|ids|indices|words|src_tokens|x_ids|text)$")
_TIMES = re.compile(r"^(t|ts|time|times|timesteps?|time_steps?|noise_level|sigma|log_snr)$")
_MASK = re.compile(r"mask$|^lengths?$")
#: Masks of attention, which are left out wherever they lead.
_ATTENTION_MASK = re.compile(r"(attn|attention|padding|src|tgt|trg|memory|causal)\w*_mask$")
_LABELS = re.compile(r"^(labels?|targets?|class_labels|classes|y)$")
#: Values of parameters that are no tensors, by their annotation.
_PLAIN = {int: 0, "int": 0, float: 0.0, "float": 0.0, bool: False, "bool": False}
_CONTEXT = re.compile(r"^(context|cond|encoder_hidden_states|text_embeds?)$")
_NOISE = re.compile(r"^(z|noise|latents?|code)$")
#: The matrix of a graph: which node is joined to which.
_ADJACENCY = re.compile(
    r"^(adj|adj_mat|adj_matrix|adjacency|adjacency_matrix|a_hat|laplacian)$", re.IGNORECASE
)


def guesses(model, arguments: dict[str, object], tries_shapes: bool = False) -> list[Guess]:
    """Attempts in the order of their likelihood; none where nothing is known of an input and no shapes may be tried."""
    facts = Facts(model, arguments)
    parameters = _required(model)
    reached = {name: reach_of(model, name) for name in parameters}
    found: dict[str, tuple[list, str]] = {}
    alike: str | None = None
    for name in parameters:
        named = _by_name(model, name, reached[name].layer, len(parameters))
        options = named or _options(model, name, facts, reached[name], len(parameters))
        if options is not None:
            found[name] = options
            alike = alike or (None if named else name)
    is_trial = alike is None and len(found) < len(parameters)
    if not parameters or is_trial and not tries_shapes:
        return []
    for name in parameters:
        if name not in found and is_trial:
            tried = trials(name, facts, reached[name], [])
            found[name] = tried, "usual shapes, of which it is the first that fits"
        elif name not in found:
            # Left and right, x1 and x2: alike unless something tells them apart.
            found[name] = found[alike][0], f"like the input {alike}"
    attempts = _aligned(found, parameters, is_trial)
    more = _optional(model, facts)
    if attempts and more:
        # What may be left out is given where that is needed after all.
        given = {name: value for name, (value, _) in more.items()}
        told = {name: reason for name, (_, reason) in more.items()}
        attempts.append(Guess({**attempts[0].values, **given}, {**attempts[0].reasons, **told}, is_trial))
    return attempts


def _aligned(found: dict[str, tuple[list, str]], parameters: list[str], is_trial: bool) -> list[Guess]:
    """The first options of all parameters, then the second ones, …"""
    most = max((len(options) for options, _ in found.values()), default=0)
    reasons = {name: reason for name, (_, reason) in found.items()}
    attempts = []
    for number in range(min(most, _MOST_ATTEMPTS)):
        values = {name: found[name][0][min(number, len(found[name][0]) - 1)] for name in parameters}
        attempts.append(Guess(values, reasons, is_trial))
    return attempts


def _optional(model, facts: Facts) -> dict[str, tuple[Specification, str]]:
    """Times and contexts that `forward` takes but does not have to be given."""
    found = {}
    for name, parameter in inspect.signature(model.forward).parameters.items():
        if parameter.default is not None:
            continue
        if _TIMES.match(name):
            found[name] = spec("float32", [1]), "its name, a time"
        elif _CONTEXT.match(name) and facts.context is not None:
            found[name] = spec("float32", [1, 77, facts.context]), "its name, a context"
    return found


def _required(model) -> list[str]:
    parameters = list(inspect.signature(model.forward).parameters.values())
    named = [item for item in parameters if item.kind not in (item.VAR_POSITIONAL, item.VAR_KEYWORD)]
    required = [item.name for item in named if item.default is item.empty]
    if required or not parameters:
        return required
    # Called without anything such a model would do nothing: its first parameter is its input.
    return [parameters[0].name] if parameters[0].kind is not inspect.Parameter.VAR_KEYWORD else []


def _options(model, name: str, facts: Facts, reach: Reach, count: int) -> tuple[list, str] | None:
    """Specifications to try in turn, and the reason of the first; None where nothing is known of the parameter."""
    layer = reach.layer
    if isinstance(layer, Inert):
        # Any input comes as far as the network that is not installed, and that is what has to be said.
        return [spec("float32", [1, 3, PICTURE_SIZES[0], PICTURE_SIZES[0]])], "what is usual for a picture"
    shown = described(model, name, facts, layer)
    if shown is not None:
        others = of_layer(layer, facts) if layer is not None else []
        return [shown, *others], "its description in the source"
    by_layer = _by_layer(model, name, layer, facts, reach, count)
    if by_layer is not None:
        return by_layer
    if _TOKENS.match(name):
        return [spec("int64", [1, facts.length])], "its name, a row of tokens"
    if _LABELS.match(name) and name != "y" and count > 1:
        return [spec("int64", [1])], "its name, a label"
    return of_axes(reach, facts)


def _by_name(model, name: str, layer, count: int) -> tuple[list, str] | None:
    """Masks, plain values, times and labels: what the name says before any layer does."""
    kind = expectations.input_of(layer) if layer is not None else None
    takes_numbers = kind is not None and kind[0] == "int64"
    if _MASK.search(name) and (layer is None or count > 1 and _ATTENTION_MASK.search(name)):
        return [None], "a mask, which is left out"
    plain = _PLAIN.get(inspect.signature(model.forward).parameters[name].annotation)
    if plain is not None and count > 1:
        return [plain], "its annotation"
    if _ADJACENCY.match(name) and count > 1:
        return [spec("float32", [SEQUENCE, SEQUENCE])], "its name, the matrix of a graph"
    if _TIMES.match(name) and count > 1 and not takes_numbers:
        return [spec("float32", [1])], "its name, a time"
    if takes_numbers and (_LABELS.match(name) or _TIMES.match(name)) and count > 1:
        return [spec("int64", [1])], _reason(model, layer)
    return None


def _by_layer(model, name: str, layer, facts: Facts, reach: Reach, count: int) -> tuple[list, str] | None:
    if _NOISE.match(name):
        options = of_noise(layer, facts.latent)
        if options:
            return options, _reason(model, layer) if layer is not None else "its name, a sample of noise"
    if layer is None and count == 1 and reach.axes is None:
        layer = _any_layer(model)
    if layer is None:
        return None
    rank = reach.rank
    likely = [*of_cut_pictures(layer, facts, reach.axes), *of_layer(layer, facts)]
    options = _ranked([*likely, *of_other_pictures(layer, facts, rank)], rank)
    found = expectations.input_of(layer)
    # A layer that works on space has as many axes as it says.
    if (found is None or found[0] != "int64") and not type(layer).__name__.endswith(("1d", "2d", "3d")):
        options += trials(name, facts, reach, [found[2]] if found is not None else [])
    options = [option for number, option in enumerate(options) if option not in options[:number]]
    return (options, _reason(model, layer)) if likely else None


def _reason(model, layer) -> str:
    path = next((path for path, module in model.named_modules() if module is layer), "")
    extra = layer.extra_repr().split(",")
    return f"its first layer {path + ': ' if path else ''}{type(layer).__name__}({','.join(extra[:2])})"


def _ranked(options: list, rank: int | None) -> list:
    """Those with as many axes as `forward` unpacks first."""
    if rank is None:
        return options
    return sorted(options, key=lambda option: len(option["shape"]) != rank)


def _any_layer(model):
    """The first layer in the order of construction: where `forward` cannot be read."""
    return next((module for module in model.modules() if expectations.input_of(module) is not None), None)
