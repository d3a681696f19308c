"""yacs.config: `CfgNode`, a dictionary whose keys are attributes and that can be frozen."""

import ast
import copy


class CfgNode(dict):
    def __init__(self, init_dict=None, key_list=None, new_allowed=False):
        super().__init__()
        self.__dict__["_is_frozen"] = False
        self.__dict__["_is_new_allowed"] = new_allowed
        for key, value in (init_dict or {}).items():
            self[key] = CfgNode(value) if type(value) is dict else value

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name, value):
        if self.__dict__.get("_is_frozen"):
            raise AttributeError(f"Attempted to set {name} to {value}, but CfgNode is immutable")
        self[name] = value

    def _each(self, frozen: bool) -> None:
        self.__dict__["_is_frozen"] = frozen
        for value in self.values():
            if isinstance(value, CfgNode):
                value._each(frozen)

    def freeze(self) -> None:
        self._each(True)

    def defrost(self) -> None:
        self._each(False)

    def is_frozen(self) -> bool:
        return self.__dict__["_is_frozen"]

    def clone(self):
        return copy.deepcopy(self)

    def __deepcopy__(self, memo):
        made = CfgNode({key: copy.deepcopy(value, memo) for key, value in self.items()})
        made.__dict__.update(self.__dict__)
        return made

    def set_new_allowed(self, is_new_allowed: bool) -> None:
        self.__dict__["_is_new_allowed"] = is_new_allowed
        for value in self.values():
            if isinstance(value, CfgNode):
                value.set_new_allowed(is_new_allowed)

    def is_new_allowed(self) -> bool:
        return self.__dict__["_is_new_allowed"]

    def merge_from_other_cfg(self, other) -> None:
        for key, value in other.items():
            if key not in self and not self.is_new_allowed():
                raise KeyError(f"Non-existent config key: {key}")
            if isinstance(value, dict) and isinstance(self.get(key), CfgNode):
                self[key].merge_from_other_cfg(value)
            else:
                self[key] = CfgNode(value) if type(value) is dict else value

    def merge_from_file(self, cfg_filename: str) -> None:
        import yaml

        with open(cfg_filename) as text:
            self.merge_from_other_cfg(yaml.safe_load(text) or {})

    def merge_from_list(self, cfg_list) -> None:
        for full_key, value in zip(cfg_list[::2], cfg_list[1::2]):
            *parents, last = full_key.split(".")
            node = self
            for parent in parents:
                assert parent in node, f"Non-existent key: {full_key}"
                node = node[parent]
            assert last in node, f"Non-existent key: {full_key}"
            node[last] = _decoded(value)


def _decoded(value):
    """A literal that a command line gives as a text; a text that is none stays as it is."""
    if not isinstance(value, str):
        return value
    try:
        return ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return value
