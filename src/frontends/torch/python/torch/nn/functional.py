"""`torch.nn.functional`."""

from ._functional.activation import *
from ._functional.attention import *
from ._functional.convolution import *
from ._functional.distance import *
from ._functional.dropout import *
from ._functional.embedding import *
from ._functional.loss import *
from ._functional.margin import *
from ._functional.normalization import *
from ._functional.pooling import *
from ._functional.resize import *
from ._functional.sampling import *
from ._functional.shape import *
from ._functional.unpooling import *
from ._functional.window import *


def __getattr__(name: str):
    from _skipline.inert import Inert

    if name.startswith("__"):
        raise AttributeError(name)
    return Inert(f"torch.nn.functional.{name}")
