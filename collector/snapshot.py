"""What only the live host process knows, as small JSON (standard library only)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any, NamedTuple

MODULES = (
    *("torch", "tensorflow", "jax", "keras", "sklearn", "transformers", "diffusers"),
    *("pytorch_lightning", "lightning", "fastai", "ipykernel", "spyder_kernels"),
)
INTERPRETERS = ("python", "pypy", "graalpy")
MAX_PATH_CHARACTERS = 24 * 1024
MAX_FACT_CHARACTERS = 512
MAX_FACT_ITEMS = 64
MAX_FACT_BITS = 64  # far more digits, and Python refuses to write them as text


class Snapshot(NamedTuple):
    """Facts about the host process, taken in it and read by the probes elsewhere.

    facts: what the host says of fields, by field name; raw, so each still passes the transforms.
    executable: `sys.executable`; None where Python does not know it, and in an application that is frozen
    or embeds Python: there it is the application itself, which must not be started again.
    prefix: `sys.prefix`.
    version: major, minor, micro.  implementation: `sys.implementation.name`.
    path: `sys.path`, absolute; where the host's distributions are looked up.
    pid: of the host, for /proc/<pid>/maps.
    cudnn: cuDNN's version number as PyTorch has already read it (90100), else None.
    modules: which of MODULES the host has loaded, each with its `__version__` ("" where it has none).
    is_notebook: whether IPython's shell is one that talks to a notebook.
    """

    facts: Mapping[str, Any] = MappingProxyType({})
    executable: str | None = None
    prefix: str = ""
    implementation: str = ""
    version: Sequence[int] = (0, 0, 0)
    path: Sequence[str] = ()
    pid: int = 0
    cudnn: int | None = None
    modules: Mapping[str, str] = MappingProxyType({})
    is_notebook: bool = False


def take(fields: Iterable[str], facts: Mapping[str, Any]) -> Snapshot:
    """Describe this process. Of `facts` only the named fields with plain values are kept."""
    return Snapshot(
        facts={name: facts[name] for name in fields if name in facts and _is_plain(facts[name])},
        executable=_executable(),
        prefix=sys.prefix,
        implementation=sys.implementation.name,
        version=sys.version_info[:3],
        path=tuple(_path()),
        pid=os.getpid(),
        cudnn=_cudnn(),
        modules={name: _version(name) for name in MODULES if sys.modules.get(name) is not None},
        is_notebook=_is_notebook(),
    )


def _executable() -> str | None:
    name = os.path.basename(sys.executable or "").lower()
    is_python = name.startswith(INTERPRETERS) and not getattr(sys, "frozen", False)
    return sys.executable if is_python else None


def _path() -> Iterator[str]:
    """Yield the entries of `sys.path` that import something, absolute, as far as there is room."""
    room = MAX_PATH_CHARACTERS
    for entry in sys.path:
        if isinstance(entry, str):
            with suppress(OSError):  # relative to a working folder that is gone
                path = os.path.abspath(entry)
                room -= len(path)
                if room > 0:
                    yield path


def _is_plain(value: Any) -> bool:
    """Judge by the real type: `isinstance` believes an object that poses as another (a proxy, a mock)."""
    if type(value) is list:
        return len(value) <= MAX_FACT_ITEMS and all(map(_is_scalar, value))
    return _is_scalar(value)


def _is_scalar(value: Any) -> bool:
    kind = type(value)
    if issubclass(kind, str):
        return str.__len__(value) <= MAX_FACT_CHARACTERS
    if issubclass(kind, int):
        return int.bit_length(value) <= MAX_FACT_BITS
    return issubclass(kind, float)


def _version(module: str) -> str:
    """Return a plain string: PyTorch states its version as one of a class of its own (TorchVersion)."""
    version = _global(module, "__version__")
    is_text = issubclass(type(version), str) and str.__len__(version) <= MAX_FACT_CHARACTERS
    return str.__str__(version) if is_text else ""


def _is_notebook() -> bool:
    """Look at the class of IPython's one shell, where there is one; importing IPython would cost seconds.

    traitlets' SingletonConfigurable, from which the shell is made, keeps the instance in `_instance`.
    """
    with suppress(Exception):
        shell = type(_global("IPython.core.interactiveshell", "InteractiveShell").__dict__["_instance"])
        return "ZMQInteractiveShell" in [cls.__name__ for cls in shell.__mro__]
    return False


def _cudnn() -> int | None:
    """Read the number that torch.backends.cudnn keeps once asked; asking it here would load cuDNN."""
    version = _global("torch.backends.cudnn", "__cudnn_version")
    return version if type(version) is int else None


def _global(module: str, name: str) -> Any:
    """Return a global of a loaded module as it stands, without asking the module: it may load more then."""
    with suppress(AttributeError):  # not loaded, or something else in a module's place
        return object.__getattribute__(sys.modules.get(module), "__dict__").get(name)
    return None
