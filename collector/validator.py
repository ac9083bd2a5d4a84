"""The one judge of values: JSON Schema, strict about Python's types and about whole texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from jsonschema import Draft202012Validator, TypeChecker
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend


def _is(*kinds: type) -> Callable[[TypeChecker, Any], bool]:
    return lambda checker, value: type(value) in kinds


def _pattern(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    """Match whole texts: in Python, unlike ECMA 262, `$` also stands before a last line break."""
    if isinstance(instance, str) and not re.fullmatch(pattern, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


# JSON Schema takes 8.0 for an integer, and jsonschema takes subclasses, which can print as anything.
StrictValidator: type[Validator] = extend(  # type: ignore[no-untyped-call]  # not annotated upstream
    Draft202012Validator,
    {"pattern": _pattern},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"integer": _is(int), "number": _is(int, float), "string": _is(str), "array": _is(list)}
    ),
)
