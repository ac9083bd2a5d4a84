"""The package's `__init__.py`: constants only, so that a host imports nothing heavy with it."""

from __future__ import annotations

from collector.codegen.source import GENERATED, literal
from collector.spec import Spec


def render(spec: Spec) -> dict[str, str]:
    """Return `__init__.py` and the marker that the package is typed."""
    constants = {
        "PRODUCT": spec.product,
        "VERSION": spec.version,
        "ENV_PREFIX": spec.env_prefix,
        "ENDPOINT": spec.endpoint,
        "TIERS": {tier.name: tier.text for tier in spec.tiers},
        "FIELDS: tuple[str, ...]": [field.name for field in spec.fields],
    }
    lines = [f"{name} = {literal(value, 0)}" for name, value in constants.items()]
    doc = f'"""The usage telemetry of {spec.product}, as its spec describes it.\n\n'
    doc += "Constants only. The typed models are in `models`, the published schemas in `schemas/`, and\n"
    doc += 'FIELDS.md says in words what is collected.\n"""'
    return {"__init__.py": "\n".join([f"# {GENERATED}", doc, "", *lines, ""]), "py.typed": ""}
