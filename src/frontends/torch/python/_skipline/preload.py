"""Everything that a trace imports, so that a snapshot of Python's memory holds it."""

import abc
import collections.abc
import contextlib
import copy
import dataclasses
import encodings.utf_16_le
import enum
import functools
import gc
import importlib
import inspect
import itertools
import json
import logging
import numbers
import operator
import pathlib
import pkgutil
import random
import re
import sys
import typing
import urllib.request
import warnings

import numpy
import torch
import typing_extensions

from . import closed, fallbacks, imports, opaque_calls, run, unknown

warnings.simplefilter("ignore")
imports.install()
closed.install()
opaque_calls.install()
fallbacks.gather(pathlib.Path(__file__).parent.parent / "_fallbacks")

# All of the stand-ins: their files are gone once the snapshot is restored.
for _package in (numpy, torch):
    for _module in pkgutil.walk_packages(_package.__path__, f"{_package.__name__}."):
        importlib.import_module(_module.name)

# Every module of a stand-in counts as a package, so that an import of what is missing below it finds something inert.
for _name, _module in list(sys.modules.items()):
    if _name.startswith(("torch.", "numpy.")) and not hasattr(_module, "__path__"):
        _module.__path__ = []

# What is there now stays; the garbage collector need not look at it again.
gc.collect()
gc.freeze()
