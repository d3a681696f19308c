"""A convolution or linear map with the normalisation behind it as one (in evaluation)."""

import copy

from ..._tensor import filled
from ..parameter import Parameter


def _fused(weight, bias, mean, variance, eps, scale, shift, axis: int):
    bias = filled(0.0, tuple(mean.shape), mean.dtype) if bias is None else bias
    scale = filled(1.0, tuple(mean.shape), mean.dtype) if scale is None else scale
    shift = filled(0.0, tuple(mean.shape), mean.dtype) if shift is None else shift
    factor = scale * (variance + eps).rsqrt()
    extents = [1] * weight.ndim
    extents[axis] = -1
    return (
        Parameter(weight * factor.reshape(*extents), weight.requires_grad),
        Parameter((bias - mean) * factor + shift, bias.requires_grad),
    )


def fuse_conv_bn_weights(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, transpose=False):
    return _fused(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, 1 if transpose else 0)


def fuse_linear_bn_weights(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b):
    return _fused(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, 0)


def _fuse(module, bn, axis: int):
    if module.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    fused = copy.deepcopy(module)
    if bn.running_mean is None or bn.running_var is None:
        raise AssertionError("bn.running_mean and bn.running_var must not be None")
    statistics = (bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias)
    fused.weight, fused.bias = _fused(fused.weight, fused.bias, *statistics, axis)
    return fused


def fuse_conv_bn_eval(conv, bn, transpose=False):
    return _fuse(conv, bn, 1 if transpose else 0)


def fuse_linear_bn_eval(linear, bn):
    return _fuse(linear, bn, 0)
