import torch
import torch.nn as nn


class AttentiveCell(nn.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        self.i2h = nn.Linear(n_in + n_hidden, n_hidden)
        self.h2o = nn.Linear(n_hidden, n_hidden)

    def forward(self, x, h):
        h = torch.tanh(self.i2h(torch.cat((x, h), 1)))
        return self.h2o(h), h


class LoopRNN(nn.Module):
    """Walks over time by hand: the number of steps is a shape, so it is known."""

    def __init__(self, n_in=5, n_hidden=12, n_out=3):
        super().__init__()
        self.n_hidden = n_hidden
        self.cell = AttentiveCell(n_in, n_hidden)
        self.out = nn.Linear(n_hidden, n_out)

    def forward(self, x):
        h = x.new_zeros(x.size(0), self.n_hidden)
        ys = []
        for t in range(x.size(1)):
            y, h = self.cell(x[:, t], h)
            ys.append(y)
        return self.out(torch.stack(ys, dim=1))


sequence = torch.randn(2, 6, 5)
if __name__ == "__main__":
    LoopRNN()(sequence)
