"""Handles of hooks."""

from ..nn.modules._hooks import RemovableHandle

__all__ = ["RemovableHandle"]
