"""Warnings about the traced model, each with its place in the source, told once per place."""

from . import spans

_told: dict[tuple, dict[str, object]] = {}


def reset() -> None:
    _told.clear()


def warn(code: str, message: str, place: spans.Place | None = None) -> None:
    """Of a place in the source, by default that which runs."""
    place = place or spans.innermost()
    key = (code, place)
    if key in _told:
        return
    diagnostic: dict[str, object] = {"severity": "warning", "code": code, "message": message}
    if place is not None:
        diagnostic["span"] = spans.as_json(*place)
    _told[key] = diagnostic


def mark() -> int:
    return len(_told)


def restart(told: int) -> None:
    """Forgets what was told since the mark, by an attempt that failed."""
    for key in list(_told)[told:]:
        del _told[key]


def restore(told: list[dict[str, object]]) -> None:
    """Tells what was told before, and nothing else."""
    _told.clear()
    _told.update({(item["code"], item["message"]): item for item in told})


def warn_at(code: str, message: str, span: dict[str, object]) -> None:
    _told[(code, message)] = {"severity": "warning", "code": code, "message": message, "span": span}


def tell(code: str, message: str, span: dict[str, object] | None = None) -> None:
    """Information about how the model was traced."""
    diagnostic: dict[str, object] = {"severity": "information", "code": code, "message": message}
    if span is not None:
        diagnostic["span"] = span
    _told[(code, message)] = diagnostic


def all_told() -> list[dict[str, object]]:
    return list(_told.values())
