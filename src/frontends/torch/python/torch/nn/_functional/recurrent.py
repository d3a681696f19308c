"""Recurrent layers (ONNX RNN-14, GRU-14, LSTM-14) and their single steps."""

from _skipline import notices

from ..._tensor import Tensor, constant, operate
from ..._types import int32
from .convolution import linear

#: ONNX operator and gates by mode. PyTorch's gates in ONNX's order: LSTM i f g o → i o f g, GRU r z n → z r n.
_OPERATORS = {
    "LSTM": ("LSTM", (0, 3, 1, 2)),
    "GRU": ("GRU", (1, 0, 2)),
    "RNN_TANH": ("RNN", (0,)),
}

#: Steps that are drawn one by one without a word.
_FEW_STEPS = 32


def _in_order(weight: Tensor, order: tuple[int, ...]) -> Tensor:
    """The gates of a weight [gates·hidden, …] or bias in another order."""
    if len(order) == 1:
        return weight
    parts = weight.chunk(len(order))
    return operate("Concat", *(parts[gate] for gate in order), axis=0)


def layer(
    mode: str,
    input: Tensor,
    directions: list[tuple[Tensor, ...]],
    first: Tensor,
    memory: Tensor | None,
    lengths: list[int] | None,
) -> tuple[Tensor, Tensor, Tensor | None]:
    """One layer over [steps, batch, size].

    `directions` holds for each direction its input weight, recurrent weight, and both biases where there are any;
    `first` and `memory` are [directions, batch, hidden]. Gives [steps, batch, directions·hidden], the last states and
    the last memories.
    """
    operator, order = _OPERATORS[mode]
    steps, batch, _ = input.shape
    hidden = first.shape[2]

    def stacked(values: list[Tensor]) -> Tensor:
        return operate("Concat", *(value.unsqueeze(0) for value in values), axis=0)

    weights = [stacked([_in_order(direction[index], order) for direction in directions]) for index in (0, 1)]
    bias = None
    if len(directions[0]) > 2:
        both = [
            operate("Concat", *(_in_order(value, order) for value in direction[2:4]), axis=0)
            for direction in directions
        ]
        bias = stacked(both)
    attributes: dict[str, object] = {
        "hidden_size": hidden,
        "direction": "bidirectional" if len(directions) == 2 else "forward",
    }
    if mode == "GRU":
        attributes["linear_before_reset"] = 1
    limits = None if lengths is None else constant(lengths, (batch,), int32)
    inputs = [input, *weights, bias, limits, first, *([] if memory is None else [memory])]
    output, last, *rest = operate(operator, *inputs, outputs=2 if memory is None else 3, **attributes)
    joined = output.permute(0, 2, 1, 3).reshape(steps, batch, len(directions) * hidden)
    return joined, last, rest[0] if rest else None


def unrolled(
    mode: str,
    input: Tensor,
    directions: list[tuple[Tensor, ...]],
    first: Tensor,
    memory: Tensor | None,
    lengths: list[int] | None,
) -> tuple[Tensor, Tensor, Tensor | None]:
    """As `layer`, for what ONNX has no operator: step by step."""
    from ..._ops.selection import where

    steps = input.shape[0]
    if steps > _FEW_STEPS:
        notices.warn(
            "unrolled",
            f"ONNX has no operator for this kind of recurrent layer, so each of its {steps} steps is drawn.",
        )
    inputs = input.unbind(0)
    outputs, states, memories = [], [], []
    for index, weights in enumerate(directions):
        state, cell = first[index], None if memory is None else memory[index]
        made: list[Tensor] = [state] * steps
        for step in range(steps) if index == 0 else reversed(range(steps)):
            moved, kept = _step(mode, inputs[step], state, cell, weights)
            if lengths is not None and step >= min(lengths):
                inside = constant(
                    [float(step < length) for length in lengths], (len(lengths), 1), input.dtype
                )
                made[step] = moved * inside
                moved = where(inside > 0, moved, state)
                kept = None if kept is None else where(inside > 0, kept, cell)
            else:
                made[step] = moved
            state, cell = moved, kept
        outputs.append(operate("Concat", *(item.unsqueeze(0) for item in made), axis=0))
        states.append(state.unsqueeze(0))
        memories.append(cell)
    joined = operate("Concat", *outputs, axis=2)
    last = operate("Concat", *states, axis=0)
    if memory is None:
        return joined, last, None
    return joined, last, operate("Concat", *(cell.unsqueeze(0) for cell in memories), axis=0)


def _step(mode: str, input: Tensor, state: Tensor, memory: Tensor | None, weights: tuple[Tensor, ...]):
    """One step; a fifth weight, or a third without biases, projects the state (Sak et al. 2014)."""
    has_bias = len(weights) > 3
    biases = weights[2:4] if has_bias else (None, None)
    projection = weights[-1] if len(weights) in (3, 5) else None
    if mode == "LSTM":
        state, memory = lstm_cell(input, (state, memory), weights[0], weights[1], *biases)
        return (state if projection is None else linear(state, projection)), memory
    if mode == "GRU":
        return gru_cell(input, state, weights[0], weights[1], *biases), None
    cell = rnn_tanh_cell if mode == "RNN_TANH" else rnn_relu_cell
    return cell(input, state, weights[0], weights[1], *biases), None


def _products(input, hx, w_ih, w_hh, b_ih, b_hh) -> Tensor:
    return operate("Add", linear(input, w_ih, b_ih), linear(hx, w_hh, b_hh))


def rnn_tanh_cell(input, hx, w_ih, w_hh, b_ih=None, b_hh=None):
    """h′ = tanh(Wx + b + Rh + c)."""
    return operate("Tanh", _products(input, hx, w_ih, w_hh, b_ih, b_hh))


def rnn_relu_cell(input, hx, w_ih, w_hh, b_ih=None, b_hh=None):
    return operate("Relu", _products(input, hx, w_ih, w_hh, b_ih, b_hh))


def lstm_cell(input, hx, w_ih, w_hh, b_ih=None, b_hh=None):
    """c′ = f·c + i·g, h′ = o·tanh c′ (Hochreiter & Schmidhuber 1997)."""
    state, memory = hx
    i, f, g, o = _products(input, state, w_ih, w_hh, b_ih, b_hh).chunk(4, 1)
    kept = operate("Mul", operate("Sigmoid", f), memory)
    memory = operate("Add", kept, operate("Mul", operate("Sigmoid", i), operate("Tanh", g)))
    return operate("Mul", operate("Sigmoid", o), operate("Tanh", memory)), memory


def gru_cell(input, hx, w_ih, w_hh, b_ih=None, b_hh=None):
    """h′ = (1 − z)·n + z·h (Cho et al. 2014)."""
    xr, xz, xn = linear(input, w_ih, b_ih).chunk(3, 1)
    hr, hz, hn = linear(hx, w_hh, b_hh).chunk(3, 1)
    reset = operate("Sigmoid", operate("Add", xr, hr))
    update = operate("Sigmoid", operate("Add", xz, hz))
    new = operate("Tanh", operate("Add", xn, operate("Mul", reset, hn)))
    return operate("Add", new, operate("Mul", update, operate("Sub", hx, new)))
