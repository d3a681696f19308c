"""Universal functions: elementwise, with broadcasting and NumPy's result types."""

from itertools import repeat

from . import _layout
from ._array import fitted, made, ndarray
from ._conversion import asarray, is_tensor, refuse_tensor, result_type
from ._dtypes import ALL, dtype, floating_of, generic, is_weak


def _promoted(kinds: dtype) -> dtype:
    return kinds


def _boolean(kinds: dtype) -> dtype:
    return ALL["bool"]


def _not_boolean(kinds: dtype) -> dtype:
    return ALL["int8"] if kinds.kind == "b" else kinds


def _real(kinds: dtype) -> dtype:
    return ALL["float32" if kinds.itemsize == 8 else "float64"] if kinds.kind == "c" else kinds


def _quotient(kinds: dtype) -> dtype:
    return kinds if kinds.kind in "fcO" else ALL["float64"]


#: What a function gives of the promoted type of its arguments.
RESULTS = {
    "same": _promoted, "bool": _boolean, "number": _not_boolean, "real": _real, "float": floating_of,
    "quotient": _quotient,
}  # fmt: skip


class ufunc:
    """A function of one or two variables. `identity` begins its reductions."""

    def __init__(self, name: str, function, arguments: int, result: str, identity=None):
        self.__name__ = name
        self.function, self.nin, self.nout, self.identity = function, arguments, 1, identity
        self.result_of = RESULTS[result]

    def __repr__(self) -> str:
        return f"<ufunc '{self.__name__}'>"

    def __call__(self, *arguments, out=None, where=True, dtype=None, casting=None, order=None, subok=True):
        if len(arguments) == self.nin + 1:
            *arguments, out = arguments
        if len(arguments) != self.nin:
            raise TypeError(f"{self.__name__}() takes {self.nin} positional arguments")
        for argument in arguments:
            if is_tensor(argument):
                self._take(argument)
        # Python numbers are weak beside arrays and scalars.
        operands = [
            item if is_weak(item) or isinstance(item, (generic, ndarray)) else asarray(item)
            for item in arguments
        ]
        kind = result_type(*operands)
        result = _dtype(dtype) if dtype is not None else self.result_of(kind)
        shapes = [item.shape if isinstance(item, ndarray) else () for item in operands]
        shape = _layout.broadcast(*shapes)
        streams = [_stream(item, own, shape) for item, own in zip(operands, shapes)]
        values = list(map(self.function, *streams))
        if where is not True:
            return self._where(values, shape, result, where, out)
        answer = fitted(values, shape, result)
        return answer if out is None else _put(answer, out)

    def _take(self, tensor) -> None:
        from torch._tensor import elements_of

        if elements_of(tensor) is None:
            refuse_tensor(tensor, f"NumPy's {self.__name__}")

    def _where(self, values, shape, result, where, out):
        mask = asarray(where)
        full = _layout.broadcast(shape, mask.shape)
        chosen, spread = _stream(mask, mask.shape, full), _spread(values, shape, full)
        before = repeat(0) if out is None else _stream(asarray(out), out.shape, full)
        answer = fitted(
            [new if keep else old for keep, new, old in zip(chosen, spread, before)], full, result
        )
        return answer if out is None else _put(answer, out)

    def reduce(self, array, axis=0, dtype=None, keepdims=False, initial=None):
        from ._reductions import fold

        return fold(array, axis, keepdims, self.function, self.identity, initial, dtype)

    def accumulate(self, array, axis=0, dtype=None):
        from ._reductions import accumulated

        return accumulated(array, axis, self.function, dtype)

    def outer(self, a, b):
        a, b = asarray(a), asarray(b)
        return self(a.reshape(a.shape + (1,) * b.ndim), b)


_dtype = dtype


def _stream(operand, shape, target):
    """The elements of an operand in the order of the broadcast result."""
    if not isinstance(operand, ndarray):
        value = operand.item() if isinstance(operand, generic) else operand
        return repeat(value, _layout.count(target))
    if shape == target:
        return operand._flat()
    strides = _layout.broadcast_strides(shape, operand._strides, target)
    data = operand._data
    return [data[place] for place in _layout.places(target, strides, operand._offset)]


def _spread(values: list, shape, target) -> list:
    return _stream(made(values, shape, ALL["object"]), shape, target)


def _put(answer, out: ndarray) -> ndarray:
    if isinstance(out, tuple):
        out = out[0]
    out[...] = answer
    return out


def broadcast_to(array, shape, subok=False) -> ndarray:
    array = asarray(array)
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    strides = _layout.broadcast_strides(array.shape, array._strides, shape)
    return array._view(shape, strides, array._offset)


def broadcast_arrays(*arrays, subok=False) -> tuple:
    arrays = [asarray(item) for item in arrays]
    shape = _layout.broadcast(*(item.shape for item in arrays))
    return tuple(broadcast_to(item, shape) for item in arrays)
