"""Probes for the processor: how many, which model, which architecture."""

from __future__ import annotations

import contextlib
import importlib
import os
import re

from collector.context import Context
from collector.sources.processes import python_output

ARCHITECTURES = {
    "amd64": "x86_64",
    "x64": "x86_64",
    "aarch64": "arm64",
    "i386": "x86",
    "i486": "x86",
    "i586": "x86",
    "i686": "x86",
    "armv7l": "armv7",
    "armv8l": "armv7",  # 32-bit programs on a 64-bit kernel
}
# 64-bit ARM names no model, only implementer and part (util-linux, sys-utils/lscpu-arm.c).
ARM_CORES = {
    ("0x41", "0xd03"): "Cortex-A53",
    ("0x41", "0xd07"): "Cortex-A57",
    ("0x41", "0xd08"): "Cortex-A72",
    ("0x41", "0xd0b"): "Cortex-A76",
    ("0x41", "0xd0c"): "Neoverse-N1",
    ("0x41", "0xd40"): "Neoverse-V1",
    ("0x41", "0xd42"): "Cortex-A78AE",
    ("0x41", "0xd49"): "Neoverse-N2",
    ("0x41", "0xd4f"): "Neoverse-V2",
    ("0x41", "0xd84"): "Neoverse-V3",
    ("0x41", "0xd8e"): "Neoverse-N3",
    ("0xc0", "0xac3"): "Ampere-1",
    ("0xc0", "0xac4"): "Ampere-1a",
}
# x86 and 32-bit ARM; ARM boards; MIPS; POWER.
CPUINFO_KEYS = ("model name", "Hardware", "cpu model", "cpu")
CPUINFO_PACKAGE = "import cpuinfo; print(cpuinfo.get_cpu_info().get('brand_raw') or '')"
CPUINFO_PACKAGE_SECONDS = 8.0


def count(context: Context) -> int | None:
    """Return the machine's logical CPUs; None where nothing tells them.

    The host's figure goes first (under Slurm, CodeCarbon's is that of the job), then `psutil.cpu_count()`,
    then `os.cpu_count()`. None of these is reduced by affinity or by a cgroup's limit.
    """
    fact = context.fact("cpu_count", int)
    return _positive(fact) or _psutil_count(logical=True) or _positive(os.cpu_count())


def physical_count(context: Context) -> int | None:
    """Return the machine's cores; None where nothing tells them, or where they outnumber `count`.

    psutil goes first, then the kernel's sets of sibling CPUs (Documentation/admin-guide/cputopology.rst).
    A virtual machine shows its virtual CPUs as cores.
    """
    cores, logical = _psutil_count(logical=False) or _sibling_sets(context), count(context)
    return None if cores is None or (logical is not None and cores > logical) else cores


def model(context: Context) -> str | None:
    """Return the processor's name as the system knows it; None where nothing tells it.

    The host's word goes first, then the system's own source, then (only with COLLECTOR_SLOW_PROBES=1 in
    the environment) py-cpuinfo in a child process. A hypervisor may mask it: "Intel(R) Xeon(R) Processor".
    """
    sources = {"Darwin": _from_sysctl, "Windows": _from_registry}
    native = sources.get(context.system, _from_proc)
    return _name(context.fact("cpu_model", str)) or native(context) or _from_cpuinfo_package(context)


def architecture(context: Context) -> str | None:
    """Return one spelling for each architecture: "x86_64", "arm64", "x86", "armv7"; others as they are.

    It is the one that Python runs on: under Rosetta, x86_64. None where the system does not say.
    """
    machine = context.machine.strip().lower()
    return ARCHITECTURES.get(machine, machine) or None


def _positive(value: int | None) -> int | None:
    return value if value is not None and not isinstance(value, bool) and value > 0 else None


def _psutil_count(*, logical: bool) -> int | None:
    # Missing, unsupported on this system or refused /proc: whichever it is, the next source may know.
    with contextlib.suppress(Exception):
        import psutil

        return _positive(psutil.cpu_count(logical=logical))
    return None


def _sibling_sets(context: Context) -> int | None:
    """Count the cores as the distinct sets of CPUs that share one."""
    paths = context.glob("/sys/devices/system/cpu/cpu[0-9]*/topology/core_cpus_list")
    texts = (context.read(path.relative_to(context.root).as_posix()) for path in paths)
    return len({text for text in texts if text}) or None


def _name(text: str | None) -> str | None:
    """Drop the stand-ins for a name: "unknown" (Linux), "Unknown" (CodeCarbon), bare numbers."""
    name = (text or "").strip()
    return name if name.lower() != "unknown" and any(map(str.isalpha, name)) else None


def _from_proc(context: Context) -> str | None:
    """Read the first processor of /proc/cpuinfo (proc(5)); its keys depend on the architecture."""
    text = context.read("/proc/cpuinfo") or ""
    names = (_name(_value(text, key)) for key in CPUINFO_KEYS)
    core = (_value(text, "CPU implementer"), _value(text, "CPU part"))
    return next(filter(None, names), None) or ARM_CORES.get(core)


def _value(text: str, key: str) -> str:
    match = re.search(rf"^{key}[ \t]*:[ \t]*(.*)$", text, re.MULTILINE)
    return match[1] if match else ""


def _from_sysctl(_context: Context) -> str | None:
    """Ask sysctlbyname(3) of macOS, as `sysctl -n machdep.cpu.brand_string` does."""
    try:
        import ctypes

        buffer = ctypes.create_string_buffer(256)
        room, none = ctypes.c_size_t(len(buffer)), ctypes.c_size_t(0)
        sysctlbyname = ctypes.CDLL(None).sysctlbyname
        failed = sysctlbyname(b"machdep.cpu.brand_string", buffer, ctypes.byref(room), None, none)
    except (AttributeError, ImportError, OSError):
        return None
    return None if failed else _name(buffer.value.decode("utf-8", "replace"))


def _from_registry(_context: Context) -> str | None:
    """Read what Windows shows as the processor in its system settings."""
    path = r"HARDWARE\DESCRIPTION\System\CentralProcessor\0"
    try:
        winreg = importlib.import_module("winreg")
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path) as key:
            value = winreg.QueryValueEx(key, "ProcessorNameString")[0]
    except (ImportError, OSError):
        return None
    return _name(value) if isinstance(value, str) else None


def _from_cpuinfo_package(context: Context) -> str | None:
    """Py-cpuinfo starts processes and runs machine code: last, when asked for, and never in this process."""
    if context.env.get("COLLECTOR_SLOW_PROBES") != "1":
        return None
    return _name(python_output(context, CPUINFO_PACKAGE, CPUINFO_PACKAGE_SECONDS))
