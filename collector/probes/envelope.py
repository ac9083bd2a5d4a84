"""Probes for the envelope of a payload: when it was collected, and for which tier."""

from __future__ import annotations

from datetime import timezone

from collector.context import Context


def timestamp(context: Context) -> str:
    """Return the moment of collection, in UTC and whole seconds: "2025-03-01T12:34:56Z" (RFC 3339)."""
    return context.now.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def tier(context: Context) -> str:
    """Return the name of the tier that the payload is collected for."""
    return context.tier
