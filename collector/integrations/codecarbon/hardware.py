"""The hardware of a run, as CodeCarbon found it: which parts it measures, and by what.

Each function takes a tracker. It reads what the tracker has found already, and asks no device anything.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import Any

RAPL = "/sys/class/powercap/intel-rapl:0/energy_uj"
PARTS = ("cpu", "gpu", "ram")
GPU_METHODS = {"NvidiaGPUDevice": "nvml", "AMDGPUDevice": "amdsmi", "AppleSiliconChip": "powermetrics"}


def tracked(tracker: Any) -> list[str]:
    """Return the parts whose energy is measured or estimated; "gpu" where at least one GPU is."""
    parts = {_part(hardware) for hardware in tracker._hardware}
    return sorted(part for part in parts if part in PARTS and (part != "gpu" or gpus(tracker)))


def gpus(tracker: Any) -> list[Any]:
    """Return the GPUs that are measured: a GPU's entry may hold many, and none if its library failed."""
    return [gpu for entry in _entries(tracker, "gpu") for gpu in _devices(entry)]


def gpu_count(tracker: Any) -> Any:
    """Return the machine's GPUs; where none was found, the number of ids that the user gave is no count."""
    is_counted = bool(gpus(tracker)) or tracker._conf.get("gpu_ids") is None
    return tracker._conf["gpu_count"] if is_counted else None


def gpu_model(tracker: Any) -> Any:
    """Return "2 x NVIDIA L4; 1 x NVIDIA T4"; CodeCarbon's own text has nothing in between."""
    names = [gpu._gpu_name for gpu in gpus(tracker) if hasattr(gpu, "_gpu_name")]
    if names and all(type(name) is str for name in names):
        return "; ".join(f"{number} x {name}" for name, number in Counter(names).items())
    return tracker._conf["gpu_model"]


def gpu_method(tracker: Any) -> str | None:
    """Return the library that measures the GPUs, "none" without a GPU; None where it failed or is unknown."""
    if not _entries(tracker, "gpu"):
        return "none"
    methods = {GPU_METHODS.get(type(gpu).__name__) for gpu in gpus(tracker)}
    return next((method for method in GPU_METHODS.values() if method in methods), None)


def is_detected(tracker: Any) -> bool:
    """Tell whether the CPU's power follows its use, and a GPU, if one was seen or asked for, is measured.

    A CPU without a sensor counts, as long as its load is read; a constant power does not.
    """
    cpus = _entries(tracker, "cpu")
    is_cpu_found = bool(cpus) and all(getattr(cpu, "_mode", "") != "constant" for cpu in cpus)
    is_gpu_seen = bool(_entries(tracker, "gpu") or tracker._conf.get("gpu_count"))
    return is_cpu_found and (not is_gpu_seen or bool(gpus(tracker)))


def has_rapl(tracker: Any) -> bool | None:
    """Tell whether RAPL is used, or its first package's counter could be read; None outside Linux.

    AMD's CPUs are there under the same name (Documentation/power/powercap/powercap.rst). CodeCarbon's
    own function for this is not asked: it logs a warning where the counter exists and is not readable.
    """
    if any(getattr(hardware, "_mode", None) == "intel_rapl" for hardware in tracker._hardware):
        return True
    return os.access(RAPL, os.R_OK) if sys.platform == "linux" else None


def _entries(tracker: Any, part: str) -> list[Any]:
    return [hardware for hardware in tracker._hardware if _part(hardware) == part]


def _part(hardware: object) -> str:
    """Return "ram" for a RAM; an Apple or Raspberry chip says itself which part it is."""
    return str(getattr(hardware, "chip_part", type(hardware).__name__)).lower()


def _devices(entry: Any) -> list[Any]:
    return list(entry.devices.devices) if hasattr(entry, "devices") else [entry]
