import argparse
import torch
import torch.nn as nn

parser = argparse.ArgumentParser(description='PyTorch CIFAR10 Training')
parser.add_argument('--hidden', default=48, type=int, help='hidden units')
parser.add_argument('--layers', default=3, type=int)
parser.add_argument('--resume', '-r', action='store_true', help='resume from checkpoint')
args = parser.parse_args()

torch.manual_seed(1111)


class Net(nn.Module):
    """Reads its sizes from the command line."""

    def __init__(self):
        super().__init__()
        self.inp = nn.Linear(32, args.hidden)
        self.hidden = nn.ModuleList([nn.Linear(args.hidden, args.hidden) for _ in range(args.layers)])
        self.out = nn.Linear(args.hidden, 2)

    def forward(self, x):
        x = torch.relu(self.inp(x))
        for layer in self.hidden:
            x = torch.relu(layer(x)) + x
        return self.out(x)


net = Net()
if args.resume:
    net.load_state_dict(torch.load('./checkpoint/ckpt.pth')['net'])
