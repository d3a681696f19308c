"""Sequences of different lengths: packed one step after the other, or padded to the longest."""

from collections import namedtuple

from _skipline import notices

from ..._ops.joining import stack
from ..._tensor import Tensor, constant, elements_of, filled, operate
from ..._types import int64

_Fields = namedtuple("PackedSequence", ("data", "batch_sizes", "sorted_indices", "unsorted_indices"))


class PackedSequence(_Fields):
    """Step by step the examples that are that long, the longest first."""

    def __new__(cls, data, batch_sizes=None, sorted_indices=None, unsorted_indices=None):
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def to(self, *args, **kwargs) -> "PackedSequence":
        return self._replace(data=self.data.to(*args, **kwargs))

    def _unchanged(self, *args, **kwargs) -> "PackedSequence":
        return self

    cuda = cpu = pin_memory = _unchanged
    is_cuda = False


def invert_permutation(permutation):
    if permutation is None:
        return None
    places = elements_of(permutation)
    inverse = [0] * len(places)
    for index, place in enumerate(places):
        inverse[int(place)] = index
    return constant(inverse, (len(inverse),), int64)


def _known(lengths, batch: int, steps: int) -> list[int]:
    """Lengths as numbers. Where they depend on the data all sequences are as long as they can be, which is told."""
    elements = elements_of(lengths) if isinstance(lengths, Tensor) else [int(length) for length in lengths]
    if elements is None:
        notices.warn(
            "lengthsUnknown",
            "The lengths of these sequences depend on the data, which is not known while the model is traced: "
            f"the graph takes all of them to be {steps} long.",
        )
        return [steps] * batch
    return [int(element) for element in elements]


def pack_padded_sequence(input, lengths, batch_first=False, enforce_sorted=True):
    if batch_first:
        input = input.transpose(0, 1)
    steps, batch = input.shape[:2]
    known = _known(lengths, batch, steps)
    if len(known) != batch:
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {len(known)} (batch_size={batch})"
        )
    if min(known) <= 0:
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0"
        )
    order = sorted(range(batch), key=lambda index: -known[index])
    if enforce_sorted and known != [known[index] for index in order]:
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass "
            "`enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement."
        )
    if enforce_sorted:
        order = list(range(batch))
    places = [step * batch + index for step in range(max(known)) for index in order if step < known[index]]
    rows = input.reshape(steps * batch, *input.shape[2:])
    data = operate("Gather", rows, constant(places, (len(places),), int64), axis=0)
    sizes = [sum(step < length for length in known) for step in range(max(known))]
    return PackedSequence(
        data,
        constant(sizes, (len(sizes),), int64),
        None if enforce_sorted else constant(order, (batch,), int64),
    )


def _lengths_of(packed: PackedSequence) -> list[int]:
    """Of the examples in the order in which they are packed."""
    sizes = [int(size) for size in elements_of(packed.batch_sizes)]
    return [sum(index < size for size in sizes) for index in range(sizes[0])]


def _places(lengths: list[int]) -> list[int]:
    """The row of each (step, example) in the packed data, one behind its end where there is none."""
    steps, count = max(lengths), sum(lengths)
    places, row = [], 0
    for step in range(steps):
        for length in lengths:
            places.append(row if step < length else count)
            row += step < length
    return places


def padded_of(
    packed: PackedSequence, value: float = 0.0, steps: int | None = None
) -> tuple[Tensor, list[int]]:
    """[steps, batch, …] in the order of the packed examples, and their lengths."""
    lengths = _lengths_of(packed)
    rest = tuple(packed.data.shape[1:])
    rows = operate("Concat", packed.data, filled(float(value), (1, *rest), packed.data.dtype), axis=0)
    places = _places(lengths)
    places += [sum(lengths)] * (((steps or max(lengths)) - max(lengths)) * len(lengths))
    padded = operate("Gather", rows, constant(places, (len(places),), int64), axis=0)
    return padded.reshape(len(places) // len(lengths), len(lengths), *rest), lengths


def repacked(padded: Tensor, like: PackedSequence) -> PackedSequence:
    """What a layer made of the padded examples, packed as its input was."""
    lengths = _lengths_of(like)
    batch = len(lengths)
    places = [
        step * batch + index
        for step in range(max(lengths))
        for index in range(batch)
        if step < lengths[index]
    ]
    rows = padded.reshape(padded.shape[0] * batch, *padded.shape[2:])
    return like._replace(data=operate("Gather", rows, constant(places, (len(places),), int64), axis=0))


def pad_packed_sequence(sequence, batch_first=False, padding_value=0.0, total_length=None):
    longest = sequence.batch_sizes.shape[0]
    if total_length is not None and total_length < longest:
        raise ValueError(
            "Expected total_length to be at least the length of the longest sequence in input, "
            f"but got total_length={total_length} and max sequence length being {longest}"
        )
    padded, lengths = padded_of(sequence, padding_value, total_length)
    if sequence.unsorted_indices is not None:
        padded = padded.index_select(1, sequence.unsorted_indices)
        lengths = [lengths[int(index)] for index in elements_of(sequence.unsorted_indices)]
    return (
        padded.transpose(0, 1) if batch_first else padded,
        constant(lengths, (len(lengths),), int64),
    )


def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right"):
    if padding_side not in ("left", "right"):
        raise RuntimeError(f"Expected padding_side to be one of left or right, but got {padding_side}.")
    from ..functional import pad

    longest = max(sequence.shape[0] for sequence in sequences)
    padded = []
    for sequence in sequences:
        missing = longest - sequence.shape[0]
        amounts = (missing, 0) if padding_side == "left" else (0, missing)
        padded.append(pad(sequence, (0, 0) * (sequence.ndim - 1) + amounts, value=float(padding_value)))
    return stack(padded, 0 if batch_first else 1)


def unpad_sequence(padded_sequences, lengths, batch_first=False):
    if not batch_first:
        padded_sequences = padded_sequences.transpose(0, 1)
    known = _known(lengths, padded_sequences.shape[0], padded_sequences.shape[1])
    return [padded_sequences[index, :length] for index, length in enumerate(known)]


def pack_sequence(sequences, enforce_sorted=True):
    lengths = [sequence.shape[0] for sequence in sequences]
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences):
    return unpad_sequence(*pad_packed_sequence(packed_sequences, batch_first=True), batch_first=True)
