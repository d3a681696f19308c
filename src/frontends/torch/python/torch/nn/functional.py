"""`torch.nn.functional`."""

from ._functional.activation import *  # noqa: F403
from ._functional.convolution import *  # noqa: F403
from ._functional.dropout import *  # noqa: F403
from ._functional.loss import *  # noqa: F403
from ._functional.normalization import *  # noqa: F403
from ._functional.pooling import *  # noqa: F403
from ._functional.shape import *  # noqa: F403


def __getattr__(name: str):
    from _skipline.inert import Inert

    if name.startswith("__"):
        raise AttributeError(name)
    return Inert(f"torch.nn.functional.{name}")
