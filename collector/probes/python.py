"""Probes for the Python that runs the host."""

from __future__ import annotations

from collector.context import Context
from collector.sources import environment

IMPLEMENTATIONS = {
    "cpython": "CPython",
    "graalpy": "GraalPy",
    "ironpython": "IronPython",
    "jython": "Jython",
    "pypy": "PyPy",
}


def version(context: Context) -> str | None:
    """Return the host's Python version, "3.12.1"; None where the snapshot holds none."""
    numbers = context.snapshot.version
    return ".".join(map(str, numbers)) if any(numbers) else None


def implementation(context: Context) -> str | None:
    """Return the usual spelling of `sys.implementation.name` (PEP 421), an unknown name as it is."""
    name = context.snapshot.implementation
    return IMPLEMENTATIONS.get(name.lower(), name) or None


def executable(context: Context) -> str | None:
    """Return the path of the host's interpreter, for hashing only: it holds the user's folders."""
    return context.snapshot.executable or None


def env_type(context: Context) -> str | None:
    """Return what made the environment: conda, uv, virtualenv, venv, or system where it is none.

    Told by conda's folder `conda-meta` and by the keys of pyvenv.cfg (PEP 405), to which uv and virtualenv
    add one with their own name. None where there is no such folder, or not any more.
    """
    if not environment.is_there(context):
        return None
    if environment.is_conda(context):
        return "conda"
    keys = environment.pyvenv_keys(context)
    if keys is None:
        return "system"
    return next((tool for tool in ("uv", "virtualenv") if tool in keys), "venv")
