import argparse
import os

import torch
import torch.nn as nn
import torch.backends.cudnn as cudnn


class ConvNet(nn.Module):
    def __init__(self, num_classes=10, width=32):
        super(ConvNet, self).__init__()
        self.layer1 = nn.Sequential(
            nn.Conv2d(1, width, kernel_size=5, stride=1, padding=2),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=2, stride=2))
        self.layer2 = nn.Sequential(
            nn.Conv2d(width, 2 * width, kernel_size=5, stride=1, padding=2),
            nn.BatchNorm2d(2 * width),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=2, stride=2))
        self.fc = nn.Linear(7*7*2*width, num_classes)

    def forward(self, x):
        out = self.layer1(x)
        out = self.layer2(out)
        out = out.reshape(out.size(0), -1)
        out = self.fc(out)
        return out


def parse_args():
    parser = argparse.ArgumentParser(description='a small ConvNet')
    parser.add_argument('data', metavar='DIR', help='path to dataset')
    parser.add_argument('-j', '--workers', default=4, type=int)
    parser.add_argument('--width', default=32, type=int)
    parser.add_argument('--lr', default=0.1, type=float)
    return parser.parse_args()


def main():
    args = parse_args()
    os.environ['OMP_NUM_THREADS'] = str(args.workers)
    cudnn.benchmark = True
    model = ConvNet(width=args.width)
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)
    print(model, optimizer)


if __name__ == '__main__':
    main()
