"""The version of cuDNN that the host has installed or loaded; it is never loaded to find out."""

from __future__ import annotations

import contextlib
import re

from collector.context import Context

DISTRIBUTIONS = ("nvidia-cudnn-cu13", "nvidia-cudnn-cu12", "nvidia-cudnn-cu11")
PARTS = ("MAJOR", "MINOR", "PATCHLEVEL")


def version(context: Context) -> str | None:
    """Return cuDNN's version as three numbers ("9.27.0"), or None where none was found.

    In order: NVIDIA's wheels, what PyTorch has read, the library that the host has mapped, the header.
    Source: cudnn_version.h, which defines CUDNN_MAJOR, CUDNN_MINOR, CUDNN_PATCHLEVEL and CUDNN_VERSION.
    """
    return _installed(context) or _told(context) or _mapped(context) or _header(context)


def _installed(context: Context) -> str | None:
    for name in DISTRIBUTIONS:
        with contextlib.suppress(Exception):  # broken metadata raises whatever its parser does
            distribution = context.distribution(name)
            found = re.match(r"\d+\.\d+\.\d+(?!\d)", distribution.version) if distribution else None
            if found:
                return found[0]
    return None


def _told(context: Context) -> str | None:
    number = context.snapshot.cudnn or 0
    if number < 1000:
        return None
    # CUDNN_VERSION has had two digits more for the major number since cuDNN 9: 90100, but 8907.
    thousands = 10000 if number >= 90000 else 1000
    return f"{number // thousands}.{number % thousands // 100}.{number % 100}"


def _mapped(context: Context) -> str | None:
    # The wheels' library is called libcudnn.so.9; the version is in the name where a system package is used.
    maps = context.read(f"/proc/{context.snapshot.pid}/maps") or ""
    found = re.search(r"/libcudnn\.so\.(\d+\.\d+\.\d+)\s", maps)
    return found[1] if found else None


def _header(context: Context) -> str | None:
    for folder in ("/usr/include", "/usr/local/cuda/include", f"/usr/include/{context.machine}-linux-gnu"):
        text = context.read(f"{folder}/cudnn_version.h") or ""
        values = dict(re.findall(r"^#define CUDNN_(MAJOR|MINOR|PATCHLEVEL)\s+(\d+)", text, re.MULTILINE))
        if len(values) == len(PARTS):
            return ".".join(values[part] for part in PARTS)
    return None
