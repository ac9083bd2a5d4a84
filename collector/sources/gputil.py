"""What GPUtil reads from nvidia-smi: names, memory and driver, where NVML could not be used."""

from __future__ import annotations

import contextlib
import json
import math
import re
import shutil

from collector.context import Context
from collector.sources.devices import Device, Inventory
from collector.sources.processes import python_output

SECONDS = 2.0
# GPUtil has no deadline of its own and asks nvidia-smi for serial numbers and UUIDs too: they stay in
# the child, which prints these three only.
CODE = """
import json
from GPUtil import getGPUs
print(json.dumps([[gpu.name, gpu.memoryTotal, gpu.driver] for gpu in getGPUs()]))
"""


def inventory(context: Context) -> Inventory | None:
    """Return what GPUtil says, or None: no nvidia-smi on PATH, no GPUtil, no GPU, or two seconds gone.

    GPUtil 1.4 imports distutils, which Python 3.12 dropped. Its getGPUs() returns an empty list also
    when nvidia-smi can't be started, so an empty list says nothing. Open it with `context.shared`.
    """
    # With None in place of "" shutil.which would look at this process's own PATH.
    if shutil.which("nvidia-smi", path=context.env.get("PATH", "")) is None:
        return None
    output = python_output(context, CODE, SECONDS)
    # Not JSON, or not the rows that CODE prints where nvidia-smi is healthy.
    with contextlib.suppress(ArithmeticError, AttributeError, TypeError, ValueError):
        rows = json.loads(output or "[]")
        drivers = [driver for _, _, driver in rows if re.fullmatch(r"\d+(\.\d+){1,3}", driver)]
        devices = tuple(_device(name, memory) for name, memory, _ in rows)
        return Inventory(devices=devices, driver=drivers[0] if drivers else None) if devices else None
    return None


def _device(name: str, memory: float) -> Device:
    # nvidia-smi writes "[N/A]" or "[Unknown Error]" for what it can't read, which GPUtil makes a NaN.
    known = math.isfinite(memory) and memory > 0
    return Device(
        name=None if name.startswith("[") else name.strip() or None,
        memory=round(memory * 2**20) if known else None,
    )
