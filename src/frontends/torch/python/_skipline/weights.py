"""Weights that lie in files or on servers, which are not read while a model is traced."""

from collections import OrderedDict

from . import notices
from .inert import Inert

_were_unread = False
_is_told = False


def reset() -> None:
    global _were_unread, _is_told
    _were_unread = _is_told = False


class _Unread(OrderedDict):
    """What a file of weights holds: any name, each with more of its kind."""

    def __missing__(self, key):
        return _Unread()


def unread_state_dict() -> OrderedDict:
    """Stands for the content of a file of weights: nothing is known of it."""
    global _were_unread
    _were_unread = True
    return _Unread()


def were_unread() -> bool:
    """True where the file asked for such weights, so that a dictionary may lack what was taken from them."""
    return _were_unread


def is_unread(value) -> bool:
    global _were_unread
    if isinstance(value, Inert):
        _were_unread = True
        return True
    return _were_unread and isinstance(value, dict) and not value


def tell_unread() -> None:
    """Once for each trace, where such weights are first met."""
    global _is_told
    if _is_told:
        return
    _is_told = True
    notices.warn(
        "weightsIgnored",
        "The weights that this loads are not read while a model is traced: "
        "the model begins as its constructor and the seed of the run make it.",
    )
