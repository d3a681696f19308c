"""fvcore.common.registry: classes and functions by their names."""


class Registry:
    def __init__(self, name: str):
        self._name, self._obj_map = name, {}

    def _do_register(self, name: str, obj) -> None:
        assert name not in self._obj_map, (
            f"An object named '{name}' was already registered in '{self._name}' registry!"
        )
        self._obj_map[name] = obj

    def register(self, obj=None):
        """A decorator, with brackets or without them."""
        if obj is None:
            return self.register
        self._do_register(obj.__name__, obj)
        return obj

    def get(self, name: str):
        if name not in self._obj_map:
            raise KeyError(f"No object named '{name}' found in '{self._name}' registry!")
        return self._obj_map[name]

    def __contains__(self, name: str) -> bool:
        return name in self._obj_map

    def __iter__(self):
        return iter(self._obj_map.items())
