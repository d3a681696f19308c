"""Shapes and strides."""

from itertools import product


def count(shape) -> int:
    total = 1
    for extent in shape:
        total *= extent
    return total


def contiguous(shape) -> tuple[int, ...]:
    """Strides of row-major order, in elements."""
    strides, step = [], 1
    for extent in reversed(shape):
        strides.append(step)
        step *= extent
    return tuple(reversed(strides))


def places(shape, strides, offset: int = 0) -> list[int]:
    """Where the elements lie, in row-major order."""
    found = [offset]
    for extent, stride in zip(shape, strides):
        steps = range(0, extent * stride, stride) if stride else [0] * extent
        found = [place + step for place in found for step in steps]
    return found


def nested(flat: list, shape):
    if not shape:
        return flat[0]
    if len(shape) == 1:
        return list(flat)
    step = count(shape[1:])
    return [nested(flat[index * step : (index + 1) * step], shape[1:]) for index in range(shape[0])]


def with_inferred(shape: tuple[int, ...], size: int) -> tuple[int, ...]:
    """-1 stands for what is left. Raises ValueError as NumPy does."""
    known = count(extent for extent in shape if extent != -1)
    if -1 in shape:
        if shape.count(-1) > 1:
            raise ValueError("can only specify one unknown dimension")
        if known and size % known == 0:
            return tuple(size // known if extent == -1 else extent for extent in shape)
    elif known == size:
        return shape
    raise ValueError(f"cannot reshape array of size {size} into shape {shape}")


def broadcast(*shapes) -> tuple[int, ...]:
    rank = max((len(shape) for shape in shapes), default=0)
    result = []
    for extents in zip(*((1,) * (rank - len(shape)) + tuple(shape) for shape in shapes)):
        wide = {extent for extent in extents if extent != 1}
        if len(wide) > 1:
            written = " ".join(str(tuple(shape)).replace(" ", "") for shape in shapes)
            raise ValueError(f"operands could not be broadcast together with shapes {written}")
        result.append(wide.pop() if wide else 1)
    return tuple(result)


def broadcast_strides(shape, strides, target) -> tuple[int, ...]:
    """Strides under which a view of this shape looks as one of the wider shape."""
    lead = len(target) - len(shape)
    if lead < 0 or broadcast(shape, target) != tuple(target):
        raise ValueError(
            f"could not broadcast input array from shape {tuple(shape)} into shape {tuple(target)}"
        )
    return (0,) * lead + tuple(0 if extent == 1 else stride for extent, stride in zip(shape, strides))


def axis_of(axis: int, rank: int) -> int:
    if not -rank <= axis < rank:
        raise ValueError(f"axis {axis} is out of bounds for array of dimension {rank}")
    return axis % rank


def indices(shape):
    return product(*map(range, shape))
