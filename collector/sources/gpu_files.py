"""GPUs as the kernel's own files list them: /proc/driver/nvidia for NVIDIA, /sys/class/drm for AMD."""

from __future__ import annotations

import re

from collector.context import Context
from collector.sources import gputil
from collector.sources.devices import Device, Inventory

AMD = "0x1002"  # the PCI vendor; a card of another vendor may only drive the display


def nvidia(context: Context) -> Inventory | None:
    """Return the NVIDIA GPUs that the kernel module lists, or None where there is no such list.

    It is there also when the library can't be used: in a container without it, or after an upgrade
    that awaits a reboot. It holds no memory sizes; GPUtil's names and sizes are taken where GPUtil
    sees the same number of GPUs. Source: the README of the NVIDIA Linux driver, on /proc.
    """
    count = len(context.glob("/proc/driver/nvidia/gpus/*"))
    if not count:
        return None
    details = context.shared(gputil.inventory)
    devices = details.devices if details else None
    return Inventory(
        devices=devices if devices and len(devices) == count else (Device(),) * count,
        driver=nvidia_driver(context) or (details.driver if details else None),
    )


def nvidia_driver(context: Context) -> str | None:
    """Return the version of the loaded NVIDIA kernel module ("550.54.15"), or None.

    The open module words the line differently: "Open Kernel Module for x86_64  565.57.01". What follows
    the version can name the account and the machine that built the module.
    """
    text = context.read("/proc/driver/nvidia/version") or ""
    found = re.search(r"Kernel Module(?: for \S+)?\s+(\d+(?:\.\d+){1,3})\s", text)
    return found[1] if found else None


def amd(context: Context) -> Inventory | None:
    """Return the AMD GPUs of /sys/class/drm with their memory in bytes, or None where there is none.

    Only the amdgpu module built outside the kernel tree has a version. No names: the kernel knows
    a few cards' names only. Source: the kernel's "Misc AMDGPU driver information", mem_info_vram_total.
    """
    cards = [path.name for path in context.glob("/sys/class/drm/card*")]
    folders = [f"/sys/class/drm/{name}/device" for name in cards if re.fullmatch(r"card\d+", name)]
    devices = tuple(
        Device(memory=_bytes(context, f"{folder}/mem_info_vram_total"))
        for folder in folders
        if context.read(f"{folder}/vendor") == AMD
    )
    driver = context.read("/sys/module/amdgpu/version") or None
    return Inventory(devices=devices, driver=driver) if devices else None


def _bytes(context: Context, name: str) -> int | None:
    text = context.read(name) or ""
    return int(text) or None if text.isdecimal() else None
