"""What tensors hold: a value of the graph, or a view of another tensor's."""

from _skipline import bridge, spans

from ._types import dtype

#: True while only types and shapes are asked for, which no write and no reading anew changes.
is_question = False

#: Counts the attempts at running the model: a view read in one of them is read anew in the next.
_attempt = 0


def begin_attempt() -> None:
    """Forgets what views have read, since the tensors of the forward pass are forgotten."""
    global _attempt
    _attempt += 1


class Storage:
    """What aliases of one tensor share (`weight`, `weight.data`).

    An in-place operation gives it another value of the graph. Writes through a view of it wait in `pending` until the
    value is asked for, so that a write nobody sees adds nothing to the graph.
    """

    __slots__ = ("_handle", "shape", "dtype", "step", "scaled", "pending")

    def __init__(self, handle: str, shape: tuple[int, ...], kind: dtype):
        self._handle = handle
        self.shape = shape
        self.dtype = kind
        #: The last step of initialization that filled it.
        self.step = None
        #: (step, factor, offset) of a tensor computed from one random one by a scale and a shift.
        self.scaled = None
        #: The view that was written to last and is not written back yet, with the source spans of the write.
        self.pending: tuple[View, int] | None = None

    @property
    def handle(self) -> str:
        if is_question:
            return self._shaped()
        if self.pending is not None:
            self._settle()
        return self._handle

    @handle.setter
    def handle(self, handle: str) -> None:
        if self.pending is not None:
            self.forget_pending()
        self._handle = handle

    def forget_pending(self) -> None:
        """What was written to views no longer matters, since everything is written anew."""
        if self.pending is not None:
            (view, _), self.pending = self.pending, None
            view.is_written = False
            view.forget_pending()

    def _shaped(self) -> str:
        """Some value of this type and shape."""
        return self._handle

    def _settle(self) -> None:
        """Writes the pending view back."""
        from ._ops.initialization import record_content
        from ._tensor import emitting_at

        (view, at), self.pending = self.pending, None
        with emitting_at(at):
            written = view.path.write(self, Storage(view.handle, view.shape, view.dtype))
        self._take(written.handle)
        record_content(self)
        view.seen, view.is_written = self._handle, False

    def _take(self, handle: str) -> None:
        self._handle = handle

    def strides(self) -> tuple[int, ...]:
        """Elements between neighbours along each axis, as they would lie in PyTorch's memory."""
        return contiguous_strides(self.shape)

    def become_base(self) -> None:
        """Takes over what was written to its views, and is no view itself: a parameter is a tensor of its own."""
        self._handle = self.handle


class View(Storage):
    """Part or another arrangement of the elements of `parent`, by one step (see `_ops/views.py`).

    It is read again whenever the parent has another value, and what is written to it reaches the parent.
    """

    __slots__ = ("parent", "path", "seen", "attempt", "is_written")

    def __init__(self, parent: Storage, path, read: Storage, is_read: bool):
        super().__init__(read._handle, read.shape, read.dtype)
        self.parent: Storage | None = parent
        self.path = path
        #: The parent's value that was read; None where only the shape is known.
        self.seen = parent.handle if is_read else None
        self.attempt = _attempt
        #: True while the parent has not taken over what was written here.
        self.is_written = False

    @property
    def handle(self) -> str:
        if is_question:
            return self._shaped()
        if self.pending is not None:
            self._settle()
        return self._own()

    @handle.setter
    def handle(self, handle: str) -> None:
        self._check_writable()
        self.forget_pending()
        self._take(handle)
        at = spans.here()
        view = self
        while isinstance(view, View) and view.parent is not None:
            parent = view.parent
            if parent.pending is not None and parent.pending[0] is not view:
                parent._settle()
            parent.pending = (view, at)
            view = parent

    def _check_writable(self) -> None:
        view = self
        while isinstance(view, View) and view.parent is not None:
            if not view.path.is_writable:
                raise RuntimeError(
                    "unsupported operation: more than one element of the written-to tensor refers to a single memory "
                    "location. Please clone() the tensor before performing the operation."
                )
            view = view.parent

    def _take(self, handle: str) -> None:
        self._handle, self.attempt, self.is_written = handle, _attempt, self.parent is not None

    def _shaped(self) -> str:
        is_known = self.parent is None or self.attempt == _attempt
        return self._handle if is_known else self.path.read(self.parent)._handle

    def _own(self) -> str:
        """The value without what waits in views of it."""
        parent = self.parent
        if parent is None or (self.is_written and self.attempt == _attempt):
            return self._handle
        pending = parent.pending
        if pending is not None and pending[0] is self:
            # Only views of this one were written to: what it holds itself is what the parent held before.
            parent.pending = None
            current = parent.handle
            parent.pending = pending
        else:
            current = parent.handle
        if current != self.seen or self.attempt != _attempt:
            read = self.path.read(parent)
            self._handle, self.shape, self.dtype = read.handle, read.shape, read.dtype
            self.seen, self.attempt = current, _attempt
        return self._handle

    def strides(self) -> tuple[int, ...]:
        if self.parent is None:
            return contiguous_strides(self.shape)
        return self.path.strides(self.parent.shape, self.parent.strides())

    def become_base(self) -> None:
        if self.parent is not None:
            self._handle, self.parent, self.path = self.handle, None, None
        super().become_base()


def same_view(a: Storage, b: Storage) -> bool:
    """True where both are the same part of the same tensor."""
    if a is b:
        return True
    if not isinstance(a, View) or not isinstance(b, View) or a.parent is None or b.parent is None:
        return False
    return a.path == b.path and same_view(a.parent, b.parent)


def contiguous_strides(shape: tuple[int, ...]) -> tuple[int, ...]:
    strides: list[int] = []
    step = 1
    for extent in reversed(shape):
        strides.append(step)
        step *= max(extent, 1)
    return tuple(reversed(strides))


def is_contiguous(shape: tuple[int, ...], strides: tuple[int, ...]) -> bool:
    expected = contiguous_strides(shape)
    return 0 in shape or all(
        extent == 1 or stride == wanted for extent, stride, wanted in zip(shape, strides, expected)
    )


def copy_of(storage: Storage) -> Storage:
    """The storage of a deep copy, which begins with the same content."""
    from . import _tensor

    copy = Storage(bridge.own(storage.handle), storage.shape, storage.dtype)
    if _tensor.initialization is not None:
        from ._ops.initialization import copy_steps

        copy_steps(storage, copy)
    return copy
