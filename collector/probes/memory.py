"""Probes for the machine's main memory."""

from __future__ import annotations

import contextlib
import os
import sys

from collector.context import Context

GIB = 2**30


def total(context: Context) -> float | None:
    """Return the installed memory in GiB, unrounded; None where nothing tells it.

    The host's figure goes first, then `psutil.virtual_memory()`, then the physical pages of sysconf(3).
    In a container it is the machine's memory, not the container's limit.
    """
    return _fact(context) or _from_psutil() or _from_sysconf()


def _fact(context: Context) -> float | None:
    value = context.fact("ram_total_size_gb", (int, float))
    if value is None or isinstance(value, bool) or not 0 < value <= sys.float_info.max:
        return None
    return float(value)


def _from_psutil() -> float | None:
    # Missing, unsupported on this system or refused /proc: whichever it is, sysconf may still know.
    with contextlib.suppress(Exception):
        import psutil

        return float(psutil.virtual_memory().total) / GIB
    return None


def _from_sysconf() -> float | None:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):  # AttributeError: Windows has no sysconf
        return None
    return size / GIB if size > 0 else None
