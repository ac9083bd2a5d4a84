"""The Python environment that the host runs in, as the tool that made it has marked it."""

from __future__ import annotations

import contextlib

from collector.context import Context


def pyvenv_keys(context: Context) -> set[str] | None:
    """Return the keys of the environment's pyvenv.cfg (PEP 405), in lower case; None where it has none.

    Split at the first "=" as site.py does; the values are paths and stay unread. uv and virtualenv add a
    key with their own name.
    """
    prefix = context.snapshot.prefix
    text = context.read(f"{prefix}/pyvenv.cfg") if prefix else None
    if text is None:
        return None
    lines = (line.partition("=") for line in text.splitlines())
    return {key.strip().lower() for key, equals, _ in lines if equals}


def is_there(context: Context) -> bool:
    """Tell whether the environment can be looked at: `uv run --with` removes its own when the host ends."""
    return _is_folder(context, "")


def is_conda(context: Context) -> bool:
    """Tell whether conda, or a tool that works as conda does, made the environment: by `conda-meta`."""
    return _is_folder(context, "conda-meta")


def _is_folder(context: Context, name: str) -> bool:
    prefix = context.snapshot.prefix
    with contextlib.suppress(OSError):  # a folder above it that may not be entered
        return bool(prefix) and context.path(f"{prefix}/{name}").is_dir()
    return False
