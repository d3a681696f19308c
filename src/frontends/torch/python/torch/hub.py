"""Nothing is downloaded while a model is traced: a model keeps the parameters it was constructed with."""

from collections import OrderedDict

from _skipline import weights


def _get_torch_home() -> str:
    return "/torch"


def get_dir() -> str:
    return "/torch/hub"


def load_state_dict_from_url(url, *args, **kwargs) -> OrderedDict:
    return weights.unread_state_dict()


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.hub.{name}")
