"""The types of the spec language: what each means in Python and in JSON Schema."""

from __future__ import annotations

from typing import Any

import attrs

# PEP 440, normalised: the public part, and of local parts only what a package was built for.
VERSION = (
    r"^([0-9]+!)?[0-9]+(\.[0-9]+)*((a|b|rc)[0-9]+)?(\.post[0-9]+)?(\.dev[0-9]+)?"
    r"(\+(cpu|xpu|cu[0-9]{2,3}|rocm[0-9](\.[0-9]){0,2}))?$"
)
MEMBER = "{name}"  # in the names and docs of a family, where a member's name goes
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
    "list": Type(
        "list[str]",
        {"type": "array", "uniqueItems": True},
        needs=(("choices",), ("max_items",)),
    ),
}
CONSTRAINTS = ("range", "unit", "choices", "pattern", "max_length", "max_items")


def class_name(tier: str) -> str:
    """Return the name of a tier's class in the generated model: `extensive` -> `Extensive`."""
    return "".join(word.capitalize() for word in tier.split("_"))


def property_schema(field: dict[str, Any], tiers: list[str]) -> dict[str, Any]:
    """Return the JSON Schema of a field's value, from the field as the spec writes it."""
    own = dict(TYPES[field["type"]].schema)
    if field["type"] == "tier":
        return own | {"enum": tiers}
    if field["type"] == "list":
        items = {"type": "string", "enum": field["choices"]}
        return own | {"maxItems": field["max_items"], "items": items}
    return _constrained(own, field)


def _constrained(schema: dict[str, Any], field: dict[str, Any]) -> dict[str, Any]:
    if "choices" in field:
        schema["enum"] = field["choices"]
    if "pattern" in field:
        schema["pattern"] = field["pattern"]
    if "max_length" in field:
        schema |= {"minLength": 1, "maxLength": field["max_length"]}
    if "range" in field:
        schema |= {"minimum": field["range"][0], "maximum": field["range"][1]}
    return schema
