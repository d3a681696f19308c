"""`torch.load` and `torch.save`: no file is read or written while a model is traced."""


def load(f, map_location=None, pickle_module=None, *, weights_only=None, mmap=None, **pickle_load_args):
    from _skipline import weights

    weights.tell_unread()
    return weights.unread_state_dict()


def save(obj, f, *args, **kwargs) -> None:
    pass


def add_safe_globals(safe_globals) -> None:
    pass


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.serialization.{name}")
