"""Single steps of recurrent layers."""

import math

from ..._ops.creation import empty, zeros
from .. import init
from .._functional import recurrent
from ..parameter import Parameter
from .module import Module


class RNNCellBase(Module):
    input_size: int
    hidden_size: int
    bias: bool

    def __init__(self, input_size, hidden_size, bias, num_chunks, device=None, dtype=None):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias
        rows = num_chunks * hidden_size
        self.weight_ih = Parameter(empty(rows, input_size, dtype=dtype))
        self.weight_hh = Parameter(empty(rows, hidden_size, dtype=dtype))
        for name in ("bias_ih", "bias_hh"):
            self.register_parameter(name, Parameter(empty(rows, dtype=dtype)) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def _checked(self, input, hx):
        """Input and state with a batch; and whether they had one."""
        for what, tensor in (("input", input), ("hidden", hx)):
            if tensor is not None and tensor.dim() not in (1, 2):
                raise ValueError(
                    f"{self._get_name()}: Expected {what} to be 1D or 2D, got {tensor.dim()}D instead"
                )
        is_batched = input.dim() == 2
        if not is_batched:
            input = input.unsqueeze(0)
        if hx is None:
            return input, zeros(input.size(0), self.hidden_size, dtype=input.dtype), is_batched
        return input, hx if is_batched else hx.unsqueeze(0), is_batched

    def _weights(self) -> tuple:
        return self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        if self.bias is not True:
            text += f", bias={self.bias}"
        if getattr(self, "nonlinearity", "tanh") != "tanh":
            text += f", nonlinearity={self.nonlinearity}"
        return text


class RNNCell(RNNCellBase):
    def __init__(self, input_size, hidden_size, bias=True, nonlinearity="tanh", device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input, hx=None):
        input, hx, is_batched = self._checked(input, hx)
        if self.nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        cell = getattr(recurrent, f"rnn_{self.nonlinearity}_cell")
        state = cell(input, hx, *self._weights())
        return state if is_batched else state.squeeze(0)


class LSTMCell(RNNCellBase):
    def __init__(self, input_size, hidden_size, bias=True, device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def forward(self, input, hx=None):
        first, memory = (None, None) if hx is None else hx
        batch, first, is_batched = self._checked(input, first)
        memory = self._checked(input, memory)[1]
        states = recurrent.lstm_cell(batch, (first, memory), *self._weights())
        return states if is_batched else tuple(state.squeeze(0) for state in states)


class GRUCell(RNNCellBase):
    def __init__(self, input_size, hidden_size, bias=True, device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)

    def forward(self, input, hx=None):
        input, hx, is_batched = self._checked(input, hx)
        state = recurrent.gru_cell(input, hx, *self._weights())
        return state if is_batched else state.squeeze(0)
