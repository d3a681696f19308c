"""Pruning (Han et al. 2015): weights multiplied by a mask."""

from collections.abc import Iterable

from _skipline import notices

from ... import _tensor
from ..._ops.creation import ones
from ..._ops.random import sample


class BasePruningMethod:
    """As a hook in front of forward it writes `name` anew: `name_orig` times `name_mask`."""

    PRUNING_TYPE = "unstructured"
    _tensor_name: str

    def __call__(self, module, inputs) -> None:
        setattr(module, self._tensor_name, self.apply_mask(module))

    def compute_mask(self, t, default_mask):
        """Which weights are pruned depends on their values, which only a run knows."""
        notices.warn(
            "pruneUnknown",
            "Which weights this prunes depends on their values, which are not known while the model is traced: "
            "the mask begins with ones.",
        )
        return default_mask

    def apply_mask(self, module):
        mask = getattr(module, self._tensor_name + "_mask")
        original = getattr(module, self._tensor_name + "_orig")
        return mask.to(original.dtype) * original

    @classmethod
    def apply(cls, module, name: str, *args, importance_scores=None, **kwargs):
        method = cls(*args, **kwargs)
        method._tensor_name = name
        if name + "_orig" in module._parameters:
            original, default = getattr(module, name + "_orig"), getattr(module, name + "_mask")
            for key, hook in list(module._forward_pre_hooks.items()):
                if isinstance(hook, BasePruningMethod) and hook._tensor_name == name:
                    del module._forward_pre_hooks[key]
        else:
            original = getattr(module, name)
            module.register_parameter(name + "_orig", original)
            del module._parameters[name]
            default = ones(*original.shape, dtype=original.dtype)
        module.register_buffer(name + "_mask", method.compute_mask(original, default))
        setattr(module, name, method.apply_mask(module))
        module.register_forward_pre_hook(method)
        return method

    def prune(self, t, default_mask=None, importance_scores=None):
        mask = ones(*t.shape, dtype=t.dtype) if default_mask is None else default_mask
        return t * self.compute_mask(t, mask)

    def remove(self, module) -> None:
        name = self._tensor_name
        original = module._parameters[name + "_orig"]
        if hasattr(module, name):
            delattr(module, name)
        original.data = self.apply_mask(module).data
        del module._parameters[name + "_orig"], module._buffers[name + "_mask"]
        setattr(module, name, original)


class Identity(BasePruningMethod):
    def compute_mask(self, t, default_mask):
        return default_mask


class _ByAmount(BasePruningMethod):
    def __init__(self, amount):
        if isinstance(amount, bool) or not isinstance(amount, (int, float)):
            raise TypeError(f"Invalid type for amount: {amount}. Must be int or float.")
        if amount < 0 or isinstance(amount, float) and amount > 1.0:
            raise ValueError(
                f"amount={amount} should either be a float in the range [0, 1] or a non-negative integer"
            )
        self.amount = amount

    def compute_mask(self, t, default_mask):
        return default_mask if self.amount == 0 else super().compute_mask(t, default_mask)


class RandomUnstructured(_ByAmount):
    def compute_mask(self, t, default_mask):
        if self.amount != 0 and _tensor.initialization is not None:
            sample(tuple(t.shape), t.dtype, {"kind": "uniform", "low": 0.0, "high": 1.0})
        return super().compute_mask(t, default_mask)


class L1Unstructured(_ByAmount):
    pass


class RandomStructured(_ByAmount):
    PRUNING_TYPE = "structured"

    def __init__(self, amount, dim=-1):
        super().__init__(amount)
        self.dim = dim

    def compute_mask(self, t, default_mask):
        if self.amount != 0 and _tensor.initialization is not None:
            sample((t.shape[self.dim],), t.dtype, {"kind": "uniform", "low": 0.0, "high": 1.0})
        return super().compute_mask(t, default_mask)


class LnStructured(_ByAmount):
    PRUNING_TYPE = "structured"

    def __init__(self, amount, n, dim=-1):
        super().__init__(amount)
        self.n = n
        self.dim = dim


class CustomFromMask(BasePruningMethod):
    PRUNING_TYPE = "global"

    def __init__(self, mask):
        self.mask = mask

    def compute_mask(self, t, default_mask):
        return default_mask * self.mask.to(default_mask.dtype)


def identity(module, name):
    Identity.apply(module, name)
    return module


def random_unstructured(module, name, amount):
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(module, name, amount, importance_scores=None):
    L1Unstructured.apply(module, name, amount)
    return module


def random_structured(module, name, amount, dim):
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(module, name, amount, n, dim, importance_scores=None):
    LnStructured.apply(module, name, amount, n, dim)
    return module


def custom_from_mask(module, name, mask):
    CustomFromMask.apply(module, name, mask)
    return module


def global_unstructured(parameters: Iterable, pruning_method, importance_scores=None, **kwargs) -> None:
    for module, name in parameters:
        pruning_method.apply(module, name, **kwargs)


def remove(module, name):
    for key, hook in module._forward_pre_hooks.items():
        if isinstance(hook, BasePruningMethod) and hook._tensor_name == name:
            hook.remove(module)
            del module._forward_pre_hooks[key]
            return module
    raise ValueError(f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed")


def is_pruned(module) -> bool:
    return any(
        isinstance(hook, BasePruningMethod)
        for _, held in module.named_modules()
        for hook in held._forward_pre_hooks.values()
    )
