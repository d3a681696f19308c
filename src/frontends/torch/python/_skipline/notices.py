"""Warnings about the traced model, each with its place in the source, told once per place."""

from . import spans

_told: dict[tuple, dict[str, object]] = {}


def reset() -> None:
    _told.clear()


def warn(code: str, message: str) -> None:
    place = spans.innermost()
    key = (code, place)
    if key in _told:
        return
    diagnostic: dict[str, object] = {"severity": "warning", "code": code, "message": message}
    if place is not None:
        diagnostic["span"] = spans.as_json(*place)
    _told[key] = diagnostic


def data_dependent_branch() -> None:
    warn(
        "dataDependent",
        "This branch depends on the content of a tensor, which is not known while the model is traced; "
        "the graph shows the branch for False.",
    )


def all_told() -> list[dict[str, object]]:
    return list(_told.values())
