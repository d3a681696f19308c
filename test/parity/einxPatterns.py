"""Golden values of einx's functions on tensors that count up. Writes golden/einx.json.

    python test/parity/einxPatterns.py
"""

import json
from pathlib import Path

import einx
import torch

#: Operation, pattern, shapes of the tensors (a number is a number), lengths of axes.
CASES = [
    ("less", "j, i -> i j", [[4], [3]], {}),
    ("where", "i j, j,", [[3, 4], [4], -1], {}),
    ("where", "b n, b n d, -> b n d", [[2, 3], [2, 3, 4], 0.5], {}),
    ("multiply", "b fb n, fb", [[2, 3, 4], [3]], {}),
    ("multiply", "b fb n, n fb", [[2, 3, 4], [4, 3]], {}),
    ("multiply", "r b n d, r b n -> r b n d", [[2, 3, 4, 5], [2, 3, 4]], {}),
    ("equal", "j, b i -> b j i", [[4], [2, 5]], {}),
    ("subtract", "... j, ... i -> ... i j", [[2, 3, 4], [2, 3, 5]], {}),
    ("subtract", "j, i -> 1 i j", [[4], [3]], {}),
    ("add", "b n d, s d -> (b s) n d", [[2, 3, 4], [5, 4]], {}),
    ("add", "(a b) c, a -> a b c", [[6, 2], [3]], {}),
    ("add", "a, a, a", [[3], [3], [3]], {}),
    ("divide", "a b, b -> b a", [[2, 3], [3]], {}),
    ("greater_equal", "a, b -> b a", [[3], [4]], {}),
    ("maximum", "a b, b", [[2, 3], [3]], {}),
    ("logical_and", "a, b -> b a", [[3], [2]], {}),
    ("sum", "... c -> ...", [[2, 3, 4]], {}),
    ("sum", "a [b]", [[2, 3]], {}),
    ("mean", "b (h d) -> b h", [[2, 6]], {"h": 2}),
    ("max", "a [b] c", [[2, 3, 4]], {}),
    ("get_at", "b n [l], b n -> b n", [[2, 3, 7], [2, 3]], {}),
    ("get_at", "[l] d, b n -> b n d", [[7, 4], [2, 3]], {}),
    ("add", "a, b", [[3], [4]], {}),
    ("add", "a b, b -> a b", [[2, 3], [4]], {}),
    ("add", "a b, b -> a b", [[2, 3, 4], [3]], {}),
    ("add", "a b, b -> a", [[2, 3], [3]], {}),
]


def tensor(name, place, shape):
    """Numbers that count up; masks and indices where the operation takes them."""
    if not isinstance(shape, list):
        return shape
    counted = torch.arange(torch.Size(shape).numel()).reshape(shape)
    if name == "get_at" and place == 1:
        return counted % 7
    if name == "logical_and" or (name == "where" and place == 0):
        return counted % 2 == 0
    return counted + 1.0 if name == "divide" else counted.double()


def answer(name, pattern, shapes, lengths):
    tensors = [tensor(name, place, shape) for place, shape in enumerate(shapes)]
    return getattr(einx, name)(pattern, *tensors, **lengths)


def main():
    written = []
    for name, pattern, shapes, lengths in CASES:
        case = {"name": name, "pattern": pattern, "shapes": shapes, "lengths": lengths}
        try:
            result = answer(name, pattern, shapes, lengths)
            value = {"shape": list(result.shape), "elements": result.double().flatten().tolist()}
        except Exception:
            value = "refused"
        written.append({**case, "value": value})
    path = Path(__file__).parent / "golden" / "einx.json"
    path.write_text(json.dumps(written, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
