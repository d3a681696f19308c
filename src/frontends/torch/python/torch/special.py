"""`torch.special`: functions that `torch` has under the same or another name."""

from ._ops import registry

_NAMES = {
    "expit": "sigmoid", "erf": "erf", "erfc": "erfc", "erfinv": "erfinv", "exp2": "exp2", "expm1": "expm1",
    "log1p": "log1p", "logit": "logit", "log_softmax": "log_softmax", "softmax": "softmax", "round": "round",
    "sinc": "sinc", "xlogy": "xlogy", "logsumexp": "logsumexp", "gammaln": "lgamma", "digamma": "digamma",
    "psi": "digamma", "i0": "i0",
}  # fmt: skip


def ndtr(input):
    """Φ(x) = (1 + erf(x / √2)) / 2."""
    return (registry.functions["erf"](input * 0.7071067811865476) + 1.0) * 0.5


def log_ndtr(input):
    return ndtr(input).log()


def xlog1py(input, other):
    """Zero where the input is, whatever the other is."""
    from . import where

    return input * registry.functions["log1p"](where(input == 0, input, other))


def entr(input):
    """−x·log x, and −∞ below zero."""
    return -registry.functions["xlogy"](input, input.clamp(min=0.0))


def __getattr__(name: str):
    function = registry.functions.get(_NAMES.get(name, name))
    if function is not None:
        return function
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.special.{name}")
