"""Shapes that docstrings, comments and unpacked axes of `forward` describe."""

import re

from .. import expectations
from ..reach import Reach, described_shape
from ..specifications import Specification
from .facts import PICTURE_SIZES, Facts
from .layers import POINTS, of_pictures, spec

_FEATURES = frozenset(
    "c ch channels in_channels in_chans d e f dim d_model features input_dim hidden_dim hidden".split()
)
_BATCHES = frozenset("b n bs batch batch_size bsz".split())
_SIDES = frozenset("h w height width img_h img_w".split())
_LENGTHS = frozenset("t l s seq seq_len seqlen seq_length length time tokens".split())

#: Coordinates of points: three for each.
_POINTS = re.compile(r"^(xyz\d?|new_xyz|pos|coords?|coordinates|points?_?xyz|pc|point_cloud)$")


def described(model, name: str, facts: Facts, layer) -> Specification | None:
    axes = described_shape(model, name)
    if axes is None:
        return None
    found = expectations.input_of(layer) if layer is not None else None
    channels = found[2] if found is not None and found[0] != "int64" else facts.channels
    is_cloud = "points" in name or _POINTS.match(name) is not None
    if _POINTS.match(name):
        channels = 3
    shape = []
    for index, axis in enumerate(axes):
        extent = _extent_of(axis.lower(), index, facts, channels, is_cloud)
        if extent is None:
            return None
        shape.append(extent)
    return spec("int64" if found is not None and found[0] == "int64" else "float32", shape)


def _extent_of(axis: str, index: int, facts: Facts, channels: int | None, is_cloud: bool) -> int | None:
    if axis.isdigit():
        return int(axis)
    if axis in _BATCHES and (index == 0 or axis != "n"):
        return 1
    if axis == "n":
        return POINTS if is_cloud else facts.length
    if axis in _SIDES:
        return facts.picture_size or PICTURE_SIZES[0]
    if axis in _LENGTHS:
        return facts.length
    if axis in _FEATURES:
        return channels or facts.number(axis) or facts.width
    return facts.number(axis)


def of_axes(reach: Reach, facts: Facts) -> tuple[list[Specification], str] | None:
    """By the number of axes alone."""
    rank = reach.rank
    if rank == 4:
        return of_pictures(facts, facts.channels or 3), "the four axes that forward unpacks it into"
    width = facts.width
    if rank == 3 and width is not None:
        return [spec("float32", [1, facts.length, width])], "the three axes that forward unpacks it into"
    if rank == 2 and width is not None:
        return [spec("float32", [1, width])], "the two axes that forward unpacks it into"
    return None
