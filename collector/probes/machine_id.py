"""Probe for the machine's own identifier. It is raw, for hashing only, and never sent."""

from __future__ import annotations

import importlib
import re

from collector.context import Context
from collector.probes import ci, container, notebook

FILES = ("/etc/machine-id", "/var/lib/dbus/machine-id")
OWN_NOTEBOOKS = ("none", "jupyter")
GETHOSTUUID_SECONDS = 1


def machine_id(context: Context) -> str | None:
    """Return the identifier as 32 lower-case hexadecimal digits; None where none tells machines apart.

    It is raw: a keyed hash has to follow (machine-id(5) asks for one, and says how). None in containers, on
    CI and in hosted notebooks: there it belongs to an image that thousands share.
    """
    if not _is_one_machine(context):
        return None
    sources = {"Linux": _from_files, "Darwin": _from_gethostuuid, "Windows": _from_registry}
    source = sources.get(context.system)
    return source(context) if source else None


def _is_one_machine(context: Context) -> bool:
    """On Linux not knowing of a container is not enough; elsewhere there is nothing to know."""
    outside = container.runtime(context) == "none" or context.system != "Linux"
    own = notebook.environment(context) in OWN_NOTEBOOKS
    return outside and own and ci.environment(context) == "none"


def _identifier(text: str | None) -> str | None:
    """Refuse "", "uninitialized" (machine-id(5)), and what repeats one digit: a firmware without a number."""
    digits = (text or "").strip().lower().replace("-", "")
    return digits if re.fullmatch(r"[0-9a-f]{32}", digits) and len(set(digits)) > 1 else None


def _from_files(context: Context) -> str | None:
    """machine-id(5), then where D-Bus keeps it (dbus-uuidgen(1))."""
    return next(filter(None, (_identifier(context.read(name)) for name in FILES)), None)


def _from_gethostuuid(_context: Context) -> str | None:
    """Ask gethostuuid(2) of macOS for the hardware's UUID."""
    try:
        import ctypes

        class Timespec(ctypes.Structure):
            _fields_ = (("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long))

        uuid, wait = (ctypes.c_ubyte * 16)(), Timespec(GETHOSTUUID_SECONDS, 0)
        failed = ctypes.CDLL(None).gethostuuid(uuid, ctypes.byref(wait))
    except (AttributeError, ImportError, OSError, TypeError):  # TypeError: Windows has no CDLL(None)
        return None
    return None if failed else _identifier(bytes(uuid).hex())


def _from_registry(_context: Context) -> str | None:
    """Read MachineGuid, which Windows makes when it is installed; a 32-bit Python has to ask for it so."""
    try:
        winreg = importlib.import_module("winreg")
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography", 0, access) as key:
            value = winreg.QueryValueEx(key, "MachineGuid")[0]
    except (ImportError, OSError):
        return None
    return _identifier(value) if isinstance(value, str) else None
