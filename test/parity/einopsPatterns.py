"""Golden values of einops' functions on arrays that count up. Writes golden/einops.json.

    python test/parity/einopsPatterns.py
"""

import json
from pathlib import Path

import einops
import numpy as np

CASES = [
    ("rearrange", [2, 3, 4, 5], "b c h w -> b (c h w)", {}),
    ("rearrange", [2, 3, 4, 6], "b c (h p1) (w p2) -> b (h w) (p1 p2 c)", {"p1": 2, "p2": 3}),
    ("rearrange", [2, 4, 6], "b n (h d) -> b h n d", {"h": 3}),
    ("rearrange", [2, 3, 4], "... c -> c ...", {}),
    ("rearrange", [2, 3, 4, 5], "b ... w -> (...) w b", {}),
    ("rearrange", [2, 3], "a b -> a 1 b 1", {}),
    ("rearrange", [2, 1, 3, 1], "a 1 b 1 -> b a", {}),
    ("rearrange", [2, 3], "a b -> a () b", {}),
    ("rearrange", [6], "(a b) -> b a", {"a": 2}),
    ("rearrange", [2, 3, 4], "a b c -> a b c", {}),
    ("rearrange", [12, 4], "(qkv h d) n -> qkv h n d", {"qkv": 3, "h": 2}),
    ("mean", [2, 3, 4], "b c h -> b c", {}),
    ("mean", [2, 4, 6], "b (h 2) (w 3) -> b h w", {}),
    ("sum", [2, 3, 4], "b c h -> ", {}),
    ("max", [2, 4, 6], "b (h h2) (w w2) -> b h w", {"h2": 2, "w2": 2}),
    ("min", [2, 3, 4], "b ... -> b", {}),
    ("prod", [2, 2, 3], "a b c -> c", {}),
    ("max", [2, 3, 4], "b c h -> h b 1", {}),
    ("repeat", [2, 3], "h w -> h w c", {"c": 3}),
    ("repeat", [2, 3], "h w -> (2 h) w", {}),
    ("repeat", [2, 3], "h w -> h (w w2)", {"w2": 2}),
    ("repeat", [1, 2, 3], "1 n d -> b n d", {"b": 4}),
    ("repeat", [3], "... -> b ...", {"b": 2}),
    ("repeat", [], "-> a b", {"a": 2, "b": 3}),
    ("parse_shape", [2, 3, 4], "a _ b", {}),
    ("parse_shape", [2, 3, 4, 5], "a ... b", {}),
    ("pack", [[2, 3, 4], [2, 4], [2, 5, 6, 4]], "b * c", {}),
    ("unpack", [2, 9], "b *", {"shapes": [[2], [], [3, 2]]}),
    ("unpack", [2, 9], "b *", {"shapes": [[2], [-1]]}),
    ("rearrange", [2, 3], "a b c -> a", {}),
    ("rearrange", [2, 3], "a b -> a", {}),
    ("rearrange", [2, 5], "a (b c) -> a b c", {"b": 2}),
    ("rearrange", [2, 3], "a a -> a", {}),
    ("rearrange", [2, 3], "a b -> b a", {"c": 2}),
    ("rearrange", [2, 6], "a (b c) -> a b c", {}),
    ("rearrange", [2, 3], "a (b -> b a", {}),
    ("repeat", [2, 3], "a b -> a b c", {}),
    ("sum", [2, 3], "a b -> a c", {}),
    ("unpack", [2, 9], "b *", {"shapes": [[2], [3]]}),
]


def counted(shape):
    return np.arange(int(np.prod(shape)), dtype=np.float64).reshape(shape)


def plain(value):
    if isinstance(value, np.ndarray | np.generic):
        return {"shape": list(value.shape), "elements": np.ravel(value).tolist()}
    return value if isinstance(value, dict) else [plain(item) for item in value]


def answer(name, shape, pattern, settings):
    if name == "pack":
        packed, shapes = einops.pack([counted(item) for item in shape], pattern)
        return [plain(packed), [list(item) for item in shapes]]
    if name == "unpack":
        return plain(einops.unpack(counted(shape), settings["shapes"], pattern))
    if name in ("rearrange", "repeat", "parse_shape"):
        return plain(getattr(einops, name)(counted(shape), pattern, **settings))
    return plain(einops.reduce(counted(shape), pattern, name, **settings))


def main() -> None:
    entries = []
    for name, shape, pattern, settings in CASES:
        try:
            value = answer(name, shape, pattern, settings)
        except (einops.EinopsError, RuntimeError):
            value = "refused"
        case = {"name": name, "shape": shape, "pattern": pattern, "settings": settings}
        entries.append(json.dumps({**case, "value": value}))
    path = Path(__file__).parent / "golden" / "einops.json"
    path.write_text("[\n" + ",\n".join(entries) + "\n]\n")
    print(len(entries), "cases, einops", einops.__version__)


if __name__ == "__main__":
    main()
