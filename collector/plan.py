"""The plan of a tier: for each field of its model the probe, the transforms and the schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import attrs
from jsonschema.protocols import Validator

from collector.context import Member
from collector.product import Product, model, schema_text
from collector.validator import StrictValidator

Salt = Callable[[], bytes | None]


@attrs.frozen
class Step:
    """A transform by its path, `collector.privacy:round`, and the keyword arguments it is called with."""

    path: str
    arguments: Mapping[str, Any]

    @property
    def is_hash(self) -> bool:
        """Whether it is a keyed hash, the one kind of transform that may change its own result."""
        return "salt" in self.arguments or "product" in self.arguments

    def apply(self, value: Any, salt: Salt) -> Any:
        """Return the safer value, None where nothing safe remains. A hash without a salt gives None."""
        arguments = dict(self.arguments)
        if "salt" in arguments:
            arguments["salt"] = salt()
            if arguments["salt"] is None:
                return None
        return resolve(self.path)(value, **arguments)


@attrs.frozen
class Field:
    """A field of a tier's model and its plan.

    labels: the transforms as the spec writes them.  validator: checks one value against its own schema.
    """

    name: str
    purpose: str
    required: bool
    opt_in: bool
    probe: str
    member: Member | None
    steps: tuple[Step, ...]
    labels: tuple[str, ...]
    validator: Validator

    def soften(self, value: Any, salt: Salt) -> Any:
        """Return the value after all transforms, None where nothing safe remains."""
        for step in self.steps:
            if value is None:
                return None
            value = step.apply(value, salt)
        return value

    @property
    def choices(self) -> tuple[Any, ...]:
        """Return the closed list of values, or of a list's items; empty where there is none."""
        schema: Any = self.validator.schema
        return tuple(schema.get("items", schema).get("enum", ()))


@attrs.frozen
class Plan:
    """All fields of a tier, the class that holds their values, and the validator of the whole."""

    model: type[Any]
    fields: tuple[Field, ...]
    validator: Validator


def load(product: Product, tier: str) -> Plan:
    """Return the plan of a tier. Raises KeyError for a tier that the product does not have."""
    cls = model(product, tier)
    schema = json.loads(schema_text(product, tier))
    fields = tuple(_field(attribute, schema["properties"]) for attribute in attrs.fields(cls))
    return Plan(cls, fields, StrictValidator(schema))


def resolve(path: str) -> Callable[..., Any]:
    """Return the function that `package.module:function` names. Raises ImportError or AttributeError."""
    module, _, name = path.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function


def _field(attribute: attrs.Attribute[Any], properties: Mapping[str, Any]) -> Field:
    metadata = attribute.metadata
    return Field(
        name=attribute.name,
        purpose=metadata["purpose"],
        required=attribute.default is attrs.NOTHING,
        opt_in=metadata.get("opt_in", False),
        probe=metadata["probe"],
        member=Member(*metadata["member"]) if "member" in metadata else None,
        steps=tuple(Step(path, arguments) for path, arguments in metadata["transforms"]),
        labels=tuple(properties[attribute.name].get("x-privacy", ())),
        validator=StrictValidator(properties[attribute.name]),
    )
