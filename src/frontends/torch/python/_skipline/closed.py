"""What user code does not get while it is traced: the network, other programs, the objects behind Python.

The process around Python refuses these by itself; here they fail as Python code expects, with a sentence.
"""

import gc
import os
import socket
import sys
import time

_NETWORK = "the network cannot be reached while a model is traced"
_PROGRAM = "no program can be started while a model is traced"


def _refusal(sentence: str):
    def refuse(*args, **kwargs):
        raise PermissionError(sentence)

    return refuse


def _end(status: object = None):
    raise SystemExit(status)


def _nothing(*args, **kwargs) -> None:
    return None


def _no_objects(*args, **kwargs) -> list:
    return []


def _installer(refuse):
    """`pip install …` answers as where there is no pip: what follows it goes on without the package."""

    def system(command):
        return 1 if str(command).lstrip().startswith(("pip ", "pip3 ")) else refuse()

    return system


def install() -> None:
    """Once, before any user code."""
    network, program = _refusal(_NETWORK), _refusal(_PROGRAM)
    for name in ("connect", "connect_ex", "bind", "listen", "sendto", "send", "sendall"):
        setattr(socket.socket, name, network)
    for name in ("getaddrinfo", "gethostbyname", "gethostbyaddr", "create_connection", "create_server"):
        setattr(socket, name, network)
    for name in (
        "system",
        "popen",
        "fork",
        "forkpty",
        "execv",
        "execve",
        "posix_spawn",
        "posix_spawnp",
        "kill",
    ):
        if hasattr(os, name):
            setattr(os, name, program)
    os.system = _installer(program)
    os._exit = _end
    os.abort = lambda: _end("abort")
    # A pause of the user's changes nothing about the graph.
    time.sleep = _nothing
    sys.breakpointhook = _nothing
    for name in ("get_objects", "get_referrers", "get_referents"):
        setattr(gc, name, _no_objects)


def close_bridges() -> None:
    """Forgets the modules that lead from Python into its process, as soon as they have done their work."""
    for name in list(sys.modules):
        if name.partition(".")[0] in ("js", "pyodide", "pyodide_js", "_pyodide", "_pyodide_core"):
            del sys.modules[name]
    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "JsFinder"]
