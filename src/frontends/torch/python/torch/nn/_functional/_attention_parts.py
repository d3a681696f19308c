"""The parts of multi-head attention that copies of PyTorch's own source call by their private names."""

import math

from ..._tensor import operate
from ..._types import bool_
from .attention import _additive, _projected
from .convolution import linear


def _in_projection_packed(q, k, v, w, b=None) -> list:
    return list(_projected(q, k, v, q.size(-1), w, b))


def _in_projection(q, k, v, w_q, w_k, w_v, b_q=None, b_k=None, b_v=None) -> tuple:
    return tuple(map(linear, (q, k, v), (w_q, w_k, w_v), (b_q, b_k, b_v)))


def _canonical_mask(mask, mask_name, other_type, other_name, target_type, check_other=True):
    """A mask as numbers to add: −∞ where a boolean mask holds."""
    if mask is not None and mask.dtype is not bool_ and not mask.is_floating_point():
        raise AssertionError(f"only bool and floating types of {mask_name} are supported")
    return _additive(mask, target_type) if mask is not None and mask.dtype is bool_ else mask


def _none_or_dtype(input):
    if input is None:
        return None
    if hasattr(input, "dtype"):
        return input.dtype
    raise RuntimeError("input to _none_or_dtype() must be None or torch.Tensor")


def _get_softmax_dim(name, ndim, stacklevel) -> int:
    return 0 if ndim in (0, 1, 3) else 1


def _scaled_dot_product_attention(q, k, v, attn_mask=None, dropout_p=0.0) -> tuple:
    """The form of PyTorch 1.9 to 1.13, which also gives the weights."""
    from .dropout import dropout

    scores = operate("MatMul", q / math.sqrt(q.size(-1)), k.transpose(-2, -1))
    weights = (scores if attn_mask is None else scores + attn_mask).softmax(-1)
    return operate("MatMul", dropout(weights, dropout_p, training=dropout_p > 0.0), v), weights
