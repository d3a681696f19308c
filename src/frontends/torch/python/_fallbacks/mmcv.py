"""mmcv, where it is not installed: what models take from OpenMMLab's base library."""

from mmengine import *


def __getattr__(name: str):
    import mmengine

    return getattr(mmengine, name)
