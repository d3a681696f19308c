"""Inputs of the traced model: given, said in the magic comment, or found from its first layer."""

import inspect
import re

from .choice import ChoiceError

_TYPES = ("float32", "float64", "float16", "int64", "int32", "uint8", "int8", "bool")
_SPEC = re.compile(r"^(?:(\w+)=)?(?:(\w+):)?(\d+(?:[x×]\d+)*|scalar)$")

#: Sizes of pictures that are tried, in this order, where nothing says how large they are.
PICTURE_SIZES = (224, 32, 28, 64, 128, 256, 299)


def parse(text: str) -> dict[str, object]:
    """`1x3x224x224`, `int64:2x128`, `x=1x3x32x32`."""
    match = _SPEC.match(text)
    if not match or match.group(2) not in (None, *_TYPES):
        raise ChoiceError(
            "inputWrong", f"'{text}' is not an input: write it like 1x3x224x224 or int64:2x128."
        )
    name, kind, shape = match.groups()
    extents = [] if shape == "scalar" else [int(extent) for extent in re.split("[x×]", shape)]
    spec: dict[str, object] = {"type": kind or "float32", "shape": extents}
    return {"name": name, **spec} if name else spec


def inferred(model, size: int) -> list[dict[str, object]] | None:
    """From the first layer with parameters; None where it says nothing."""
    import torch.nn as nn

    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
            return [_spec("float32", [1, module.in_channels, size, size])]
        if isinstance(module, (nn.Conv1d, nn.ConvTranspose1d)):
            return [_spec("float32", [1, module.in_channels, size])]
        if isinstance(module, (nn.Conv3d, nn.ConvTranspose3d)):
            return [_spec("float32", [1, module.in_channels, 16, min(size, 112), min(size, 112)])]
        if isinstance(module, nn.Linear):
            return [_spec("float32", [1, module.in_features])]
        if isinstance(module, nn.Bilinear):
            return [_spec("float32", [1, module.in1_features]), _spec("float32", [1, module.in2_features])]
        if isinstance(module, nn.Embedding):
            return [_spec("int64", [1, 128])]
        if isinstance(module, nn.BatchNorm2d):
            return [_spec("float32", [1, module.num_features, size, size])]
        if isinstance(module, (nn.BatchNorm1d, nn.LayerNorm)):
            extents = getattr(module, "normalized_shape", None) or (module.num_features,)
            return [_spec("float32", [1, *extents])]
    return None


def depends_on_size(model) -> bool:
    import torch.nn as nn

    return any(
        isinstance(module, (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.BatchNorm2d)) for module in model.modules()
    )


def _spec(kind: str, shape: list[int]) -> dict[str, object]:
    return {"type": kind, "shape": shape}


def named(model, specs: list[dict[str, object]]) -> list[dict[str, object]]:
    """Specifications with the names that the signature of `forward` gives them.

    Raises ChoiceError where `forward` needs more of them.
    """
    parameters = [
        parameter
        for parameter in inspect.signature(model.forward).parameters.values()
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ]
    free = [
        parameter.name
        for parameter in parameters
        if all(spec.get("name") != parameter.name for spec in specs)
    ]
    result = []
    for index, spec in enumerate(specs):
        name = spec.get("name") or (free.pop(0) if free else f"input{index + 1}")
        result.append({**spec, "name": name})
    taken = {spec["name"] for spec in result}
    needed = [parameter.name for parameter in parameters if parameter.default is parameter.empty]
    missing = [name for name in needed if name not in taken]
    if missing:
        raise ChoiceError(
            "inputsNeeded",
            f"{type(model).__name__}.forward needs the inputs {', '.join(needed)}: "
            f"give one shape for each, for example `input={missing[0]}=1x128` in the comment.",
        )
    return result
