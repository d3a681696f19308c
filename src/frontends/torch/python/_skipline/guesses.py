"""Inputs of a model that nobody described: from its first layers, the sizes that it names, its parameters' names."""

import inspect
import re
from dataclasses import dataclass

from . import expectations, reach
from .inert import Inert

#: Sizes of pictures that are tried, in this order, where nothing says how large they are.
PICTURE_SIZES = (224, 32, 28, 64, 128, 256, 299, 331, 512)

#: Length of sequences where the model names no limit below it.
SEQUENCE = 128

_MOST_ATTEMPTS = 18


@dataclass
class Guess:
    """One way to call the model: an input, or a plain value, for each parameter of `forward` that has to be given."""

    values: dict[str, dict[str, object] | int | float | None]
    #: How the shape of each was found, for a sentence.
    reasons: dict[str, str]


class Facts:
    """What the model or its constructor's arguments say of sizes."""

    def __init__(self, model, arguments: dict[str, object]):
        holders = [getattr(model, name, None) for name in ("config", "cfg", "args", "hparams", "params")]
        self.sources = [vars(model), arguments]
        for holder in [*holders, *arguments.values()]:
            if isinstance(holder, dict):
                self.sources.append(holder)
            elif hasattr(holder, "__dict__") and not isinstance(holder, type):
                self.sources.append({**_class_values(type(holder)), **vars(holder)})

    def number(self, *names: str) -> int | None:
        for name in names:
            for source in self.sources:
                value = source.get(name)
                if isinstance(value, (tuple, list)) and value:
                    value = value[-1]
                if isinstance(value, int) and not isinstance(value, bool) and value > 0:
                    return value
        return None

    def picture(self, channels: int) -> list[int] | None:
        """`input_shape=(4, 84, 84)`: the extents of one picture with this number of channels."""
        for source in self.sources:
            for name in _SHAPES:
                value = source.get(name)
                if isinstance(value, (tuple, list)) and len(value) == 3 and value[0] == channels:
                    return [int(extent) for extent in value]
        return None


def _class_values(cls: type) -> dict[str, object]:
    return {name: value for name, value in vars(cls).items() if isinstance(value, int)}


_TOKENS = re.compile(r"^(input_ids|tokens?|token_ids|idx|ids|indices|words|src_tokens|x_ids|text)$")
_TIMES = re.compile(r"^(t|ts|time|times|timesteps?|time_steps?|noise_level|sigma|log_snr)$")
_MASK = re.compile(r"mask$|^lengths?$")
_LABELS = re.compile(r"^(labels?|targets?|class_labels|classes|y)$")
#: Values of parameters that are no tensors, by their annotation.
_PLAIN = {int: 0, "int": 0, float: 0.0, "float": 0.0, bool: False, "bool": False}
_CONTEXT = re.compile(r"^(context|cond|encoder_hidden_states|text_embeds?)$")
_NOISE = re.compile(r"^(z|noise|latents?|code)$")


def guesses(model, arguments: dict[str, object]) -> list[Guess]:
    """Attempts in the order of their likelihood; none where nothing is known of an input."""
    facts = Facts(model, arguments)
    parameters = _required(model)
    found: dict[str, tuple[list, str]] = {}
    for name in parameters:
        candidates = _candidates(model, name, facts, len(parameters))
        if candidates is not None:
            found[name] = candidates
    known = next(iter(found.values()), None)
    for name in parameters:
        if name not in found:
            if known is None or not known[0]:
                return []
            # Left and right, x1 and x2: alike unless something tells them apart.
            found[name] = (known[0], f"like the input {next(iter(found))}")
    most = max((len(options) for options, _ in found.values()), default=0)
    reasons = {name: reason for name, (_, reason) in found.items()}
    attempts = []
    for number in range(min(most, _MOST_ATTEMPTS)):
        values = {name: found[name][0][min(number, len(found[name][0]) - 1)] for name in parameters}
        attempts.append(Guess(values, reasons))
    more = _optional(model, facts)
    if attempts and more:
        # What may be left out is given where that is needed after all.
        given = {name: value for name, (value, _) in more.items()}
        told = {name: reason for name, (_, reason) in more.items()}
        attempts.append(Guess({**attempts[0].values, **given}, {**reasons, **told}))
    return attempts


def _optional(model, facts: Facts) -> dict[str, tuple[dict[str, object], str]]:
    """Times and contexts that `forward` takes but does not have to be given."""
    found = {}
    for name, parameter in inspect.signature(model.forward).parameters.items():
        if parameter.default is not None:
            continue
        width = facts.number("context_dim", "cross_attention_dim", "cond_dim", "text_dim", "encoder_hid_dim")
        if _TIMES.match(name):
            found[name] = _spec("float32", [1]), "its name, a time"
        elif _CONTEXT.match(name) and width is not None:
            found[name] = _spec("float32", [1, 77, width]), "its name, a context"
    return found


