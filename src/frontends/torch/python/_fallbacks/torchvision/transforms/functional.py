"""What transforms do to a batch of pictures. Those that resample are nodes that can be shown but not computed."""

from enum import Enum

import torch
from torch._opaque import opaque


class InterpolationMode(Enum):
    NEAREST = "nearest"
    NEAREST_EXACT = "nearest-exact"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"
    BOX = "box"
    HAMMING = "hamming"
    LANCZOS = "lanczos"


def pair(size) -> tuple[int, int]:
    """Height and width of one number, of a list of one, or of both."""
    if isinstance(size, (tuple, list)):
        return (size[0], size[-1])
    return (size, size)


def normalize(tensor, mean, std, inplace=False):
    mean = torch.as_tensor(mean, dtype=tensor.dtype).view(-1, 1, 1)
    std = torch.as_tensor(std, dtype=tensor.dtype).view(-1, 1, 1)
    return tensor.sub_(mean).div_(std) if inplace else (tensor - mean) / std


def hflip(img):
    return img.flip(-1)


def vflip(img):
    return img.flip(-2)


def center_crop(img, output_size):
    height, width = pair(output_size)
    missing = [max(wanted - extent, 0) for wanted, extent in zip((height, width), img.shape[-2:])]
    if any(missing):
        tall, wide = missing
        img = torch.nn.functional.pad(img, (wide // 2, (wide + 1) // 2, tall // 2, (tall + 1) // 2))
    top, left = (int(round((extent - wanted) / 2.0)) for wanted, extent in zip((height, width), img.shape[-2:]))
    return img[..., top : top + height, left : left + width]


def resize(img, size, interpolation=InterpolationMode.BILINEAR, max_size=None, antialias=True):
    """One number is the length of the shorter side."""
    height, width = img.shape[-2:]
    if isinstance(size, (tuple, list)) and len(size) == 2:
        target = tuple(size)
    else:
        short = pair(size)[0]
        long = int(short * max(height, width) / min(height, width))
        if max_size is not None and long > max_size:
            short, long = int(max_size * short / long), max_size
        target = (short, long) if height <= width else (long, short)
    return img if target == (height, width) else resampled("resize", img, target)


def resampled(name: str, img, size=None, channels: int | None = None):
    """A node for a transform that gives pictures of this height and width, by default those of `img`."""
    *lead, depth, height, width = img.shape
    shape = (*lead, channels or depth, *(size or (height, width)))
    return opaque(f"torchvision.transforms.{name}", [img], [(shape, img.dtype)])
