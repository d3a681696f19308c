import torch
import torch.nn as nn


class VariableSteps(nn.Module):
    """Runs as many steps as the longest sequence has: that is data, not shape."""

    def __init__(self, vocab=50, dim=16):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)
        self.cell = nn.GRUCell(dim, dim)
        self.out = nn.Linear(dim, vocab)

    def forward(self, tokens, lengths):
        x = self.embed(tokens)
        h = torch.zeros(tokens.size(0), x.size(-1))
        for t in range(int(lengths.max())):
            h = self.cell(x[:, t], h)
        return self.out(h)


if __name__ == "__main__":
    net = VariableSteps()
    tokens = torch.randint(0, 50, (4, 9))
    lengths = torch.tensor([9, 4, 7, 2])
    print(net(tokens, lengths).shape)
