"""Optical flow in the manner of RAFT: a correlation volume and a recurrent update that adds to the flow."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class ConvGRU(nn.Module):
    def __init__(self, hidden_dim=32, input_dim=48):
        super(ConvGRU, self).__init__()
        self.convz = nn.Conv2d(hidden_dim+input_dim, hidden_dim, 3, padding=1)
        self.convr = nn.Conv2d(hidden_dim+input_dim, hidden_dim, 3, padding=1)
        self.convq = nn.Conv2d(hidden_dim+input_dim, hidden_dim, 3, padding=1)

    def forward(self, h, x):
        hx = torch.cat([h, x], dim=1)

        z = torch.sigmoid(self.convz(hx))
        r = torch.sigmoid(self.convr(hx))
        q = torch.tanh(self.convq(torch.cat([r*h, x], dim=1)))

        h = (1-z) * h + z * q
        return h


def coords_grid(batch, ht, wd):
    coords = torch.meshgrid(torch.arange(ht), torch.arange(wd), indexing='ij')
    coords = torch.stack(coords[::-1], dim=0).float()
    return coords[None].repeat(batch, 1, 1, 1)


def lookup(corr, coords, radius=1):
    """ Wrapper for grid_sample, uses pixel coordinates """
    b, h, w, h2, w2 = corr.shape
    r = radius
    dx = torch.linspace(-r, r, 2*r+1)
    dy = torch.linspace(-r, r, 2*r+1)
    delta = torch.stack(torch.meshgrid(dy, dx, indexing='ij'), axis=-1)
    centroid = coords.permute(0, 2, 3, 1).reshape(b*h*w, 1, 1, 2)
    window = centroid + delta.view(1, 2*r+1, 2*r+1, 2)
    xgrid, ygrid = window.split([1, 1], dim=-1)
    grid = torch.cat([2*xgrid/(w2-1) - 1, 2*ygrid/(h2-1) - 1], dim=-1)
    out = F.grid_sample(corr.reshape(b*h*w, 1, h2, w2), grid, align_corners=True)
    return out.view(b, h, w, -1).permute(0, 3, 1, 2).contiguous()


class SmallRAFT(nn.Module):
    def __init__(self, dim=32, iters=3):
        super().__init__()
        self.iters = iters
        self.fnet = nn.Sequential(nn.Conv2d(3, dim, 7, 4, 3), nn.InstanceNorm2d(dim), nn.ReLU(), nn.Conv2d(dim, dim, 3, 2, 1))
        self.cnet = nn.Sequential(nn.Conv2d(3, dim, 7, 4, 3), nn.ReLU(), nn.Conv2d(dim, 2 * dim, 3, 2, 1))
        self.motion = nn.Conv2d(9 + 2, 16, 3, padding=1)
        self.gru = ConvGRU(dim, 16 + dim)
        self.flow_head = nn.Conv2d(dim, 2, 3, padding=1)

    def forward(self, image1, image2):
        image1 = 2 * (image1 / 255.0) - 1.0
        image2 = 2 * (image2 / 255.0) - 1.0
        fmap1, fmap2 = self.fnet(torch.cat([image1, image2], 0)).chunk(2)
        b, c, h, w = fmap1.shape
        corr = torch.matmul(fmap1.flatten(2).transpose(1, 2), fmap2.flatten(2)) / c ** 0.5
        corr = corr.view(b, h, w, h, w)
        net, inp = torch.split(self.cnet(image1), [c, c], dim=1)
        net, inp = torch.tanh(net), torch.relu(inp)

        coords0 = coords_grid(b, h, w)
        coords1 = coords0.clone()
        flow_predictions = []
        for itr in range(self.iters):
            coords1 = coords1.detach()
            features = lookup(corr, coords1)
            flow = coords1 - coords0
            motion = F.relu(self.motion(torch.cat([features, flow], 1)))
            net = self.gru(net, torch.cat([motion, inp], 1))
            coords1 = coords1 + self.flow_head(net)
            flow_predictions.append(F.interpolate(coords1 - coords0, scale_factor=8, mode='bilinear', align_corners=True))
        return flow_predictions


if __name__ == '__main__':
    frames = torch.rand(2, 1, 3, 64, 96) * 255
    flows = SmallRAFT()(frames[0], frames[1])
