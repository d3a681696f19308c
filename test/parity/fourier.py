"""Golden values of torch.fft in float64. Writes golden/fourier.json.

    python test/parity/fourier.py

Inputs are given by a formula: x is real, c complex.
"""

import json
from pathlib import Path

import torch
from torch import fft as f

EXPRESSIONS = """
f.fft(x)
f.fft(x, n=3)
f.ifft(c, dim=1)
f.rfft(x, n=8, dim=2)
f.irfft(c, n=7)
f.irfft(c)
f.fft2(x, norm="ortho")
f.ifft2(c)
f.rfft2(x, norm="ortho")
f.irfft2(f.rfft2(x, norm="ortho"), s=(6, 5), norm="ortho")
f.fftn(c, norm="forward")
f.rfftn(x, dim=(1, 2))
f.irfftn(c, s=(4, 6))
f.fftshift(x)
f.ifftshift(c, dim=1)
f.fftfreq(5, 0.5, dtype=torch.float64)
f.rfftfreq(6, dtype=torch.float64)
""".strip().splitlines()


def wave(shape):
    return torch.sin(0.7 * torch.arange(torch.Size(shape).numel(), dtype=torch.float64)).reshape(shape)


def main() -> None:
    x = wave((2, 3, 6, 5))
    c = torch.complex(x, x.flip(-1))
    entries = []
    for text in EXPRESSIONS:
        value = eval(text, {"f": f, "x": x, "c": c, "torch": torch})
        flat = (torch.view_as_real(value) if value.is_complex() else value).flatten()
        # Seven elements and a weighted sum stand for all of them.
        weights = torch.cos(torch.arange(flat.numel(), dtype=torch.float64))
        numbers = [*flat[:7].tolist(), (flat * weights).sum().item()]
        shape, kind = list(value.shape), str(value.dtype)
        entries.append(json.dumps({"expression": text, "shape": shape, "dtype": kind, "numbers": numbers}))
    path = Path(__file__).parent / "golden" / "fourier.json"
    path.write_text("[\n" + ",\n".join(entries) + "\n]\n")
    print(len(entries), "expressions, PyTorch", torch.__version__)


if __name__ == "__main__":
    main()
