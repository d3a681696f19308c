"""`torch.compile`, `torch.compiler` and `torch._dynamo`: a model is not compiled before it is traced."""


def compile(model=None, **settings):
    return model if model is not None else lambda function: function


def disable(fn=None, recursive: bool = True, **settings):
    return fn if fn is not None else lambda function: function


def allow_in_graph(fn):
    return fn


disallow_in_graph = forbid_in_graph = assume_constant_result = graph_break = allow_in_graph
run = optimize_assert = substitute_in_graph = disable


def optimize(*args, **settings):
    return lambda function: function


def is_compiling() -> bool:
    return False


is_dynamo_compiling = is_exporting = is_compiling


def mark_dynamic(*args, **kwargs) -> None:
    pass


mark_static = maybe_mark_dynamic = mark_static_address = reset = cudagraph_mark_step_begin = mark_dynamic


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.compiler.{name}")
