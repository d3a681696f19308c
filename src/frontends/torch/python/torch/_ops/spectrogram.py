"""Short-time Fourier transforms: windows of a signal as a matrix of frames, transformed one by one, and back."""

import math

from .._tensor import Tensor, constant, elements_of, filled, operate
from .._types import int64
from .creation import ones
from .registry import operation
from .views import reshaped


def _whole_window(window: Tensor | None, length: int, size: int, like: Tensor) -> Tensor:
    """The window in the middle of a frame."""
    window = ones(length, dtype=like.dtype.to_real()) if window is None else window
    if length == size:
        return window
    before = (size - length) // 2
    parts = [filled(0.0, (extent,), window.dtype) for extent in (before, size - length - before)]
    return operate("Concat", *(part for part in (parts[0], window, parts[1]) if part.shape[0]), axis=0)


def _places(frames: int, size: int, hop: int) -> list[int]:
    return [frame * hop + place for frame in range(frames) for place in range(size)]


@operation()
def stft(
    input,
    n_fft,
    hop_length=None,
    win_length=None,
    window=None,
    center=True,
    pad_mode="reflect",
    normalized=False,
    onesided=None,
    return_complex=None,
    align_to_window=None,
):
    """[…, time] to […, frequencies, frames]."""
    from ..fft import fft, rfft
    from ..nn.functional import pad

    if return_complex is None and not input.dtype.is_complex:
        raise RuntimeError("stft requires the return_complex parameter be given for real inputs")
    signal = input if input.ndim == 2 else input.unsqueeze(0)
    hop, length = hop_length or n_fft // 4, win_length or n_fft
    if center:
        half = n_fft // 2
        signal = pad(signal.unsqueeze(1), (half, half), pad_mode).squeeze(1)
    frames = 1 + (signal.shape[1] - n_fft) // hop
    if frames < 1:
        raise RuntimeError(
            f"stft({list(input.shape)}, n_fft={n_fft}): expected 0 < n_fft < {signal.shape[1]}, but got n_fft={n_fft}"
        )
    index = constant(_places(frames, n_fft, hop), (frames, n_fft), int64)
    cut = operate("Gather", signal, index, axis=1) * _whole_window(window, length, n_fft, signal)
    transform = rfft if onesided or onesided is None else fft
    result = transform(cut, norm="ortho" if normalized else None).transpose(1, 2)
    if not return_complex:
        from .complex import view_as_real

        result = view_as_real(result)
    return result if input.ndim == 2 else result.squeeze(0)


@operation()
def istft(
    input,
    n_fft,
    hop_length=None,
    win_length=None,
    window=None,
    center=True,
    normalized=False,
    onesided=None,
    length=None,
    return_complex=False,
):
    """The signal whose transform comes nearest (Griffin & Lim 1984): the frames times the window, added where they
    overlap, over the sum of the squared windows."""
    from ..fft import ifft, irfft

    spectrum = input if input.ndim == 3 else input.unsqueeze(0)
    hop, width = hop_length or n_fft // 4, win_length or n_fft
    is_onesided = spectrum.shape[1] != n_fft if onesided is None else onesided
    norm = "ortho" if normalized else None
    turned = spectrum.transpose(1, 2)
    cut = irfft(turned, n_fft, norm=norm) if is_onesided else ifft(turned, norm=norm).real
    weights = _whole_window(window, width, n_fft, spectrum)
    batch, frames, _ = cut.shape
    total = n_fft + hop * (frames - 1)
    places = _places(frames, n_fft, hop)
    signal = _overlapped(reshaped(cut * weights, (batch, -1)), places, total)
    envelope = _overlapped((weights * weights).expand(frames, n_fft).reshape(1, -1), places, total)
    start = n_fft // 2 if center else 0
    end = start + length if length is not None else total - start
    kept = min(end, total) - start
    known = elements_of(envelope.narrow(1, start, kept))
    if known is not None and min(known, default=1.0) < 1e-11:
        raise RuntimeError("istft: window overlap add min: 1")
    result = signal.narrow(1, start, kept) / envelope.narrow(1, start, kept)
    if end > total:
        from ..nn.functional import pad

        result = pad(result, (0, end - total))
    return result if input.ndim == 3 else result.squeeze(0)


def _overlapped(values: Tensor, places: list[int], total: int) -> Tensor:
    """[batch, values] added at their places of a signal."""
    zeros = filled(0.0, (total, values.shape[0]), values.dtype)
    index = constant(places, (len(places), 1), int64)
    added = operate("ScatterND", zeros, index, values.transpose(0, 1), reduction="add")
    return added.transpose(0, 1)


@operation(method=False)
def kaiser_window(window_length, periodic=True, beta=12.0, *, dtype=None, requires_grad=False, **rest):
    """I₀(β√(1 − (2n/(N − 1) − 1)²)) / I₀(β)."""
    from .._types import get_default_dtype
    from .creation import marked

    span = window_length if periodic else window_length - 1
    places = [2.0 * place / span - 1.0 if span > 0 else 0.0 for place in range(window_length)]
    values = [_bessel(beta * math.sqrt(max(1.0 - place * place, 0.0))) / _bessel(beta) for place in places]
    return marked(constant(values, (window_length,), dtype or get_default_dtype()), requires_grad)


def _bessel(x: float) -> float:
    """The modified Bessel function of the first kind and order 0, by its series Σ ((x/2)ᵏ/k!)²."""
    term = total = 1.0
    k = 0
    while term > 1e-17 * total:
        k += 1
        term *= (x / (2.0 * k)) ** 2
        total += term
    return total
