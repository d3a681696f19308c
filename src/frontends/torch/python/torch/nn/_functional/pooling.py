"""Pooling. In training MaxPool also hands out its indices, which its gradient needs."""

import itertools

from _skipline import mode
from _skipline.inert import UnsupportedOperation

from ..._tensor import Tensor, constant, len_of, operate
from ..._types import int64
from .._tuples import _ntuple


def _window(rank: int, kernel_size, stride, padding, dilation=1) -> dict[str, object]:
    parse = _ntuple(rank)
    kernel = parse(kernel_size)
    pads = parse(padding)
    for pad, extent in zip(pads, kernel):
        if pad > extent // 2:
            raise RuntimeError(
                f"pad should be at most half of effective kernel size, but got pad={pad}, kernel_size={extent}"
            )
    attributes: dict[str, object] = {
        "kernel_shape": kernel,
        "strides": kernel if stride is None or stride == [] else parse(stride),
        "pads": [*pads, *pads],
    }
    if any(item != 1 for item in parse(dilation)):
        attributes["dilations"] = parse(dilation)
    return attributes


def _with_batch(rank: int, input: Tensor, apply):
    return apply(input.unsqueeze(0)).squeeze(0) if input.ndim == rank + 1 else apply(input)


def _max_pool(rank, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices):
    window = _window(rank, kernel_size, stride, padding, dilation)
    if return_indices:
        return _with_indices(rank, input, int(ceil_mode), window)

    def apply(batched):
        if mode.training:
            return operate("MaxPool", batched, outputs=2, ceil_mode=int(ceil_mode), **window)[0]
        return operate("MaxPool", batched, ceil_mode=int(ceil_mode), **window)

    return _with_batch(rank, input, apply)


def _with_indices(rank: int, input: Tensor, ceil_mode: int, window: dict[str, object]):
    """ONNX counts the indices through the whole tensor, PyTorch through each plane."""
    batched = input.unsqueeze(0) if input.ndim == rank + 1 else input
    values, places = operate("MaxPool", batched, outputs=2, ceil_mode=ceil_mode, **window)
    area = len_of(input.shape[-rank:])
    places = operate("Mod", places, constant([area], (), int64))
    return (values, places) if batched is input else (values.squeeze(0), places.squeeze(0))


