"""The truncated normal of models that write it out themselves, as timm does: `uniform_`, `erfinv_`, `mul_`, `add_`,
`clamp_`. While a model is constructed the steps together are one fill, that of `nn.init.trunc_normal_`."""

import math

from .. import _tensor
from .._tensor import Tensor
from .registry import functions, operation
from .special import _inverse_error_function

_of_tensor = functions["erfinv"]


@operation(in_place=True)
def erfinv(input):
    known = input._storage.scaled
    if known is not None and known[0].fill["kind"] == "uniform" and known[1:] == (1.0, 0.0):
        step = known[0]
        low, high = (_inverse_error_function(step.fill[name]) for name in ("low", "high"))
        step.fill = {"kind": "truncatedNormal", "mean": 0.0, "std": math.sqrt(0.5), "low": low, "high": high}
        result = _tensor.undefined(input._storage.shape, input._storage.dtype)
        result._storage.scaled = (step, 1.0, 0.0)
        return result
    return _of_tensor(input)


def _clamp_in_place(clamp):
    """Cutting a truncated sample at its own bounds changes nothing but rounding."""

    def clamp_(self: Tensor, min=None, max=None):
        known = self._storage.scaled
        if known is None or known[0].fill["kind"] != "truncatedNormal" or min is None or max is None:
            return clamp(self, min, max)
        step, factor, offset = known
        fill = dict(step.fill)
        low, high = (fill[name] * factor + offset for name in ("low", "high"))
        width = 1e-6 * (abs(low) + abs(high))
        if factor <= 0 or min > low + width or max < high - width:
            return clamp(self, min, max)
        step.fill = {
            "kind": "truncatedNormal",
            "mean": fill["mean"] * factor + offset,
            "std": fill["std"] * factor,
            "low": float(min) if abs(low - min) <= width else low,
            "high": float(max) if abs(high - max) <= width else high,
        }
        self._storage.scaled = (step, 1.0, 0.0)
        return self

    return clamp_


Tensor.clamp_ = _clamp_in_place(Tensor.clamp_)
