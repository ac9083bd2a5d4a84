"""Some seconds of computing, tracked by CodeCarbon as its users do it, with telemetry as one more output.

Afterwards it shows, field by field, what the report of the run was made of.
"""

from __future__ import annotations

import os
import time

import codecarbon_telemetry
from codecarbon import OfflineEmissionsTracker

from collector import consent, payload, salt, snapshot
from collector.cli import views
from collector.context import Context
from collector.integrations.codecarbon import TelemetryOutput

SECONDS = 10


def main() -> None:
    """Track the computing, then show what was reported of it."""
    telemetry = TelemetryOutput()
    with OfflineEmissionsTracker(
        country_iso_code="FRA",  # declared, so that no geolocation service is asked
        measure_power_secs=2,
        save_to_file=False,
        log_level="error",
        output_handlers=[telemetry],
    ):
        compute(SECONDS)
    show(telemetry)


def compute(seconds: float) -> None:
    """Keep one CPU busy."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(number * number for number in range(100_000))


def show(telemetry: TelemetryOutput) -> None:
    """Show the fields of the agreed tier, built from the same facts as the report."""
    product = codecarbon_telemetry
    decision = consent.decide(product, os.environ)
    context = Context.here(decision.tier, snapshot.take(product.FIELDS, telemetry.facts))
    built = payload.build(product, context, salt.kept(product, context.now))
    views.preview(product, decision.tier, decision, built, has_salt=True, out=views.console())


if __name__ == "__main__":
    main()
