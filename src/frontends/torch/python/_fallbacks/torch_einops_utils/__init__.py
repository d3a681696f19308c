"""torch_einops_utils, where it is not installed: helpers for padding, masks and wrapped layers."""

from functools import reduce

import torch
from torch.nn import functional as F

from torch_einops_utils.nn import Identity, Lambda, Sequential


def maybe(fn, default=None):
    """`fn` for what is there; the identity where there is no `fn`."""
    if fn is None:
        return lambda value, *args, **kwargs: value
    return lambda value, *args, **kwargs: default if value is None else fn(value, *args, **kwargs)


def safe_cat(tensors, dim=0):
    """Without those that are None; None where none is left."""
    there = [tensor for tensor in tensors if tensor is not None]
    return torch.cat(there, dim=dim) if there else None


def and_masks(masks):
    there = [mask for mask in masks if mask is not None]
    return reduce(torch.logical_and, there) if there else None


def lens_to_mask(lens, max_len=None):
    return torch.arange(lens.amax().item() if max_len is None else max_len) < lens[..., None]


def pad_at_dim(t, pad, *, dim=-1, value=0.0):
    behind = -dim - 1 if dim < 0 else t.ndim - dim - 1
    return F.pad(t, (*(0, 0) * behind, *pad), value=value)


def pad_left_at_dim(t, pad: int, **kwargs):
    return pad_at_dim(t, (pad, 0), **kwargs)


def pad_right_at_dim(t, pad: int, **kwargs):
    return pad_at_dim(t, (0, pad), **kwargs)


def exclusive_cumsum(t, dim=-1):
    return t.cumsum(dim=dim) - t


def module_device(module):
    return next((held.device for held in (*module.parameters(), *module.buffers())), None)
