"""Golden values of PyTorch's CPU generator. Run with the reference PyTorch (2.13); writes golden/randomNumbers.json.

Each case is a list of draws made one after the other from `torch.manual_seed(seed)`, followed by four whole numbers
that show where the generator stands afterwards. Of long draws only some places are kept.
"""

import json
import pathlib

import torch

SIZES = [1, 5, 15, 16, 17, 33, 1000]


def kept(size):
    """Places of a draw that are recorded: all of a short one, the ends and some between of a long one."""
    return list(range(size)) if size <= 40 else [*range(0, 20), size // 2, *range(size - 40, size)]


def draw(step):
    kind, size = step["kind"], step["size"]
    dtype = getattr(torch, step.get("type", "float32"))
    target = torch.empty(size, dtype=dtype)
    if kind == "uniform":
        return target.uniform_(step["low"], step["high"])
    if kind == "normal":
        return target.normal_(step["mean"], step["std"])
    if kind == "randint":
        return torch.randint(step["low"], step["high"], (size,))
    if kind == "randperm":
        return torch.randperm(size)
    if kind == "bernoulli":
        return target.bernoulli_(step["probability"])
    if kind == "bernoulliEach":
        return torch.bernoulli(torch.full((size,), step["probability"]))
    if kind == "truncatedNormal":
        return torch.nn.init.trunc_normal_(target, step["mean"], step["std"], step["low"], step["high"])
    raise ValueError(kind)


def record(seed, steps):
    torch.manual_seed(seed)
    draws = []
    for step in steps:
        values = draw(step)
        draws.append({**step, "values": [values[place].item() for place in kept(step["size"])]})
    return {"seed": seed, "draws": draws, "after": torch.randint(0, 1000, (4,)).tolist()}


def normal(size, **more):
    return {"kind": "normal", "size": size, "mean": 0.0, "std": 1.0, **more}


def uniform(size, **more):
    return {"kind": "uniform", "size": size, "low": 0.0, "high": 1.0, **more}


def randint(size, low=0, high=10):
    return {"kind": "randint", "size": size, "low": low, "high": high}


cases = []
for type_name in ["float32", "float64"]:
    cases += [record(size, [normal(size, type=type_name, mean=0.5, std=2.0)]) for size in SIZES]
    cases += [record(size, [uniform(size, type=type_name, low=-0.3, high=0.7)]) for size in SIZES]
cases += [record(size + 1, [randint(size, -3, 1000)]) for size in SIZES]
cases += [
    record(3, [randint(5, 0, 2**28 - 1), randint(5, 0, 2**28), randint(5, 0, 2**31), randint(5, -(2**40), 2**50)])
]
cases += [record(size + 2, [{"kind": "randperm", "size": size}]) for size in SIZES]
cases += [
    record(size + 3, [{"kind": kind, "size": size, "probability": 0.3}])
    for kind in ["bernoulli", "bernoulliEach"]
    for size in SIZES
]
bounds = [(0.0, 0.02, -2.0, 2.0), (0.0, 1.0, -1.0, 1.5), (0.0, 1.0, 1.5, 3.0), (1.0, 0.5, 0.9, 1.1)]
cases += [
    record(
        size,
        [{"kind": "truncatedNormal", "size": size, "mean": mean, "std": std, "low": low, "high": high}],
    )
    for size in [5, 16, 33, 1000]
    for mean, std, low, high in bounds
]
# A pair's second normal number waits across other draws until the next scalar draw takes it.
interleaved = [normal(1), normal(17), normal(5), uniform(3), randint(2), normal(2), normal(16), normal(15), uniform(1000), normal(33)]
cases += [record(seed, interleaved) for seed in [0, 1, 2**31, 2**32 + 5]]
cases += [record(11, [normal(1000), normal(7, type="float64"), normal(1), {"kind": "bernoulli", "size": 9, "probability": 0.5}, {"kind": "randperm", "size": 8}, normal(4)])]

target = pathlib.Path(__file__).parent / "golden" / "randomNumbers.json"
target.write_text(json.dumps({"torch": torch.__version__, "cases": cases}, separators=(",", ":")) + "\n")
print(f"{target}: {len(cases)} cases, {target.stat().st_size} bytes")
