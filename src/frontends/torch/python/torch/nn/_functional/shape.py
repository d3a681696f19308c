"""Padding, resizing, rearranging of pictures; embeddings."""

from _skipline.inert import UnsupportedOperation

from ..._tensor import Tensor, filled, int64s, operate
from ..._types import float32

_MODES = {"constant": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def pad(input, pad, mode="constant", value=None):
    """`pad` counts pairs from the last axis; negative amounts crop."""
    amounts = [int(amount) for amount in pad]
    if len(amounts) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(amounts) // 2 > input.ndim:
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got padding length "
            f"{len(amounts)} and input of dimension {input.ndim}"
        )
    if mode not in _MODES:
        raise UnsupportedOperation(f"Skipline cannot trace padding of mode {mode!r} yet")
    rank = input.ndim
    before, after = [0] * rank, [0] * rank
    for pair in range(len(amounts) // 2):
        before[rank - 1 - pair], after[rank - 1 - pair] = amounts[2 * pair], amounts[2 * pair + 1]
    if not any(before) and not any(after):
        return input
    inputs: list[Tensor] = [input, int64s(*before, *after)]
    if mode == "constant":
        inputs.append(filled(float(value or 0.0), (), input.dtype))
    return operate("Pad", *inputs, mode=_MODES[mode])


def interpolate(
    input,
    size=None,
    scale_factor=None,
    mode="nearest",
    align_corners=None,
    recompute_scale_factor=None,
    antialias=False,
):
    """ONNX Resize with the coordinates that PyTorch uses."""
    rank = input.ndim - 2
    kinds = {"nearest": "nearest", "nearest-exact": "nearest", "linear": "linear", "bilinear": "linear"}
    kinds |= {"trilinear": "linear", "bicubic": "cubic"}
    if mode not in kinds:
        raise UnsupportedOperation(f"Skipline cannot trace interpolation of mode {mode!r} yet")
    attributes: dict[str, object] = {"mode": kinds[mode]}
    if mode == "nearest":
        attributes |= {"coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    elif align_corners:
        attributes["coordinate_transformation_mode"] = "align_corners"
    else:
        attributes["coordinate_transformation_mode"] = "pytorch_half_pixel"
    if mode == "bicubic":
        attributes["cubic_coeff_a"] = -0.75
    if size is not None:
        sizes = list(size) if isinstance(size, (tuple, list)) else [size] * rank
        return operate("Resize", input, None, None, int64s(*input.shape[:2], *sizes), **attributes)
    factors = list(scale_factor) if isinstance(scale_factor, (tuple, list)) else [scale_factor] * rank
    from ..._tensor import constant

    scales = constant([1.0, 1.0, *map(float, factors)], (rank + 2,), float32)
    return operate("Resize", input, None, scales, **attributes)


def upsample(input, size=None, scale_factor=None, mode="nearest", align_corners=None):
    return interpolate(input, size, scale_factor, mode, align_corners)


def pixel_shuffle(input, upscale_factor):
    """[…, C·r², H, W] to […, C, H·r, W·r]: a reshape, a transpose, a reshape."""
    *lead, channels, height, width = input.shape
    r = upscale_factor
    split = input.reshape(-1, channels // (r * r), r, r, height, width).permute(0, 1, 4, 2, 5, 3)
    return split.reshape(*lead, channels // (r * r), height * r, width * r)


def pixel_unshuffle(input, downscale_factor):
    *lead, channels, height, width = input.shape
    r = downscale_factor
    split = input.reshape(-1, channels, height // r, r, width // r, r).permute(0, 1, 3, 5, 2, 4)
    return split.reshape(*lead, channels * r * r, height // r, width // r)


def channel_shuffle(input, groups):
    count, channels, *rest = input.shape
    return (
        input.reshape(count, groups, channels // groups, *rest)
        .transpose(1, 2)
        .reshape(count, channels, *rest)
    )


def embedding(
    input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False
):
    return operate("Gather", weight, input, axis=0)


def one_hot(tensor, num_classes=-1):
    from ..._tensor import constant
    from ..._types import int64

    if num_classes < 0:
        raise UnsupportedOperation(
            "Skipline cannot trace one_hot without num_classes: its shape depends on the data"
        )
    values = constant([0, 1], (2,), int64)
    return operate("OneHot", tensor, int64s(num_classes), values, axis=-1)
