"""torchvision.transforms, where it is not installed: what networks apply to pictures that are tensors.

What draws random numbers is a node that can be shown but not computed.
"""

import torch
from torch import nn

from torchvision.transforms import functional
from torchvision.transforms.functional import InterpolationMode, pair, resampled


class Compose:
    def __init__(self, transforms):
        self.transforms = transforms

    def __call__(self, img):
        for transform in self.transforms:
            img = transform(img)
        return img


class Lambda:
    def __init__(self, lambd):
        self.lambd = lambd

    def __call__(self, img):
        return self.lambd(img)


class Normalize(nn.Module):
    def __init__(self, mean, std, inplace=False):
        super().__init__()
        self.mean, self.std, self.inplace = mean, std, inplace

    def forward(self, tensor):
        return functional.normalize(tensor, self.mean, self.std, self.inplace)


class CenterCrop(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = pair(size)

    def forward(self, img):
        return functional.center_crop(img, self.size)


class Resize(nn.Module):
    def __init__(self, size, interpolation=InterpolationMode.BILINEAR, max_size=None, antialias=True):
        super().__init__()
        self.size, self.interpolation = size, interpolation
        self.max_size, self.antialias = max_size, antialias

    def forward(self, img):
        return functional.resize(img, self.size, self.interpolation, self.max_size, self.antialias)


class RandomApply(nn.Module):
    """As if it applied its transforms, which is what can be shown of it."""

    def __init__(self, transforms, p=0.5):
        super().__init__()
        self.transforms, self.p = transforms, p

    def forward(self, img):
        for transform in self.transforms:
            img = transform(img)
        return resampled("RandomApply", img)


class _Random(nn.Module):
    """A transform that keeps the shape; its settings are kept under the names of its constructor's arguments."""

    def forward(self, img):
        return resampled(type(self).__name__, img)


class RandomHorizontalFlip(_Random):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p


class RandomVerticalFlip(RandomHorizontalFlip):
    pass


class RandomGrayscale(_Random):
    def __init__(self, p=0.1):
        super().__init__()
        self.p = p


class ColorJitter(_Random):
    def __init__(self, brightness=0, contrast=0, saturation=0, hue=0):
        super().__init__()
        self.brightness, self.contrast, self.saturation, self.hue = brightness, contrast, saturation, hue


class GaussianBlur(_Random):
    """With a width that is drawn anew each time."""

    def __init__(self, kernel_size, sigma=(0.1, 2.0)):
        super().__init__()
        self.kernel_size, self.sigma = pair(kernel_size), sigma


class RandomRotation(_Random):
    def __init__(self, degrees, interpolation=InterpolationMode.NEAREST, expand=False, center=None, fill=0):
        super().__init__()
        if expand:
            raise NotImplementedError("RandomRotation(expand=True) gives pictures whose size is random")
        self.degrees, self.interpolation, self.center, self.fill = degrees, interpolation, center, fill


class RandomErasing(_Random):
    def __init__(self, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), value=0, inplace=False):
        super().__init__()
        self.p, self.scale, self.ratio, self.value, self.inplace = p, scale, ratio, value, inplace


class RandomResizedCrop(nn.Module):
    def __init__(
        self,
        size,
        scale=(0.08, 1.0),
        ratio=(3.0 / 4.0, 4.0 / 3.0),
        interpolation=InterpolationMode.BILINEAR,
        antialias=True,
    ):
        super().__init__()
        self.size, self.scale, self.ratio = pair(size), scale, ratio
        self.interpolation, self.antialias = interpolation, antialias

    def forward(self, img):
        return resampled("RandomResizedCrop", img, self.size)


class RandomCrop(nn.Module):
    def __init__(self, size, padding=None, pad_if_needed=False, fill=0, padding_mode="constant"):
        super().__init__()
        self.size, self.padding, self.pad_if_needed = pair(size), padding, pad_if_needed
        self.fill, self.padding_mode = fill, padding_mode

    def forward(self, img):
        return resampled("RandomCrop", img, self.size)


class Grayscale(nn.Module):
    """Brightness by the weights of ITU-R 601-2: 0.2989, 0.587, 0.114."""

    def __init__(self, num_output_channels=1):
        super().__init__()
        self.num_output_channels = num_output_channels

    def forward(self, img):
        red, green, blue = img.unbind(-3)
        gray = (0.2989 * red + 0.587 * green + 0.114 * blue).to(img.dtype).unsqueeze(-3)
        return gray.expand(img.shape) if self.num_output_channels == 3 else gray


class ConvertImageDtype(nn.Module):
    """Between floating-point types; whole numbers have another range."""

    def __init__(self, dtype):
        super().__init__()
        self.dtype = dtype

    def forward(self, image):
        if not (image.is_floating_point() and torch.empty(0, dtype=self.dtype).is_floating_point()):
            return resampled("ConvertImageDtype", image).to(self.dtype)
        return image.to(self.dtype)
