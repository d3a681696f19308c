"""torchvision's ResNet-18, for pictures of 224 x 224."""

# skipline: net input=8x3x224x224

from torchvision.models.resnet import resnet18


def net():
    return resnet18()
