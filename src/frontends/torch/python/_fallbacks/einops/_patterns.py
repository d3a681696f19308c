"""Patterns of axes: `b (h w) c -> b c h w`. Source: Rogozhnikov, Einops (ICLR 2022)."""

import functools
import re

ELLIPSIS = "…"


class EinopsError(RuntimeError):
    pass


class Expression:
    """One side of a pattern: a list of groups of axes, each a list of names; anonymous axes are numbers."""

    def __init__(self, text: str, allow_underscore: bool = False):
        self.text = text
        self.groups: list[list[str]] = []
        #: Whether the ellipsis stands in parentheses: its axes are then one.
        self.joins_ellipsis = False
        written = text.replace("...", ELLIPSIS)
        if "." in written:
            raise EinopsError(f"an ellipsis of three dots is expected in '{text}'")
        group: list[str] | None = None
        for token in re.findall(r"[()]|[^\s()]+", written):
            if token == "(":
                if group is not None:
                    raise EinopsError("Axis composition is one-level (brackets inside brackets not allowed)")
                group = []
            elif token == ")":
                if group is None:
                    raise EinopsError(f"Brackets are not balanced in '{text}'")
                self.groups.append(group)
                group = None
            else:
                self._check(token, allow_underscore)
                if token == "1":
                    if group is None:
                        self.groups.append([])
                elif group is None:
                    self.groups.append([token])
                else:
                    group.append(token)
                    self.joins_ellipsis = self.joins_ellipsis or token == ELLIPSIS
        if group is not None:
            raise EinopsError(f"Imbalanced parentheses in expression: '{text}'")
        names = [name for name in self.axes if not name.isdecimal() and name != "_"]
        for name in names:
            if names.count(name) > 1:
                raise EinopsError(f'Indexing expression contains duplicate dimension "{name}"')

    def _check(self, token: str, allow_underscore: bool) -> None:
        if token == ELLIPSIS or (token == "_" and allow_underscore) or token.isdecimal():
            return
        if not token.isidentifier() or token.startswith("_") or token.endswith("_"):
            raise EinopsError(f"Invalid axis identifier: {token}")

    @property
    def axes(self) -> list[str]:
        return [name for group in self.groups for name in group]

    @property
    def names(self) -> set[str]:
        return {name for name in self.axes if not name.isdecimal()}

    def with_axes(self, count: int) -> list[list[str]]:
        """Groups with the ellipsis as this many axes."""
        spread = [f"{ELLIPSIS}{index}" for index in range(count)]
        found: list[list[str]] = []
        for group in self.groups:
            if group == [ELLIPSIS] and not self.joins_ellipsis:
                found += [[name] for name in spread]
            else:
                found.append([part for name in group for part in (spread if name == ELLIPSIS else [name])])
        return found


@functools.lru_cache(256)
def sides(pattern: str) -> tuple[Expression, Expression]:
    left, arrow, right = pattern.partition("->")
    if not arrow:
        raise EinopsError(f"'{pattern}' has no arrow")
    return Expression(left), Expression(right)


def solved(groups: list[list[str]], shape, lengths: dict[str, int], pattern: str) -> dict[str, int]:
    """The length of every axis on the left: at most one of each group is left to be found."""
    found = dict(lengths)
    for group, extent in zip(groups, shape):
        known, unknown = 1, []
        for name in group:
            if name.isdecimal():
                known *= int(name)
            elif name in found:
                known *= found[name]
            else:
                unknown.append(name)
        if len(unknown) > 1:
            raise EinopsError(f"Could not infer sizes for {set(unknown)} in '{pattern}'")
        if unknown:
            if not known or extent % known:
                raise EinopsError(
                    f"Shape mismatch, can't divide axis of length {extent} in chunks of {known}"
                )
            found[unknown[0]] = extent // known
        elif known != extent:
            raise EinopsError(f"Shape mismatch, {extent} != {known}")
    return found
