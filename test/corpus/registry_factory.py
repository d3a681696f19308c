"""A registry with decorators and entry points with **kwargs, as large model libraries have it."""
import sys
from copy import deepcopy
from typing import Any, Callable, Dict, Optional

import torch
import torch.nn as nn

_model_entrypoints: Dict[str, Callable[..., nn.Module]] = {}
_block_registry: Dict[str, type] = {}


def register_model(fn: Callable[..., Any]) -> Callable[..., Any]:
    mod = sys.modules[fn.__module__]
    model_name = fn.__name__
    if hasattr(mod, '__all__'):
        mod.__all__.append(model_name)
    else:
        mod.__all__ = [model_name]
    _model_entrypoints[model_name] = fn
    return fn


def register_block(name: str):
    def decorate(cls):
        assert name not in _block_registry
        _block_registry[name] = cls
        return cls
    return decorate


def _cfg(url: str = '', **kwargs) -> Dict[str, Any]:
    return {'url': url, 'num_classes': 1000, 'input_size': (3, 96, 96), 'mean': (0.5,) * 3, **kwargs}


default_cfgs = {'tinynet_s': _cfg(), 'tinynet_b': _cfg(num_classes=100)}


@register_block('plain')
class PlainBlock(nn.Sequential):
    def __init__(self, dim: int, **_: Any):
        super().__init__(nn.Conv2d(dim, dim, 3, 1, 1), nn.BatchNorm2d(dim), nn.ReLU(inplace=True))


@register_block('residual')
class ResidualBlock(nn.Module):
    def __init__(self, dim: int, expand: float = 2.0):
        super().__init__()
        hidden = int(dim * expand)
        self.body = nn.Sequential(
            nn.Conv2d(dim, hidden, 1), nn.BatchNorm2d(hidden), nn.ReLU(inplace=True),
            nn.Conv2d(hidden, dim, 3, padding=1), nn.BatchNorm2d(dim),
        )

    def forward(self, x):
        return x + self.body(x)


class TinyNet(nn.Module):
    def __init__(self, depth: int = 2, dim: int = 32, block: str = 'plain', num_classes: int = 1000, in_chans: int = 3,
                 block_kwargs: Optional[dict] = None):
        super().__init__()
        self.num_features = dim
        self.stem = nn.Conv2d(in_chans, dim, 4, 4)
        self.blocks = nn.Sequential(*[_block_registry[block](dim, **(block_kwargs or {})) for _ in range(depth)])
        self.head = nn.Linear(dim, num_classes) if num_classes > 0 else nn.Identity()

    def forward_features(self, x):
        return self.blocks(self.stem(x))

    def forward(self, x):
        return self.head(self.forward_features(x).mean((2, 3)))


def _create(variant: str, pretrained: bool = False, **kwargs) -> TinyNet:
    cfg = deepcopy(default_cfgs[variant])
    kwargs.setdefault('num_classes', cfg['num_classes'])
    model = TinyNet(**kwargs)
    model.default_cfg = cfg
    return model


@register_model
def tinynet_s(pretrained=False, **kwargs) -> TinyNet:
    return _create('tinynet_s', pretrained=pretrained, **dict(dict(depth=2, dim=32), **kwargs))


@register_model
def tinynet_b(pretrained=False, **kwargs) -> TinyNet:
    model_args = dict(depth=4, dim=48, block='residual', block_kwargs=dict(expand=3.0))
    return _create('tinynet_b', pretrained=pretrained, **dict(model_args, **kwargs))


def create_model(name: str, **kwargs) -> nn.Module:
    return _model_entrypoints[name](**kwargs)


model = create_model('tinynet_b')
