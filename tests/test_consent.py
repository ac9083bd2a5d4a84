"""Who decides the tier: every grant crossed with every ceiling."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import codecarbon_telemetry
import pytest

from collector.consent import Decision, Signal, decide, lacking_opt_in

PRODUCT: Any = codecarbon_telemetry
ORDER = ["disabled", "minimal", "extensive"]
VARIABLE = "CODECARBON_TELEMETRY"

GRANTS = {
    None: "disabled",
    "disabled": "disabled",
    "minimal": "minimal",
    "extensive": "extensive",
    "MINIMAL": "minimal",
    "  Extensive\t": "extensive",
    "": "disabled",
    " ": "disabled",
    "1": "disabled",
    "true": "disabled",
    "yes": "disabled",
    "on": "disabled",
    "all": "disabled",
    "minimal,extensive": "disabled",
    "minimal extensive": "disabled",
    "m": "disabled",
    "minim\u0430l": "disabled",  # with a Cyrillic letter
    "MIN\u0130MAL": "disabled",  # with a Turkish one
}
NO_TRACKING = {
    None: "extensive",
    "": "extensive",
    "0": "extensive",
    "false": "extensive",
    "FALSE": "extensive",
    " no ": "extensive",
    "Off": "extensive",
    "1": "disabled",
    "true": "disabled",
    "yes": "disabled",
    "junk": "disabled",
    "00": "disabled",
    "0.0": "disabled",
}
CEILINGS = {
    None: "extensive",
    "extensive": "extensive",
    "minimal": "minimal",
    "disabled": "disabled",
    "junk": "disabled",
    "": "disabled",
    "Minimal": "disabled",  # code spells a tier right
}


def env(grant: str | None, no_tracking: str | None) -> dict[str, str]:
    said = {VARIABLE: grant, "DO_NOT_TRACK": no_tracking}
    return {name: value for name, value in said.items() if value is not None}


@pytest.mark.parametrize("grant", GRANTS)
def test_the_tier_is_the_lowest_of_grant_and_ceilings(grant: str | None) -> None:
    for no_tracking, ceiling in itertools.product(NO_TRACKING, CEILINGS):
        decision = decide(PRODUCT, env(grant, no_tracking), ceiling)
        limits = (GRANTS[grant], NO_TRACKING[no_tracking], CEILINGS[ceiling])
        assert decision.tier == min(limits, key=ORDER.index), (no_tracking, ceiling)
        assert [(signal.source, signal.value) for signal in decision.signals] == [
            (VARIABLE, grant),
            ("DO_NOT_TRACK", no_tracking),
            *([("argument", ceiling)] if ceiling is not None else []),
        ]


@pytest.mark.parametrize(
    ("grant", "no_tracking", "ceiling", "reason"),
    [
        (None, None, None, "CODECARBON_TELEMETRY is not set"),
        (None, "1", None, "CODECARBON_TELEMETRY is not set"),
        ("minimal", None, None, "CODECARBON_TELEMETRY=minimal"),
        ("disabled", None, None, "CODECARBON_TELEMETRY=disabled"),
        ("junk", None, None, "CODECARBON_TELEMETRY='junk' names no tier"),
        ("", None, None, "CODECARBON_TELEMETRY='' names no tier"),
        ("extensive", "1", None, "DO_NOT_TRACK=1"),
        ("extensive", "disabled", None, "DO_NOT_TRACK=disabled"),
        ("extensive", "0", None, "CODECARBON_TELEMETRY=extensive"),
        ("extensive", None, "minimal", "argument=minimal"),
        ("minimal", None, "extensive", "CODECARBON_TELEMETRY=minimal"),
        ("minimal", None, "junk", "argument='junk' names no tier"),
    ],
)
def test_the_reason_names_what_decided(
    grant: str | None, no_tracking: str | None, ceiling: str | None, reason: str
) -> None:
    assert decide(PRODUCT, env(grant, no_tracking), ceiling).reason == reason


def test_each_signal_says_what_follows_from_it() -> None:
    assert decide(PRODUCT, env("extensive", "0"), "minimal") == Decision(
        tier="minimal",
        reason="argument=minimal",
        signals=(
            Signal(VARIABLE, "extensive", "extensive"),
            Signal("DO_NOT_TRACK", "0", "no effect"),
            Signal("argument", "minimal", "minimal"),
        ),
    )


def test_another_products_variable_grants_nothing() -> None:
    assert (
        decide(PRODUCT, {"OTHER_TELEMETRY": "minimal", "codecarbon_telemetry": "minimal"}).tier == "disabled"
    )


OPT_IN = "CODECARBON_TELEMETRY_MACHINE_ID"


@pytest.mark.parametrize(
    ("env", "lacking"),
    [
        ({OPT_IN: "1"}, None),
        ({OPT_IN: "1", VARIABLE: "disabled", "DO_NOT_TRACK": "1"}, None),  # the tier is decided elsewhere
        ({}, OPT_IN),
        ({VARIABLE: "extensive"}, OPT_IN),
        ({"OTHER_TELEMETRY_MACHINE_ID": "1", OPT_IN.lower(): "1"}, OPT_IN),
        *(({OPT_IN: word}, OPT_IN) for word in ("", "0", " 1", "1 ", "01", "11", "true", "yes", "on", "YES")),
    ],
    ids=str,
)
def test_what_needs_a_yes_of_its_own_has_it_by_1_alone(env: dict[str, str], lacking: str | None) -> None:
    assert lacking_opt_in(PRODUCT, env) == lacking


def test_deciding_leaves_nothing_behind(tmp_path: Path) -> None:
    for grant in GRANTS:
        decide(PRODUCT, env(grant, None))
    assert list(tmp_path.iterdir()) == []
