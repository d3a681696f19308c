import torch
import torch.nn as nn


class Block:
    """Not a module at all: parameters are never registered, but people write it."""

    def __init__(self, dim):
        self.fc = nn.Linear(dim, dim)

    def __call__(self, x):
        return torch.relu(self.fc(x)) + x


class Net:
    def __init__(self, dim=16, depth=2):
        self.blocks = [Block(dim) for _ in range(depth)]
        self.head = nn.Linear(dim, 1)

    def __call__(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(x)


if __name__ == '__main__':
    net = Net()
    print(net(torch.rand(4, 16)).shape)
