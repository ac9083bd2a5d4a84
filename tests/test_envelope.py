"""The envelope: when, and for which tier."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from collector.context import Context
from collector.probes import envelope

MOMENT = datetime(2025, 3, 1, 12, 34, 56, 987654, tzinfo=timezone.utc)


@pytest.mark.parametrize("zone", [timezone.utc, timezone(timedelta(hours=5, minutes=30))])
def test_timestamp_is_in_utc_and_whole_seconds(zone: timezone) -> None:
    context = Context("minimal", now=MOMENT.astimezone(zone))
    assert envelope.timestamp(context) == "2025-03-01T12:34:56Z"


def test_tier_is_that_of_the_context() -> None:
    assert envelope.tier(Context("extensive")) == "extensive"
