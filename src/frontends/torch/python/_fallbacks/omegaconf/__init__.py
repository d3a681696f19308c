"""omegaconf, where it is not installed: configurations read from YAML, whose keys are attributes."""

import dataclasses


class DictConfig(dict):
    def __init__(self, content=None, **kwargs):
        super().__init__()
        for key, value in (content or {}).items():
            self[key] = _wrapped(value)

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"Missing key {name}", name=name, obj=self) from None

    def __setattr__(self, name, value):
        self[name] = _wrapped(value)


class ListConfig(list):
    def __init__(self, content=(), **kwargs):
        super().__init__(_wrapped(item) for item in content)


def _wrapped(value):
    if isinstance(value, dict) and not isinstance(value, DictConfig):
        return DictConfig(value)
    return ListConfig(value) if type(value) in (list, tuple) else value


class OmegaConf:
    @staticmethod
    def create(content=None, **kwargs):
        return _wrapped({} if content is None else content)

    @staticmethod
    def load(file):
        import yaml

        if hasattr(file, "read"):
            return _wrapped(yaml.safe_load(file))
        with open(file) as text:
            return _wrapped(yaml.safe_load(text))

    @staticmethod
    def merge(*configs):
        merged = DictConfig()
        for config in configs:
            for key, value in config.items():
                both = isinstance(value, dict) and isinstance(merged.get(key), dict)
                merged[key] = OmegaConf.merge(merged[key], value) if both else _wrapped(value)
        return merged

    @staticmethod
    def to_container(config, **kwargs):
        if isinstance(config, dict):
            return {key: OmegaConf.to_container(value) for key, value in config.items()}
        return [OmegaConf.to_container(item) for item in config] if isinstance(config, list) else config

    @staticmethod
    def select(config, key: str, default=None):
        for part in key.split("."):
            if not isinstance(config, dict) or part not in config:
                return default
            config = config[part]
        return config

    @staticmethod
    def structured(obj):
        return _wrapped(dataclasses.asdict(obj() if isinstance(obj, type) else obj))