def _required(model) -> list[str]:
    parameters = list(inspect.signature(model.forward).parameters.values())
    named = [item for item in parameters if item.kind not in (item.VAR_POSITIONAL, item.VAR_KEYWORD)]
    required = [item.name for item in named if item.default is item.empty]
    if required or not parameters:
        return required
    # Called without anything such a model would do nothing: its first parameter is its input.
    return [parameters[0].name] if parameters[0].kind is not inspect.Parameter.VAR_KEYWORD else []


def _candidates(model, name: str, facts: Facts, count: int) -> tuple[list, str] | None:
    """Specifications to try in turn, and the reason of the first; None where nothing is known of the parameter."""
    length = min(SEQUENCE, facts.number(*_LENGTHS) or SEQUENCE)
    layer = reach.first_layer(model, name)
    if isinstance(layer, Inert):
        # Any input comes as far as the network that is not installed, and that is what has to be said.
        return [_spec("float32", [1, 3, PICTURE_SIZES[0], PICTURE_SIZES[0]])], "what is usual for a picture"
    kind = expectations.input_of(layer) if layer is not None else None
    if _MASK.search(name) and layer is None:
        return [None], "a mask, which is left out"
    plain = _PLAIN.get(inspect.signature(model.forward).parameters[name].annotation)
    if plain is not None and count > 1:
        return [plain], "its annotation"
    described = _described(model, name, facts, layer)
    if described is not None:
        others = _of_layer(layer, facts, length) if layer is not None else []
        return [described, *others], "its description in the source"
    if _TIMES.match(name) and count > 1 and (kind is None or kind[0] != "int64"):
        return [_spec("float32", [1])], "its name, a time"
    if kind is not None and kind[0] == "int64" and (_LABELS.match(name) or _TIMES.match(name)) and count > 1:
        return [_spec("int64", [1])], _reason(model, layer)
    if _NOISE.match(name):
        latent = facts.number("latent_dim", "z_dim", "nz", "latent_size", "noise_dim", "latent_channels")
        options = _of_noise(layer, latent)
        if options:
            return options, _reason(model, layer) if layer is not None else "its name, a sample of noise"
    if layer is None and count == 1:
        layer = _any_layer(model)
    if layer is not None:
        rank = reach.unpacked(model, name)
        options = _ranked([*_of_layer(layer, facts, length), *_other_pictures(layer, facts, rank)], rank)
        if options:
            return options, _reason(model, layer)
    if _TOKENS.match(name):
        return [_spec("int64", [1, length])], "its name, a row of tokens"
    if _LABELS.match(name) and name != "y" and count > 1:
        return [_spec("int64", [1])], "its name, a label"
    return _by_rank(reach.unpacked(model, name), facts, length)


_LENGTHS = (
    *("block_size", "seq_len", "seq_length", "sequence_length", "max_len", "max_length", "max_seq_len"),
    *("context_length", "max_position_embeddings", "n_ctx", "n_positions", "num_tokens", "window_size"),
)
_PICTURES = tuple("img_size image_size input_size resolution input_resolution im_size size img_dim".split())
_SHAPES = tuple(
    "input_shape in_shape img_shape image_shape obs_shape observation_shape input_size input_dims".split()
)
_CHANNELS = tuple("in_chans in_channels n_channels num_channels input_channels channels in_ch nc".split())
_WIDTHS = tuple("d_model embed_dim hidden_size n_embd dim input_dim num_features in_features in_dim".split())
_FEATURE_AXES = frozenset("c ch channels in_channels in_chans d e f dim d_model features input_dim".split())


def _spec(kind: str, shape: list[int]) -> dict[str, object]:
    return {"type": kind, "shape": shape}


def _reason(model, layer) -> str:
    path = next((path for path, module in model.named_modules() if module is layer), "")
    extra = layer.extra_repr().split(",")
    return f"its first layer {path + ': ' if path else ''}{type(layer).__name__}({','.join(extra[:2])})"


def _pictures(facts: Facts, channels: int, rank: int = 2) -> list:
    said = facts.number(*_PICTURES)
    sizes = [said] if said is not None and said >= 8 else []
    sizes += [size for size in PICTURE_SIZES if size not in sizes]
    if rank == 3:
        return [_spec("float32", [1, channels, 16, min(size, 112), min(size, 112)]) for size in sizes]
    options = [[channels, *[size] * rank] for size in sizes]
    shown = facts.picture(channels) if rank == 2 else None
    if shown is not None:
        options = [shown, *(option for option in options if option != shown)]
    return [_spec("float32", [1, *option]) for option in options]


