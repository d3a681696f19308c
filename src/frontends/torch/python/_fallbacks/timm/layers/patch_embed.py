"""timm.layers.patch_embed: pictures as sequences of patches."""

from torch import nn
from torch.nn import functional as F

from timm.layers.helpers import to_2tuple


class PatchEmbed(nn.Module):
    """N×C×H×W to N×patches×width, or in the order of axes that `output_fmt` names."""

    def __init__(
        self,
        img_size=224,
        patch_size=16,
        in_chans=3,
        embed_dim=768,
        norm_layer=None,
        flatten=True,
        output_fmt=None,
        bias=True,
        strict_img_size=True,
        dynamic_img_pad=False,
        device=None,
        dtype=None,
    ):
        super().__init__()
        self.patch_size = to_2tuple(patch_size)
        self.img_size = self.grid_size = self.num_patches = None
        if img_size is not None:
            self.img_size = to_2tuple(img_size)
            self.grid_size = tuple(size // patch for size, patch in zip(self.img_size, self.patch_size))
            self.num_patches = self.grid_size[0] * self.grid_size[1]
        self.flatten = flatten and output_fmt is None
        self.output_fmt = output_fmt or "NCHW"
        self.strict_img_size, self.dynamic_img_pad = strict_img_size, dynamic_img_pad
        self.proj = nn.Conv2d(in_chans, embed_dim, self.patch_size, self.patch_size, bias=bias)
        self.norm = norm_layer(embed_dim) if norm_layer else nn.Identity()

    def feat_ratio(self, as_scalar=True):
        return max(self.patch_size) if as_scalar else self.patch_size

    def forward(self, x):
        height, width = x.shape[-2:]
        if self.img_size is not None and self.strict_img_size:
            assert height == self.img_size[0], f"Input height ({height}) doesn't match model ({self.img_size[0]})."
            assert width == self.img_size[1], f"Input width ({width}) doesn't match model ({self.img_size[1]})."
        missing = [-extent % patch for extent, patch in zip((height, width), self.patch_size)]
        if self.dynamic_img_pad:
            x = F.pad(x, (0, missing[1], 0, missing[0]))
        elif self.img_size is not None and not self.strict_img_size:
            assert not any(missing), (
                f"Input size ({height}, {width}) should be divisible by patch size {self.patch_size}."
            )
        x = self.proj(x)
        if self.flatten:
            x = x.flatten(2).transpose(1, 2)
        elif self.output_fmt != "NCHW":
            x = _from_nchw(x, self.output_fmt)
        return self.norm(x)


def _from_nchw(x, format: str):
    if format == "NHWC":
        return x.permute(0, 2, 3, 1)
    x = x.flatten(2)
    return x.transpose(1, 2) if format == "NLC" else x
