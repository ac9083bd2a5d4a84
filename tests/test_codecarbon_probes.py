"""CodeCarbon's place, with what it makes up recognised, and its installation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests
from codecarbon.external.geography import GeoMetadata
from conftest import Machine

from collector import snapshot
from collector.context import Context
from collector.integrations.codecarbon import probes

FIELDS = ("country_name", "country_iso_code", "region", "latitude", "longitude")
NOTHING = dict.fromkeys(FIELDS)
QUEBEC = {"country_name": "Canada", "country_iso_code": "CAN", "region": "quebec"}
MADE_UP = QUEBEC | {"latitude": 46.8, "longitude": -71.2}
PARIS = {
    "country_name": "France",
    "country_iso_code": "FRA",
    "region": "île-de-france",
    "latitude": 48.8566,
    "longitude": 2.3522,
}


def place(context: Context) -> dict[str, Any]:
    return {field: getattr(probes, field)(context) for field in FIELDS}


def said_by_codecarbon(monkeypatch: pytest.MonkeyPatch, *answers: dict[str, str]) -> dict[str, Any]:
    """Let the real CodeCarbon work out its place from what its services answer, failing after the last."""
    remaining = iter(answers)

    class Answer:
        @staticmethod
        def json() -> dict[str, str]:
            return next(remaining)

    def get(*_: object, **__: object) -> type[Answer]:
        return Answer

    monkeypatch.setattr(requests, "get", get)
    metadata = GeoMetadata.from_geo_js("https://get.geojs.io/v1/ip/geo.json")
    return {field: value for field in FIELDS if (value := getattr(metadata, field)) is not None}


def test_a_real_place_is_kept_as_it_is(machine: Machine) -> None:
    assert place(machine(facts=PARIS)) == PARIS


def test_nothing_said_is_nothing_known(machine: Machine) -> None:
    assert place(machine()) == NOTHING
    assert place(machine(facts=dict.fromkeys(FIELDS, "") | {"latitude": None})) == NOTHING


def test_the_fallback_of_the_real_codecarbon_is_recognised(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = said_by_codecarbon(monkeypatch)
    assert facts == MADE_UP
    assert place(machine(facts=facts)) == NOTHING


def test_an_answer_without_coordinates_is_recognised(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = said_by_codecarbon(monkeypatch, {}, {"country": "FR", "region": "Brittany"})
    assert (facts["latitude"], facts["longitude"]) == (0.0, 0.0)
    known = {"country_name": "France", "country_iso_code": "FRA", "region": "brittany"}
    assert place(machine(facts=facts)) == NOTHING | known


@pytest.mark.parametrize(
    "facts",
    [
        MADE_UP,
        MADE_UP | {"region": "Quebec"},
        MADE_UP | {"region": "QUEBEC", "country_name": "CANADA", "country_iso_code": "can"},
        {"latitude": 46.8, "longitude": -71.2, "country_iso_code": "CAN"},
        {"latitude": 46.8, "longitude": -71.2, "country_name": "Canada"},
        {"latitude": 46.8, "longitude": -71.2, "region": "quebec"},
        {"latitude": 46.8, "longitude": -71.2},
    ],
)
def test_the_fallback_is_told_by_its_coordinates(machine: Machine, facts: dict[str, Any]) -> None:
    assert place(machine(facts=facts)) == NOTHING


@pytest.mark.parametrize(
    "facts",
    [
        QUEBEC,
        {"country_iso_code": "CAN"},
        MADE_UP | {"latitude": 46.8131, "longitude": -71.2075},
        MADE_UP | {"latitude": 46.81},
        MADE_UP | {"longitude": -71.3},
    ],
)
def test_quebec_itself_is_a_real_place(machine: Machine, facts: dict[str, Any]) -> None:
    assert place(machine(facts=facts)) == NOTHING | facts


def test_made_up_coordinates_are_left_out_of_another_country(machine: Machine) -> None:
    facts = MADE_UP | {"country_name": "Belgium", "country_iso_code": "BEL", "region": "wallonia"}
    assert place(machine(facts=facts)) == facts | {"latitude": None, "longitude": None}


@pytest.mark.parametrize(
    "value", [True, float("nan"), float("inf"), 181, -180.5, 10**400, "48.85", [1.0], None]
)
def test_no_coordinate_is_left_out(machine: Machine, value: object) -> None:
    context = machine(facts=PARIS | {"latitude": value, "longitude": value})
    assert (probes.latitude(context), probes.longitude(context)) == (None, None)


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        (90, -180, (90.0, -180.0)),
        (90.1, 12.5, (None, 12.5)),
        (0, 12.5, (0.0, 12.5)),
        (0.0, 0.0, (None, None)),
        (0, -0.0, (None, None)),
    ],
)
def test_coordinates_have_bounds(
    machine: Machine, latitude: float, longitude: float, expected: tuple[float | None, float | None]
) -> None:
    context = machine(facts={"latitude": latitude, "longitude": longitude})
    assert (probes.latitude(context), probes.longitude(context)) == expected


@pytest.mark.parametrize(
    ("code", "expected"), [("fra", "FRA"), (" usa ", "USA"), ("FR", None), ("F1A", None), ("ÎÎÎ", None)]
)
def test_country_codes_have_three_letters(machine: Machine, code: str, expected: str | None) -> None:
    assert probes.country_iso_code(machine(facts={"country_iso_code": code})) == expected


def test_the_host_knows_its_version(machine: Machine, tmp_path: Path) -> None:
    folder = tmp_path / "codecarbon-3.3.2.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Name: codecarbon\nVersion: 3.3.2\n", encoding="utf-8")
    (folder / "INSTALLER").write_text("uv", encoding="utf-8")
    assert probes.version(machine(path=(str(tmp_path),), facts={"codecarbon_version": "3.4.0"})) == "3.4.0"
    assert probes.version(machine(path=(str(tmp_path),))) == "3.3.2"
    assert probes.install_method(machine(path=(str(tmp_path),))) == "uv"
    assert probes.version(machine()) is None
    assert probes.install_method(machine()) is None


def test_this_environment_has_codecarbon() -> None:
    context = Context.here("minimal", snapshot.take([], {}))
    assert probes.version(context) == "3.3.2"
    assert probes.install_method(context)
    assert place(context) == NOTHING