def _of_layer(layer, facts: Facts, length: int) -> list:
    bases = [base for base in type(layer).__mro__ if base.__module__.startswith("torch.nn")]
    name = bases[0].__name__
    digit = re.search(r"(\d)d$", name)
    found = expectations.input_of(layer)
    if found is None:
        if name in ("LayerNorm", "RMSNorm"):
            shape = list(layer.normalized_shape)
            return [_spec("float32", [1, *shape]), _spec("float32", [1, length, *shape])]
        if name == "Bilinear":
            return [_spec("float32", [1, layer.in1_features])]
        if name.startswith("Transformer"):
            width = facts.number("d_model") or getattr(layer, "d_model", 512)
            return [_spec("float32", [1, length, width])]
        return []
    kind, _, extent = found
    if kind == "int64":
        return [_spec("int64", [1, length]), _spec("int64", [1]), _spec("int64", [length])]
    if digit is not None and name != "BatchNorm1d":
        return _pictures(facts, extent, int(digit.group(1)))
    if name == "GroupNorm":
        return _pictures(facts, extent)
    if name == "BatchNorm1d":
        return [_spec("float32", [1, extent]), _spec("float32", [1, extent, length])]
    if name in ("RNN", "LSTM", "GRU", "MultiheadAttention"):
        shape = [1, length, extent] if getattr(layer, "batch_first", False) else [length, 1, extent]
        return [_spec("float32", shape)]
    options = [_spec("float32", [1, extent]), _spec("float32", [1, length, extent])]
    if name == "Linear":
        options += [
            _spec("float32", [1, channels, side, side])
            for channels in (1, 3)
            for side in [round((extent / channels) ** 0.5)]
            if channels * side * side == extent and side > 1
        ]
    return options


#: Frames of a short film.
_FRAMES = 7

#: Points of a cloud.
_POINTS = 1024


def _other_pictures(layer, facts: Facts, rank: int | None) -> list:
    """Films for a layer that takes pictures; pictures in colours where what comes before it makes other channels."""
    found = expectations.input_of(layer)
    name = type(layer).__name__
    if found is None or found[0] == "int64" or not name.endswith(("2d", "3d")):
        return []
    channels = found[2]
    if rank == 5:
        side = facts.number(*_PICTURES) or 64
        return [_spec("float32", [1, _FRAMES, channels, side, side]), _spec("float32", [1, _FRAMES, 3, side, side])]
    if rank == 3:
        # Points in space, as a row of columns.
        return [_spec("float32", [1, width, _POINTS]) for width in (3, 6, 9, channels)]
    return _pictures(facts, 3)[:1] if channels != 3 and name.endswith("2d") else []


def _ranked(options: list, rank: int | None) -> list:
    """Those with as many axes as `forward` unpacks first."""
    if rank is None:
        return options
    return sorted(options, key=lambda option: len(option["shape"]) != rank)


def _of_noise(layer, latent: int | None) -> list:
    found = expectations.input_of(layer) if layer is not None else None
    extent = found[2] if found is not None else latent
    if extent is None:
        return []
    flat, pixel = _spec("float32", [1, extent]), _spec("float32", [1, extent, 1, 1])
    is_spatial = layer is not None and type(layer).__name__.endswith("2d")
    return [pixel, flat] if is_spatial else [flat, pixel]


def _any_layer(model):
    """The first layer in the order of construction: where `forward` cannot be read."""
    return next((module for module in model.modules() if expectations.input_of(module) is not None), None)


def _by_rank(rank: int | None, facts: Facts, length: int) -> tuple[list, str] | None:
    if rank == 4:
        return _pictures(facts, facts.number(*_CHANNELS) or 3), "the four axes that forward unpacks it into"
    width = facts.number(*_WIDTHS)
    if rank == 3 and width is not None:
        return [_spec("float32", [1, length, width])], "the three axes that forward unpacks it into"
    if rank == 2 and width is not None:
        return [_spec("float32", [1, width])], "the two axes that forward unpacks it into"
    return None


def _described(model, name: str, facts: Facts, layer) -> dict[str, object] | None:
    axes = reach.described_shape(model, name)
    if axes is None:
        return None
    found = expectations.input_of(layer) if layer is not None else None
    channels = found[2] if found is not None and found[0] != "int64" else facts.number(*_CHANNELS)
    length = min(SEQUENCE, facts.number(*_LENGTHS) or SEQUENCE)
    shape = []
    for axis in axes:
        extent = _extent_of(axis.lower(), facts, channels, length)
        if extent is None:
            return None
        shape.append(extent)
    return _spec("int64" if found is not None and found[0] == "int64" else "float32", shape)


def _extent_of(axis: str, facts: Facts, channels: int | None, length: int) -> int | None:
    if axis.isdigit():
        return int(axis)
    if axis in ("b", "n", "bs", "batch", "batch_size", "bsz"):
        return 1
    if axis in ("h", "w", "height", "width", "img_h", "img_w"):
        return facts.number(*_PICTURES) or PICTURE_SIZES[0]
    if axis in ("t", "l", "s", "seq", "seq_len", "seq_length", "length", "time", "tokens"):
        return length
    if axis in _FEATURE_AXES:
        return channels or facts.number(axis, *_WIDTHS)
    return facts.number(axis)
