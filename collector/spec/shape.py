"""The shape of a spec: what its meta-schema finds, in words that say what to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from typing import Any

from jsonschema.exceptions import ValidationError

from collector.spec.document import Document, Path
from collector.spec.faults import Fault, meant, nearest
from collector.validator import StrictValidator

SHAPE = "TC103"
Words = Callable[[ValidationError], str]

WHAT: dict[str, Words] = {
    "type": lambda error: f"{_shown(error.instance)} is not a {_either(error.validator_value)}",
    "const": lambda error: f"{_shown(error.instance)} is not {_shown(error.validator_value)}",
    "enum": lambda error: f"{_shown(error.instance)} is not one of the known words",
    "pattern": lambda error: f"{_shown(error.instance)} has not the right form",
    "minimum": lambda error: f"{_shown(error.instance)} is too low",
    "maximum": lambda error: f"{_shown(error.instance)} is too high",
    "minLength": lambda error: "the text is empty",
    "maxLength": lambda error: f"the text is longer than {error.validator_value} characters",
    "minItems": lambda error: f"the list has fewer than {error.validator_value} items",
    "maxItems": lambda error: f"the list has more than {error.validator_value} items",
    "minProperties": lambda error: "there is nothing in it",
    "maxProperties": lambda error: f"there are more than {error.validator_value} keys in it",
    "uniqueItems": lambda error: "a word stands in the list twice",
    "not": lambda error: f"the name {_shown(error.instance)} is taken by the language itself",
}
TYPES = {"object": "mapping", "array": "list", "string": "text", "integer": "whole number"}


def faults(document: Document) -> Iterator[Fault]:
    """Yield every place where the document does not have the shape that the meta-schema asks for."""
    errors = list(StrictValidator(_meta_schema()).iter_errors(document.value))
    taken = [(*error.absolute_path, str(error.instance)) for error in errors if error.validator == "not"]
    for error in errors:
        path = tuple(error.absolute_path)
        if not any(path[: len(name)] == name for name in taken):  # what such a name holds is not what it says
            yield from _explain(document, error)


@cache
def _meta_schema() -> Any:
    text = resources.files("collector.spec").joinpath("telemetry.meta.schema.json").read_text("utf-8")
    return json.loads(text)


def _explain(document: Document, error: ValidationError) -> Iterator[Fault]:
    path: Path = tuple(error.absolute_path)
    if error.validator == "required":
        yield from _missing(document, path, error)
    elif error.validator == "additionalProperties":
        yield from _unknown(document, path, error)
    elif error.validator != "type" or path not in document.damaged:
        is_key = "propertyNames" in error.absolute_schema_path
        where = (*path, str(error.instance)) if is_key else path
        what = WHAT[str(error.validator)](error)
        yield document.fault(where, SHAPE, what, f"write {_wanted(error.schema)}", at_key=is_key)


def _missing(document: Document, path: Path, error: ValidationError) -> Iterator[Fault]:
    """One fault a key; none for one that is misspelt, or that may have been in lines which the text lost."""
    schema: Any = error.schema
    instance: Any = error.instance
    name = error.message.split("'")[1]
    known = schema["properties"]
    misspelt = {nearest(word, known) for word in instance if word not in known}
    if path not in document.damaged and name not in misspelt:
        yield document.fault((*path, name), SHAPE, "the key is missing", "add it", at_key=True)


def _unknown(document: Document, path: Path, error: ValidationError) -> Iterator[Fault]:
    schema: Any = error.schema
    instance: Any = error.instance
    known = schema["properties"]
    for name in instance:
        if name not in known:
            if nearest(name, known):
                document.damaged.add(path)
            todo = meant(name, known, f"known here: {', '.join(known)}")
            yield document.fault((*path, name), SHAPE, f"unknown key {name!r}", todo, at_key=True)


def _wanted(schema: Any) -> str:
    own = schema.get("description") if isinstance(schema, dict) else None
    return str(own or "another")


def _either(types: Any) -> str:
    names = [types] if isinstance(types, str) else types
    return " or ".join(TYPES.get(name, name) for name in names)


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."
