"""Functions that no ONNX operator computes: a node of their own, so that the graph goes on behind them."""

from _skipline import notices, spans

from ._ops.promotion import onnx_number
from ._tensor import Tensor, operate
from ._types import dtype


def opaque(
    function_name: str, inputs: list[Tensor | None], results: list[tuple[tuple[int, ...], dtype]]
) -> Tensor | tuple[Tensor, ...]:
    """A node `Opaque` for a call of `function_name` (`torch.fft.fft2`) that reads the tensors in `inputs`.

    `results` holds the shape and type of each tensor that it gives: one tensor for one entry, a tuple for more.
    The model can be shown, but not run or trained; a warning at the call says so.
    """
    notices.warn(
        "opaque",
        f"Skipline knows the shape that {function_name} gives but cannot compute it: "
        "this model can be shown but not run or trained.",
    )
    return _node(function_name, inputs, results)


def of_assumed_shape(
    function_name: str,
    inputs: list[Tensor | None],
    results: list[tuple[tuple[int, ...], dtype]],
    assumption: str,
    place: spans.Place | None = None,
) -> Tensor | tuple[Tensor, ...]:
    """A node `Opaque` for a call whose result has as many elements as the data say.

    `results` holds the shapes that are taken in their place, and `assumption` says which these are, as the end of
    "the graph takes it to …"; a warning at `place`, or else at the call, tells it.
    """
    notices.warn(
        "dataDependent",
        f"The shape that {function_name} gives depends on the data: the graph takes it to {assumption}. "
        "This model can be shown but not run or trained.",
        place,
    )
    return _node(function_name, inputs, results)


def _node(function_name: str, inputs, results) -> Tensor | tuple[Tensor, ...]:
    return operate(
        "skipline:Opaque",
        *inputs,
        outputs=len(results),
        function=function_name,
        types=[onnx_number(kind) for _, kind in results],
        ranks=[len(shape) for shape, _ in results],
        extents=[extent for shape, _ in results for extent in shape],
    )
