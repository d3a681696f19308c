import torch

from network import Forecaster

DEPTH = 3
model = Forecaster(features=7, dim=24, depth=DEPTH, horizon=12, dropout=0.1)
optimizer = torch.optim.Adam(model.parameters())

if __name__ == "__main__":
    for step in range(100):
        window = torch.randn(16, 7)
        loss = model(window).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
