"""`typing_extensions` of this Python version: what it adds to older ones is in `typing`."""

import typing
from typing import *


def __getattr__(name: str):
    try:
        return getattr(typing, name)
    except AttributeError:
        from _skipline.missing import missing_attribute

        return missing_attribute(f"typing_extensions.{name}")
