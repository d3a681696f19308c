"""The content of a module: its state dictionary, and the element type of its tensors."""

from collections import OrderedDict, namedtuple
from collections.abc import Mapping

from _skipline import weights

from ..._ops.initialization import converted, take_content
from ..._tensor import Tensor
from ..._types import NAMES
from ..._types import dtype as dtype_class
from ..parameter import Parameter, is_lazy

_EXTRA_STATE = "_extra_state"


class _IncompatibleKeys(namedtuple("IncompatibleKeys", ("missing_keys", "unexpected_keys"))):
    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return super().__repr__()

    __str__ = __repr__


class State:
    """The part of `Module` that reads and replaces the content of its tensors."""

    def get_extra_state(self):
        raise RuntimeError("Reached a code path in Module.get_extra_state() that should never be called.")

    def set_extra_state(self, state) -> None:
        raise RuntimeError("Reached a code path in Module.set_extra_state() that should never be called.")

    def _has_extra_state(self) -> bool:
        return type(self).get_extra_state is not State.get_extra_state

    def _persistent(self) -> dict[str, Tensor]:
        kept = {
            name: buffer
            for name, buffer in self._buffers.items()
            if name not in self._non_persistent_buffers_set
        }
        return {name: held for name, held in {**self._parameters, **kept}.items() if held is not None}

    def _save_to_state_dict(self, destination, prefix: str, keep_vars: bool) -> None:
        for name, held in self._persistent().items():
            destination[prefix + name] = held if keep_vars else held.detach()
        if self._has_extra_state():
            destination[prefix + _EXTRA_STATE] = self.get_extra_state()

    def state_dict(self, *args, destination=None, prefix: str = "", keep_vars: bool = False):
        if args:
            destination, prefix, keep_vars = (*args, *(destination, prefix, keep_vars)[len(args) :])
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()
        metadata = {"version": self._version}
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = metadata
        for hook in self._state_dict_pre_hooks.values():
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        for hook in self._state_dict_hooks.values():
            changed = hook(self, destination, prefix, metadata)
            if changed is not None and not getattr(hook, "_from_public_api", False):
                destination = changed
        return destination

    def _load_from_state_dict(
        self, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs
    ) -> None:
        for hook in self._load_state_dict_pre_hooks.values():
            hook(state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)
        assign = local_metadata.get("assign_to_params_buffers", False)
        for name, held in self._persistent().items():
            key = prefix + name
            if key in state_dict:
                self._take_over(name, key, held, state_dict[key], assign, error_msgs)
            elif strict:
                missing_keys.append(key)
        extra = prefix + _EXTRA_STATE
        if self._has_extra_state():
            if extra in state_dict:
                self.set_extra_state(state_dict[extra])
            elif strict:
                missing_keys.append(extra)
        elif strict and extra in state_dict:
            unexpected_keys.append(extra)
        if strict:
            for key in state_dict:
                if key.startswith(prefix) and key != extra:
                    names = key[len(prefix) :].split(".", 1)
                    is_submodule = len(names) > 1 and names[0] in self._modules
                    if not is_submodule and (len(names) > 1 or names[0] not in self._persistent()):
                        unexpected_keys.append(key)

    def _take_over(self, name: str, key: str, held: Tensor, given, assign: bool, errors: list[str]) -> None:
        if not isinstance(given, Tensor):
            if not weights.is_unread(given):
                errors.append(
                    f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object '
                    f"from checkpoint but received {type(given)}"
                )
            return
        if is_lazy(held):
            held.materialize(tuple(given.shape))
        if tuple(given.shape) != tuple(held.shape):
            if held.ndim == 0 and tuple(given.shape) == (1,):
                given = given.reshape(())
            else:
                errors.append(
                    f"size mismatch for {key}: copying a param with shape {given.shape} from checkpoint, "
                    f"the shape in current model is {held.shape}."
                )
                return
        if assign:
            is_parameter = isinstance(held, Parameter)
            if is_parameter and not isinstance(given, Parameter):
                given = Parameter(given, held.requires_grad)
            setattr(self, name, given)
        else:
            take_content(held, given)

    def load_state_dict(self, state_dict, strict: bool = True, assign: bool = False):
        """Takes over the tensors that are given.

        Weights from files are not read while a model is traced: such a dictionary says nothing of the model's keys.
        Raises TypeError and RuntimeError as PyTorch does.
        """
        if weights.is_unread(state_dict):
            weights.tell_unread()
            return _IncompatibleKeys([], [])
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        missing_keys: list[str] = []
        unexpected_keys: list[str] = []
        error_msgs: list[str] = []
        metadata = getattr(state_dict, "_metadata", None)
        state_dict = OrderedDict(state_dict)
        if metadata is not None:
            state_dict._metadata = metadata

        def load(module, given, prefix: str) -> None:
            local = {} if metadata is None else dict(metadata.get(prefix[:-1], {}))
            if assign:
                local["assign_to_params_buffers"] = assign
            module._load_from_state_dict(
                given, prefix, local, True, missing_keys, unexpected_keys, error_msgs
            )
            for name, child in module._modules.items():
                if child is not None:
                    lead = f"{prefix}{name}."
                    load(child, {key: value for key, value in given.items() if key.startswith(lead)}, lead)
            incompatible = _IncompatibleKeys(missing_keys, unexpected_keys)
            for hook in module._load_state_dict_post_hooks.values():
                hook(module, incompatible)

        load(self, state_dict, "")
        if strict and not weights.were_unread():
            for what, keys in (("Unexpected", unexpected_keys), ("Missing", missing_keys)):
                if keys:
                    quoted = ", ".join(f'"{key}"' for key in keys)
                    error_msgs.insert(0, f"{what} key(s) in state_dict: {quoted}. ")
        if error_msgs:
            listed = "\n\t".join(error_msgs)
            raise RuntimeError(f"Error(s) in loading state_dict for {type(self).__name__}:\n\t{listed}")
        return _IncompatibleKeys(missing_keys, unexpected_keys)

    # Element types. Where a tensor lives makes no difference.

    def _apply(self, fn, recurse: bool = True):
        if recurse:
            for module in self.children():
                module._apply(fn)
        for parameter in self._parameters.values():
            if parameter is not None:
                parameter.data = fn(parameter.data)
        for name, buffer in self._buffers.items():
            if buffer is not None:
                self._buffers[name] = fn(buffer)
        return self

    def _with_type(self, kind: dtype_class, only_floating: bool = True):
        return self._apply(
            lambda held: held if only_floating and not held.is_floating_point() else converted(held, kind)
        )

    def to(self, *args, **kwargs):
        kinds = [value for value in (*args, kwargs.get("dtype")) if isinstance(value, dtype_class)]
        kinds += [value.dtype for value in (*args, *kwargs.values()) if isinstance(value, Tensor)]
        if not kinds:
            return self
        if not kinds[0].is_floating_point:
            raise TypeError(
                f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={kinds[0]}"
            )
        return self._with_type(kinds[0])

    def type(self, dst_type):
        kind = dst_type
        if isinstance(kind, str):
            kind = NAMES.get(kind.rpartition(".")[2].removesuffix("Tensor").lower(), kind)
        elif not isinstance(kind, dtype_class):
            kind = getattr(kind, "kind", kind)
        return self._with_type(kind, only_floating=False) if isinstance(kind, dtype_class) else self

    def float(self):
        return self._with_type(NAMES["float32"])

    def double(self):
        return self._with_type(NAMES["float64"])

    def half(self):
        return self._with_type(NAMES["float16"])

    def bfloat16(self):
        return self._with_type(NAMES["bfloat16"])

    def _unchanged(self, *args, **kwargs):
        return self

    cpu = cuda = xpu = ipu = mtia = share_memory = to_empty = _unchanged
