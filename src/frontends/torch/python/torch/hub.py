"""Nothing is downloaded while a model is traced: a model keeps the parameters it was constructed with."""

from collections import OrderedDict

from _skipline import weights


def _get_torch_home() -> str:
    return "/torch"


def get_dir() -> str:
    return "/torch/hub"


def set_dir(d) -> None:
    pass


def load_state_dict_from_url(url, *args, **kwargs) -> OrderedDict:
    return weights.unread_state_dict()


load_url = load_state_dict_from_url


def download_url_to_file(url, dst, *args, **kwargs) -> None:
    pass


def load(repo_or_dir, model, *args, **kwargs):
    from _skipline.inert import UnsupportedOperation

    raise UnsupportedOperation(
        f"Skipline cannot trace torch.hub.load: nothing is downloaded while a model is traced, so open the source of "
        f"{model!r} of {repo_or_dir} instead"
    )


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.hub.{name}")
