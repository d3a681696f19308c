import weakref

import torch
import torch.nn as nn


class Layer(nn.Module):
    """Knows its owner. A plain attribute would register the parent as a child of its child."""

    def __init__(self, owner, dim):
        super().__init__()
        object.__setattr__(self, 'owner', owner)
        self.owner_ref = weakref.ref(owner)
        self.fc = nn.Linear(dim, dim)

    def forward(self, x):
        assert self.owner_ref() is self.owner
        return self.owner.activation(self.fc(x) * self.owner.scale)


class Model(nn.Module):
    def __init__(self, dim=10, depth=3):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(1.5))
        self.activation = nn.Tanh()
        self.layers = nn.ModuleList([Layer(self, dim) for _ in range(depth)])
        self.by_name = {f'layer{i}': layer for i, layer in enumerate(self.layers)}
        # neighbours, both ways, kept out of the module tree
        for left, right in zip(self.layers, self.layers[1:]):
            left.__dict__['right'] = right
            right.__dict__['left'] = left

    def forward(self, x):
        for name in self.by_name:
            x = x + self.by_name[name](x)
        return x
