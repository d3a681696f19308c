"""A small detector in several files."""
from .model import Detector, build_detector

__all__ = ["Detector", "build_detector"]
