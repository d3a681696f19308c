"""Feature-wise linear modulation and a tiny hypernetwork that makes the filters of its first layer."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class FiLM(nn.Module):
    def __init__(self, channels: int, cond_dim: int):
        super().__init__()
        self.to_params = nn.Linear(cond_dim, 2 * channels)

    def forward(self, x, condition):
        gamma, beta = self.to_params(condition).chunk(2, dim=-1)
        return x * (1 + gamma[..., None, None]) + beta[..., None, None]


class HyperConv(nn.Module):
    """One filter bank for each example of the batch: a grouped convolution over a folded batch."""

    def __init__(self, cin, cout, k, cond_dim):
        super().__init__()
        self.cin, self.cout, self.k = cin, cout, k
        self.generator = nn.Sequential(nn.Linear(cond_dim, 32), nn.ReLU(), nn.Linear(32, cout * cin * k * k))

    def forward(self, x, condition):
        b, _, h, w = x.shape
        weight = self.generator(condition).reshape(b * self.cout, self.cin, self.k, self.k)
        y = F.conv2d(x.reshape(1, b * self.cin, h, w), weight, padding=self.k // 2, groups=b)
        return y.view(b, self.cout, h, w)


class FiLMBlock(nn.Module):
    def __init__(self, channels, cond_dim):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.film = FiLM(channels, cond_dim)

    def forward(self, x, condition):
        identity = F.relu(self.conv1(x))
        return identity + F.relu(self.film(self.norm(self.conv2(identity)), condition))


class ConditionedNet(nn.Module):
    def __init__(self, cond_dim=20, channels=16, blocks=2, classes=5):
        super().__init__()
        self.question = nn.GRU(8, cond_dim, batch_first=True)
        self.stem = HyperConv(3, channels, 3, cond_dim)
        self.blocks = nn.ModuleList(FiLMBlock(channels, cond_dim) for _ in range(blocks))
        self.classifier = nn.Linear(channels, classes)

    def forward(self, image, question):
        _, state = self.question(question)
        condition = state[-1]
        x = self.stem(image, condition)
        for block in self.blocks:
            x = block(x, condition)
        return self.classifier(x.amax(dim=(2, 3)))


def demo():
    net = ConditionedNet()
    scores = net(torch.randn(2, 3, 24, 24), torch.randn(2, 9, 8))
    return scores


if __name__ == "__main__":
    demo()
