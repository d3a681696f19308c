"""Golden values of expressions from real NumPy. Writes golden/numpy.json.

    python test/parity/numpyArrays.py

`exact` ones have to agree in every bit: what decides the sizes of models. `close` ones may differ by the mathematical
library: within 4 units in the last place of their type.
"""

import json
from pathlib import Path

import numpy as np

EXACT = """
np.linspace(0, 0.1, 12)
np.linspace(0, 0.3, 24).tolist()
np.linspace(1, 10, 4, dtype=int)
np.linspace(0, 1, 5, endpoint=False)
np.linspace([0, 1], [1, 3], 3)
np.linspace(2.0, 2.0, 3)
np.arange(5)
np.arange(0.1, 1.0, 0.2)
np.arange(3, dtype=np.float32) * 0.1
np.arange(10, 0, -3)
np.round(np.divide(24 * np.power(2.49, np.round(np.log((np.arange(13) * 27.89 + 24) / 24) / np.log(2.49))), 8)) * 8
np.round(2.5), np.round(-3.5), np.round(1.005, 2), np.around(np.array([12.5, 13.5]))
np.int64(7) // 2, np.int64(7) / 2, np.int64(-7) % 3, -np.int64(7) // 2
np.float32(0.1) + 1, np.float32(3) * np.float64(0.1), np.array([1, 2], np.int32) * 1.5
(np.array([1, 2], dtype=np.uint8) - np.array([2, 1], dtype=np.uint8))
np.array([250], dtype=np.uint8) + np.array([10], dtype=np.uint8)
np.array([True, False]) + np.array([True, True]), np.array([1, 2]) / 2, np.array([7, -7]) // 2
(np.array([1, 2], np.int8) + np.array([1.5], np.float16)).dtype.name, (np.float32(1) + np.int64(1)).dtype.name
np.arange(24).reshape(2, 3, 4)[:, 1, ::2]
np.arange(24).reshape(2, 3, 4)[..., -1]
np.arange(24).reshape(2, 3, 4)[[0, 1], :, [1, 2]]
np.arange(24).reshape(2, 3, 4)[1, [0, 2]]
np.arange(24).reshape(2, 3, 4)[:, [[0, 1], [2, 0]], 1]
np.arange(6)[np.array([True, False, True, False, True, False])]
np.arange(12).reshape(3, 4)[np.arange(12).reshape(3, 4) > 5]
np.arange(6)[::-1], np.arange(6)[-2:], np.arange(3)[:, None] * np.arange(4)[np.newaxis]
np.arange(24).reshape(2, 3, 4).transpose(2, 0, 1).reshape(4, 6)
np.arange(6).reshape(2, 3, order="F"), np.arange(6).reshape(-1, 2).T
np.arange(24).reshape(2, 3, 4).sum(1), np.arange(6).reshape(2, 3).mean(0), np.arange(6).reshape(2, 3).max(axis=1)
(np.arange(1000) * 0.1).sum(), (np.arange(1000, dtype=np.float64) / 7).mean(), np.full((9, 20), 0.1).sum(0)
np.prod([2, 3, 4]), np.prod((2, 0.5)), np.cumsum([1, 2, 3]), np.cumprod([1.5, 2]), np.sum([[1, 2], [3, 4]], axis=-1)
np.argmax([[1, 5, 2], [7, 0, 7]], axis=1), np.argmin([3, 1, 1]), np.max([1, 2]), np.min([[3.5]]), np.any([0, 1])
np.all([1, 0]), np.count_nonzero([1, 0, 2]), np.median([3, 1, 2, 10]), np.percentile([1, 2, 3, 4], 25), np.ptp([2, 9])
np.sort([3, 1, 2]), np.argsort([30, 10, 20]), np.unique([3, 1, 3]), np.unique([3, 1, 3], return_counts=True)
np.unique([[1, 2], [0, 5], [1, 2]], axis=0, return_index=True, return_inverse=True, return_counts=True)
np.unique([[1, 1, 0], [2, 2, 5]], axis=1), np.inner([[1, 2], [3, 4]], [[5, 6], [7, 8]]), np.inner([1, 2], [3, 4]), np.inner(2, [1, 2])
np.where(np.array([1, 0, 1]), 2, 3.5), np.where([False, True, True]), np.nonzero([[0, 1], [1, 0]])
np.searchsorted([1, 2, 4], [2, 3]), np.digitize([0.5, 1.5], [0, 1, 2]), np.bincount([0, 2, 2]), np.isin([1, 5], [5])
np.concatenate([[1, 2], [3.5]]), np.concatenate([np.ones((2, 1)), np.zeros((2, 2))], axis=1)
np.stack([[1, 2], [3, 4]], axis=-1), np.hstack(([1], [2, 3])), np.vstack(([1, 2], [3, 4])), np.split(np.arange(6), 3)
np.array_split(np.arange(7), 3), np.append([1], [2, 3]), np.delete([1, 2, 3], 1), np.insert([1, 3], 1, 2)
np.tile([1, 2], 2), np.tile([[1, 2]], (2, 2)), np.repeat([1, 2], 2), np.repeat([[1], [2]], [1, 2], axis=0)
np.roll(np.arange(5), 2), np.roll(np.arange(6).reshape(2, 3), 1, axis=1), np.flip([[1, 2], [3, 4]], 0), np.rot90([[1, 2]])
np.pad([1, 2], 1), np.pad([[1, 2]], ((0, 1), (2, 0)), constant_values=9), np.pad([1, 2, 3], 2, mode="reflect")
np.pad([1, 2, 3], (2, 1), mode="edge"), np.pad([1, 2, 3], 2, mode="symmetric"), np.pad([1, 2, 3], 4, mode="wrap")
np.meshgrid(np.arange(2), np.arange(3)), np.meshgrid([0, 1], [0, 1, 2], indexing="ij")
np.mgrid[0:2, 0:3], np.mgrid[0:1:3j], np.indices((2, 2)), np.expand_dims([1, 2], 0).shape, np.squeeze([[1], [2]])
np.eye(2, 3), np.tril(np.ones((3, 3))), np.triu(np.ones((3, 3)), 1), np.diag([1, 2]), np.diag([[1, 2], [3, 4]])
np.triu_indices(3, 1), np.tri(3), np.full((2,), 7), np.full_like([1.5], 2), np.zeros_like([1]), np.ones((2, 1), np.int32)
np.dot([1, 2], [3, 4]), np.array([[1, 2], [3, 4]]) @ np.array([1, 1]), np.matmul(np.ones((2, 3, 4)), np.ones((4, 2)))
np.outer([1, 2], [3, 4]), np.einsum("ij,jk->ik", [[1, 2], [3, 4]], [[1, 0], [0, 1]]), np.einsum("ii", [[1, 2], [3, 4]])
np.einsum("m,d->md", [1, 2], [3, 4]), np.tensordot(np.ones((2, 3)), np.ones((3, 2)), 1), np.kron([1, 2], [1, 1])
np.clip([1, 5, 9], 2, 6), np.maximum([1, 5], 3), np.minimum(2.5, [1, 5]), np.abs([-1, 2]), np.sign([-2.0, 0.0])
np.floor(-1.5), np.ceil([1.2, -1.2]), np.trunc(-1.7), np.mod([5, -5], 3), np.floor_divide(7.5, 2), np.power(2, 10)
np.isclose(1.0, 1.0 + 1e-9), np.allclose([1.0], [1.1]), np.array_equal([1, 2], [1, 2]), np.isnan([np.nan, 1.0])
np.array([1.7, -1.7]).astype(int), np.array([[1, 2]]).astype(np.float32).tolist(), np.array([3]).item(), np.array(5)[()]
np.sqrt(16), np.sqrt([4, 9]), np.square(3), np.divide([1, 0], [2, 4]), np.log2(8), np.log10([1, 1000]), np.exp2(3)
np.diff([1, 4, 9]), np.trace([[1, 2], [3, 4]]), np.average([1, 2], weights=[3, 1]), np.interp(2.5, [1, 2, 3], [3, 2, 0])
np.random.RandomState(3).rand(3), np.random.RandomState(3).randint(0, 1000, (2, 2)), np.random.RandomState(1).permutation(6)
np.random.RandomState(5).choice(9, 4, replace=False), np.random.RandomState(5).choice([1, 2], 5, p=[0.25, 0.75])
np.random.RandomState(2).uniform(-1, 1, 3), np.random.RandomState(0).randint(5), np.random.RandomState(0).rand()
np.float64(1e300) * 1e10, np.array([1.0]) / 0, np.array([0.0, -1.0]) / 0.0, np.array([1, 2]) ** 2, 2 ** np.array([1, 2])
np.issubdtype(np.float32, np.floating), np.issubdtype(np.int64, np.integer), np.finfo(np.float32).eps, np.iinfo(np.int32).max
np.linalg.norm([3, 4]), np.linalg.norm([[3, 4], [6, 8]], axis=1), np.linalg.det([[2.0, 0.0], [0.0, 3.0]])
""".strip().splitlines()

