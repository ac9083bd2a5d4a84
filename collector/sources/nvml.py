"""One session with NVML, the NVIDIA driver's own library: driver, CUDA version, names, memory.

It asks for nothing else: never a UUID, a serial number, a PCI address or the processes on a GPU.
"""

from __future__ import annotations

import contextlib
from typing import Any

from collector.context import Context
from collector.deadline import within
from collector.sources.devices import Device, Inventory

LIBRARY = "libnvidia-ml.so.1"
SECONDS = 2.0
SHUTDOWN_SECONDS = 1.0


def inventory(context: Context) -> Inventory | None:
    """Return what NVML says, or None where it could not tell (it failed, or hung for two seconds).

    A machine without the library, or with a driver that is not loaded, has no NVIDIA GPU to use: `()`.
    Open it with `context.shared`. Source: NVML API Reference Guide, and `pynvml` of nvidia-ml-py.
    """
    if not _is_installed(context.system):
        return Inventory(devices=())
    with contextlib.suppress(Exception):  # an old, broken or hung driver must not cost the other sources
        found = within(SECONDS, _session)
        with contextlib.suppress(Exception):  # the answers are there, whatever becomes of this call
            within(SHUTDOWN_SECONDS, lambda: _ask("nvmlShutdown"))
        return found
    return None


def _is_installed(system: str) -> bool:
    # Takes 0.1 ms where there is none; importing pynvml to learn the same takes 20 ms.
    if system != "Linux":
        return system == "Windows"  # there pynvml knows the two places to look; NVIDIA left macOS
    import ctypes

    try:
        ctypes.CDLL(LIBRARY)
    except OSError:
        return False
    return True


def _session() -> Inventory:
    import pynvml

    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError as error:
        if error.value in (pynvml.NVML_ERROR_DRIVER_NOT_LOADED, pynvml.NVML_ERROR_LIBRARY_NOT_FOUND):
            return Inventory(devices=())
        raise
    count = _ask("nvmlDeviceGetCount")
    return Inventory(
        devices=None if count is None else tuple(map(_device, range(count))),
        driver=_text(_ask("nvmlSystemGetDriverVersion")),
        cuda=_cuda(_ask("nvmlSystemGetCudaDriverVersion_v2")),
    )


def _device(index: int) -> Device:
    handle = _ask("nvmlDeviceGetHandleByIndex", index)
    if handle is None:  # it fell off the bus: it still counts, and nothing is known of it
        return Device()
    memory = getattr(_ask("nvmlDeviceGetMemoryInfo", handle), "total", None)
    return Device(name=_text(_ask("nvmlDeviceGetName", handle)), memory=memory or None)


def _ask(function: str, *arguments: object) -> Any:
    """Return the answer to one call, or None: each fails alone, be it missing in the library or in pynvml."""
    import pynvml

    with contextlib.suppress(Exception):
        return getattr(pynvml, function)(*arguments)
    return None


def _text(value: str | bytes | None) -> str | None:
    if isinstance(value, bytes):  # as older releases of pynvml return it
        value = value.decode("utf-8", "replace")
    return value.strip() or None if value else None


def _cuda(number: int | None) -> str | None:
    return f"{number // 1000}.{number % 1000 // 10}" if number else None  # NVML_CUDA_DRIVER_VERSION_MAJOR
