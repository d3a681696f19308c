"""Notes the line of user code that runs, for a trace that may have to be killed (`lineNote.ts`)."""

import json
import sys

from . import bridge, spans

_TOOL = sys.monitoring.PROFILER_ID


def begin() -> None:
    """Slows user code down, so this is for the second attempt at a model that did not stop when asked to."""
    places: dict[tuple[str, int], str] = {}

    def note(code, line: int):
        file = code.co_filename
        if file not in spans.source_lines:
            return sys.monitoring.DISABLE
        place = places.get((file, line))
        if place is None:
            place = places[file, line] = json.dumps(spans.of_line(file, line))
        bridge.note_line(place)

    sys.monitoring.use_tool_id(_TOOL, "skipline")
    sys.monitoring.register_callback(_TOOL, sys.monitoring.events.LINE, note)
    sys.monitoring.set_events(_TOOL, sys.monitoring.events.LINE)


def end() -> None:
    if sys.monitoring.get_tool(_TOOL) is not None:
        sys.monitoring.set_events(_TOOL, 0)
        sys.monitoring.free_tool_id(_TOOL)
