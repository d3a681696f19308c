"""mmcv, where it is not installed: what models take from OpenMMLab's base library, versions 1 and 2."""

from mmengine import *


def build_from_cfg(cfg: dict, registry, default_args: dict | None = None):
    return registry.build({**(default_args or {}), **cfg})


def is_str(x) -> bool:
    return isinstance(x, str)


def is_tuple_of(seq, expected_type) -> bool:
    return isinstance(seq, tuple) and all(isinstance(item, expected_type) for item in seq)


def is_list_of(seq, expected_type) -> bool:
    return isinstance(seq, list) and all(isinstance(item, expected_type) for item in seq)


def __getattr__(name: str):
    import mmengine

    return getattr(mmengine, name)
