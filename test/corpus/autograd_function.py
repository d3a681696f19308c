import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd import Function


class GradReverse(Function):
    """Identity forward, negated gradient backward (Ganin & Lempitsky 2015)."""

    @staticmethod
    def forward(ctx, x, lambd):
        ctx.lambd = lambd
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output.neg() * ctx.lambd, None


class BinarizeSTE(Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        return input.sign()

    @staticmethod
    def backward(ctx, grad_output):
        input, = ctx.saved_tensors
        grad_input = grad_output.clone()
        grad_input[input.abs() > 1] = 0
        return grad_input


def grad_reverse(x, lambd=1.0):
    return GradReverse.apply(x, lambd)


class BinaryLinear(nn.Linear):
    def forward(self, input):
        return F.linear(input, BinarizeSTE.apply(self.weight), self.bias)


class DANN(nn.Module):
    def __init__(self):
        super().__init__()
        self.feature = nn.Sequential(nn.Conv2d(1, 16, 5), nn.MaxPool2d(2), nn.ReLU(), nn.Conv2d(16, 24, 5), nn.MaxPool2d(2), nn.ReLU())
        self.label = nn.Sequential(BinaryLinear(24 * 4 * 4, 64), nn.ReLU(), nn.Linear(64, 10))
        self.domain = nn.Sequential(nn.Linear(24 * 4 * 4, 32), nn.ReLU(), nn.Linear(32, 2))

    def forward(self, x, alpha: float = 1.0):
        h = self.feature(x).flatten(1)
        return self.label(h), self.domain(grad_reverse(h, alpha))
