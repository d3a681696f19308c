"""Pictures sampled at given places (Jaderberg et al. 2015; ONNX GridSample-20)."""

from _skipline.inert import UnsupportedOperation

from ..._tensor import constant, operate


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
    if mode == "bicubic" and input.ndim != 4:
        raise RuntimeError("grid_sampler(): bicubic interpolation only supports 4D input")
    if mode == "bicubic" and padding_mode != "zeros":
        raise UnsupportedOperation(
            f"Skipline cannot trace grid_sample of mode 'bicubic' with padding_mode '{padding_mode}': ONNX moves the "
            "place into the picture before it looks for neighbours, PyTorch each neighbour"
        )
    return operate(
        "GridSample",
        input,
        grid,
        mode={"bilinear": "linear", "bicubic": "cubic"}.get(mode, mode),
        padding_mode=padding_mode,
        align_corners=int(bool(align_corners)),
    )
