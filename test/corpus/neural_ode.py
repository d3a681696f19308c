import torch
from torch import nn


class ODEFunc(nn.Module):
    """dh/dt = f(h, t)"""

    def __init__(self, dim):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(dim + 1, 50), nn.Tanh(), nn.Linear(50, dim))
        for m in self.net.modules():
            if isinstance(m, nn.Linear):
                nn.init.normal_(m.weight, mean=0, std=0.1)
                nn.init.constant_(m.bias, val=0)

    def forward(self, t, h):
        time = torch.ones_like(h[:, :1]) * t
        return self.net(torch.cat([h, time], dim=1))


def odeint_euler(func, y0, t):
    solution = [y0]
    y = y0
    for t0, t1 in zip(t[:-1], t[1:]):
        y = y + (t1 - t0) * func(t0, y)
        solution.append(y)
    return torch.stack(solution)


class NeuralODE(nn.Module):
    def __init__(self, in_dim=2, hidden=16, out_dim=2, steps=8):
        super().__init__()
        self.lift = nn.Linear(in_dim, hidden)
        self.func = ODEFunc(hidden)
        self.readout = nn.Linear(hidden, out_dim)
        self.register_buffer("times", torch.linspace(0.0, 1.0, steps + 1))

    def forward(self, x):
        trajectory = odeint_euler(self.func, self.lift(x), self.times)
        return self.readout(trajectory[-1])
