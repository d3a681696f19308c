"""PyYAML, where it is not installed: reading, by the parser of the process around Python."""

import json

from _skipline import bridge

__version__ = "6.0"


class YAMLError(Exception):
    pass


class Loader:
    """Which one is given makes no difference: none runs code."""

    @classmethod
    def add_constructor(cls, tag, constructor) -> None:
        pass

    add_implicit_resolver = add_multi_constructor = add_constructor


SafeLoader = FullLoader = UnsafeLoader = BaseLoader = CLoader = CSafeLoader = CFullLoader = Loader


class Dumper:
    @classmethod
    def add_representer(cls, data_type, representer) -> None:
        pass


SafeDumper = CDumper = CSafeDumper = Dumper


def _restored(value):
    """Keys that are whole numbers as numbers: JSON has only texts."""
    if isinstance(value, dict):
        return {
            int(key) if key.lstrip("-").isdecimal() else key: _restored(item) for key, item in value.items()
        }
    return [_restored(item) for item in value] if isinstance(value, list) else value


def safe_load_all(stream):
    text = stream.read() if hasattr(stream, "read") else stream
    answer = bridge.yaml(text.decode() if isinstance(text, bytes) else text)
    if answer.startswith("!"):
        raise YAMLError(answer[1:])
    return iter([_restored(document) for document in json.loads(answer)])


def safe_load(stream):
    return next(safe_load_all(stream), None)


def load(stream, Loader=None):
    return safe_load(stream)


def load_all(stream, Loader=None):
    return safe_load_all(stream)


def full_load(stream):
    return safe_load(stream)


unsafe_load = full_load


def dump(data, stream=None, Dumper=None, **options):
    """As JSON, which is YAML too."""
    text = json.dumps(data, indent=2) + "\n"
    return text if stream is None else stream.write(text)


safe_dump = dump