def max_pool1d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return _max_pool(1, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool2d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return _max_pool(2, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool3d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return _max_pool(3, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def _avg_pool(rank, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override=None):
    window = _window(rank, kernel_size, stride, padding)
    if divisor_override is not None:
        if divisor_override == 0:
            raise RuntimeError("divisor must be not zero")
        if ceil_mode:
            raise UnsupportedOperation(
                "Skipline cannot trace average pooling with both ceil_mode and divisor_override yet"
            )
        means = _avg_pool(rank, input, kernel_size, stride, padding, False, True)
        return means * (len_of(window["kernel_shape"]) / divisor_override)
    attributes = {"ceil_mode": int(ceil_mode), "count_include_pad": int(count_include_pad), **window}
    return _with_batch(rank, input, lambda batched: operate("AveragePool", batched, **attributes))


def avg_pool1d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    return _avg_pool(1, input, kernel_size, stride, padding, ceil_mode, count_include_pad)


def avg_pool2d(
    input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
):
    return _avg_pool(2, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


def avg_pool3d(
    input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
):
    return _avg_pool(3, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


def _targets(rank: int, input: Tensor, output_size) -> list[int]:
    extents = input.shape[-rank:]
    return [extent if size is None else size for extent, size in zip(extents, _ntuple(rank)(output_size))]


def _adaptive(rank: int, input: Tensor, output_size, average: bool, return_indices: bool = False):
    sizes = _targets(rank, input, output_size)
    extents = list(input.shape[-rank:])
    if average and sizes == extents:
        return input
    if average and all(size == 1 for size in sizes):
        return _with_batch(rank, input, lambda batched: operate("GlobalAveragePool", batched))
    if all(extent % size == 0 for extent, size in zip(extents, sizes)):
        kernel = [extent // size for extent, size in zip(extents, sizes)]
        if average:
            return _avg_pool(rank, input, kernel, kernel, 0, False, True)
        return _max_pool(rank, input, kernel, kernel, 0, 1, False, return_indices)
    windows = [
        [(place * extent // size, -(-(place + 1) * extent // size)) for place in range(size)]
        for extent, size in zip(extents, sizes)
    ]
    if return_indices:
        return _windows_with_indices(input, extents, windows)
    # Windows of several sizes: one axis after the other, since means and maxima are separable.
    for axis, (extent, parts) in enumerate(zip(extents, windows)):
        input = (_means if average else _maxima)(input, axis - rank, extent, parts)
    return input


def _windows_with_indices(input: Tensor, extents: list[int], windows) -> tuple[Tensor, Tensor]:
    """Maxima of windows of several sizes, and where they are: the elements of each window as one row."""
    rows = []
    for corner in itertools.product(*windows):
        row = []
        for place in itertools.product(*(range(start, stop) for start, stop in corner)):
            index = 0
            for extent, coordinate in zip(extents, place):
                index = index * extent + coordinate
            row.append(index)
        rows.append(row)
    width = max(map(len, rows))
    # A short window repeats its first element, which changes neither the maximum nor where it is first found.
    table = constant(
        [index for row in rows for index in row + row[:1] * (width - len(row))], (len(rows), width), int64
    )
    rank = len(extents)
    lead = tuple(input.shape[:-rank])
    shape = (*lead, *(len(parts) for parts in windows))
    elements = operate("Gather", input.reshape(*lead, -1), table, axis=len(lead))
    best = operate("ArgMax", elements, axis=-1, keepdims=1)
    places = operate("GatherElements", table.expand(*elements.shape), best, axis=-1)
    return elements.amax(-1).reshape(*shape), places.reshape(*shape)


def _means(input: Tensor, axis: int, extent: int, windows: list[tuple[int, int]]) -> Tensor:
    """A product with the matrix of the averages."""
    size = len(windows)
    matrix = [0.0] * (extent * size)
    for place, (start, stop) in enumerate(windows):
        for position in range(start, stop):
            matrix[position * size + place] = 1.0 / (stop - start)
    averages = constant(matrix, (extent, size), input.dtype)
    if axis == -1:
        return operate("MatMul", input, averages)
    return operate("MatMul", input.transpose(axis, -1), averages).transpose(axis, -1)


def _maxima(input: Tensor, axis: int, extent: int, windows: list[tuple[int, int]]) -> Tensor:
    axis %= input.ndim
    parts = [input.narrow(axis, start, stop - start).amax(axis, keepdim=True) for start, stop in windows]
    return operate("Concat", *parts, axis=axis)


def adaptive_avg_pool1d(input, output_size):
    return _adaptive(1, input, output_size, True)


def adaptive_avg_pool2d(input, output_size):
    return _adaptive(2, input, output_size, True)


def adaptive_avg_pool3d(input, output_size):
    return _adaptive(3, input, output_size, True)


def adaptive_max_pool1d(input, output_size, return_indices=False):
    return _adaptive(1, input, output_size, False, return_indices)


def adaptive_max_pool2d(input, output_size, return_indices=False):
    return _adaptive(2, input, output_size, False, return_indices)


def adaptive_max_pool3d(input, output_size, return_indices=False):
    return _adaptive(3, input, output_size, False, return_indices)


def _lp_pool(rank: int, input, norm_type, kernel_size, stride, ceil_mode):
    """(Σ xᵖ)^(1/p) of each window."""
    kernel = _ntuple(rank)(kernel_size)
    powers = _avg_pool(rank, input.pow(norm_type), kernel, stride, 0, ceil_mode, True)
    return (powers.sign() * powers.abs().relu() * len_of(kernel)).pow(1.0 / norm_type)


def lp_pool1d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    return _lp_pool(1, input, norm_type, kernel_size, stride, ceil_mode)


def lp_pool2d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    return _lp_pool(2, input, norm_type, kernel_size, stride, ceil_mode)


def lp_pool3d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    return _lp_pool(3, input, norm_type, kernel_size, stride, ceil_mode)


def _fractional(rank: int, input, kernel_size, output_size, output_ratio, return_indices):
    """Fractional max pooling (Graham 2014): the windows are drawn at random, so only the shape is known."""
    from ..._opaque import opaque

    if (output_size is None) == (output_ratio is None):
        raise ValueError("fractional_max_pool requires specifying either an output_size or an output_ratio")
    parse = _ntuple(rank)
    if output_size is None:
        sizes = tuple(int(extent * ratio) for extent, ratio in zip(input.shape[-rank:], parse(output_ratio)))
    else:
        sizes = parse(output_size)
    shape = (*input.shape[:-rank], *sizes)
    results = [(shape, input.dtype), (shape, int64)][: 2 if return_indices else 1]
    return opaque(f"torch.nn.functional.fractional_max_pool{rank}d", [input], results)


def fractional_max_pool2d(
    input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None
):
    return _fractional(2, input, kernel_size, output_size, output_ratio, return_indices)


def fractional_max_pool3d(
    input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None
):
    return _fractional(3, input, kernel_size, output_size, output_ratio, return_indices)


def _indexed(function):
    def with_indices(*args, **kwargs):
        return function(*args, **{**kwargs, "return_indices": True})

    with_indices.__name__ = f"{function.__name__}_with_indices"
    return with_indices


max_pool1d_with_indices = _indexed(max_pool1d)
max_pool2d_with_indices = _indexed(max_pool2d)
max_pool3d_with_indices = _indexed(max_pool3d)
adaptive_max_pool1d_with_indices = _indexed(adaptive_max_pool1d)
adaptive_max_pool2d_with_indices = _indexed(adaptive_max_pool2d)
adaptive_max_pool3d_with_indices = _indexed(adaptive_max_pool3d)
fractional_max_pool2d_with_indices = _indexed(fractional_max_pool2d)
fractional_max_pool3d_with_indices = _indexed(fractional_max_pool3d)
