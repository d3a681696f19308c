"""Resizing (ONNX Resize-19 with the coordinates that PyTorch uses)."""

import math

from _skipline import notices

from ..._tensor import constant, int64s, operate
from ..._types import float32
from .pooling import adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d

_RANKS = {"linear": 1, "bilinear": 2, "bicubic": 2, "trilinear": 3}
_AREA = {1: adaptive_avg_pool1d, 2: adaptive_avg_pool2d, 3: adaptive_avg_pool3d}


def interpolate(
    input,
    size=None,
    scale_factor=None,
    mode="nearest",
    align_corners=None,
    recompute_scale_factor=None,
    antialias=False,
):
    rank = input.ndim - 2
    if mode in ("nearest", "area", "nearest-exact") and rank in (1, 2, 3):
        if align_corners is not None:
            raise ValueError(
                "align_corners option can only be set with the interpolating modes: "
                "linear | bilinear | bicubic | trilinear"
            )
    elif _RANKS.get(mode) != rank:
        raise NotImplementedError(
            "Input Error: Only 3D, 4D and 5D input Tensors supported "
            f"(got {input.ndim}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | area | "
            f"nearest-exact (got {mode})"
        )
    if (size is None) == (scale_factor is None):
        raise ValueError(
            "either size or scale_factor should be defined"
            if size is None
            else "only one of size or scale_factor should be defined"
        )
    sizes = _each(size, rank) if size is not None else None
    factors = None if scale_factor is None else [float(factor) for factor in _each(scale_factor, rank)]
    for given in (sizes, factors):
        if given is not None and len(given) != rank:
            raise ValueError(
                f"Input and output must have the same number of spatial dimensions, but got input with spatial "
                f"dimensions of {list(input.shape[2:])} and {given}"
            )
    # PyTorch aligns corners by the rounded extents, which ONNX does where sizes are given.
    if factors is not None and (recompute_scale_factor or mode == "area" or align_corners):
        sizes = [math.floor(extent * factor) for extent, factor in zip(input.shape[2:], factors)]
        factors = None
    if mode == "area":
        return _AREA[rank](input, sizes)
    if antialias:
        return _antialiased(input, sizes, factors, mode, bool(align_corners))
    attributes = _attributes(mode, bool(align_corners))
    if factors is None:
        return operate("Resize", input, None, None, int64s(*input.shape[:2], *map(int, sizes)), **attributes)
    scales = constant([1.0, 1.0, *factors], (rank + 2,), float32)
    return operate("Resize", input, None, scales, **attributes)


def _each(value, rank: int) -> list:
    return list(value) if isinstance(value, (tuple, list)) else [value] * rank


def _attributes(mode: str, align_corners: bool) -> dict[str, object]:
    if mode == "nearest":
        return {
            "mode": "nearest",
            "coordinate_transformation_mode": "asymmetric",
            "nearest_mode": "floor",
        }
    if mode == "nearest-exact":
        return {
            "mode": "nearest",
            "coordinate_transformation_mode": "half_pixel",
            "nearest_mode": "round_prefer_ceil",
        }
    place = "align_corners" if align_corners else "half_pixel"
    attributes: dict[str, object] = {"mode": "linear", "coordinate_transformation_mode": place}
    if mode == "bicubic":
        attributes |= {"mode": "cubic", "cubic_coeff_a": -0.75}
    return attributes


def _antialiased(input, sizes, factors, mode: str, align_corners: bool):
    """Resizing with a filter that grows with the step, as a product with a matrix for each axis."""
    if mode not in ("bilinear", "bicubic"):
        raise ValueError(
            "Anti-alias option is restricted to bilinear and bicubic modes and requires a 4-D tensor as input"
        )
    for axis in (0, 1):
        extent = input.shape[2 + axis]
        size = int(sizes[axis]) if sizes is not None else math.floor(extent * factors[axis])
        if align_corners:
            step = (extent - 1) / (size - 1) if size > 1 else 0.0
        else:
            step = extent / size if factors is None else 1.0 / factors[axis]
        matrix = _filter_matrix(extent, size, step, mode)
        if axis == 1:
            input = operate("MatMul", input, constant(matrix, (extent, size), input.dtype))
        else:
            turned = operate("MatMul", input.transpose(2, 3), constant(matrix, (extent, size), input.dtype))
            input = turned.transpose(2, 3)
    return input


def _filter_matrix(extent: int, size: int, step: float, mode: str) -> list[float]:
    """Weights [extent, size] of the triangle, or of Keys' cubic (1981) with a = −0.5, over windows of the step."""
    reach = (1.0 if mode == "bilinear" else 2.0) * max(step, 1.0)
    kernel = _triangle if mode == "bilinear" else _cubic
    matrix = [0.0] * (extent * size)
    for place in range(size):
        centre = step * (place + 0.5)
        start = max(int(centre - reach + 0.5), 0)
        end = min(int(centre + reach + 0.5), extent)
        weights = [kernel((position - centre + 0.5) / max(step, 1.0)) for position in range(start, end)]
        total = math.fsum(weights)
        for position, weight in zip(range(start, end), weights):
            matrix[position * size + place] = weight / total if total else 0.0
    return matrix


def _triangle(x: float) -> float:
    return max(0.0, 1.0 - abs(x))


def _cubic(x: float) -> float:
    a, x = -0.5, abs(x)
    if x < 1.0:
        return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0
    return ((x - 5.0) * x + 8.0) * x * a - 4.0 * a if x < 2.0 else 0.0


def upsample(input, size=None, scale_factor=None, mode="nearest", align_corners=None):
    notices.warn(
        "deprecated", "`nn.functional.upsample` is deprecated in favour of `nn.functional.interpolate`."
    )
    return interpolate(input, size, scale_factor, mode, align_corners)


def upsample_nearest(input, size=None, scale_factor=None):
    return interpolate(input, size, scale_factor, mode="nearest")


def upsample_bilinear(input, size=None, scale_factor=None):
    return interpolate(input, size, scale_factor, mode="bilinear", align_corners=True)
