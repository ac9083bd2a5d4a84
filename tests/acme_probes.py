"""Probes of the product that the specs in `tests/specs` describe."""

from __future__ import annotations

from collector.context import Context


def orders(context: Context) -> int | float | None:
    """Return the number of orders that the host has counted."""
    value = context.snapshot.facts.get("orders")
    return value if isinstance(value, (int, float)) else None


def plan(context: Context) -> str | None:
    """Return the customer's plan."""
    return context.env.get("ACME_PLAN")


def _secret(context: Context) -> str:
    return "never a probe"


settings: dict[str, str] = {}  # no probe: not a function
