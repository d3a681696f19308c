"""Convolutions and the linear map."""

from ..._tensor import Tensor, operate
from .._tuples import _ntuple


def _same_padding(kernel, dilation) -> list[int]:
    """Total (k − 1)·d, the odd one at the end."""
    totals = [d * (k - 1) for k, d in zip(kernel, dilation)]
    return [total // 2 for total in totals] + [total - total // 2 for total in totals]


def _batched(input: Tensor, rank: int) -> tuple[Tensor, bool]:
    """Convolutions take a single example without its batch axis too."""
    return (input.unsqueeze(0), True) if input.ndim == rank + 1 else (input, False)


def _convolution(rank: int, input, weight, bias, stride, padding, dilation, groups):
    parse = _ntuple(rank)
    stride, dilation = parse(stride), parse(dilation)
    kernel = list(weight.shape[2:])
    if padding == "valid":
        padding = 0
    if padding == "same" and any(step != 1 for step in stride):
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    pads = _same_padding(kernel, dilation) if padding == "same" else [*parse(padding), *parse(padding)]
    input, single = _batched(input, rank)
    inputs = (input, weight) if bias is None else (input, weight, bias)
    output = operate(
        "Conv", *inputs, kernel_shape=kernel, strides=stride, pads=pads, dilations=dilation, group=groups
    )
    return output.squeeze(0) if single else output


def conv1d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return _convolution(1, input, weight, bias, stride, padding, dilation, groups)


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return _convolution(2, input, weight, bias, stride, padding, dilation, groups)


def conv3d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return _convolution(3, input, weight, bias, stride, padding, dilation, groups)


def _transposed(rank: int, input, weight, bias, stride, padding, output_padding, groups, dilation):
    parse = _ntuple(rank)
    stride, dilation, output_padding = parse(stride), parse(dilation), parse(output_padding)
    if any(more >= max(steps) for more, *steps in zip(output_padding, stride, dilation)):
        raise RuntimeError(
            "output padding must be smaller than either stride or dilation, but got "
            f"output_padding={output_padding}, stride={stride}, dilation={dilation}"
        )
    input, single = _batched(input, rank)
    inputs = (input, weight) if bias is None else (input, weight, bias)
    output = operate(
        "ConvTranspose",
        *inputs,
        kernel_shape=list(weight.shape[2:]),
        strides=stride,
        pads=[*parse(padding), *parse(padding)],
        output_padding=output_padding,
        dilations=dilation,
        group=groups,
    )
    return output.squeeze(0) if single else output


def conv_transpose1d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    return _transposed(1, input, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transpose2d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    return _transposed(2, input, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transpose3d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    return _transposed(3, input, weight, bias, stride, padding, output_padding, groups, dilation)


def linear(input, weight, bias=None):
    """y = xWᵀ + b."""
    if input.ndim == 2 and weight.ndim == 2:
        return operate("Gemm", *((input, weight) if bias is None else (input, weight, bias)), transB=1)
    product = operate(
        "MatMul", input, operate("Transpose", weight, perm=[1, 0]) if weight.ndim == 2 else weight
    )
    return product if bias is None else operate("Add", product, bias)


def bilinear(input1, input2, weight, bias=None):
    """yₖ = x₁ᵀ Wₖ x₂ + bₖ."""
    product = operate("Einsum", input1, weight, input2, equation="...i,kij,...j->...k")
    return product if bias is None else operate("Add", product, bias)


def conv_tbc(input, weight, bias, pad=0):
    """A convolution over [time, batch, channels] with a weight [kernel, in, out]."""
    output = conv1d(input.permute(1, 2, 0), weight.permute(2, 1, 0), bias, padding=pad)
    return output.permute(2, 0, 1)
