"""Recurrent layers and cells."""

import math
import warnings

from ..._ops.creation import empty, zeros
from .. import init
from .._functional import recurrent
from .._functional.dropout import dropout
from ..parameter import Parameter
from ..utils.rnn import PackedSequence, padded_of, repacked
from .module import Module
from .rnn_cells import GRUCell, LSTMCell, RNNCell, RNNCellBase

__all__ = ["GRU", "GRUCell", "LSTM", "LSTMCell", "RNN", "RNNBase", "RNNCell", "RNNCellBase"]

_GATES = {"LSTM": 4, "GRU": 3, "RNN_TANH": 1, "RNN_RELU": 1}


class RNNBase(Module):
    mode: str
    input_size: int
    hidden_size: int
    num_layers: int
    bias: bool
    batch_first: bool
    dropout: float
    bidirectional: bool
    proj_size: int

    def __init__(
        self,
        mode,
        input_size,
        hidden_size,
        num_layers=1,
        bias=True,
        batch_first=False,
        dropout=0.0,
        bidirectional=False,
        proj_size=0,
        device=None,
        dtype=None,
    ):
        super().__init__()
        self.mode = mode
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = float(dropout)
        self.bidirectional = bidirectional
        self.proj_size = proj_size
        self._check_settings(dropout)
        names: list[list[str]] = []
        size = proj_size or hidden_size
        for layer in range(num_layers):
            width = input_size if layer == 0 else size * (2 if bidirectional else 1)
            for suffix in ("", "_reverse") if bidirectional else ("",):
                rows = _GATES[mode] * hidden_size
                shapes = {"weight_ih": (rows, width), "weight_hh": (rows, size)}
                if bias:
                    shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
                if proj_size:
                    shapes["weight_hr"] = (proj_size, hidden_size)
                names.append([f"{name}_l{layer}{suffix}" for name in shapes])
                for name, shape in zip(names[-1], shapes.values()):
                    setattr(self, name, Parameter(empty(*shape, dtype=dtype)))
        self._all_weights = names
        self.reset_parameters()

    def _check_settings(self, dropout) -> None:
        if isinstance(dropout, bool) or not isinstance(dropout, (int, float)) or not 0 <= dropout <= 1:
            raise ValueError(
                "dropout should be a number in range [0, 1] representing the probability of an element being zeroed"
            )
        if dropout > 0 and self.num_layers == 1:
            warnings.warn(
                "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects "
                f"num_layers greater than 1, but got dropout={dropout} and num_layers={self.num_layers}",
                stacklevel=3,
            )
        if not isinstance(self.hidden_size, int):
            raise TypeError(f"hidden_size should be of type int, got: {type(self.hidden_size).__name__}")
        if self.hidden_size <= 0:
            raise ValueError("hidden_size must be greater than zero")
        if self.num_layers <= 0:
            raise ValueError("num_layers must be greater than zero")
        if self.proj_size < 0:
            raise ValueError("proj_size should be a positive integer or zero to disable projections")
        if self.proj_size >= self.hidden_size:
            raise ValueError("proj_size has to be smaller than hidden_size")
        if self.mode not in _GATES:
            raise ValueError("Unrecognized RNN mode: " + self.mode)

    def reset_parameters(self) -> None:
        bound = 1.0 / math.sqrt(self.hidden_size)
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def flatten_parameters(self) -> None:
        """Where parameters lie in memory makes no difference."""

    @property
    def all_weights(self) -> list[list[Parameter]]:
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    @property
    def _flat_weights(self) -> list[Parameter]:
        return [weight for weights in self.all_weights for weight in weights]

    def forward(self, input, hx=None):
        is_packed = isinstance(input, PackedSequence)
        lengths = None
        padded = input
        if is_packed:
            padded, lengths = padded_of(input)
        is_batched = padded.dim() == 3
        if padded.dim() not in (2, 3):
            raise ValueError(
                f"{self._get_name()}: Expected input to be 2D or 3D, got {padded.dim()}D instead"
            )
        batch_first = self.batch_first and not is_packed
        if not is_batched:
            padded = padded.unsqueeze(1)
        elif batch_first:
            padded = padded.transpose(0, 1)
        if padded.size(2) != self.input_size:
            raise RuntimeError(
                "input.size(-1) must be equal to input_size. "
                f"Expected {self.input_size}, got {padded.size(2)}"
            )
        states = self._first_states(hx, padded, is_batched, input if is_packed else None)
        output, last = self._run(padded, states, lengths)
        if is_packed:
            output = repacked(output, input)
            last = [_reordered(state, input.unsorted_indices) for state in last]
        elif not is_batched:
            output, last = output.squeeze(1), [state.squeeze(1) for state in last]
        elif batch_first:
            output = output.transpose(0, 1)
        return output, tuple(last) if self.mode == "LSTM" else last[0]

    def _first_states(self, hx, input, is_batched: bool, packed) -> list:
        """The state, and for an LSTM the memory, before the first step: [layers·directions, batch, size]."""
        count = self.num_layers * (2 if self.bidirectional else 1)
        sizes = [self.proj_size or self.hidden_size]
        if self.mode == "LSTM":
            sizes.append(self.hidden_size)
        batch = input.size(1)
        if hx is None:
            return [zeros(count, batch, size, dtype=input.dtype) for size in sizes]
        states = list(hx) if self.mode == "LSTM" else [hx]
        rank = 3 if is_batched else 2
        if any(state.dim() != rank for state in states):
            raise RuntimeError(
                f"For {'batched 3-D' if is_batched else 'unbatched 2-D'} input, hx should also be {rank}-D "
                f"but got {states[0].dim()}-D tensor"
            )
        if not is_batched:
            states = [state.unsqueeze(1) for state in states]
        if packed is not None:
            states = [_reordered(state, packed.sorted_indices) for state in states]
        for name, state, size in zip(("hidden[0]", "hidden[1]"), states, sizes):
            if tuple(state.shape) != (count, batch, size):
                what = name if self.mode == "LSTM" else "hidden"
                raise RuntimeError(f"Expected {what} size {(count, batch, size)}, got {list(state.shape)}")
        return states

    def _run(self, output, states: list, lengths) -> tuple:
        is_operator = self.mode != "RNN_RELU" and not self.proj_size
        run = recurrent.layer if is_operator else recurrent.unrolled
        weights = self.all_weights
        directions = 2 if self.bidirectional else 1
        last: list[list] = [[] for _ in states]
        for layer in range(self.num_layers):
            part = slice(layer * directions, (layer + 1) * directions)
            firsts = [state[part] for state in states]
            memory = firsts[1] if len(firsts) > 1 else None
            output, *ends = run(self.mode, output, weights[part], firsts[0], memory, lengths)
            for kept, end in zip(last, ends):
                kept.append(end)
            if layer < self.num_layers - 1:
                output = dropout(output, self.dropout, self.training)
        return output, [_stacked(parts) for parts in last]

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        settings = {
            "proj_size": (self.proj_size, 0),
            "num_layers": (self.num_layers, 1),
            "bias": (self.bias, True),
            "batch_first": (self.batch_first, False),
            "dropout": (self.dropout, 0),
            "bidirectional": (self.bidirectional, False),
        }
        for name, (value, usual) in settings.items():
            if value != usual:
                text += f", {name}={value}"
        return text


