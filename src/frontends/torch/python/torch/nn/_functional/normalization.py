"""Normalisation. In training the running statistics follow as state, by PyTorch's rule (unbiased variance)."""

from ..._ops.promotion import cast
from ..._tensor import Tensor, filled, int64s, operate
from ..._types import dtype


def _or_constant(tensor: Tensor | None, value: float, channels: int, like: Tensor) -> Tensor:
    return filled(value, (channels,), like.dtype) if tensor is None else tensor


def batch_norm(
    input,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-05,
    tracked=None,
):
    """y = (x − μ)/√(σ² + ε)·γ + β with the batch's statistics in training, else with the running ones.

    A `momentum` of None is the cumulative average over the `tracked` batches, an int64 count that includes this one.
    """
    if input.ndim < 2:
        raise ValueError(f"expected at least 2D input (got {input.ndim}D input)")
    if not training and (running_mean is None or running_var is None):
        raise RuntimeError(f"running_{'mean' if running_mean is None else 'var'} must be defined in evaluation mode")
    channels = input.shape[1]
    scale = _or_constant(weight, 1.0, channels, input)
    shift = _or_constant(bias, 0.0, channels, input)
    mean = _or_constant(running_mean, 0.0, channels, input)
    variance = _or_constant(running_var, 1.0, channels, input)
    if not training:
        return operate("BatchNormalization", input, scale, shift, mean, variance, epsilon=float(eps))
    count = input.numel() // channels
    if count == 1:
        raise ValueError(
            f"Expected more than 1 value per channel when training, got input size {input.shape}"
        )
    # ONNX's momentum weighs the old statistics: 0 hands out the batch's own, which the gradient needs too.
    output, batch_mean, batch_variance = operate(
        "BatchNormalization",
        *(input, scale, shift, mean, variance),
        outputs=3,
        epsilon=float(eps),
        momentum=0.0,
        training_mode=1,
    )
    if running_mean is not None and running_var is not None:
        share = _share(momentum, tracked, mean.dtype)
        unbiased = operate("Mul", batch_variance, filled(count / (count - 1), (), mean.dtype), stage="state")
        running_mean._become(_moved(mean, batch_mean, share))
        running_var._become(_moved(variance, unbiased, share))
    return output


def count_batch(tracked: Tensor) -> None:
    """num_batches_tracked += 1."""
    tracked._become(operate("Add", tracked, filled(1.0, (), tracked.dtype), stage="state"))


def _share(momentum: float | None, tracked: Tensor | None, kind: dtype) -> Tensor:
    """How much of the new statistics is taken over."""
    if momentum is None:
        return operate("Div", filled(1.0, (), kind), cast(tracked, kind), stage="state")
    return filled(float(momentum), (), kind)


def _moved(old: Tensor, new: Tensor, share: Tensor) -> Tensor:
    step = operate("Mul", operate("Sub", new, old, stage="state"), share, stage="state")
    return operate("Add", old, step, stage="state")


def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05):
    shape = tuple(normalized_shape) if isinstance(normalized_shape, (tuple, list)) else (normalized_shape,)
    if tuple(input.shape[-len(shape) :]) != shape:
        raise RuntimeError(
            f"Given normalized_shape={list(shape)}, expected input with shape [*, {', '.join(map(str, shape))}], "
            f"but got input of size{list(input.shape)}"
        )
    scale = filled(1.0, shape, input.dtype) if weight is None else weight
    inputs = (input, scale) if bias is None else (input, scale, bias)
    return operate("LayerNormalization", *inputs, axis=-len(shape), epsilon=float(eps))


def _per_channel(input: Tensor, normalized: Tensor, weight: Tensor | None, bias: Tensor | None) -> Tensor:
    shape = (-1, *[1] * (input.ndim - 2))
    if weight is not None:
        normalized = operate("Mul", normalized, weight.reshape(*shape))
    return normalized if bias is None else operate("Add", normalized, bias.reshape(*shape))


