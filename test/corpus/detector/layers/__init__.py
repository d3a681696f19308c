from .blocks import *  # noqa: F401,F403
from .heads import Head
