"""Golden structure of timm's layers. Writes golden/timmLayers.json.

    python test/parity/timmLayers.py
"""

import json
from pathlib import Path

import torch

try:
    # torchvision, which timm imports, may have a native part that does not fit this PyTorch.
    for name in ("nms", "qnms"):
        torch.library.define(
            f"torchvision::{name}", "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
        )
except RuntimeError:
    pass

from timm import layers as L
from timm.models import vision_transformer as V
from torch import nn

#: Small vision transformer.
SMALL = "img_size=32, patch_size=8, embed_dim=16, depth=2, num_heads=4"

CASES = [
    ("L.PatchEmbed(32, 8, 3, 16)", [1, 3, 32, 32]),
    ("L.PatchEmbed(None, 8, 3, 16)", [1, 3, 32, 48]),
    ("L.PatchEmbed(32, 8, 3, 16, strict_img_size=False)", [1, 3, 64, 32]),
    ("L.PatchEmbed(32, 8, 3, 16, strict_img_size=False, dynamic_img_pad=True)", [1, 3, 35, 32]),
    ("L.PatchEmbed(32, 8, 3, 16, output_fmt='NHWC')", [1, 3, 32, 32]),
    ("L.PatchEmbed(32, 8, 3, 16, flatten=False, bias=False)", [1, 3, 32, 32]),
    ("L.SqueezeExcite(64)", [1, 64, 4, 4]),
    ("L.SqueezeExcite(64, add_maxpool=True)", [1, 64, 4, 4]),
    ("L.SqueezeExcite(64, norm_layer=nn.BatchNorm2d, gate_layer='hard_sigmoid')", [1, 64, 4, 4]),
    ("L.Mlp(8, 16, 4, norm_layer=nn.LayerNorm, bias=(True, False))", [1, 3, 8]),
    ("L.ConvNormAct(3, 8, 3, stride=2)", [1, 3, 9, 9]),
    ("L.ConvNormAct(3, 8, 5, padding=1, act_layer=nn.GELU)", [1, 3, 9, 9]),
    ("L.ConvNormAct(3, 8, 3, 2, '', 1, 1, False, True, False)", [1, 3, 9, 9]),
    ("V.Block(16, 4, qkv_bias=True, init_values=1e-3, qk_norm=True)", [1, 9, 16]),
    (f"V.VisionTransformer({SMALL})", [1, 3, 32, 32]),
    (f"V.VisionTransformer({SMALL}, global_pool='avg', class_token=False)", [1, 3, 32, 32]),
    (f"V.VisionTransformer({SMALL}, reg_tokens=3, no_embed_class=True, pre_norm=True)", [1, 3, 32, 32]),
    (f"V.VisionTransformer({SMALL}, global_pool='avgmax', fc_norm=False, num_classes=0)", [1, 3, 32, 32]),
]


def structure(text, shape):
    module = eval(text, {"L": L, "V": V, "nn": nn}).eval()
    return {
        "layer": text,
        "input": shape,
        "output": list(module(torch.zeros(shape)).shape),
        "modules": {path: type(part).__name__ for path, part in module.named_modules() if path},
        "parameters": {name: list(parameter.shape) for name, parameter in module.named_parameters()},
    }


def main():
    path = Path(__file__).parent / "golden" / "timmLayers.json"
    cases = [structure(text, shape) for text, shape in CASES]
    path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
