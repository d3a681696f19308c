"""Models that draw random numbers while they run. Each is constructed without arguments and takes `shape` (or several)."""

import torch
from torch import nn
from torch.nn import functional as F


class Dropout(nn.Module):
    shape = (4, 37)

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(37, 21)
        self.drop = nn.Dropout(0.1)

    def forward(self, x):
        return self.drop(self.linear(self.drop(x)))


class DropoutOfChannels(nn.Module):
    shape = (3, 5, 4, 4)

    def __init__(self):
        super().__init__()
        self.two = nn.Dropout2d(0.3)
        self.alpha = nn.AlphaDropout(0.2)
        self.feature_alpha = nn.FeatureAlphaDropout(0.4)

    def forward(self, x):
        x = self.feature_alpha(self.alpha(self.two(x)))
        x = F.dropout3d(x.unsqueeze(2), 0.25, self.training).squeeze(2)
        return F.dropout1d(x.flatten(2), 0.5, self.training)


class DropoutOfTransposed(nn.Module):
    """The mask is drawn in the order of the memory."""

    shape = (3, 4, 5)

    def forward(self, x):
        return F.dropout(x.transpose(0, 1)), F.dropout(x.permute(2, 0, 1), 0.3), F.dropout(x.transpose(0, 2).contiguous())


class StochasticDepth(nn.Module):
    """As torchvision's `stochastic_depth`, by rows and of the whole batch."""

    shape = (6, 3, 2, 2)

    def forward(self, x):
        rows = torch.empty([x.shape[0], 1, 1, 1], dtype=x.dtype, device=x.device).bernoulli_(0.8)
        rows.div_(0.8)
        batch = torch.empty([1, 1, 1, 1], dtype=x.dtype, device=x.device)
        return x * rows, x * batch.bernoulli_(0.5).div_(0.5)


class DropPath(nn.Module):
    """As timm has it."""

    shape = (8, 7)

    def forward(self, x):
        keep = 0.9
        mask = x.new_empty((x.shape[0],) + (1,) * (x.ndim - 1)).bernoulli_(keep)
        old = (keep + torch.rand((x.shape[0], 1), dtype=x.dtype)).floor_()
        return x * mask.div_(keep), x.div(keep) * old


class Attention(nn.Module):
    shape = (2, 6, 16)

    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(16, 4, dropout=0.2, batch_first=True)
        self.layer = nn.TransformerEncoderLayer(16, 2, 24, dropout=0.1, batch_first=True)

    def forward(self, x):
        y, weights = self.attention(x, x, x)
        z, _ = self.attention(x, x, x, need_weights=False)
        q = x.view(2, 6, 4, 4).transpose(1, 2)
        scaled = F.scaled_dot_product_attention(q, q, q, dropout_p=0.3, is_causal=True)
        return self.layer(x), y, weights, z, scaled


class Recurrent(nn.Module):
    shape = (3, 5, 4)

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(4, 6, 3, dropout=0.3, batch_first=True)
        self.gru = nn.GRU(6, 5, 2, dropout=0.5, bidirectional=True)

    def forward(self, x):
        output, _ = self.lstm(x)
        return output, self.gru(output)[0]


class Noise(nn.Module):
    shape = (5, 9)

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.randn(3))

    def forward(self, x):
        few = torch.randn_like(x[:1])
        latent = x + torch.randn_like(x) * 0.5 + few
        return (
            latent,
            torch.rand(2, 3) + torch.randn(3) * self.scale,
            torch.normal(1.0, 2.0, (4, 5)),
            x.new_empty(3, 7).uniform_(-2, 3),
            x.new_empty(20).normal_(1, 0.1),
            x.new_empty(7).exponential_(2.0),
        )


class Choices(nn.Module):
    shape = (4, 6)

    def forward(self, x):
        p = x.softmax(-1)
        return (
            torch.randint(3, 17, (11,)).float(),
            x[torch.randperm(4)],
            torch.bernoulli(x.sigmoid()),
            torch.bernoulli(x, 0.3),
            torch.multinomial(p, 1).float(),
            torch.multinomial(p, 3).float(),
            torch.multinomial(p, 5, replacement=True).float(),
            F.gumbel_softmax(x, tau=0.5),
            F.gumbel_softmax(x, hard=True),
        )


class Distributions(nn.Module):
    shape = (3, 4)

    def forward(self, x):
        d = torch.distributions
        p = x.softmax(-1)
        return (
            d.Normal(x, x.exp()).rsample(),
            d.Uniform(x - 1, x + 1).rsample((2,)),
            d.Laplace(x, 1.0).rsample(),
            d.Exponential(x.exp()).rsample(),
            d.Bernoulli(logits=x).sample(),
            d.Categorical(probs=p).sample((5,)).float(),
            d.OneHotCategorical(logits=x).sample(),
            d.RelaxedOneHotCategorical(torch.tensor(0.7), logits=x).rsample(),
            d.RelaxedBernoulli(torch.tensor(0.7), logits=x).rsample(),
        )
