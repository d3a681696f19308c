"""`torch.load` and `torch.save`: no file is read or written while a model is traced."""

from collections import OrderedDict


class _Weights(OrderedDict):
    """What a file of weights holds: any name, each with more of its kind. `load_state_dict` takes it as it takes
    everything, and the model keeps the parameters that it was constructed with."""

    def __missing__(self, key):
        return _Weights()


def load(f, map_location=None, pickle_module=None, *, weights_only=None, mmap=None, **pickle_load_args):
    from _skipline import notices

    notices.warn(
        "weightsNotLoaded",
        "Weights are not read from files while a model is traced: it begins with the parameters of its construction.",
    )
    return _Weights()


def save(obj, f, *args, **kwargs) -> None:
    pass


def add_safe_globals(safe_globals) -> None:
    pass


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.serialization.{name}")
