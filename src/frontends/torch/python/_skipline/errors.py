"""What goes wrong while a model is traced, as exceptions that the user's code would expect of PyTorch."""

from .inert import UnsupportedOperation


class ShapeMismatch(RuntimeError):
    """Shapes that do not go together; PyTorch raises RuntimeError too."""


class ChoiceError(Exception):
    """What to trace cannot be chosen. The message is a sentence for the user."""

    def __init__(self, code: str, message: str, line: int | None = None):
        super().__init__(message)
        self.code = code
        self.line = line


class UnsupportedOperator(UnsupportedOperation):
    """An operator of the graph that has no record."""


class UnknownAttribute(UnsupportedOperation, AttributeError):
    """An attribute of a tensor that PyTorch may have; `hasattr` says no."""


class DataDependence(RuntimeError):
    """The content of a tensor is asked for, which only a run knows."""


class Interrupted(BaseException):
    """The time or memory of the trace is used up. No `except Exception` of the user's holds it."""

    def __init__(self, reason: str, places: list):
        super().__init__(reason)
        self.reason = reason
        #: Where the user's frames stood, as `spans.of_frame` gives them.
        self.places = places