def group_norm(input, num_groups, weight=None, bias=None, eps=1e-05):
    """Each group of channels as one row that is normalised, then scale and shift by channel."""
    count, channels = input.shape[:2]
    if channels % num_groups:
        raise RuntimeError(
            f"Expected number of channels in input to be divisible by num_groups, but got input of shape "
            f"{list(input.shape)} and num_groups={num_groups}"
        )
    rows = input.reshape(count, num_groups, -1)
    normalized = layer_norm(rows, (rows.shape[-1],), eps=eps).reshape(*input.shape)
    return _per_channel(input, normalized, weight, bias)


def instance_norm(
    input,
    running_mean=None,
    running_var=None,
    weight=None,
    bias=None,
    use_input_stats=True,
    momentum=0.1,
    eps=1e-05,
):
    if not use_input_stats:
        return batch_norm(input, running_mean, running_var, weight, bias, False, momentum, eps)
    size = input.numel() // (input.shape[0] * input.shape[1])
    if size == 1:
        raise ValueError(f"Expected more than 1 spatial element when training, got input size {input.shape}")
    if running_mean is not None and running_var is not None:
        _follow_instances(input, running_mean, running_var, momentum, size)
    return group_norm(input, input.shape[1], weight, bias, eps)


def _follow_instances(input, running_mean, running_var, momentum: float, size: int) -> None:
    """The running statistics move to the mean over the batch of each example's mean and unbiased variance."""

    def mean(value: Tensor, axes: list[int], keepdims: int) -> Tensor:
        return operate("ReduceMean", value, int64s(*axes), keepdims=keepdims, stage="state")

    positions = list(range(2, input.ndim))
    average = mean(input, positions, 1)
    centred = operate("Sub", input, average, stage="state")
    square = operate("Mul", centred, centred, stage="state")
    share = filled(float(momentum), (), input.dtype)
    larger = filled(size / (size - 1), (), input.dtype)
    unbiased = operate("Mul", mean(square, [0, *positions], 0), larger, stage="state")
    running_mean._become(_moved(running_mean, mean(average, [0, *positions], 0), share))
    running_var._become(_moved(running_var, unbiased, share))


_EPSILON = {"float16": 0.0009765625, "bfloat16": 0.0078125, "float32": 1.1920928955078125e-07}


def rms_norm(input, normalized_shape, weight=None, eps=None):
    """y = x/√(mean(x²) + ε)·γ, with the smallest step of the type as ε where none is given."""
    axes = tuple(range(-len(normalized_shape), 0))
    if eps is None:
        eps = _EPSILON.get(input.dtype.name, 2.220446049250313e-16)
    mean = (input * input).mean(axes, keepdim=True) + eps
    normalized = operate("Div", input, operate("Sqrt", mean))
    return normalized if weight is None else operate("Mul", normalized, weight)


def local_response_norm(input, size, alpha=1e-4, beta=0.75, k=1.0):
    """x / (k + α·mean(x²))^β over `size` neighbouring channels (Krizhevsky et al. 2012)."""
    if size % 2 and input.ndim > 2:
        return operate("LRN", input, size=size, alpha=float(alpha), beta=float(beta), bias=float(k))
    if input.ndim < 3:
        raise ValueError(f"Expected 3D or higher dimensionality input (got {input.dim()} dimensions)")
    # ONNX puts the longer half of an even window behind, PyTorch in front.
    channels, rest = input.shape[1], input.numel() // (input.shape[0] * input.shape[1])
    squares = operate("Mul", input, input).reshape(input.shape[0], 1, channels, rest)
    padded = operate("Pad", squares, int64s(0, 0, size // 2, 0, 0, 0, (size - 1) // 2, 0))
    means = operate("AveragePool", padded, kernel_shape=[size, 1], strides=[1, 1]).reshape(*input.shape)
    return input / (means * alpha + k).pow(beta)
