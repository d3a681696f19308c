import torch
import torch.nn as nn
import torch.nn.functional as F


class PermEqui2_max(nn.Module):
  def __init__(self, in_dim, out_dim):
    super(PermEqui2_max, self).__init__()
    self.Gamma = nn.Linear(in_dim, out_dim)
    self.Lambda = nn.Linear(in_dim, out_dim, bias=False)

  def forward(self, x):
    xm, _ = x.max(1, keepdim=True)
    xm = self.Lambda(xm)
    x = self.Gamma(x)
    x = x - xm
    return x

class PermEqui1_mean(nn.Module):
  def __init__(self, in_dim, out_dim):
    super(PermEqui1_mean, self).__init__()
    self.Gamma = nn.Linear(in_dim, out_dim)

  def forward(self, x):
    xm = x.mean(1, keepdim=True)
    x = self.Gamma(x-xm)
    return x

class DeepSets(nn.Module):

  def __init__(self, d_dim=256, x_dim=3, pool = 'mean'):
    super(DeepSets, self).__init__()
    self.d_dim = d_dim
    self.x_dim = x_dim

    if pool == 'max':
        layer = PermEqui2_max
    else:
        layer = PermEqui1_mean
    self.phi = nn.Sequential(
      layer(self.x_dim, self.d_dim),
      nn.ELU(inplace=True),
      PermEqui2_max(self.d_dim, self.d_dim),
      nn.ELU(inplace=True),
    )
    self.ro = nn.Sequential(
       nn.Dropout(p=0.5),
       nn.Linear(self.d_dim, self.d_dim),
       nn.ELU(inplace=True),
       nn.Dropout(p=0.5),
       nn.Linear(self.d_dim, 40),
    )

  def forward(self, x):
    phi_output = self.phi(x)
    sum_output = phi_output.mean(1)
    ro_output = self.ro(sum_output)
    return ro_output


net = DeepSets(64, pool='max')
points = torch.randn(4, 100, 3)
logits = net(points)
