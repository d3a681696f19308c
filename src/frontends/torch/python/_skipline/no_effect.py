"""Settings of the program around a model that change nothing of its graph."""


class NoEffect:
    """A context manager, and a decorator."""

    def __init__(self, *args, **kwargs):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        return False

    def __call__(self, function):
        return function
