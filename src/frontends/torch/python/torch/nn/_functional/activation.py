"""Activations. Each takes `inplace` where PyTorch's does; in the graph it makes no difference but for later readers."""

from _skipline import mode as trace_mode

from ..._ops.promotion import as_tensor_of
from ..._ops.random import drawn
from ..._tensor import Tensor, filled, operate


def _done(input: Tensor, result: Tensor, inplace: bool) -> Tensor:
    return input._become(result) if inplace else result


def relu(input, inplace=False):
    return _done(input, operate("Relu", input), inplace)


def relu_(input):
    return relu(input, True)


def hardtanh(input, min_val=-1.0, max_val=1.0, inplace=False):
    if trace_mode.training:
        # No gradient at the bounds themselves, unlike Clip: whole layers begin there.
        return _done(input, operate("skipline:HardTanh", input, min=float(min_val), max=float(max_val)), inplace)
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
    # ONNX's defaults are these constants rounded to float32.
    result = operate("Selu", input, alpha=1.6732632423543772848, gamma=1.0507009873554804935)
    return _done(input, result, inplace)


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
    """log(1 + e^(βx))/β, and x itself where βx is above the threshold."""
    scaled = input if beta == 1 else operate("Mul", input, filled(float(beta), (), input.dtype))
    soft = operate("Softplus", scaled)
    if beta != 1:
        soft = operate("Div", soft, filled(float(beta), (), input.dtype))
    if threshold >= 20.0:
        # Beyond 20 the two differ by less than 3e-9.
        return soft
    return operate(
        "Where", operate("Greater", scaled, filled(float(threshold), (), input.dtype)), input, soft
    )


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
    if input.shape[dim] % 2:
        raise RuntimeError(f"Halving dimension must be even, but dimension {dim} is size {input.shape[dim]}")
    a, b = input.chunk(2, dim)
    return operate("Mul", a, operate("Sigmoid", b))


def threshold(input, threshold, value, inplace=False):
    kept = operate("Greater", input, as_tensor_of(threshold, input.dtype))
    return _done(input, operate("Where", kept, input, as_tensor_of(value, input.dtype)), inplace)


def hardshrink(input, lambd=0.5):
    """x where |x| > λ, else 0."""
    is_kept = operate("Greater", operate("Abs", input), as_tensor_of(float(lambd), input.dtype))
    return operate("Where", is_kept, input, filled(0.0, (), input.dtype))


Tensor.prelu, Tensor.hardshrink = prelu, hardshrink


def softshrink(input, lambd=0.5):
    """x moved towards 0 by λ, and not beyond it."""
    if lambd < 0:
        raise RuntimeError(f"lambda must be greater or equal to 0, but found to be {lambd}.")
    bound = filled(float(lambd), (), input.dtype)
    return operate("Sub", input, operate("Clip", input, filled(-float(lambd), (), input.dtype), bound))


def rrelu(input, lower=1.0 / 8, upper=1.0 / 3, training=False, inplace=False):
    """A slope for negative numbers, in training a random one for each (Xu et al. 2015)."""
    if not training:
        return leaky_relu(input, (lower + upper) / 2, inplace)
    slopes = operate("RandomUniformLike", input, low=float(lower), high=float(upper))
    is_negative = operate("Less", input, filled(0.0, (), input.dtype))
    return _done(input, operate("Where", is_negative, operate("Mul", input, slopes), input), inplace)


def gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1):
    """Softmax of the logits with Gumbel noise (Jang et al. 2017); `hard` gives the largest as one-hot."""
    noise = -drawn(tuple(logits.shape), logits.dtype, {"kind": "exponential", "rate": 1.0}).log()
    soft = ((logits + noise) / tau).softmax(dim)
    if not hard:
        return soft
    one_hot = (soft == soft.amax(dim, keepdim=True)).to(soft.dtype)
    return one_hot - soft.detach() + soft


def _in_place(function):
    def changing(input, *args, **kwargs):
        return function(input, *args, inplace=True, **kwargs)

    changing.__name__ = f"{function.__name__}_"
    return changing


celu_ = _in_place(celu)
elu_ = _in_place(elu)
hardtanh_ = _in_place(hardtanh)
leaky_relu_ = _in_place(leaky_relu)
rrelu_ = _in_place(rrelu)
selu_ = _in_place(selu)
threshold_ = _in_place(threshold)
