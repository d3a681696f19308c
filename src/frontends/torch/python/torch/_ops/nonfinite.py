"""Not-a-number and infinities: replaced, or outvoted."""

from .._numbers import finfo
from .._tensor import operate
from .pointwise import binary
from .promotion import as_tensor_of, promoted
from .registry import operation


def _extreme_of_numbers(operator: str, name: str):
    """As `maximum` and `minimum`, but a number wins over NaN."""

    def implementation(input, other):
        a, b = promoted(input, other)
        if not a.dtype.is_floating_point:
            return binary(operator, a, b)
        larger = operate(operator, a, b)
        return operate("Where", operate("IsNaN", a), b, operate("Where", operate("IsNaN", b), a, larger))

    implementation.__name__ = name
    return operation(name)(implementation)


fmax = _extreme_of_numbers("Max", "fmax")
fmin = _extreme_of_numbers("Min", "fmin")


@operation(in_place=True)
def nan_to_num(input, nan=0.0, posinf=None, neginf=None):
    if not input.dtype.is_floating_point:
        return input.clone()
    limits = finfo(input.dtype)
    result = operate("Where", operate("IsNaN", input), as_tensor_of(nan or 0.0, input.dtype), input)
    for sign_name, value in (
        ("positive", limits.max if posinf is None else posinf),
        ("negative", limits.min if neginf is None else neginf),
    ):
        infinite = operate(
            "IsInf",
            input,
            detect_positive=int(sign_name == "positive"),
            detect_negative=int(sign_name == "negative"),
        )
        result = operate("Where", infinite, as_tensor_of(float(value), input.dtype), result)
    return result


