"""GPUs: how many, which, with how much memory, and the versions of their driver and CUDA.

The first source that sees a GPU speaks for all fields, so that they describe the same devices: NVML, the
files of NVIDIA's kernel module, those of AMD's, GPUtil. Files come before GPUtil, which starts processes.
"""

from __future__ import annotations

import re
from collections import Counter

from collector.context import Context
from collector.sources import gpu_files, gputil, nvml
from collector.sources.devices import Device, Inventory

SOURCES = (nvml.inventory, gpu_files.nvidia, gpu_files.amd, gputil.inventory)


def count(context: Context) -> int | None:
    """Return the number of GPUs that NVIDIA's or else AMD's driver serves; 0 where there is none.

    It is the machine's number, whatever CUDA_VISIBLE_DEVICES says. A host that counted some is believed.
    A host's 0 may only mean that it can't measure any, so it is the answer where nothing else is known:
    outside Linux, where AMD's GPUs are not looked for, and where NVML failed.
    """
    told = context.fact("gpu_count", int)
    if told is not None and told > 0:
        return told
    found = _inventory(context)
    devices = found.devices if found else None
    looked = context.system == "Linux" and context.path("/sys/class").is_dir()
    if devices or (devices is not None and looked):
        return len(devices)
    return 0 if told == 0 else None


def model(context: Context) -> str | None:
    """Return "2 x NVIDIA H100 80GB HBM3; 1 x NVIDIA L4", or None unless every GPU's name is known.

    The order is that of first appearance. What a host says is kept unless a part of it holds two counts:
    CodeCarbon joins different models with nothing in between ("1 x NVIDIA L41 x NVIDIA T4").
    """
    told = context.fact("gpu_model", str)
    if told and all(len(re.findall(r"\d+ x ", part)) < 2 for part in told.split("; ")):
        return told
    names = [device.name for device in _devices(context)]
    if not names or None in names:
        return None
    return "; ".join(f"{number} x {name}" for name, number in Counter(names).items())


def driver_version(context: Context) -> str | None:
    """Return the version of the GPUs' kernel driver ("550.54.15"), or None where unknown.

    From nvmlSystemGetDriverVersion, /proc/driver/nvidia/version, /sys/module/amdgpu/version or GPUtil.
    """
    found = _inventory(context)
    return found.driver if found else None


def memory_total(context: Context) -> float | None:
    """Return the memory of all GPUs together in GiB (2**30 bytes), or None unless each one's is known.

    None also on GPUs that share the machine's memory (NVIDIA GB10, Apple silicon): they have none of
    their own. From nvmlDeviceGetMemoryInfo, AMD's mem_info_vram_total or GPUtil.
    """
    sizes = [device.memory for device in _devices(context)]
    known = [size for size in sizes if size is not None]
    return sum(known) / 2**30 if known and len(known) == len(sizes) else None


def cuda_version(context: Context) -> str | None:
    """Return the highest CUDA version that the installed NVIDIA driver supports ("12.4"), or None.

    One meaning only: not the toolkit's version, nor the one that PyTorch was built with, which can both
    be lower. From nvmlSystemGetCudaDriverVersion_v2 (NVML API Reference Guide).
    """
    found = context.shared(nvml.inventory)
    return found.cuda if found else None


def _inventory(context: Context) -> Inventory | None:
    for source in SOURCES:
        found = context.shared(source)
        if found and found.devices:
            return found
    return context.shared(nvml.inventory)  # a driver without a GPU; or None: it could not tell


def _devices(context: Context) -> tuple[Device, ...]:
    """Return the devices that `count` counts; none where a host counted another number of them."""
    found = _inventory(context)
    devices = (found.devices if found else None) or ()
    return devices if len(devices) == count(context) else ()
