"""The host's side: decide, take a snapshot, launch (standard library only)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from collector import consent, snapshot

if TYPE_CHECKING:
    from collector.product import Product


class Client:
    """Reports for one product: the package that codegen wrote for it, such as `codecarbon_telemetry`."""

    def __init__(self, product: Product) -> None:
        self._product = product

    def report(self, facts: Mapping[str, Any] | None = None) -> None:
        """Send a report of the agreed tier from a process of its own; returns at once and never raises.

        `facts` are raw values, by field name, that only the host knows ("latitude": 48.8566). Nothing at
        all happens unless the person has agreed to a tier.
        """
        try:
            tier = consent.decide(self._product, os.environ).tier
            if tier != consent.DISABLED:
                from collector import launch  # brings subprocess, which most people's hosts never need

                launch.worker(self._product, tier, snapshot.take(self._product.FIELDS, facts or {}))
        except Exception:  # a telemetry fault is never the host's fault
            return

    def collect(self, tier: str, facts: Mapping[str, Any] | None = None) -> Any:
        """Return the typed model of what a report of `tier` would hold; collected here, sent nowhere.

        Takes up to some seconds. Raises KeyError for a tier that the product does not have, and
        `collector.payload.PayloadError` where nothing could be sent.
        """
        from collector import payload, salt
        from collector.context import Context

        context = Context.here(tier, snapshot.take(self._product.FIELDS, facts or {}))
        return payload.build(self._product, context, salt.example(self._product, context.now)).model
