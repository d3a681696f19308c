"""Attention (Vaswani et al. 2017)."""

import math

from ..._ops.promotion import cast
from ..._tensor import Tensor, constant, elements_of, filled, operate
from ..._types import bool_
from .convolution import linear
from .dropout import dropout

_SHAPES = "but got query shape {}, key shape {} and value shape {}"


def _causal(rows: int, columns: int, kind) -> Tensor:
    """−∞ above the diagonal, 0 elsewhere."""
    blocked = [0.0 if column <= row else "-inf" for row in range(rows) for column in range(columns)]
    return constant(blocked, (rows, columns), kind)


def _additive(mask: Tensor | None, kind) -> Tensor | None:
    """A mask as numbers to add to the scores: −∞ where a boolean mask holds."""
    if mask is None:
        return None
    if mask.dtype is bool_:
        return operate("Where", mask, filled(-math.inf, (), kind), filled(0.0, (), kind))
    return cast(mask, kind)


def _repeated_heads(heads: Tensor, times: int) -> Tensor:
    """Each head of axis −3 as many times, one after the other."""
    if times == 1:
        return heads
    *lead, count, length, size = heads.shape
    spread = heads.unsqueeze(-3).expand(*lead, count, times, length, size)
    return spread.reshape(*lead, count * times, length, size)


