# skipline: MLPWithLoops input=1x10
import torch
import torch.nn as nn


class MLPWithLoops(nn.Module):
    def __init__(self, sizes=(10, 32, 32, 32, 4), dropout=0.0):
        super().__init__()
        self.n = len(sizes) - 1
        for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
            self.register_parameter('W_%d' % i, nn.Parameter(torch.randn(a, b) * (2 / a) ** 0.5))
            setattr(self, f'b_{i}', nn.Parameter(torch.zeros(b)))
            if i < self.n - 1:
                self.add_module('act_%d' % i, nn.LeakyReLU(0.1 * (i + 1)))
                setattr(self, 'norm_%d' % i, nn.LayerNorm(b))
        self.register_buffer('steps', torch.tensor(0))

    def layer(self, i, x):
        x = x @ getattr(self, 'W_%d' % i) + getattr(self, f'b_{i}')
        act = getattr(self, 'act_%d' % i, None)
        if act is None:
            return x
        return getattr(self, f'norm_{i}')(act(x))

    def forward(self, x):
        for i in range(self.n):
            y = self.layer(i, x)
            x = x + y if x.shape == y.shape else y
        return x
