"""OpenMMLab's base library, where it is not installed: registries and the base of modules."""

import sys

from torch import nn


class Registry:
    """Names to classes; `@MODELS.register_module()` and `MODELS.build(dict(type=…))`."""

    def __init__(self, name: str, *args, **kwargs):
        self.name, self.module_dict = name, {}
        self._home = sys._getframe(1).f_globals.get("__name__", "")

    def register_module(self, name=None, force: bool = False, module=None):
        if module is not None:
            self._enter(module, name)
            return module
        if isinstance(name, type):
            self._enter(name, None)
            return name

        def register(cls):
            self._enter(cls, name)
            return cls

        return register

    def _enter(self, cls, name) -> None:
        for known_as in [cls.__name__] if name is None else [name] if isinstance(name, str) else name:
            self.module_dict[known_as] = cls

    def get(self, key):
        return self.module_dict.get(key) or _LAYERS.get(key)

    def build(self, cfg: dict, *args, **kwargs):
        settings = dict(cfg)
        kind = settings.pop("type")
        cls = self.get(kind) if isinstance(kind, str) else kind
        if cls is None:
            self._enter_packages(kind)
            cls = self.get(kind)
        if cls is None:
            raise KeyError(f"{kind} is not in the {self.name} registry")
        return cls(*args, **settings, **kwargs)

    def _enter_packages(self, kind: str) -> None:
        """Runs the packages around the module that made the registry, whose other modules enter their classes."""
        package = self._home.rpartition(".")[0]
        while package and self.get(kind) is None:
            run = getattr(sys.modules.get(package), "run_whole", None)
            if run is not None:
                run()
            package = package.rpartition(".")[0]

    def __contains__(self, key) -> bool:
        return self.get(key) is not None


class HSigmoid(nn.Module):
    def __init__(self, bias=1.0, divisor=2.0, min_value=0.0, max_value=1.0):
        super().__init__()
        self.bias, self.divisor, self.min_value, self.max_value = bias, divisor, min_value, max_value

    def forward(self, x):
        return ((x + self.bias) / self.divisor).clamp(self.min_value, self.max_value)


_LAYERS = {
    "HSigmoid": HSigmoid,
    "Conv1d": nn.Conv1d, "Conv2d": nn.Conv2d, "Conv3d": nn.Conv3d, "Conv": nn.Conv2d, "BN": nn.BatchNorm2d,
    "BN1d": nn.BatchNorm1d, "BN2d": nn.BatchNorm2d, "BN3d": nn.BatchNorm3d, "SyncBN": nn.BatchNorm2d,
    "GN": nn.GroupNorm, "LN": nn.LayerNorm, "IN": nn.InstanceNorm2d, "ReLU": nn.ReLU, "LeakyReLU": nn.LeakyReLU,
    "ReLU6": nn.ReLU6, "HSwish": nn.Hardswish, "deconv": nn.ConvTranspose2d,
    "PReLU": nn.PReLU, "GELU": nn.GELU, "SiLU": nn.SiLU, "Swish": nn.SiLU, "Sigmoid": nn.Sigmoid, "Tanh": nn.Tanh,
}  # fmt: skip

MODELS = BACKBONES = NECKS = HEADS = LOSSES = DETECTORS = SEGMENTORS = Registry("models")


class BaseModule(nn.Module):
    def __init__(self, init_cfg=None):
        super().__init__()
        self.init_cfg = init_cfg

    def init_weights(self) -> None:
        pass


BaseModel = BaseModule


_BatchNorm = nn.modules.batchnorm._BatchNorm
SyncBatchNorm = nn.SyncBatchNorm
Linear, Conv2d = nn.Linear, nn.Conv2d


class ModuleList(nn.ModuleList):
    def __init__(self, modules=None, init_cfg=None):
        super().__init__(modules)


class Sequential(nn.Sequential):
    def __init__(self, *args, init_cfg=None):
        super().__init__(*args)


def build_norm_layer(cfg: dict, num_features: int, postfix=""):
    """Name and layer."""
    settings = dict(cfg)
    kind = settings.pop("type")
    is_trainable = settings.pop("requires_grad", True)
    sizes = {"GN": {"num_channels": num_features}, "LN": {"normalized_shape": num_features}}
    layer = _LAYERS[kind](**sizes.get(kind, {"num_features": num_features}), **settings)
    for parameter in layer.parameters():
        parameter.requires_grad = is_trainable
    return f"{'ln' if kind == 'LN' else kind[:2].lower() if kind != 'SyncBN' else 'bn'}{postfix}", layer


def build_conv_layer(cfg, *args, **kwargs):
    settings = dict(cfg or {"type": "Conv2d"})
    return _LAYERS[settings.pop("type")](*args, **kwargs, **settings)


def build_activation_layer(cfg: dict):
    settings = dict(cfg)
    return _LAYERS[settings.pop("type")](**settings)


def constant_init(module, val, bias=0) -> None:
    for name, value in (("weight", val), ("bias", bias)):
        if getattr(module, name, None) is not None:
            nn.init.constant_(getattr(module, name), value)


def _initialized(fill):
    def initialize(module, *args, bias=0, **kwargs) -> None:
        if getattr(module, "weight", None) is not None:
            fill(module.weight, *args, **kwargs)
        if getattr(module, "bias", None) is not None:
            nn.init.constant_(module.bias, bias)

    return initialize


def kaiming_init(module, a=0, mode="fan_out", nonlinearity="relu", bias=0, distribution="normal") -> None:
    fill = nn.init.kaiming_uniform_ if distribution == "uniform" else nn.init.kaiming_normal_
    if getattr(module, "weight", None) is not None:
        fill(module.weight, a=a, mode=mode, nonlinearity=nonlinearity)
    if getattr(module, "bias", None) is not None:
        nn.init.constant_(module.bias, bias)


def xavier_init(module, gain=1, bias=0, distribution="normal") -> None:
    fill = nn.init.xavier_uniform_ if distribution == "uniform" else nn.init.xavier_normal_
    if getattr(module, "weight", None) is not None:
        fill(module.weight, gain=gain)
    if getattr(module, "bias", None) is not None:
        nn.init.constant_(module.bias, bias)


normal_init = _initialized(nn.init.normal_)
uniform_init = _initialized(nn.init.uniform_)
trunc_normal_init = _initialized(nn.init.trunc_normal_)
