"""The types of the spec language: what each means in Python and in JSON Schema."""

from __future__ import annotations

from typing import Any

import attrs

# PEP 440: the public part, normalised.
VERSION = r"^([0-9]+!)?[0-9]+(\.[0-9]+)*((a|b|rc)[0-9]+)?(\.post[0-9]+)?(\.dev[0-9]+)?$"
HOUR = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:00:00Z$"


@attrs.frozen
class Type:
    """A type of the language.

    python: the annotation in the generated model.  schema: the JSON Schema keywords it always has.
    needs: groups of keys of which a field must have one.  takes: the other keys that mean something.
    """

    python: str
    schema: dict[str, Any]
    needs: tuple[tuple[str, ...], ...] = ()
    takes: tuple[str, ...] = ()


TYPES = {
    "boolean": Type("bool", {"type": "boolean"}),
    "integer": Type("int", {"type": "integer"}, needs=(("range",),), takes=("unit",)),
    "number": Type("float", {"type": "number"}, needs=(("range",),), takes=("unit",)),
    "string": Type("str", {"type": "string"}, needs=(("choices", "max_length"),), takes=("pattern",)),
    "version": Type("str", {"type": "string", "pattern": VERSION, "maxLength": 32}),
    "digest": Type("str", {"type": "string", "pattern": "^[0-9a-f]{64}$", "maxLength": 64}),
    "timestamp": Type("str", {"type": "string", "format": "date-time", "pattern": HOUR, "maxLength": 20}),
    "tier": Type("str", {"type": "string"}),
}
CONSTRAINTS = ("range", "unit", "choices", "pattern", "max_length")


def property_schema(field: dict[str, Any], tiers: list[str]) -> dict[str, Any]:
    """Return the JSON Schema of a field's value, from the field as the spec writes it."""
    schema = dict(TYPES[field["type"]].schema)
    if field["type"] == "tier":
        schema["enum"] = tiers
    if "choices" in field:
        schema["enum"] = field["choices"]
    if "pattern" in field:
        schema["pattern"] = field["pattern"]
    if "max_length" in field:
        schema |= {"minLength": 1, "maxLength": field["max_length"]}
    if "range" in field:
        schema |= {"minimum": field["range"][0], "maximum": field["range"][1]}
    return schema
