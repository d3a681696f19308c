import torch
import torch.nn as nn

# 3D U-Net like V-Net, written with tabs   Вход: объём 1x1xDxHxW


def ELUCons(elu, nchan):
	if elu:
		return nn.ELU(inplace=True)
	return nn.PReLU(nchan)


class LUConv(nn.Module):
	def __init__(self, nchan, elu):
		super(LUConv, self).__init__()
		self.relu1 = ELUCons(elu, nchan)
		self.conv1 = nn.Conv3d(nchan, nchan, kernel_size=5, padding=2)
		self.bn1 = nn.BatchNorm3d(nchan)

	def forward(self, x):
		out = self.relu1(self.bn1(self.conv1(x)))
		return out


def _make_nConv(nchan, depth, elu):
	layers = []
	for _ in range(depth):
		layers.append(LUConv(nchan, elu))
	return nn.Sequential(*layers)


class InputTransition(nn.Module):
	def __init__(self, outChans, elu):
		super(InputTransition, self).__init__()
		self.conv1 = nn.Conv3d(1, outChans, kernel_size=5, padding=2)
		self.bn1 = nn.BatchNorm3d(outChans)
		self.relu1 = ELUCons(elu, outChans)

	def forward(self, x):
		out = self.bn1(self.conv1(x))
		x16 = torch.cat([x] * 8, 1)
		out = self.relu1(torch.add(out, x16))
		return out


class DownTransition(nn.Module):
	def __init__(self, inChans, nConvs, elu):
		super(DownTransition, self).__init__()
		outChans = 2*inChans
		self.down_conv = nn.Conv3d(inChans, outChans, kernel_size=2, stride=2)
		self.bn1 = nn.BatchNorm3d(outChans)
		self.relu1 = ELUCons(elu, outChans)
		self.relu2 = ELUCons(elu, outChans)
		self.ops = _make_nConv(outChans, nConvs, elu)

	def forward(self, x):
		down = self.relu1(self.bn1(self.down_conv(x)))
		out = self.ops(down)
		out = self.relu2(torch.add(out, down))
		return out


class UpTransition(nn.Module):
	def __init__(self, inChans, outChans, nConvs, elu):
		super(UpTransition, self).__init__()
		self.up_conv = nn.ConvTranspose3d(inChans, outChans // 2, kernel_size=2, stride=2)
		self.bn1 = nn.BatchNorm3d(outChans // 2)
		self.do2 = nn.Dropout3d()
		self.relu1 = ELUCons(elu, outChans // 2)
		self.relu2 = ELUCons(elu, outChans)
		self.ops = _make_nConv(outChans, nConvs, elu)

	def forward(self, x, skipx):
		skipxdo = self.do2(skipx)
		out = self.relu1(self.bn1(self.up_conv(x)))
		xcat = torch.cat((out, skipxdo), 1)
		out = self.ops(xcat)
		out = self.relu2(torch.add(out, xcat))
		return out


class VNet(nn.Module):
	def __init__(self, elu=True):
		super(VNet, self).__init__()
		self.in_tr = InputTransition(8, elu)
		self.down_tr16 = DownTransition(8, 1, elu)
		self.down_tr32 = DownTransition(16, 2, elu)
		self.up_tr32 = UpTransition(32, 32, 1, elu)
		self.up_tr16 = UpTransition(32, 16, 1, elu)
		self.out = nn.Conv3d(16, 2, kernel_size=1)

	def forward(self, x):
		out8 = self.in_tr(x)
		out16 = self.down_tr16(out8)
		out32 = self.down_tr32(out16)
		out = self.up_tr32(out32, out16)
		out = self.up_tr16(out, out8)
		return torch.softmax(self.out(out), dim=1)
