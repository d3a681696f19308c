"""Functions of the process around Python, set by `install` once it is running.

Everything that crosses is a number or a text, which costs about 7 microseconds a call. Tensors cross as handles.
Lists are texts joined by commas; a failed call answers with a text that begins with `!`.
"""

#: emit(operator as `Name` or `domain:Name`, handles, identifier of attributes or -1, output count, identifier of a
#: stack, stage) -> "handle|dtype|shape;..."
#: where stage is "" for the network, "detached" where no gradient passes, "state" for what keeps buffers, "shape" for a
#: question that adds nothing to the graph
emit = None
#: constant(dtype, shape, values as a JSON list) -> handle
constant = None
#: packed(dtype, shape, values as float64 in base64) -> handle
packed = None
#: full(dtype, shape, value) -> handle
full = None
#: state(dtype, shape) -> handle of a tensor whose content is made by initialization steps
state = None
#: values(handle) -> JSON list of its elements, or "" where they are not known
values = None
#: attributes(JSON) -> identifier, of this trace
attributes = None
#: span(file, line, column, end line, end column) -> identifier, of this trace
span = None
#: stack(identifiers of spans, innermost first) -> identifier, of this trace
stack = None
#: modules(JSON) adds the modules of the network
modules = None
#: own(handles) -> as many other handles of the same content
own = None
#: state_of_model(JSON of [[handle, path, trainable, names], ...] and [[handle, path, persistent, names], ...]) tells
#: the tensors of the network's state, parameters and buffers, with the other names that they have
state_of_model = None
#: update_buffer(handle of the buffer, handle of its next content)
update_buffer = None
#: begin_construction() starts a new graph
begin_construction = None
#: restart_construction() forgets an attempt at running a model, so that another can be constructed
restart_construction = None
#: begin_forward() ends construction: from here on operators become nodes
begin_forward = None
#: input(name, dtype, shape) -> handle
input = None
#: enter(module path, handles, identifier of a stack) -> index of the call; leave(index, handles)
enter = None
leave = None
#: Tensors made between these belong to an imported module and outlive the trace
enter_import = None
leave_import = None
#: read(path) -> text of a file or None; locate(folder, name) -> "package|path", "module|path", "namespace|path" or ""
read = None
locate = None
#: stamp(path) -> text that changes whenever the content of the file does
stamp = None
#: yaml(text) -> its documents as a JSON list, or `!message`
yaml = None
#: interrupt_reason() -> "timeLimit" or "memory"; stop_clock() ends the watch
interrupt_reason = None
stop_clock = None
#: note_line(JSON of a place) notes the line that runs, for whoever has to end the process
note_line = None


def _checked(function):
    """The function as one of Python: a failure that it answers with is raised."""

    def call(*arguments):
        answer = function(*arguments)
        if answer.__class__ is str and answer[:1] == "\0":
            kind, _, message = answer[1:].partition(" ")
            raise (MemoryError if kind == "memory" else RuntimeError)(message)
        return answer

    return call


def install(functions) -> None:
    """Sets the functions, and takes from Python the other ways into its process."""
    from . import closed

    namespace = globals()
    for name in list(namespace):
        if name != "install" and not name.startswith("_"):
            namespace[name] = _checked(getattr(functions, name))
    closed.close_bridges()
