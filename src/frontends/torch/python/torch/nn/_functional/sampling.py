"""Pictures sampled at given places (Jaderberg et al. 2015), written in operators that have gradients."""

from _skipline.inert import UnsupportedOperation

from ..._ops.promotion import cast
from ..._ops.selection import where
from ..._tensor import Tensor, constant, filled, operate
from ..._types import int64


def affine_grid(theta, size, align_corners=None):
    """The places [N, H, W, 2] (or [N, D, H, W, 3]) of a regular grid under an affine map [N, 2, 3] ([N, 3, 4])."""
    count, _, *extents = (int(extent) for extent in size)

    def steps(extent: int) -> list[float]:
        if extent <= 1:
            return [0.0] * extent
        ends = 1.0 if align_corners else (extent - 1) / extent
        return [-ends + 2.0 * ends * place / (extent - 1) for place in range(extent)]

    places: list[list[float]] = [[]]
    for axis in map(steps, extents):
        places = [[*place, value] for place in places for value in axis]
    # Coordinates are written x first, the axes of the picture are y first.
    rows = [value for place in places for value in (*place[::-1], 1.0)]
    rank = len(extents)
    base = constant(rows, (1, len(places), rank + 1), theta.dtype)
    return operate("MatMul", base, theta.transpose(1, 2)).reshape(count, *extents, rank)


def grid_sample(input, grid, mode="bilinear", padding_mode="zeros", align_corners=None):
    """The picture [N, C, H, W] (or [N, C, D, H, W]) at the places [N, H', W', 2] (…, 3), which run from −1 to 1."""
    if mode not in ("bilinear", "nearest", "bicubic"):
        raise ValueError(
            "nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', "
            f"but got: '{mode}'"
        )
    if padding_mode not in ("zeros", "border", "reflection"):
        raise ValueError(
            "nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', "
            f"but got: '{padding_mode}'"
        )
    if align_corners is None:
        align_corners = False
    if mode == "bicubic":
        raise UnsupportedOperation("Skipline cannot trace grid_sample of mode 'bicubic' yet")
    count, channels, *extents = input.shape
    places = tuple(grid.shape[1:-1])
    coordinates = []
    for axis, extent in enumerate(extents):
        # The last coordinate of the grid belongs to the first axis of the picture.
        scaled = grid.select(-1, len(extents) - 1 - axis)
        scaled = (scaled + 1) * ((extent - 1) / 2) if align_corners else ((scaled + 1) * extent - 1) / 2
        coordinates.append(_padded(scaled, extent, padding_mode, align_corners).reshape(count, -1))
    flat = input.reshape(count, channels, -1)
    if mode == "nearest":
        result = _gathered(flat, [place.round() for place in coordinates], extents)
    else:
        result = _interpolated(flat, coordinates, extents)
    return result.reshape(count, channels, *places)


def _padded(place: Tensor, extent: int, padding_mode: str, align_corners: bool) -> Tensor:
    """Coordinates of elements, moved into the picture unless what lies outside is zero."""
    if padding_mode == "zeros":
        return place
    if padding_mode == "reflection":
        low, span = (0.0, extent - 1.0) if align_corners else (-0.5, float(extent))
        if span == 0:
            return place * 0.0
        distance = (place - low).abs()
        turns = (distance / span).floor()
        rest = distance - turns * span
        is_odd = (turns - (turns / 2).floor() * 2) > 0.5
        place = where(is_odd, span - rest + low, rest + low)
    return place.clamp(min=0.0, max=extent - 1.0)


def _gathered(flat: Tensor, places: list[Tensor], extents: list[int]) -> Tensor:
    """Elements at whole coordinates [N, P], zero outside of the picture."""
    index, is_inside = None, None
    for place, extent in zip(places, extents):
        inside = (place >= 0.0) & (place <= extent - 1.0)
        whole = cast(place.clamp(min=0.0, max=extent - 1.0), int64)
        index = whole if index is None else index * extent + whole
        is_inside = inside if is_inside is None else is_inside & inside
    shape = (flat.shape[0], flat.shape[1], index.shape[1])
    picked = operate("GatherElements", flat, index.unsqueeze(1).expand(*shape), axis=2)
    return operate("Where", is_inside.unsqueeze(1), picked, filled(0.0, (), flat.dtype))


def _interpolated(flat: Tensor, places: list[Tensor], extents: list[int]) -> Tensor:
    lower = [place.floor() for place in places]
    shares = [place - low for place, low in zip(places, lower)]
    result = None
    for corner in range(2 ** len(places)):
        weight = None
        ends = []
        for axis, (low, share) in enumerate(zip(lower, shares)):
            is_upper = corner >> axis & 1
            ends.append(low + 1.0 if is_upper else low)
            part = share if is_upper else 1.0 - share
            weight = part if weight is None else weight * part
        term = _gathered(flat, ends, extents) * weight.unsqueeze(1)
        result = term if result is None else result + term
    return result
