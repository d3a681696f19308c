import torch
import torch.nn as nn


class SharedBlock(nn.Module):
    def __init__(self, d, heads=2):
        super().__init__()
        self.attn = nn.MultiheadAttention(d, heads, batch_first=True)
        self.ff = nn.Sequential(nn.Linear(d, 2 * d), nn.ReLU(), nn.Linear(2 * d, d))
        self.n1 = nn.LayerNorm(d)
        self.n2 = nn.LayerNorm(d)

    def forward(self, x):
        x = self.n1(x + self.attn(x, x, x)[0])
        x = self.n2(x + self.ff(x))
        return x


class UniversalTransformer(nn.Module):
    """The same block, applied `steps` times, with an embedding of the step (Dehghani et al. 2019)."""

    def __init__(self, vocab=100, d=32, steps=4, length=20):
        super().__init__()
        self.steps = steps
        self.tok = nn.Embedding(vocab, d)
        self.pos = nn.Parameter(torch.zeros(1, length, d))
        self.step = nn.Embedding(steps, d)
        self.block = SharedBlock(d)
        self.out = nn.Linear(d, vocab)

    def forward(self, tokens):
        x = self.tok(tokens)
        for i in range(self.steps):
            x = self.block(x + self.pos[:, :tokens.shape[1]] + self.step(torch.tensor(i)))
        return self.out(x)


if __name__ == '__main__':
    batch = torch.randint(100, size=(3, 20))
    y = UniversalTransformer()(batch)
