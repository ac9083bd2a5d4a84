"""What installed distributions say of themselves. No probes: helpers that probes of products call."""

from __future__ import annotations

import json
from importlib.metadata import Distribution

from collector.context import Context

INSTALLERS = {"conda-pypi": "conda", "uv-pixi": "pixi"}


def version(context: Context, *names: str) -> str | None:
    """Return the version of the first named distribution that states one, None if none does.

    A name may stand for leftovers of a broken installation, without metadata or with an undecodable one.
    """
    found = (context.distribution(name) for name in names)
    versions = (_version(distribution) for distribution in found if distribution is not None)
    return next((version for version in versions if version), None)


def install_method(context: Context, name: str) -> str | None:
    """Return "editable" for a distribution that is installed so, else as `installer` does.

    Told by direct_url.json (PEP 610); its URL stays unread.
    """
    distribution = context.distribution(name)
    is_editable = distribution is not None and _is_editable(distribution)
    return "editable" if is_editable else installer(context, name)


def installer(context: Context, name: str) -> str | None:
    """Return which tool installed a distribution, editable or not: "pip", "uv", "conda", "poetry", ...

    Told by INSTALLER (PEP 376), of which the first word counts: Poetry adds its version. "unknown" where it
    says nothing, None where the distribution is not installed.
    """
    distribution = context.distribution(name)
    if distribution is None:
        return None
    words = (_text(distribution, "INSTALLER") or "").lower().split()
    return INSTALLERS.get(words[0], words[0]) if words else "unknown"


def _version(distribution: Distribution) -> str | None:
    """Not by `distribution.version`: newer Pythons warn there of a missing one."""
    try:
        stated = distribution.metadata.get_all("Version") or []
    except (AttributeError, OSError, TypeError, ValueError):  # no metadata at all, or not UTF-8
        return None
    return str(stated[0]).strip() or None if stated else None


def _is_editable(distribution: Distribution) -> bool:
    try:
        record = json.loads(_text(distribution, "direct_url.json") or "{}")
    except (RecursionError, ValueError):
        return False
    folder = record.get("dir_info") if isinstance(record, dict) else None
    return isinstance(folder, dict) and folder.get("editable") is True


def _text(distribution: Distribution, name: str) -> str | None:
    try:
        return distribution.read_text(name)
    except (OSError, ValueError):  # ValueError: not UTF-8
        return None
