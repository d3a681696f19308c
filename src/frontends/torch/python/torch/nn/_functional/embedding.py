"""Rows of tables."""

from _skipline import mode as trace_mode
from _skipline import notices
from _skipline.errors import DataDependence

from ..._ops.promotion import cast
from ..._ops.selection import where
from ..._tensor import Tensor, constant, elements_of, filled, operate
from ..._types import int64


def _bounded(rows: Tensor, max_norm: float | None, norm_type: float) -> Tensor:
    """Rows longer than `max_norm` are shortened to it. The gradient passes as if they had been that short before."""
    if max_norm is None:
        return rows
    length = rows.norm(norm_type, -1, keepdim=True)
    one = filled(1.0, (), rows.dtype)
    shortened = rows * where(length > max_norm, max_norm / (length + 1e-7), one)
    if not trace_mode.training:
        return shortened
    notices.warn(
        "maxNorm",
        "PyTorch shortens the rows of this table itself to max_norm; here what is read of them is shortened, "
        "and the table keeps its length.",
    )
    return rows + (shortened - rows).detach()


def _without_padding_gradient(rows: Tensor, input: Tensor, weight: Tensor, padding_idx: int) -> Tensor:
    """`rows` of a table, whose row of padding is part of them but learns nothing. That row is read anew, as `rows` with
    and without a gradient would look like a shortcut."""
    row = padding_idx % weight.shape[0]
    elements = elements_of(input)
    if not trace_mode.training or not weight.requires_grad or (elements is not None and row not in elements):
        return rows
    is_padding = operate("Equal", input, filled(row, (), input.dtype)).unsqueeze(-1)
    untrained = operate("Gather", weight, constant([row], (), int64), axis=0, stage="detached")
    return operate("Where", is_padding, untrained, rows)


def embedding(
    input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False
):
    if padding_idx is not None and not -weight.size(0) <= padding_idx < weight.size(0):
        raise AssertionError("Padding_idx must be within num_embeddings")
    rows = operate("Gather", weight, input, axis=0)
    if padding_idx is not None:
        rows = _without_padding_gradient(rows, input, weight, padding_idx)
    if scale_grad_by_freq and trace_mode.training:
        notices.warn(
            "scaleGradient",
            "The gradient of this table is not divided by how often each row is read, as scale_grad_by_freq asks.",
        )
    return _bounded(rows, max_norm, norm_type)


def embedding_bag(
    input,
    weight,
    offsets=None,
    max_norm=None,
    norm_type=2,
    scale_grad_by_freq=False,
    mode="mean",
    sparse=False,
    per_sample_weights=None,
    include_last_offset=False,
    padding_idx=None,
):
    """Sum, mean or maximum of the rows of each bag: a row of a matrix of indices, or what lies between two offsets."""
    if mode not in ("sum", "mean", "max"):
        raise ValueError("mode has to be one of sum, mean or max")
    if per_sample_weights is not None and mode != "sum":
        raise NotImplementedError(
            "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' "
            f"(got mode='{mode}'). Please open a feature request on GitHub."
        )
    if input.dim() == 2:
        if offsets is not None:
            raise ValueError(
                "if input is 2D, then offsets has to be None, as input is treated as a mini-batch"
            )
        bags = None
    elif offsets is None:
        raise ValueError("offsets has to be a 1D Tensor but got None")
    else:
        bags = _bags(offsets, input.shape[0], include_last_offset)
    rows = _bounded(operate("Gather", weight, input, axis=0), max_norm, norm_type)
    if per_sample_weights is not None:
        rows = rows * per_sample_weights.unsqueeze(-1)
    kept = None
    if padding_idx is not None:
        kept = cast(input != padding_idx % weight.size(0), rows.dtype).unsqueeze(-1)
    if bags is None:
        return _reduced(rows, kept, mode)
    return operate("Concat", *(_part(rows, kept, start, end, mode) for start, end in bags), axis=0)


def _bags(offsets: Tensor, count: int, include_last: bool) -> list[tuple[int, int]]:
    starts = elements_of(offsets)
    if starts is None:
        raise DataDependence("embedding_bag needs the content of its offsets, which depends on the data")
    ends = [*starts[1:], *([] if include_last else [count])]
    return [(int(start), int(end)) for start, end in zip(starts, ends)]


def _part(rows: Tensor, kept: Tensor | None, start: int, end: int, mode: str) -> Tensor:
    if start == end:
        return filled(0.0, (1, rows.shape[1]), rows.dtype)
    part = rows[start:end].unsqueeze(0)
    return _reduced(part, None if kept is None else kept[start:end].unsqueeze(0), mode)


def _reduced(rows: Tensor, kept: Tensor | None, mode: str) -> Tensor:
    """[bags, entries, size] to [bags, size]."""
    if mode == "max":
        if kept is not None:
            rows = where(kept > 0, rows, filled(float("-inf"), (), rows.dtype))
        return rows.amax(1)
    total = (rows if kept is None else rows * kept).sum(1)
    if mode == "sum":
        return total
    return total / rows.shape[1] if kept is None else total / kept.sum(1).clamp(min=1.0)


def one_hot(tensor, num_classes=-1):
    if num_classes < 0:
        elements = elements_of(tensor)
        if elements is None:
            notices.warn(
                "oneHot",
                "The number of classes of this one_hot is that of the data, which is not known while the model is "
                "traced: say num_classes.",
            )
            raise DataDependence("one_hot without num_classes needs the content of its tensor")
        num_classes = max(elements, default=-1) + 1
    values = constant([0, 1], (2,), int64)
    return operate("OneHot", cast(tensor, int64), constant([num_classes], (1,), int64), values, axis=-1)
