"""FIELDS.md: what is collected, for people."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

from collector.codegen.source import GENERATED
from collector.spec import Field, Spec, Step, Tier

MANY_CHOICES = 20
KINDS = {
    "boolean": "true or false",
    "version": "version, such as 3.3.2",
    "digest": "64 hexadecimal digits",
    "timestamp": "UTC, to the hour",
    "tier": "name of a tier",
}


def render(spec: Spec) -> dict[str, str]:
    """Return `FIELDS.md`: the tiers, each tier's fields by group, and the transforms in words."""
    tiers = (line for tier in spec.tiers for line in _tier(spec, tier))
    return {"FIELDS.md": "\n".join([*_opening(spec), *tiers, *_transforms(spec)])}


def _opening(spec: Spec) -> list[str]:
    rows = [
        _row(t.name, str(len(spec.fields_of(t.name))), f"{t.visibility}: {t.audience}", t.text)
        for t in spec.tiers
    ]
    return [
        f"<!-- {GENERATED} -->",
        "",
        f"# What {spec.product} collects",
        "",
        f"Nothing is sent unless `{spec.env_prefix}_TELEMETRY` names one of these tiers, and nothing while",
        "`DO_NOT_TRACK` is set. Each tier contains the ones above it. A value that is not known is left out.",
        "",
        "| tier | fields | who sees it | in short |",
        "|---|---|---|---|",
        *rows,
        "",
        f"Reports go to {spec.endpoint} and are kept for {spec.retention_days} days.",
        "`collector preview` shows what would be sent from your machine, and sends nothing.",
        "",
    ]


def _tier(spec: Spec, tier: Tier) -> Iterator[str]:
    yield f"## {tier.name}"
    yield ""
    own = [field for field in spec.fields if field.tier == tier.name]
    if not own:
        yield "No fields of its own yet.\n"
    for group in dict.fromkeys(field.group for field in own):
        members = [field for field in own if field.group == group]
        yield f"### {group.replace('_', ' ')}: to {members[0].purpose}"
        yield ""
        yield "| field | what it is | form | made safer by |"
        yield "|---|---|---|---|"
        for field in members:
            yield _row(f"`{field.name}`", _doc(field, members[0], spec), _form(field), _steps(field))
        yield ""


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _doc(field: Field, first: Field, spec: Spec) -> str:
    own = "" if field.purpose == first.purpose else f" Asked for to {field.purpose}."
    opt_in = (
        f" Only with `{spec.env_prefix}_TELEMETRY_MACHINE_ID=1` besides the tier." if field.opt_in else ""
    )
    return f"{field.doc}{own}{opt_in}"


def _form(field: Field) -> str:
    if field.type in KINDS:
        return KINDS[field.type]
    if field.type == "list":
        return f"at most {field.schema['maxItems']} of: {_values(field.schema['items'], field)}"
    return _values(field.schema, field)


def _values(schema: dict[str, Any], field: Field) -> str:
    if "minimum" in schema:
        unit = f" {field.unit}" if field.unit and field.unit != "count" else ""
        return f"{schema['minimum']} to {schema['maximum']}{unit}"
    return _words(schema["enum"]) if "enum" in schema else f"text, at most {schema['maxLength']} characters"


def _words(choices: list[Any]) -> str:
    return (
        ", ".join(choices)
        if len(choices) <= MANY_CHOICES
        else f"one of {len(choices)} words (see the schema)"
    )


def _steps(field: Field) -> str:
    return ", ".join(step.written for step in field.steps) or "-"


def _transforms(spec: Spec) -> Iterator[str]:
    """Yield the first docstring line of every transform in use."""
    used = {step.path: step for field in spec.fields for step in field.steps}
    yield "## What makes a value safer"
    yield ""
    for path in sorted(used):
        yield f"- `{path.partition(':')[2]}`: {_first_line(used[path])}"
    yield ""


def _first_line(step: Step) -> str:
    module, _, name = step.path.partition(":")
    return (inspect.getdoc(getattr(importlib.import_module(module), name)) or "").partition("\n")[0]
