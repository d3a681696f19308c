"""Everything functional: the weights live in a ParameterDict, as meta-learning code likes it."""
import torch
import torch.nn as nn
import torch.nn.functional as F


def conv_params(params, name, cin, cout, k):
    params[f'{name}_w'] = nn.Parameter(torch.empty(cout, cin, k, k))
    params[f'{name}_b'] = nn.Parameter(torch.zeros(cout))
    nn.init.kaiming_normal_(params[f'{name}_w'])


class MAMLNet(nn.Module):
    def __init__(self, ways=5, width=32):
        super().__init__()
        self.vars = nn.ParameterDict()
        self.vars_bn = nn.ParameterList()
        cin = 3
        for i in range(4):
            conv_params(self.vars, f'conv{i}', cin, width, 3)
            self.vars[f'bn{i}_w'] = nn.Parameter(torch.ones(width))
            self.vars[f'bn{i}_b'] = nn.Parameter(torch.zeros(width))
            running_mean = nn.Parameter(torch.zeros(width), requires_grad=False)
            running_var = nn.Parameter(torch.ones(width), requires_grad=False)
            self.vars_bn.extend([running_mean, running_var])
            cin = width
        self.vars['fc_w'] = nn.Parameter(torch.randn(ways, width) * 0.01)
        self.vars['fc_b'] = nn.Parameter(torch.zeros(ways))

    def forward(self, x, vars=None, bn_training=True):
        p = self.vars if vars is None else vars
        for i in range(4):
            x = F.conv2d(x, p[f'conv{i}_w'], p[f'conv{i}_b'], stride=1, padding=1)
            x = F.batch_norm(x, self.vars_bn[2 * i], self.vars_bn[2 * i + 1],
                             weight=p[f'bn{i}_w'], bias=p[f'bn{i}_b'], training=bn_training)
            x = F.relu(x, inplace=True)
            x = F.max_pool2d(x, kernel_size=2)
        x = F.adaptive_avg_pool2d(x, 1).flatten(1)
        return F.linear(x, p['fc_w'], p['fc_b'])


if __name__ == '__main__':
    support = torch.rand(25, 3, 84, 84)
    print(MAMLNet()(support).shape)
