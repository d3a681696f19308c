"""Padding, and rearranging of channels and positions."""

from ..._tensor import Tensor, filled, int64s, operate

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
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    if mode != "constant" and value is not None and value != 0:
        raise RuntimeError(f'Padding mode "{mode}" doesn\'t take in value argument')
    rank = input.ndim
    before, after = [0] * rank, [0] * rank
    for pair in range(len(amounts) // 2):
        before[rank - 1 - pair], after[rank - 1 - pair] = amounts[2 * pair], amounts[2 * pair + 1]
    _check_amounts(input, before, after, mode)
    if not any(before) and not any(after):
        return input
    inputs: list[Tensor] = [input, int64s(*before, *after)]
    if mode == "constant":
        inputs.append(filled(float(value or 0.0), (), input.dtype))
    return operate("Pad", *inputs, mode=_MODES[mode])


def _check_amounts(input: Tensor, before: list[int], after: list[int], mode: str) -> None:
    for axis, extent in enumerate(input.shape):
        largest = max(before[axis], after[axis])
        if mode == "reflect" and largest >= extent and largest > 0:
            raise RuntimeError(
                "Argument #4: Padding size should be less than the corresponding input dimension, but got: padding "
                f"({before[axis]}, {after[axis]}) at dimension {axis} of input {list(input.shape)}"
            )
        if mode == "circular" and largest > extent:
            raise RuntimeError("Padding value causes wrapping around more than once.")


def pixel_shuffle(input, upscale_factor):
    """[…, C·r², H, W] to […, C, H·r, W·r]: a reshape, a transpose, a reshape."""
    *lead, channels, height, width = input.shape
    r = upscale_factor
    if channels % (r * r):
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, "
            f"but input.size(-3)={channels} is not divisible by {r * r}"
        )
    split = input.reshape(-1, channels // (r * r), r, r, height, width).permute(0, 1, 4, 2, 5, 3)
    return split.reshape(*lead, channels // (r * r), height * r, width * r)


def pixel_unshuffle(input, downscale_factor):
    *lead, channels, height, width = input.shape
    r = downscale_factor
    if height % r or width % r:
        raise RuntimeError(
            "pixel_unshuffle expects height and width to be divisible by downscale_factor, "
            f"but they are {height} and {width} and the factor is {r}"
        )
    split = input.reshape(-1, channels, height // r, r, width // r, r).permute(0, 1, 3, 5, 2, 4)
    return split.reshape(*lead, channels * r * r, height // r, width // r)


def channel_shuffle(input, groups):
    count, channels, *rest = input.shape
    if channels % groups:
        raise RuntimeError(
            f"Number of channels must be divisible by groups. Got {channels} channels and {groups} groups."
        )
    return (
        input.reshape(count, groups, channels // groups, *rest)
        .transpose(1, 2)
        .reshape(count, channels, *rest)
    )


native_channel_shuffle = channel_shuffle