def _stacked(parts: list):
    from ..._tensor import operate

    return parts[0] if len(parts) == 1 else operate("Concat", *parts, axis=0)


def _reordered(state, order):
    return state if order is None else state.index_select(1, order)


class RNN(RNNBase):
    def __init__(
        self,
        input_size,
        hidden_size,
        num_layers=1,
        nonlinearity="tanh",
        bias=True,
        batch_first=False,
        dropout=0.0,
        bidirectional=False,
        device=None,
        dtype=None,
    ):
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        settings = (num_layers, bias, batch_first, dropout, bidirectional, 0, device, dtype)
        super().__init__(f"RNN_{nonlinearity.upper()}", input_size, hidden_size, *settings)
        self.nonlinearity = nonlinearity


class LSTM(RNNBase):
    def __init__(
        self,
        input_size,
        hidden_size,
        num_layers=1,
        bias=True,
        batch_first=False,
        dropout=0.0,
        bidirectional=False,
        proj_size=0,
        device=None,
        dtype=None,
    ):
        settings = (num_layers, bias, batch_first, dropout, bidirectional, proj_size, device, dtype)
        super().__init__("LSTM", input_size, hidden_size, *settings)


class GRU(RNNBase):
    def __init__(
        self,
        input_size,
        hidden_size,
        num_layers=1,
        bias=True,
        batch_first=False,
        dropout=0.0,
        bidirectional=False,
        device=None,
        dtype=None,
    ):
        settings = (num_layers, bias, batch_first, dropout, bidirectional, 0, device, dtype)
        super().__init__("GRU", input_size, hidden_size, *settings)
