"""The countries of ISO 3166-1: alpha-3 codes, English short names, and the other names in common use."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def code(text: str) -> str | None:
    """Return the alpha-3 code that `text` is, in upper case; None where it is none."""
    wanted = text.strip().upper()
    return wanted if wanted in _names() else None


def name(text: str) -> str | None:
    """Return the English short name for a code, a name or an alias, in any case; None where unknown."""
    return _by_any_name().get(text.strip().casefold())


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    """Read the table once: alpha-3 code, English short name, aliases separated by '|'."""
    lines = (files("collector") / "iso3166.tsv").read_text("utf-8").splitlines()
    return tuple((code, name, aliases) for code, name, aliases in (line.split("\t") for line in lines))


@cache
def _names() -> dict[str, str]:
    return {code: name for code, name, _ in _rows()}


@cache
def _by_any_name() -> dict[str, str]:
    return {
        known.casefold(): name
        for code, name, aliases in _rows()
        for known in (code, name, *aliases.split("|"))
        if known
    }
