"""The handler on CodeCarbon's live tracker: one report per run, after the run's own results are saved."""

from __future__ import annotations

import os
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import collector
from collector import consent
from collector.integrations.codecarbon import facts, usage
from collector.integrations.codecarbon.listener import Listener

try:
    from codecarbon.output_methods.base_output import BaseOutput
except ImportError:  # where other versions keep it, together with handlers that import much more
    from codecarbon.output import BaseOutput

if TYPE_CHECKING:
    from collector.product import Product

PRODUCT = "codecarbon_telemetry"


class TelemetryOutput(BaseOutput):  # type: ignore[misc]  # codecarbon leads to numpy, so mypy skips it
    """Reports the runs of a tracker that has it: `EmissionsTracker(output_handlers=[TelemetryOutput()])`.

    `product` is the generated package to report for; None means CodeCarbon's own. A run is reported when
    the tracker stops, not at a flush or at the end of a task. Where telemetry is off at the time this is
    made, nothing at all happens, then or later. No method raises, prints or logs.

    `facts` holds what the last run was reported with, raw and by field name, for who wants to look.
    """

    def __init__(self, product: Product | None = None) -> None:
        self.facts: dict[str, Any] = {}
        self._listener: Listener | None = None
        self._reported: WeakSet[Any] = WeakSet()
        with suppress(Exception):
            self._product: Any = import_module(PRODUCT) if product is None else product
            if consent.decide(self._product, os.environ).tier != consent.DISABLED:
                self._listener = Listener.listening_for(self)

    def out(self, *data: Any, **more: Any) -> None:
        """Note the time: at the end of a run, what comes after this is the saving of its results."""
        with suppress(Exception):
            stop = usage.stopping(self) if self._listener else None
            run = self._listener.run_of(stop.tracker) if self._listener and stop else None
            if run:
                run.end()

    def exit(self) -> None:
        """Report the run of the tracker that calls. A tracker is reported once, however often it calls."""
        with suppress(Exception):
            stop = usage.stopping(self) if self._listener else None
            if self._listener and stop and stop.tracker not in self._reported:
                self._reported.add(stop.tracker)
                self._report(self._listener, stop)

    def _report(self, listener: Listener, stop: usage.Stop) -> None:
        run = listener.close_run(stop.tracker)
        self.facts = facts.of(stop.tracker, run, stop.style)
        collector.Client(self._product).report(self.facts)
