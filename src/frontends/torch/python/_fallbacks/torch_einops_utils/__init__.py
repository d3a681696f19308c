"""torch_einops_utils, where it is not installed: helpers for padding, masks and lists of tensors."""

from functools import reduce, wraps

import torch
from einops import pack, unpack
from torch.nn import functional as F
from torch.utils._pytree import tree_map

from torch_einops_utils.device import module_device
from torch_einops_utils.nn import Identity, Lambda, Sequential, temp_eval


def maybe(fn, default=None):
    """`fn` for what is there, `default` for None; the identity where there is no `fn`."""
    if fn is None:
        return lambda t, *args, **kwargs: t

    @wraps(fn)
    def inner(t, *args, **kwargs):
        return default if t is None else fn(t, *args, **kwargs)

    return inner


def _there(tensors) -> list:
    return [tensor for tensor in tensors if tensor is not None]


def safe_cat(tensors, dim=0):
    """Without those that are None: None where none is left, one as it is."""
    there = _there(tensors)
    return torch.cat(there, dim=dim) if len(there) > 1 else there[0] if there else None


def safe_stack(tensors, dim=0):
    """Without those that are None; None where none is left."""
    there = _there(tensors)
    return torch.stack(there, dim=dim) if there else None


def reduce_masks(masks, op):
    """Without those that are None; None where none is left."""
    there = _there(masks)
    return reduce(op, there) if there else None


def and_masks(masks):
    return reduce_masks(masks, torch.logical_and)


def or_masks(masks):
    return reduce_masks(masks, torch.logical_or)


def lens_to_mask(lens, max_len=None):
    return torch.arange(lens.amax().item() if max_len is None else max_len) < lens[..., None]


def mask_after(t, value, dim=-1, inclusive=True):
    """True up to the first `value`, with it where it is inclusive."""
    mask = t == value
    if inclusive:
        mask = pad_at_dim(mask, (1, -1), dim=dim, value=False)
    return mask.float().cumsum(dim=dim) == 0.0


def masked_mean(t, mask=None, dim=None, eps=1e-5, keepdim=False):
    """Mean of the elements where the mask, which may leave out the last axes, holds."""
    if isinstance(dim, slice):
        dim = tuple(range(t.ndim)[dim])
    if dim is None and keepdim:
        dim = tuple(range(t.ndim))
    axes = {} if dim is None else {"dim": dim, "keepdim": keepdim}
    if mask is None:
        return t.mean(**axes)
    mask = mask.reshape(*mask.shape, *[1] * (t.ndim - mask.ndim)).expand_as(t)
    return t.masked_fill(~mask, 0).sum(**axes) / mask.sum(**axes).clamp(min=eps)


def pad_at_dim(t, pad, *, dim=-1, value=0.0):
    behind = -dim - 1 if dim < 0 else t.ndim - dim - 1
    return F.pad(t, (*(0, 0) * behind, *pad), value=value)


def pad_left_at_dim(t, pad: int, **kwargs):
    return pad_at_dim(t, (pad, 0), **kwargs)


def pad_right_at_dim(t, pad: int, **kwargs):
    return pad_at_dim(t, (0, pad), **kwargs)


def exclusive_cumsum(t, dim=-1):
    return t.cumsum(dim=dim) - t


def tree_map_tensor(fn, tree):
    """`fn` of every tensor in nested lists, tuples and dicts."""
    return tree_map(lambda item: fn(item) if torch.is_tensor(item) else item, tree)


def pack_with_inverse(t, pattern):
    """A tensor or list of tensors joined along the axis `*`, and the function that takes a result apart again."""
    is_one = torch.is_tensor(t)
    packed, shapes = pack([t] if is_one else t, pattern)

    def inverse(out, inv_pattern=None):
        parts = unpack(out, shapes, pattern if inv_pattern is None else inv_pattern)
        return parts[0] if is_one else parts

    return packed, inverse


def batched_index_select(values, indices, dim=1):
    """The elements at `indices` along an axis, for each place of the axes before it."""
    batch = [
        torch.arange(values.shape[axis]).reshape(*[1] * axis, -1, *[1] * (indices.ndim - axis - 1))
        for axis in range(dim)
    ]
    return values[(*batch, indices)]
