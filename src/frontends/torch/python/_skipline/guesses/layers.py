"""Shapes of pictures, films and clouds of points, and of what a layer takes."""

import re

from .. import expectations
from ..specifications import Specification
from .facts import PICTURE_SIZES, Facts

#: Frames of a short film.
_FRAMES = 7

#: Points of a cloud.
POINTS = 1024


def spec(kind: str, shape: list[int]) -> Specification:
    return {"type": kind, "shape": shape}


def of_pictures(facts: Facts, channels: int, spatial: int = 2) -> list[Specification]:
    said = facts.picture_size
    sizes = [said] if said is not None and said >= 8 else []
    sizes += [size for size in PICTURE_SIZES if size not in sizes]
    if spatial == 3:
        return [spec("float32", [1, channels, 16, min(size, 112), min(size, 112)]) for size in sizes]
    options = [[channels, *[size] * spatial] for size in sizes]
    shown = facts.picture(channels) if spatial == 2 else None
    if shown is not None:
        options = [shown, *(option for option in options if option != shown)]
    return [spec("float32", [1, *option]) for option in options]


def of_layer(layer, facts: Facts) -> list[Specification]:
    """What a layer of torch.nn takes, the likeliest first."""
    bases = [base for base in type(layer).__mro__ if base.__module__.startswith("torch.nn")]
    name, length = bases[0].__name__, facts.length
    digit = re.search(r"(\d)d$", name)
    found = expectations.input_of(layer)
    if found is None:
        return _of_other_layer(layer, name, facts)
    kind, _, extent = found
    if kind == "int64":
        return [spec("int64", [1, length]), spec("int64", [1]), spec("int64", [length])]
    if digit is not None and name != "BatchNorm1d":
        return of_pictures(facts, extent, int(digit.group(1)))
    if name == "GroupNorm":
        return of_pictures(facts, extent)
    if name == "BatchNorm1d":
        return [spec("float32", [1, extent]), spec("float32", [1, extent, length])]
    if name in ("RNN", "LSTM", "GRU", "MultiheadAttention"):
        shape = [1, length, extent] if getattr(layer, "batch_first", False) else [length, 1, extent]
        return [spec("float32", shape)]
    options = [spec("float32", [1, extent]), spec("float32", [1, length, extent])]
    if name == "Linear":
        options += [
            spec("float32", [1, channels, side, side])
            for channels in (1, 3)
            for side in [round((extent / channels) ** 0.5)]
            if channels * side * side == extent and side > 1
        ]
    return options


def _of_other_layer(layer, name: str, facts: Facts) -> list[Specification]:
    if name in ("LayerNorm", "RMSNorm"):
        shape = list(layer.normalized_shape)
        return [spec("float32", [1, *shape]), spec("float32", [1, facts.length, *shape])]
    if name == "Bilinear":
        return [spec("float32", [1, layer.in1_features])]
    if name.startswith("Transformer"):
        width = facts.number("d_model") or getattr(layer, "d_model", 512)
        return [spec("float32", [1, facts.length, width])]
    return []


def of_other_pictures(layer, facts: Facts, rank: int | None) -> list[Specification]:
    """Films for a layer that takes pictures; pictures in colours where what comes before it makes other channels."""
    found = expectations.input_of(layer)
    name = type(layer).__name__
    if found is None or found[0] == "int64" or not name.endswith(("2d", "3d")):
        return []
    channels = found[2]
    if rank == 5:
        side = facts.picture_size or 64
        return [
            spec("float32", [1, _FRAMES, channels, side, side]),
            spec("float32", [1, _FRAMES, 3, side, side]),
        ]
    if rank == 3:
        # Points in space, as a row of columns.
        return [spec("float32", [1, width, POINTS]) for width in (3, 6, 9, channels)]
    return of_pictures(facts, 3)[:1] if channels != 3 and name.endswith("2d") else []


def of_cut_pictures(layer, facts: Facts, axes) -> list[Specification]:
    """Pictures for a layer that takes rows, where `forward` cuts pictures into them first."""
    name = type(layer).__name__
    if axes is None or axes.count not in (4, 5) or name.endswith(("1d", "2d", "3d")) or name == "Embedding":
        return []
    found = expectations.input_of(layer)
    extent = found[2] if found is not None else tuple(getattr(layer, "normalized_shape", (0,)))[-1]
    size = facts.picture_size or PICTURE_SIZES[0]
    if axes.names and axes.names[-1] in ("c", "C", "d", "channels", "dim") and extent:
        return [spec("float32", [1, *[min(size, 56)] * (axes.count - 2), extent])]
    return of_pictures(facts, facts.channels or 3, axes.count - 2)[:3]


def of_noise(layer, latent: int | None) -> list[Specification]:
    found = expectations.input_of(layer) if layer is not None else None
    extent = found[2] if found is not None else latent
    if extent is None:
        return []
    flat, pixel = spec("float32", [1, extent]), spec("float32", [1, extent, 1, 1])
    is_spatial = layer is not None and type(layer).__name__.endswith("2d")
    return [pixel, flat] if is_spatial else [flat, pixel]