CLOSE = """
np.sin(np.outer(np.arange(14, dtype=np.float32), 1.0 / 10000 ** (np.arange(6, dtype=float) / 6.0)))
np.logspace(0, 2, 5), np.geomspace(1, 1000, 4), np.exp(np.linspace(-3, 3, 7)), np.log(np.arange(1, 6))
np.tanh([0.5, -2.0]), np.cos(np.arange(4) * np.pi / 5), np.arctan2([1, -1], [2, 3]), np.log1p(0.01), np.expm1([0.01])
np.array([1, 4, 2.5]).std(), np.var([[1, 2], [3, 5]], axis=0), np.std([1, 2, 4], ddof=1), np.array([3.0, 4.0]) ** 0.5
np.exp(1j * np.pi * np.arange(3)), np.abs(np.array([3 + 4j])), np.sinc([0, 0.5]), np.hanning(5), np.hamming(4)
np.random.RandomState(7).randn(4), np.random.RandomState(7).normal(2, 3, (2, 2)), np.sqrt(np.float32(2)), np.cbrt(9.0)
np.linalg.inv([[1.0, 2.0], [3.0, 4.0]]), np.linalg.solve([[2.0, 1.0], [1.0, 3.0]], [1.0, 2.0])
np.power(10000, np.arange(0, 4) / 4), np.exp(np.arange(0, 8, 2) * -(np.log(10000.0) / 8)), np.hypot(3, 4.5)
""".strip().splitlines()


def plain(value):
    """Type, shape and elements."""
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (np.ndarray, np.generic)):
        elements = value.ravel().tolist()
        if value.dtype.kind == "c":
            elements = [[element.real, element.imag] for element in elements]
        return {"dtype": value.dtype.name, "shape": list(value.shape), "elements": [written(e) for e in elements]}
    return written(value)


def written(element):
    """JSON has no infinities."""
    return str(element) if isinstance(element, float) and not np.isfinite(element) else element


def main() -> None:
    np.seterr(all="ignore")
    golden = {
        name: [{"expression": text, "value": plain(eval(text))} for text in texts]
        for name, texts in (("exact", EXACT), ("close", CLOSE))
    }

    body = ",\n".join(
        f'"{name}": [\n' + ",\n".join(json.dumps(entry) for entry in entries) + "\n]" for name, entries in golden.items()
    )
    (Path(__file__).parent / "golden" / "numpy.json").write_text("{" + body + "}\n")
    print(sum(map(len, golden.values())), "expressions, NumPy", np.__version__)


if __name__ == "__main__":
    main()
