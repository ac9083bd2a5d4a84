"""Small products written at run time, so that a probe can be as bad as a test wants."""

from __future__ import annotations

import itertools
import textwrap
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from collector import codegen, spec
from collector.product import Product
from collector.spec.types import MEMBER

ENVELOPE = {
    "timestamp": {
        "doc": "When.",
        "type": "timestamp",
        "required": True,
        "probe": "envelope.timestamp",
        "privacy": [{"truncate_time": "hour"}],
    },
    "telemetry_level": {"doc": "Tier.", "type": "tier", "required": True, "probe": "envelope.tier"},
}
_number = itertools.count()


class ProductMaker:
    """Writes products below a folder and imports them, each under a name of its own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        folder.mkdir()
        monkeypatch.syspath_prepend(folder)

    def __call__(
        self, probes: str = "", over: dict[str, list[str]] = {}, /, **fields: dict[str, Any]
    ) -> Product:
        """Return a product with the fields, each found by the function of its name in `probes`.

        Those with {name} in their name become a family over the members, and name their probes.
        """
        name = f"test{next(_number)}"
        (self.folder / f"{name}_probes.py").write_text(textwrap.dedent(probes), encoding="utf-8")
        path = self.folder / f"{name}.yaml"
        path.write_text(yaml.safe_dump(_spec(name, fields, over), sort_keys=False), encoding="utf-8")
        files = codegen.render(spec.load(path))
        codegen.write(files, self.folder / f"{name}_telemetry")
        product: Any = import_module(f"{name}_telemetry")
        return product  # type: ignore[no-any-return]  # a module, made just now


def _spec(name: str, fields: dict[str, dict[str, Any]], over: dict[str, list[str]]) -> dict[str, Any]:
    own = {field: {"doc": "A value.", "probe": f"own.{field}", **rest} for field, rest in fields.items()}
    family = {field: own.pop(field) for field in list(own) if MEMBER in field}
    group = {"tier": "low", "owner": "us", "purpose": "test", "class": "software"}
    return {
        "spec": 1,
        "product": name,
        "package": f"{name}_telemetry",
        "version": "1.0",
        "env_prefix": name.upper(),
        "endpoint": "https://telemetry.invalid/",
        "probe_modules": {"own": f"{name}_probes"},
        "undecided": "ask",
        "retention_days": 30,
        "schema_base": "https://telemetry.invalid/schemas",
        "owners": {"us": "@us"},
        "tiers": {
            "low": {"visibility": "private", "audience": "us", "text": "A little"},
            "high": {"visibility": "public", "audience": "all", "text": "A lot"},
        },
        "groups": {
            "all": {**group, "fields": ENVELOPE | own},
            **({"family": {**group, "over": over, "fields": family}} if family else {}),
        },
    }
