"""Probe for the continuous integration service that the program runs on; the services are data.

ci_vendors.json holds a row for each: `id`, the service's own `name`, and `when`, which holds if `all` of the
variables are set, `any` of them is, and each in `equals` has that value. The first row that holds wins, so a
service goes before those whose variables it sets too: Forgejo before Gitea before GitHub, Harness before
Drone, Amplify before CodeBuild. The variables are those of each service's documentation.

The ids, as a spec lists them:
python -c "from collector.probes import ci; print(', '.join(ci.choices()))"
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from collector.context import Context

# Variables that many services set. People do too (RUN_ID), which makes an "other" where there is none.
GENERIC = ("CI", "CONTINUOUS_INTEGRATION", "BUILD_ID", "BUILD_NUMBER", "RUN_ID")
DENIALS = ("false", "0")


class Vendor(NamedTuple):
    """A row of the table; see the module's text."""

    id: str
    name: str
    all: Sequence[str] = ()
    any: Sequence[str] = ()
    equals: Mapping[str, str] = {}


def environment(context: Context) -> str:
    """Return the service's id: "github-actions", "gitlab", "jenkins", ...; "other" for an unknown one.

    "none" where nothing says so, and where CI=false denies it. A value is compared, never returned.
    """
    if context.env.get("CI", "").lower() in DENIALS:
        return "none"
    found = next((vendor.id for vendor in vendors() if _holds(vendor, context.env)), None)
    return found or ("other" if any(map(context.env.get, GENERIC)) else "none")


def choices() -> list[str]:
    """Return all that `environment` can return, in the table's order."""
    return [*(vendor.id for vendor in vendors()), "other", "none"]


@cache
def vendors() -> tuple[Vendor, ...]:
    """Read the table, once."""
    rows = json.loads((files("collector.probes") / "ci_vendors.json").read_text("utf-8"))
    return tuple(Vendor(row["id"], row["name"], **row["when"]) for row in rows)


def _holds(vendor: Vendor, env: Mapping[str, str]) -> bool:
    return (
        all(map(env.get, vendor.all))
        and (not vendor.any or any(map(env.get, vendor.any)))
        and all(env.get(name) == value for name, value in vendor.equals.items())
    )
