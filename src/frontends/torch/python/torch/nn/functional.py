"""`torch.nn.functional`."""

from ._functional._attention_parts import (  # noqa: F401  private names that copies of PyTorch's source use
    _canonical_mask,
    _get_softmax_dim,
    _in_projection,
    _in_projection_packed,
    _none_or_dtype,
    _scaled_dot_product_attention,
)
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


def has_torch_function(*tensors) -> bool:
    """No tensor here has functions of its own."""
    return False


has_torch_function_unary = has_torch_function_variadic = has_torch_function


def __getattr__(name: str):
    from _skipline.inert import Inert

    if name.startswith("__"):
        raise AttributeError(name)
    return Inert(f"torch.nn.functional.{name}")
