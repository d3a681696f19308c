"""Everything that a trace imports, so that a snapshot of Python's memory holds it."""

import abc  # noqa: F401
import collections.abc  # noqa: F401
import contextlib  # noqa: F401
import copy  # noqa: F401
import dataclasses  # noqa: F401
import enum  # noqa: F401
import functools  # noqa: F401
import inspect  # noqa: F401
import itertools  # noqa: F401
import json  # noqa: F401
import logging  # noqa: F401
import numbers  # noqa: F401
import operator  # noqa: F401
import pathlib  # noqa: F401
import random  # noqa: F401
import re  # noqa: F401
import typing  # noqa: F401
import urllib.request  # noqa: F401
import warnings  # noqa: F401

import torch  # noqa: F401
import torch.nn.functional  # noqa: F401
import typing_extensions  # noqa: F401

from . import imports, run  # noqa: F401

warnings.simplefilter("ignore")
imports.install()
