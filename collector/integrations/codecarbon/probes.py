"""Probes for CodeCarbon's fields: the place it worked out for a run, its version, how it was installed.

A place comes from the host alone: no geolocation service is asked, and language and time zone say nothing.
"""

from __future__ import annotations

from collector.context import Context
from collector.sources import distributions

# What codecarbon/external/geography.py makes up: Quebec when both of its services fail (as on any machine
# without internet), and the Gulf of Guinea when ipinfo.io answers without a place.
FALLBACK = (46.8, -71.2)
ORIGIN = (0.0, 0.0)
FALLBACK_COUNTRY = {"country_iso_code": "can", "country_name": "canada"}


def country_name(context: Context) -> str | None:
    """Return the country as CodeCarbon spells it, None where it does not know."""
    return _place(context, "country_name")


def country_iso_code(context: Context) -> str | None:
    """Return the country's three letters (ISO 3166-1 alpha-3), None where CodeCarbon does not know."""
    code = (_place(context, "country_iso_code") or "").upper()
    return code if len(code) == 3 and code.isascii() and code.isalpha() else None


def region(context: Context) -> str | None:
    """Return the province or state as CodeCarbon spells it, None where it does not know."""
    return _place(context, "region")


def latitude(context: Context) -> float | None:
    """Return degrees north of the equator, unrounded, None where CodeCarbon does not know."""
    return _coordinate(context, "latitude", 90)


def longitude(context: Context) -> float | None:
    """Return degrees east of Greenwich, unrounded, None where CodeCarbon does not know."""
    return _coordinate(context, "longitude", 180)


def version(context: Context) -> str | None:
    """Return CodeCarbon's version: the host's word, else the distribution's; None where neither has one."""
    return context.fact("codecarbon_version", str) or distributions.version(context, "codecarbon")


def install_method(context: Context) -> str | None:
    """Return which tool installed CodeCarbon; see `distributions.install_method`."""
    return distributions.install_method(context, "codecarbon")


def _place(context: Context, field: str) -> str | None:
    """Return a name, unless it comes with the coordinates of the fallback and is as made up as they are.

    Canada and Quebec without these coordinates are real: an offline tracker was told so by its user. With
    them, a country other than Canada is real too: CodeCarbon knows it from the cloud's region.
    """
    text = (context.fact(field, str) or "").strip()
    made_up = _coordinates(context) == FALLBACK and _is_fallback_country(context)
    return text if text and not made_up else None


def _is_fallback_country(context: Context) -> bool:
    said = {field: (context.fact(field, str) or "").strip().lower() for field in FALLBACK_COUNTRY}
    return all(said[field] in ("", country) for field, country in FALLBACK_COUNTRY.items())


def _coordinate(context: Context, field: str, bound: int) -> float | None:
    value = _number(context, field)
    made_up = _coordinates(context) in (FALLBACK, ORIGIN)
    return None if value is None or made_up or not -bound <= value <= bound else float(value)


def _coordinates(context: Context) -> tuple[float | None, float | None]:
    return _number(context, "latitude"), _number(context, "longitude")


def _number(context: Context, field: str) -> float | None:
    value = context.fact(field, (int, float))
    return value if value is not None and not isinstance(value, bool) else None
