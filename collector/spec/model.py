"""A spec as typed values: what codegen works from."""

from __future__ import annotations

from typing import Any

import attrs

from collector.spec.document import Document
from collector.spec.paths import PRODUCT, TRANSFORMS, arguments, functions, probe_module, split_transform
from collector.spec.types import MEMBER, TYPES, class_name, property_schema


@attrs.frozen
class Tier:
    """A tier: who sees its payloads, and the text that people are shown."""

    name: str
    visibility: str
    audience: str
    text: str

    @property
    def class_name(self) -> str:
        """Return the name of its class in the generated model."""
        return class_name(self.name)


@attrs.frozen
class Step:
    """One transform of a field: `collector.privacy:round` and the keyword arguments it is called with.

    written: as the spec writes it, `round 1`; without what the field, the header or the runtime adds.
    """

    path: str
    arguments: dict[str, Any]
    written: str


@attrs.frozen
class Member:
    """The member of a family that a field is about, and the distributions that it is installed by."""

    name: str
    distributions: tuple[str, ...]


@attrs.frozen
class Field:
    """A field with all that its group and its type say of it.

    type: the word of the language.  python: the annotation without None.
    schema: the JSON Schema of its value.  probe: `module:function`.  member: for a family's fields.
    opt_in: whether it needs a yes of its own.  unit: None for what has none.
    """

    name: str
    doc: str
    tier: str
    group: str
    purpose: str
    data_class: str
    type: str
    python: str
    schema: dict[str, Any]
    probe: str
    member: Member | None
    steps: tuple[Step, ...]
    required: bool
    opt_in: bool
    unit: str | None
    examples: tuple[Any, ...]


@attrs.frozen
class Spec:
    """A whole spec; tiers and fields in the order of the file."""

    product: str
    package: str
    version: str
    env_prefix: str
    endpoint: str
    retention_days: int
    schema_base: str
    tiers: tuple[Tier, ...]
    fields: tuple[Field, ...]

    def fields_of(self, tier: str) -> tuple[Field, ...]:
        """Return the fields of a tier, those of the tiers before it included."""
        names = [each.name for each in self.tiers]
        reach = names[: names.index(tier) + 1]
        return tuple(field for field in self.fields if field.tier in reach)


def build(document: Document) -> Spec:
    """Return the spec that a faultless document describes."""
    header = document.value
    own = {attribute.name for attribute in attrs.fields(Spec)} - {"tiers", "fields"}
    return Spec(
        **{key: header[key] for key in header if key in own},
        tiers=tuple(Tier(name, **tier) for name, tier in header["tiers"].items()),
        fields=tuple(
            _field(header, group_name, name, member)
            for group_name, group in header["groups"].items()
            for member in _members(group)
            for name in group["fields"]
        ),
    )


def _members(group: dict[str, Any]) -> list[Member | None]:
    """Return the members of a family; a group that is none counts as one without a name."""
    return [Member(name, tuple(over)) for name, over in group.get("over", {}).items()] or [None]


def _field(header: dict[str, Any], group_name: str, name: str, member: Member | None) -> Field:
    group = header["groups"][group_name]
    written = group["fields"][name]
    merged = group | written
    module, function = written["probe"].split(".")
    return Field(
        name=name.replace(MEMBER, member.name if member else ""),
        doc=written["doc"].replace(MEMBER, member.name if member else ""),
        tier=group["tier"],
        group=group_name,
        purpose=merged["purpose"],
        data_class=merged["class"],
        type=written["type"],
        python=TYPES[written["type"]].python,
        schema=property_schema(written, list(header["tiers"])),
        probe=f"{probe_module(module, header.get('probe_modules', {}))}:{function}",
        member=member,
        steps=tuple(
            _step(step, written | {PRODUCT: header["product"]}) for step in written.get("privacy", [])
        ),
        required=written.get("required", False),
        opt_in=written.get("opt_in", False),
        unit=written.get("unit"),
        examples=tuple(written.get("examples", {}).get("ok", [])),
    )


def _step(step: Any, field: dict[str, Any]) -> Step:
    name, argument = split_transform(step)
    return Step(
        path=f"{TRANSFORMS}:{name}",
        arguments=arguments(functions(TRANSFORMS)[name], argument, field),
        written=name if argument is None else f"{name} {argument}",
    )
