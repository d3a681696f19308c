"""Golden values of tensor expressions from PyTorch: shape, type and values of what each gives.

    python test/parity/tensorOperations.py > test/parity/golden/tensorOperations.json

Each line of `tensorOperations.txt` is Python over the inputs below: statements joined by `;` of which the last gives the
result. The same lines run in the stand-in (see `tensorOperations.test.ts`).
"""

import json
import math
import re
import sys

import torch

#: Inputs by name: written as Python, so that the stand-in makes them as well.
INPUTS = {
    "a": "torch.arange(12.).reshape(3, 4) * 0.5 - 2.3",
    "b": "torch.cos(torch.arange(12.)).reshape(3, 4)",
    "c": "torch.sin(torch.arange(24.) * 1.7).reshape(2, 3, 4)",
    "u": "torch.arange(12.).reshape(3, 4) / 16 + 0.1",
    "v": "torch.tensor([3., -1., 2., 0.5])",
    "s": "torch.eye(3) * 2 + torch.arange(9.).reshape(3, 3) / 9",
    "n": "torch.tensor([[3, 0, -2, 5], [1, -7, 4, 0], [6, 2, -3, 9]])",
    "i": "torch.tensor([2, 0, 1])",
    "m": "torch.tensor([[True, False, True, False], [False, False, True, True], [True, True, False, False]])",
}

LINES = open(re.sub(r"\.py$", ".txt", __file__), encoding="utf-8").read().splitlines()
CASES = [line for line in LINES if line and not line.startswith("#")]
#: The last part of the lines asks for the content of its inputs, which nobody knows where they are inputs of a graph.
KNOWN = len(LINES) - LINES.index("# Known content") - 1


def results_of(result) -> list:
    """Tensors in nested results; what is no number as text."""
    if isinstance(result, torch.Tensor):
        return [result]
    if isinstance(result, (torch.Size, torch.dtype, str)):
        return [str(result)]
    if isinstance(result, (list, tuple)):
        return [each for item in result for each in results_of(item)]
    if isinstance(result, (bool, int, float)):
        return [torch.tensor(result)]
    raise TypeError(f"no tensor: {result!r}")


def packed(tensor) -> list:
    if isinstance(tensor, str):
        return [tensor]
    if tensor.is_complex():
        real = torch.view_as_real(tensor.resolve_conj())
        return [
            str(tensor.dtype)[6:],
            list(tensor.shape),
            [number(value) for value in real.flatten().tolist()],
        ]
    return [str(tensor.dtype)[6:], list(tensor.shape), [number(value) for value in tensor.flatten().tolist()]]


def number(value):
    if isinstance(value, float):
        if not math.isfinite(value):
            return str(value)
        return float(f"{value:.6g}")
    return int(value)


def run(line: str) -> list:
    scope = {"torch": torch, "math": math, "F": torch.nn.functional}
    for name, text in INPUTS.items():
        scope[name] = eval(text, scope)
    *statements, last = line.split(";")
    for statement in statements:
        exec(statement.strip(), scope)
    return [packed(tensor) for tensor in results_of(eval(last.strip(), scope))]


def main() -> None:
    cases = []
    for line in CASES:
        try:
            cases.append([line, run(line)])
        except Exception as error:
            cases.append([line, type(error).__name__])
            print(f"{line}: {type(error).__name__}: {str(error).splitlines()[0]}", file=sys.stderr)
    json.dump({"inputs": INPUTS, "cases": cases, "known": KNOWN}, sys.stdout, separators=(",", ":"))
    print()


main()
