"""torchvision's MobileNetV2, for pictures of 224 x 224. Without its dropout, which would draw other numbers."""

# skipline: net input=8x3x224x224

from torchvision.models.mobilenetv2 import mobilenet_v2


def net():
    return mobilenet_v2(dropout=0.0)
