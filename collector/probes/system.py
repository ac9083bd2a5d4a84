"""Probes for the operating system."""

from __future__ import annotations

import platform
import sys

from collector.context import Context


def platform_name(context: Context) -> str | None:
    """Return system, release and machine: "Linux-6.8.0-45-generic-x86_64", "macOS-14.5-arm64".

    The host's `platform.platform()` goes first. None where not even the system's name is known. On macOS
    and Windows the kernel's release says little, so the product's version takes its place.
    """
    return context.fact("os", str) or _joined(context)


def _joined(context: Context) -> str | None:
    if not context.system:
        return None
    parts = (*(_product(context) or (context.system, context.release)), context.machine)
    return "-".join(part for part in parts if part)


def _product(context: Context) -> tuple[str, str] | None:
    if context.system == "Darwin":
        version = platform.mac_ver()[0]
        return ("macOS", version) if version else None
    if context.system == "Windows":
        return _windows()
    return None


def _windows() -> tuple[str, str] | None:
    """Windows 10 and 11 share major and minor: only the build tells them apart."""
    getwindowsversion = getattr(sys, "getwindowsversion", None)
    if getwindowsversion is None:
        return None
    version = getwindowsversion()
    return "Windows", f"{version.major}.{version.minor}.{version.build}"
