"""What one source knows of a machine's GPUs; probe modules pass it on, no probe returns it."""

from __future__ import annotations

import attrs


@attrs.frozen
class Device:
    """One GPU. name: its product name.  memory: in bytes.  None where that could not be read."""

    name: str | None = None
    memory: int | None = None


@attrs.frozen
class Inventory:
    """What a source says. devices: () where it saw that there is none, None where it could not list them.

    driver: version of the kernel driver ("550.54.15").  cuda: the highest CUDA version that the driver
    supports ("12.4").  None where unknown.
    """

    devices: tuple[Device, ...] | None = None
    driver: str | None = None
    cuda: str | None = None
