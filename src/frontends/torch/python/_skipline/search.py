"""Where modules of user code lie: the folders that are searched, and how a name becomes a specification."""

import os
import sys
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec

from . import bridge

#: Python around native code that cannot run here. Importing it would only fail later and deeper.
NATIVE_PACKAGES = frozenset(
    "scipy pandas PIL cv2 matplotlib sklearn skimage h5py numba triton cupy jax jaxlib tensorflow onnx "
    "onnxruntime torchaudio torchtext sentencepiece tokenizers safetensors pyarrow lxml av accimage wandb tensorboard "
    "tensorboardX flash_attn apex bitsandbytes xformers deepspeed".split()
)

#: Packages that the stand-ins provide, with everything below them.
STAND_INS = frozenset({"torch", "numpy"})


@dataclass
class Folders:
    """What is searched, in this order: `own`, the standard library, `workspace`, `site`."""

    #: The folder of the traced file, or the one that holds its package.
    own: list[str] = field(default_factory=list)
    workspace: list[str] = field(default_factory=list)
    #: Site-packages: executed lazily, and forgiven where they fail.
    site: list[str] = field(default_factory=list)
    #: Folder of the traced file itself.
    file: str = ""
    #: Top-level package of the traced file; its `__init__` runs only when something is asked of it.
    package: str = ""


folders = Folders()


def is_site(path: str) -> bool:
    return (
        "/site-packages/" in path
        or "/dist-packages/" in path
        or any(path.startswith(folder + "/") for folder in folders.site)
    )


def find(places, fullname: str, make_loader) -> ModuleSpec | None:
    """The first module, package or namespace package of this name in the folders; None where there is none."""
    name = fullname.rpartition(".")[2]
    for place in places:
        kind, _, path = bridge.locate(place, name).partition("|")
        if kind == "module":
            return ModuleSpec(fullname, make_loader(path), origin=path)
        if kind == "package":
            spec = ModuleSpec(fullname, make_loader(f"{path}/__init__.py"), origin=path, is_package=True)
            spec.submodule_search_locations = [path]
            return spec
        if kind == "namespace":
            spec = ModuleSpec(fullname, None, is_package=True)
            spec.submodule_search_locations = [path]
            return spec
    return None


def origin_of_root(root: str) -> str | None:
    """Where a top-level module of user code would be loaded from now; None where something inert stands for it."""
    if root in NATIVE_PACKAGES:
        return None
    own = find(folders.own, root, lambda path: None)
    if own is not None:
        return origin_of(own)
    if root in sys.stdlib_module_names:
        return None
    spec = find([*folders.workspace, *folders.site], root, lambda path: None)
    return origin_of(spec) if spec is not None else None


def origin_of(spec: ModuleSpec) -> str | None:
    """File or folder of a module; the folder also where it has no `__init__.py`."""
    return spec.origin or next(iter(spec.submodule_search_locations or ()), None)


_path: list[str] = []


def remember_path() -> None:
    """What `sys.path` is before any user code."""
    _path[:] = sys.path


def reset_path() -> None:
    sys.path[:] = _path


def added_to_path() -> list[str]:
    """Folders that user code added to `sys.path`; relative ones as if it ran in the file's folder or its workspace."""
    added = [place for place in map(str, sys.path) if place not in _path]
    bases = [folders.file, *folders.workspace]
    return [os.path.normpath(os.path.join(base, place)) for place in added for base in bases]
