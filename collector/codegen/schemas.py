"""The published contract: a flat, closed JSON Schema (2020-12) a tier."""

from __future__ import annotations

import json
from typing import Any

from collector.codegen.source import GENERATED
from collector.spec import Field, Spec, Tier

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def render(spec: Spec) -> dict[str, str]:
    """Return `schemas/<tier>.schema.json` for every tier."""
    return {
        f"schemas/{tier.name}.schema.json": json.dumps(_schema(spec, tier), indent=2, ensure_ascii=False)
        + "\n"
        for tier in spec.tiers
    }


def _schema(spec: Spec, tier: Tier) -> dict[str, Any]:
    fields = spec.fields_of(tier.name)
    return {
        "$schema": DIALECT,
        "$id": f"{spec.schema_base}/{spec.version}/{tier.name}.schema.json",
        "$comment": GENERATED,
        "title": f"{spec.product} telemetry, tier {tier.name}",
        "description": f"{tier.text} ({tier.visibility}: {tier.audience}).",
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in fields if field.required],
        "properties": {field.name: _property(field, tier) for field in fields},
    }


def _property(field: Field, tier: Tier) -> dict[str, Any]:
    schema = {"title": field.name, "description": field.doc, **field.schema}
    if field.type == "tier":
        schema = {**schema, "enum": [tier.name]}
    extras = {
        "examples": list(field.examples),
        "x-tier": field.tier,
        "x-class": field.data_class,
        "x-unit": field.unit,
        "x-purpose": field.purpose,
        "x-opt-in": field.opt_in,
        "x-privacy": [step.written for step in field.steps],
        "x-probe": field.probe,
    }
    return schema | {key: value for key, value in extras.items() if value}