def scaled_dot_product_attention(
    query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False
):
    """softmax(QKᵀ·scale + mask)V with a scale of 1/√d by default (equation 1). A boolean mask keeps where it holds."""
    if is_causal and attn_mask is not None:
        raise RuntimeError(
            "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True"
        )
    if enable_gqa:
        if query.size(-3) % key.size(-3) or query.size(-3) % value.size(-3):
            raise RuntimeError(
                "Number of heads in key and value must divide the number of heads in query for enable_gqa, "
                + _SHAPES.format(tuple(query.shape), tuple(key.shape), tuple(value.shape))
            )
        key = _repeated_heads(key, query.size(-3) // key.size(-3))
        value = _repeated_heads(value, query.size(-3) // value.size(-3))
    factor = 1.0 / math.sqrt(query.size(-1)) if scale is None else float(scale)
    scores = operate("MatMul", query, key.transpose(-2, -1))
    scores = operate("Mul", scores, filled(factor, (), query.dtype))
    if is_causal:
        scores = operate("Add", scores, _causal(query.size(-2), key.size(-2), query.dtype))
    elif attn_mask is not None:
        if attn_mask.dtype is bool_:
            scores = operate("Where", attn_mask, scores, filled(-math.inf, (), query.dtype))
        else:
            scores = operate("Add", scores, cast(attn_mask, query.dtype))
    blind = _blind_rows(attn_mask)
    if blind is not None:
        scores = scores.masked_fill(blind, 0.0)
    weights = operate("Softmax", scores, axis=-1)
    if blind is not None:
        weights = weights.masked_fill(blind, 0.0)
    return operate("MatMul", dropout(weights, dropout_p, training=dropout_p > 0.0), value)


def _blind_rows(mask: Tensor | None) -> Tensor | None:
    """Where a known mask lets a query see no key at all, it sees zeros; None where there is no such row."""
    if mask is None or elements_of(mask) is None:
        return None
    blind = (~mask if mask.dtype is bool_ else mask == -math.inf).all(-1, keepdim=True)
    return blind if any(elements_of(blind) or ()) else None


def _projected(query, key, value, size: int, weight: Tensor, bias: Tensor | None) -> tuple[Tensor, ...]:
    """Queries, keys and values of one packed weight, in as few products as the inputs allow."""
    if key is value and query is key:
        return linear(query, weight, bias).chunk(3, -1)
    biases = (None,) * 3 if bias is None else bias.chunk(3)
    if key is value:
        query_weight, rest = weight.split([size, 2 * size])
        query_bias, rest_bias = (None, None) if bias is None else bias.split([size, 2 * size])
        return linear(query, query_weight, query_bias), *linear(key, rest, rest_bias).chunk(2, -1)
    return tuple(map(linear, (query, key, value), weight.chunk(3), biases))


def _checked_ranks(query, key, value, key_padding_mask, attn_mask) -> bool:
    """True for a batch. Raises AssertionError where the ranks disagree."""
    rank = query.dim()
    if rank not in (2, 3):
        raise AssertionError(
            f"query should be unbatched 2D or batched 3D tensor but received {rank}-D query tensor"
        )
    if key.dim() != rank or value.dim() != rank:
        raise AssertionError(
            f"For {'batched (3-D)' if rank == 3 else 'unbatched (2-D)'} `query`, expected `key` and `value` to be "
            f"{rank}-D but found {key.dim()}-D and {value.dim()}-D tensors respectively"
        )
    if key_padding_mask is not None and key_padding_mask.dim() != rank - 1:
        raise AssertionError(
            f"For {'batched (3-D)' if rank == 3 else 'unbatched (2-D)'} `query`, expected `key_padding_mask` to be "
            f"`None` or {rank - 1}-D but found {key_padding_mask.dim()}-D tensor instead"
        )
    if attn_mask is not None and attn_mask.dim() not in (2, 3):
        raise AssertionError(
            f"expected `attn_mask` to be `None`, 2-D or 3-D but found {attn_mask.dim()}-D tensor instead"
        )
    return rank == 3


def _padded(mask: Tensor | None) -> Tensor | None:
    """A mask that lets everything see one more key."""
    if mask is None:
        return None
    more = filled(0.0, (*mask.shape[:-1], 1), mask.dtype)
    return operate("Concat", mask, more, axis=mask.ndim - 1)


def multi_head_attention_forward(
    query,
    key,
    value,
    embed_dim_to_check,
    num_heads,
    in_proj_weight,
    in_proj_bias,
    bias_k,
    bias_v,
    add_zero_attn,
    dropout_p,
    out_proj_weight,
    out_proj_bias,
    training=True,
    key_padding_mask=None,
    need_weights=True,
    attn_mask=None,
    use_separate_proj_weight=False,
    q_proj_weight=None,
    k_proj_weight=None,
    v_proj_weight=None,
    static_k=None,
    static_v=None,
    average_attn_weights=True,
    is_causal=False,
):
    """Attention in several subspaces (section 3.2.2). Inputs are [length, batch, size], or [length, size].

    Gives the output and, where they are asked for, the weights [batch, (head,) target, source].
    """
    is_batched = _checked_ranks(query, key, value, key_padding_mask, attn_mask)
    if not is_batched:
        # One object stays one object: that decides how the projection is packed.
        query, key, value = each_once(lambda tensor: tensor.unsqueeze(1), query, key, value)
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    target, batch, size = query.shape
    source = key.size(0)
    if size != embed_dim_to_check:
        raise AssertionError(f"was expecting embedding dimension of {embed_dim_to_check}, but got {size}")
    if size % num_heads:
        raise AssertionError(f"embed_dim {size} not divisible by num_heads {num_heads}")
    head = size // num_heads
    if is_causal and attn_mask is None:
        raise RuntimeError("Need attn_mask if specifying the is_causal hint.")
    key_padding_mask = _additive(key_padding_mask, query.dtype)
    attn_mask = _additive(attn_mask, query.dtype)
    _check_mask(attn_mask, batch * num_heads, target, source)

    if use_separate_proj_weight:
        weights = (q_proj_weight, k_proj_weight, v_proj_weight)
        biases = (None,) * 3 if in_proj_bias is None else in_proj_bias.chunk(3)
        q, k, v = map(linear, (query, key, value), weights, biases)
    else:
        q, k, v = _projected(query, key, value, size, in_proj_weight, in_proj_bias)

    if bias_k is not None and bias_v is not None:
        k, v = (
            operate("Concat", part, bias.expand(1, batch, size), axis=0)
            for part, bias in ((k, bias_k), (v, bias_v))
        )
        attn_mask, key_padding_mask = _padded(attn_mask), _padded(key_padding_mask)

    def by_head(part: Tensor) -> Tensor:
        """[length, batch, size] to [batch, heads, length, head]."""
        return part.reshape(part.size(0), batch, num_heads, head).permute(1, 2, 0, 3)

    q = by_head(q)
    k = by_head(k) if static_k is None else static_k.reshape(batch, num_heads, -1, head)
    v = by_head(v) if static_v is None else static_v.reshape(batch, num_heads, -1, head)
    if add_zero_attn:
        zeros = filled(0.0, (batch, num_heads, 1, head), k.dtype)
        k, v = (operate("Concat", part, zeros, axis=2) for part in (k, v))
        attn_mask, key_padding_mask = _padded(attn_mask), _padded(key_padding_mask)
    source = k.size(2)
    mask = _joined(attn_mask, key_padding_mask, batch, num_heads, target, source)

    scores = operate(
        "MatMul", operate("Mul", q, filled(1.0 / math.sqrt(head), (), q.dtype)), k.transpose(2, 3)
    )
    if mask is not None:
        scores = operate("Add", scores, mask)
    weights = dropout(operate("Softmax", scores, axis=-1), dropout_p, training=training)
    joined = operate("MatMul", weights, v).permute(2, 0, 1, 3).reshape(target, batch, size)
    output = linear(joined, out_proj_weight, out_proj_bias)
    if not is_batched:
        output = output.squeeze(1)
    if not need_weights:
        return output, None
    if average_attn_weights:
        weights = weights.mean(1)
    return output, weights if is_batched else weights.squeeze(0)


def each_once(apply, *tensors: Tensor) -> list[Tensor]:
    made: dict[int, Tensor] = {}
    return [made.setdefault(id(tensor), apply(tensor)) for tensor in tensors]


def _check_mask(mask: Tensor | None, heads: int, target: int, source: int) -> None:
    if mask is None:
        return
    wanted = (target, source) if mask.dim() == 2 else (heads, target, source)
    if tuple(mask.shape) != wanted:
        raise RuntimeError(
            f"The shape of the {mask.dim()}D attn_mask is {mask.shape}, but should be {wanted}."
        )


def _joined(mask, padding, batch: int, heads: int, target: int, source: int) -> Tensor | None:
    """Both masks as one that broadcasts to [batch, heads, target, source]."""
    if mask is not None and mask.dim() == 3:
        mask = mask.reshape(batch, heads, target, source)
    if padding is not None:
        padding = padding.reshape(batch, 1, 1, source)
        return padding if mask is None else operate("Add", mask, padding)
    return mask
