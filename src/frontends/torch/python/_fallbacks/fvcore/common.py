"""fvcore.common: `registry.Registry`."""


class Registry:
    def __init__(self, name: str):
        self._name, self._objects = name, {}

    def register(self, obj=None):
        if obj is None:
            return self.register
        self._objects[obj.__name__] = obj
        return obj

    def get(self, name: str):
        if name not in self._objects:
            raise KeyError(f"No object named '{name}' found in '{self._name}' registry!")
        return self._objects[name]

    def __contains__(self, name: str) -> bool:
        return name in self._objects

    def __iter__(self):
        return iter(self._objects.items())
