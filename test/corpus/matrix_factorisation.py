import torch
from torch import nn


class BiasedMF(nn.Module):
    '''
    r_ui = mu + b_u + b_i + <p_u, q_i>   (Koren, Bell, Volinsky 2009)
    '''
    def __init__(self, n_users=943, n_items=1682, k=20, mean=3.53):
        super().__init__()
        self.P = nn.Embedding(n_users, k)
        self.Q = nn.Embedding(n_items, k)
        self.b_user = nn.Embedding(n_users, 1)
        self.b_item = nn.Embedding(n_items, 1)
        self.mean = nn.Parameter(torch.FloatTensor([mean]), False)
        self.P.weight.data.uniform_(0, 0.005)
        self.Q.weight.data.uniform_(0, 0.005)
        self.b_user.weight.data.uniform_(-0.01, 0.01)
        self.b_item.weight.data.uniform_(-0.01, 0.01)

    def forward(self, u_id, i_id):
        U = self.P(u_id)
        b_u = self.b_user(u_id).squeeze()
        I = self.Q(i_id)
        b_i = self.b_item(i_id).squeeze()
        return (U * I).sum(1) + b_u + b_i + self.mean


if __name__ == '__main__':
    model = BiasedMF()
    u = torch.tensor([3, 17, 99, 5], dtype=torch.int64)
    i = torch.tensor([1, 0, 1000, 42], dtype=torch.int64)
    rating = model(u, i)
