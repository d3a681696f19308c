"""Operations on tensors, which register themselves under PyTorch's names when they are imported."""

from . import (
    aliasing,
    comparison,
    complex,
    conversion,
    creation,
    indexing,
    joining,
    linear,
    operators,
    pointwise,
    random,
    reduction,
    scans,
    selection,
    shaping,
    sorting,
    special,
    transcendental,
    truncated,
)
