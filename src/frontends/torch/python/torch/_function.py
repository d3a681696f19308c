"""Functions with a backward of their own, which run forward as they are written; the rest of autograd's interface."""

import inspect

from _skipline.inert import refused
from _skipline.no_effect import NoEffect

from ._tensor import Tensor

detect_anomaly = set_detect_anomaly = set_multithreading_enabled = NoEffect


def Variable(data, requires_grad: bool = False, volatile: bool = False) -> Tensor:
    """What held a tensor before PyTorch 0.4: the tensor itself."""
    data.requires_grad = data.requires_grad or requires_grad
    return data


class FunctionCtx:
    """What a function keeps for its backward."""

    def __init__(self, needs_input_grad: tuple[bool, ...] = ()):
        self.needs_input_grad = needs_input_grad
        self.saved_tensors: tuple = ()

    def save_for_backward(self, *tensors) -> None:
        self.saved_tensors = tensors

    @property
    def saved_variables(self) -> tuple:
        return self.saved_tensors

    def save_for_forward(self, *tensors) -> None:
        pass

    def mark_dirty(self, *tensors) -> None:
        pass

    def mark_non_differentiable(self, *tensors) -> None:
        pass

    def set_materialize_grads(self, value: bool) -> None:
        pass


class Function(FunctionCtx):
    """Base of functions with a backward of their own: `apply` runs their forward, gradients are those of the graph."""

    generate_vmap_rule = False

    @staticmethod
    def forward(*args, **kwargs):
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx, inputs, output) -> None:
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx, *grad_outputs):
        raise NotImplementedError("You must implement the backward function for custom autograd.Function.")

    vjp = backward

    @classmethod
    def apply(cls, *args, **kwargs):
        ctx = FunctionCtx(tuple(isinstance(item, Tensor) and item.requires_grad for item in args))
        if cls.setup_context is not Function.setup_context:
            output = cls.forward(*args, **kwargs)
            cls.setup_context(ctx, _bound(cls.forward, args, kwargs), output)
        else:
            output = cls.forward(ctx, *args, **kwargs)
        from _skipline import notices

        notices.warn(
            "customBackward",
            f"The backward that {cls.__name__} defines is not used: gradients here are those of the operations of its "
            "forward.",
        )
        return output

    def __call__(self, *args, **kwargs):
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. "
            "Please use new-style autograd function with static forward method."
        )


InplaceFunction = NestedIOFunction = Function


def _bound(forward, args: tuple, kwargs: dict) -> tuple:
    """All arguments by position, defaults included, as `setup_context` takes them."""
    if not kwargs:
        return args
    bound = inspect.signature(forward).bind(*args, **kwargs)
    bound.apply_defaults()
    return bound.args


def once_differentiable(function):
    return function


grad, backward = (
    refused(
        f"torch.autograd.{name}: it asks for gradients while the model runs, and here they come from the graph, "
        "once it is there"
    )
    for name in ("grad", "backward")
)
