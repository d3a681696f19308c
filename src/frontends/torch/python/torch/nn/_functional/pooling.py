"""Pooling. In training MaxPool also hands out its indices, which its gradient needs."""

from _skipline import mode
from _skipline.inert import UnsupportedOperation

from ..._tensor import Tensor, constant, operate
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
        return operate("MaxPool", input, outputs=2, ceil_mode=int(ceil_mode), **window)

    def apply(batched):
        if mode.training:
            return operate("MaxPool", batched, outputs=2, ceil_mode=int(ceil_mode), **window)[0]
        return operate("MaxPool", batched, ceil_mode=int(ceil_mode), **window)

    return _with_batch(rank, input, apply)


def max_pool1d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return _max_pool(1, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool2d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return _max_pool(2, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool3d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return _max_pool(3, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def _avg_pool(rank, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override=None):
    if divisor_override is not None:
        raise UnsupportedOperation("Skipline cannot trace the divisor_override of average pooling yet")
    window = _window(rank, kernel_size, stride, padding)
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


def _adaptive(rank: int, input: Tensor, output_size, average: bool):
    sizes = _targets(rank, input, output_size)
    extents = list(input.shape[-rank:])
    if sizes == extents:
        return input
    if average and all(size == 1 for size in sizes):
        return _with_batch(rank, input, lambda batched: operate("GlobalAveragePool", batched))
    if all(extent % size == 0 for extent, size in zip(extents, sizes)):
        kernel = [extent // size for extent, size in zip(extents, sizes)]
        if average:
            return _avg_pool(rank, input, kernel, kernel, 0, False, True)
        return _max_pool(rank, input, kernel, kernel, 0, 1, False, False)
    # Windows of several sizes: one axis after the other, since means and maxima are separable.
    for axis, (extent, size) in enumerate(zip(extents, sizes)):
        windows = [(place * extent // size, -(-(place + 1) * extent // size)) for place in range(size)]
        input = (_means if average else _maxima)(input, axis - rank, extent, windows)
    return input


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
    return _adaptive(1, input, output_size, False)


def adaptive_max_pool2d(input, output_size, return_indices=False):
    return _adaptive(2, input, output_size, False)


def adaptive_max_pool3d(input, output_size, return_indices=False):
    return _adaptive(3, input, output_size, False)
