import torch
from torch.nn import Sequential, Conv2d, ReLU, MaxPool2d, Flatten, Linear, Dropout, BatchNorm2d

# no class at all
layers = []
channels = [3, 16, 32, 64]
for a, b in zip(channels[:-1], channels[1:]):
    layers += [Conv2d(a, b, 3, padding=1), BatchNorm2d(b), ReLU(), MaxPool2d(2)]

features = Sequential(*layers)
with torch.no_grad():
    size = features(torch.zeros(1, 3, 64, 64)).flatten(1).shape[1]

model = Sequential(
    features,
    Flatten(),
    Linear(size, 128),
    ReLU(),
    Dropout(0.5),
    Linear(128, 20),
)

print(model)
print(sum(p.numel() for p in model.parameters()))
x = torch.randn(5, 3, 64, 64)
print(model(x).shape)
