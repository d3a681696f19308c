"""Activations. Each takes `inplace` where PyTorch's does; in the graph it makes no difference but for later readers."""

import math

from ..._ops.promotion import as_tensor_of
from ..._tensor import Tensor, filled, operate


def _done(input: Tensor, result: Tensor, inplace: bool) -> Tensor:
    return input._become(result) if inplace else result


def relu(input, inplace=False):
    return _done(input, operate("Relu", input), inplace)


def relu_(input):
    return relu(input, True)


def hardtanh(input, min_val=-1.0, max_val=1.0, inplace=False):
    bounds = (as_tensor_of(min_val, input.dtype), as_tensor_of(max_val, input.dtype))
    return _done(input, operate("Clip", input, *bounds), inplace)


def relu6(input, inplace=False):
    return hardtanh(input, 0.0, 6.0, inplace)


def leaky_relu(input, negative_slope=0.01, inplace=False):
    return _done(input, operate("LeakyRelu", input, alpha=float(negative_slope)), inplace)


def elu(input, alpha=1.0, inplace=False):
    return _done(input, operate("Elu", input, alpha=float(alpha)), inplace)


def celu(input, alpha=1.0, inplace=False):
    return _done(input, operate("Celu", input, alpha=float(alpha)), inplace)


def selu(input, inplace=False):
    return _done(input, operate("Selu", input), inplace)


def prelu(input, weight):
    """One slope for all channels, or one each along axis 1."""
    if weight.numel() > 1 and input.ndim > 2:
        weight = weight.reshape(-1, *[1] * (input.ndim - 2))
    return operate("PRelu", input, weight)


def gelu(input, approximate="none"):
    return operate("Gelu", input, approximate=approximate)


def silu(input, inplace=False):
    return _done(input, operate("Mul", input, operate("Sigmoid", input)), inplace)


def mish(input, inplace=False):
    return _done(input, operate("Mul", input, operate("Tanh", operate("Softplus", input))), inplace)


def sigmoid(input):
    return operate("Sigmoid", input)


def tanh(input):
    return operate("Tanh", input)


def hardsigmoid(input, inplace=False):
    return _done(input, operate("HardSigmoid", input, alpha=1.0 / 6.0, beta=0.5), inplace)


def hardswish(input, inplace=False):
    return _done(input, operate("HardSwish", input), inplace)


def softplus(input, beta=1.0, threshold=20.0):
    if beta == 1:
        return operate("Softplus", input)
    scale = filled(float(beta), (), input.dtype)
    return operate("Div", operate("Softplus", operate("Mul", input, scale)), scale)


def softsign(input):
    return operate("Softsign", input)


def tanhshrink(input):
    return operate("Sub", input, operate("Tanh", input))


def logsigmoid(input):
    return operate("Neg", operate("Softplus", operate("Neg", input)))


def softmax(input, dim=None, _stacklevel=3, dtype=None):
    return input.softmax(_implicit_axis(input) if dim is None else dim, dtype)


def log_softmax(input, dim=None, _stacklevel=3, dtype=None):
    return input.log_softmax(_implicit_axis(input) if dim is None else dim, dtype)


def softmin(input, dim=None, _stacklevel=3, dtype=None):
    return softmax(operate("Neg", input), dim, dtype=dtype)


def _implicit_axis(input) -> int:
    """PyTorch's deprecated rule for a missing `dim`."""
    return 0 if input.ndim in (0, 1, 3) else 1


def glu(input, dim=-1):
    a, b = input.chunk(2, dim)
    return operate("Mul", a, operate("Sigmoid", b))


def threshold(input, threshold, value, inplace=False):
    kept = operate("Greater", input, as_tensor_of(threshold, input.dtype))
    return _done(input, operate("Where", kept, input, as_tensor_of(value, input.dtype)), inplace)


def normalize(input, p=2.0, dim=1, eps=1e-12, out=None):
    length = input.norm(p, dim, keepdim=True).clamp_min(eps)
    return operate("Div", input, length)


def scale_of(dimension: int) -> float:
    return 1.0 / math.sqrt(dimension)


def scaled_dot_product_attention(
    query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False
):
    """softmax(QKᵀ/√d + mask)V (Vaswani et al. 2017, equation 1)."""
    from .dropout import dropout

    scores = (query @ key.transpose(-2, -1)) * (scale_of(query.size(-1)) if scale is None else scale)
    if is_causal:
        from ..._tensor import constant
        from ..._types import float32

        rows, columns = query.size(-2), key.size(-2)
        blocked = [0.0 if column <= row else "-inf" for row in range(rows) for column in range(columns)]
        scores = scores + constant(blocked, (rows, columns), float32)
    if attn_mask is not None:
        scores = (
            scores.masked_fill(~attn_mask, float("-inf"))
            if attn_mask.dtype.category == 0
            else scores + attn_mask
        )
    return dropout(scores.softmax(-1), dropout_p, training=dropout_p > 0.0) @ value
