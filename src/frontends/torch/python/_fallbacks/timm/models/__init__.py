"""timm.models: the registry, and what its submodules (`layers`, `registry`, `helpers`) are asked for."""

from timm.layers import *

_entrypoints: dict[str, object] = {}


def register_model(function):
    _entrypoints[function.__name__] = function
    return function


def is_model(name: str) -> bool:
    return name in _entrypoints


def list_models(*args, **kwargs) -> list[str]:
    return sorted(_entrypoints)


def create_model(model_name: str, pretrained: bool = False, checkpoint_path: str = "", **kwargs):
    """Models that the user's own code registered. Raises RuntimeError for those of timm itself."""
    import timm.models.vision_transformer  # registers its models

    name = model_name.rpartition("/")[2].partition(".")[0]
    if name not in _entrypoints:
        raise RuntimeError(
            f"timm is not installed here, and its stand-in has no model {model_name}: name the folder of "
            "site-packages that holds timm in the setting skipline.pythonPath (--python-path on the command line)"
        )
    given = {key: value for key, value in kwargs.items() if value is not None}
    return _entrypoints[name](pretrained=False, **given)


def named_apply(fn, module, name="", depth_first=True, include_root=False):
    for path, child in module.named_children():
        named_apply(fn, child, ".".join(filter(None, (name, path))), depth_first, True)
    if include_root:
        fn(module=module, name=name)
    return module


def checkpoint_seq(functions, x, *args, **kwargs):
    for function in functions:
        x = function(x)
    return x


def build_model_with_cfg(model_cls, variant: str, pretrained: bool, *args, **kwargs):
    """`model_cls` with the arguments that are its own. Weights are not read."""
    for name in (
        "pretrained_cfg",
        "pretrained_cfg_overlay",
        "default_cfg",
        "pretrained_filter_fn",
        "feature_cfg",
    ):
        kwargs.pop(name, None)
    return model_cls(*args, **kwargs)


def load_pretrained(model, *args, **kwargs) -> None:
    from _skipline import weights

    weights.tell_unread()


def overlay_external_default_cfg(default_cfg, kwargs):
    return default_cfg


def generate_default_cfgs(cfgs: dict) -> dict:
    return dict(cfgs)
