"""Sliding windows as columns, and back."""

from ..._tensor import Tensor, constant, filled, operate
from ..._types import int64
from .._tuples import _ntuple
from .shape import pad

_pair = _ntuple(2)


def _positions(height: int, width: int, kernel, dilation, stride) -> tuple[list[int], int]:
    """For each place of the kernel and each window the element of the padded plane; and the number of windows."""
    rows, columns = (
        range(0, extent - (d * (k - 1)), s)
        for extent, k, d, s in zip((height, width), kernel, dilation, stride)
    )
    places = [
        (top + i * dilation[0]) * width + left + j * dilation[1]
        for i in range(kernel[0])
        for j in range(kernel[1])
        for top in rows
        for left in columns
    ]
    return places, len(rows) * len(columns)


def unfold(input, kernel_size, dilation=1, padding=0, stride=1):
    """[N, C, H, W] to [N, C·kernel, windows]."""
    if input.ndim == 3:
        return unfold(input.unsqueeze(0), kernel_size, dilation, padding, stride).squeeze(0)
    kernel, dilation, padding, stride = map(_pair, (kernel_size, dilation, padding, stride))
    padded = pad(input, (padding[1], padding[1], padding[0], padding[0]))
    count, channels, height, width = padded.shape
    places, windows = _positions(height, width, kernel, dilation, stride)
    if windows <= 0:
        raise RuntimeError(
            f"Given input with spatial size {tuple(input.shape[2:])}, kernel_size={kernel}, dilation={dilation}, "
            f"padding={padding}, there is no sliding block."
        )
    index = constant(places, (len(places),), int64)
    columns = operate("Gather", padded.reshape(count, channels, height * width), index, axis=2)
    return columns.reshape(count, channels * kernel[0] * kernel[1], windows)


def fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """[N, C·kernel, windows] to [N, C, H, W]: the sum of what the windows hold at each place."""
    if input.ndim == 2:
        return fold(input.unsqueeze(0), output_size, kernel_size, dilation, padding, stride).squeeze(0)
    size, kernel, dilation, padding, stride = map(
        _pair, (output_size, kernel_size, dilation, padding, stride)
    )
    height, width = (extent + 2 * amount for extent, amount in zip(size, padding))
    places, windows = _positions(height, width, kernel, dilation, stride)
    count, rows, columns = input.shape
    area = kernel[0] * kernel[1]
    if rows % area or columns != windows:
        raise RuntimeError(
            f"Given output_size={size}, kernel_size={kernel}, dilation={dilation}, padding={padding}, stride={stride}, "
            f"expected input of {windows} columns and a multiple of {area} rows, but got {list(input.shape)}."
        )
    planes = count * rows // area
    updates = input.reshape(planes, area * windows).transpose(0, 1)
    zeros = filled(0.0, (height * width, planes), input.dtype)
    index = constant(places, (len(places), 1), int64)
    summed: Tensor = operate("ScatterND", zeros, index, updates, reduction="add")
    picture = summed.transpose(0, 1).reshape(count, rows // area, height, width)
    return pad(picture, (-padding[1], -padding[1], -padding[0], -padding[0]))
