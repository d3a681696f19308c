"""torch._utils: what older code takes from it to read checkpoints of other versions."""

from .nn.parameter import Parameter


def _rebuild_parameter(data, requires_grad, backward_hooks):
    return Parameter(data, requires_grad)


def _flatten_dense_tensors(tensors):
    import torch

    return torch.cat([tensor.reshape(-1) for tensor in tensors])


def _unflatten_dense_tensors(flat, tensors):
    parts, start = [], 0
    for tensor in tensors:
        parts.append(flat[start : start + tensor.numel()].reshape(tensor.shape))
        start += tensor.numel()
    return tuple(parts)
