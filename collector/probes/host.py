"""What only the host knows: the probe of every field whose value the host states itself."""

from __future__ import annotations

from typing import Any

from collector.context import Context


def fact(context: Context) -> Any:
    """Return what the host says of the field that is asked for, or None where it says nothing.

    The value is as the host gave it: plain, of any type; transforms and schema decide what may be sent.
    """
    return context.snapshot.facts.get(context.field)
