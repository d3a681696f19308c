"""The partial inverse of max pooling."""

from ..._tensor import filled, operate
from .._tuples import _ntuple


def _unpool(rank: int, input, indices, kernel_size, stride, padding, output_size):
    """Each element at the place of its index in the plane, zeros elsewhere."""
    parse = _ntuple(rank)
    kernel, padding = parse(kernel_size), parse(padding)
    stride = kernel if stride is None else parse(stride)
    extents = input.shape[-rank:]
    sizes = [(extent - 1) * s + k - 2 * p for extent, k, s, p in zip(extents, kernel, stride, padding)]
    if output_size is not None:
        wanted = list(output_size)[-rank:]
        if any(not size - s < given < size + s for given, size, s in zip(wanted, sizes, stride)):
            raise ValueError(
                f"invalid output_size {wanted}: each extent must be within the stride {list(stride)} of {sizes}"
            )
        sizes = wanted
    lead = tuple(input.shape[:-rank])
    planes, count, area = 1, 1, 1
    for extent in lead:
        planes *= extent
    for extent, size in zip(extents, sizes):
        count, area = count * extent, area * size
    zeros = filled(0.0, (planes, area), input.dtype)
    index = indices.reshape(planes, count)
    return operate("ScatterElements", zeros, index, input.reshape(planes, count), axis=1).reshape(
        *lead, *sizes
    )


def max_unpool1d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    return _unpool(1, input, indices, kernel_size, stride, padding, output_size)


def max_unpool2d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    return _unpool(2, input, indices, kernel_size, stride, padding, output_size)


def max_unpool3d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    return _unpool(3, input, indices, kernel_size, stride, padding, output_size)
