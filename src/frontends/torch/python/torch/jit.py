"""TorchScript's marks, without effect."""


def is_scripting() -> bool:
    return False


def is_tracing() -> bool:
    return False


def annotate(type, value):
    return value


def script(function, *args, **kwargs):
    return function


def ignore(drop=False, **settings):
    return drop if callable(drop) else lambda function: function


def export(function):
    return function


unused = script_method = export


def __getattr__(name: str):
    from _skipline.missing import missing_attribute

    return missing_attribute(f"torch.jit.{name}")
