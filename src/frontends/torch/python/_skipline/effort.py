"""A bound on code that is run on the user's behalf without being asked for, such as the examples of a repository."""

import contextlib
import sys
import time
from contextlib import contextmanager
from types import CodeType

#: An identifier of `sys.monitoring` that no tool of Python uses.
_TOOL = 4

#: Seconds. What an example computes besides its arguments (its data, say) may take any time.
_MOST = 1.5


_OF_THE_BOUND = (contextlib.contextmanager.__code__.co_filename, __file__)


class TooMuchEffort(BaseException):
    """No `except Exception` of the code holds it."""


@contextmanager
def bounded(seconds: float = _MOST):
    """Raises TooMuchEffort inside of itself where that takes too long; one inside of another changes nothing."""
    if sys.monitoring.get_tool(_TOOL) is not None:
        yield
        return
    end = time.monotonic() + seconds

    def check(code: CodeType, *place: int):
        # Raised while the bound itself ends, it would leave it in force.
        if time.monotonic() > end and code.co_filename not in _OF_THE_BOUND:
            raise TooMuchEffort

    events = sys.monitoring.events.PY_START | sys.monitoring.events.JUMP
    sys.monitoring.use_tool_id(_TOOL, "skipline effort")
    for event in (sys.monitoring.events.PY_START, sys.monitoring.events.JUMP):
        sys.monitoring.register_callback(_TOOL, event, check)
    sys.monitoring.set_events(_TOOL, events)
    try:
        yield
    finally:
        sys.monitoring.set_events(_TOOL, 0)
        sys.monitoring.free_tool_id(_TOOL)
