# skipline: DLRM() input=2x13 input=int64:2x4

"""Deep learning recommendation model (Naumov et al. 2019), dot interaction."""
import numpy as np
import torch
import torch.nn as nn


class DLRM(nn.Module):
    def create_mlp(self, ln, sigmoid_layer):
        # build MLP layer by layer
        layers = nn.ModuleList()
        for i in range(0, ln.size - 1):
            n = ln[i]
            m = ln[i + 1]
            LL = nn.Linear(int(n), int(m), bias=True)
            mean = 0.0
            std_dev = np.sqrt(2 / (m + n))
            W = np.random.normal(mean, std_dev, size=(m, n)).astype(np.float32)
            LL.weight.data = torch.tensor(W, requires_grad=True)
            layers.append(LL)
            if i == sigmoid_layer:
                layers.append(nn.Sigmoid())
            else:
                layers.append(nn.ReLU())
        return torch.nn.Sequential(*layers)

    def create_emb(self, m, ln):
        emb_l = nn.ModuleList()
        for n in ln:
            emb_l.append(nn.EmbeddingBag(int(n), m, mode="sum"))
        return emb_l

    def __init__(self, m_spa=8, ln_emb=(100, 200, 50, 10), ln_bot=(13, 32, 8), ln_top=(18, 16, 1)):
        super().__init__()
        self.emb_l = self.create_emb(m_spa, np.array(ln_emb))
        self.bot_l = self.create_mlp(np.array(ln_bot), -1)
        self.top_l = self.create_mlp(np.array(ln_top), len(ln_top) - 2)

    def interact_features(self, x, ly):
        (batch_size, d) = x.shape
        T = torch.cat([x] + ly, dim=1).view((batch_size, -1, d))
        # perform a dot product
        Z = torch.bmm(T, torch.transpose(T, 1, 2))
        _, ni, nj = Z.shape
        li = torch.tensor([i for i in range(ni) for j in range(i)])
        lj = torch.tensor([j for i in range(nj) for j in range(i)])
        Zflat = Z[:, li, lj]
        # concatenate dense features and interactions
        return torch.cat([x] + [Zflat], dim=1)

    def forward(self, dense_x, sparse_x):
        x = self.bot_l(dense_x)
        ly = [emb(sparse_x[:, k : k + 1]) for k, emb in enumerate(self.emb_l)]
        z = self.interact_features(x, ly)
        return self.top_l(z)
