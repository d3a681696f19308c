# Highway Networks  https://arxiv.org/abs/1505.00387
import torch
import torch.nn as nn
import torch.nn.functional as F


class Highway(nn.Module):
    def __init__(self, size, num_layers, f):
        super(Highway, self).__init__()
        self.num_layers = num_layers
        self.nonlinear = nn.ModuleList([nn.Linear(size, size) for _ in range(num_layers)])
        self.linear = nn.ModuleList([nn.Linear(size, size) for _ in range(num_layers)])
        self.gate = nn.ModuleList([nn.Linear(size, size) for _ in range(num_layers)])
        self.f = f

    def forward(self, x):
        """
            :param x: tensor with shape of [batch_size, size]
            :return: tensor with shape of [batch_size, size]
            applies σ(x) ⨀ (f(G(x))) + (1 - σ(x)) ⨀ (Q(x)) transformation | G and Q is affine transformation,
            f is non-linear transformation, σ(x) is affine transformation with sigmoid non-linearition
            and ⨀ is element-wise multiplication
            """
        for layer in range(self.num_layers):
            gate = F.sigmoid(self.gate[layer](x))
            nonlinear = self.f(self.nonlinear[layer](x))
            linear = self.linear[layer](x)
            x = gate * nonlinear + (1 - gate) * linear
        return x


class PlainHighway(nn.Module):
    """The form of Srivastava et al.: the carry path is x itself."""
    def __init__(self, size):
        super().__init__()
        self.H = nn.Linear(size, size)
        self.T = nn.Linear(size, size)
        self.T.bias.data.fill_(-2.)

    def forward(self, x):
        t = torch.sigmoid(self.T(x))
        return torch.relu(self.H(x)) * t + x * (1. - t)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.inp = nn.Linear(784, 50)
        self.highway = nn.Sequential(*[PlainHighway(50) for _ in range(5)])
        self.mixed = Highway(50, 2, f=torch.relu)
        self.out = nn.Linear(50, 10)

    def forward(self, x):
        x = x.view(x.size(0), -1)
        return self.out(self.mixed(self.highway(self.inp(x))))


if __name__ == '__main__':
    net = Model()
    digits = torch.rand(16, 1, 28, 28)
    scores = net(digits)
