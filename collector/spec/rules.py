"""What a spec must keep beyond its shape: a rule is a generator of faults, its docstring is the rule."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeGuard

from collector.spec.document import Document, Path
from collector.spec.faults import Fault, meant
from collector.spec.paths import (
    TRANSFORMS,
    argument_problem,
    functions,
    probe_module,
    probe_modules,
    split_transform,
)
from collector.spec.types import CONSTRAINTS, MEMBER, TYPES, class_name, property_schema
from collector.validator import StrictValidator

Rule = Callable[[Document], Iterator[Fault]]
NAMES_OF_MODELS = {"attrs", "self", *(kind.python.partition("[")[0] for kind in TYPES.values())}


def family_names(document: Document) -> Iterator[Fault]:
    """{name} stands in each field's name in a group with `over`; in no name and no doc of any other group."""
    for path, field in _fields(document):
        if "over" in document.value["groups"][path[1]]:
            if MEMBER not in str(path[3]):
                what = f"the name has no place for {MEMBER}, as each field of a group with 'over' needs"
                yield document.fault(path, "TC110", what, f"write {MEMBER} in it", at_key=True)
        elif path[:2] not in document.damaged:
            in_name = MEMBER in str(path[3])
            if in_name or MEMBER in str(field.get("doc")):
                what = f"{MEMBER} means nothing in a group without 'over'"
                where = path if in_name else (*path, "doc")
                yield document.fault(where, "TC110", what, "add 'over' to the group", at_key=in_name)


def unique_names(document: Document) -> Iterator[Fault]:
    """A field's name is used once, was never removed, and is free to be an attribute of the model."""
    seen: dict[str, str] = {}
    removed = _mapping(document.value, "removed")
    for path, name in _names(document):
        if name in seen:
            what = f"the field {name} stands in {seen[name]} too"
            yield document.fault(path, "TC104", what, "keep one of the two", at_key=True)
        if name in removed:
            yield document.fault(
                path, "TC105", f"the name {name} was removed", "choose a new one", at_key=True
            )
        if keyword.iskeyword(name) or name in NAMES_OF_MODELS:
            what = f"the name {name} means something else in the generated model"
            yield document.fault(path, "TC106", what, "choose another name", at_key=True)
        seen.setdefault(name, f"groups.{path[1]}")


def importable_package(document: Document) -> Iterator[Fault]:
    """The package can be imported: its name is no keyword of Python."""
    name = document.value.get("package") if isinstance(document.value, dict) else None
    if isinstance(name, str) and keyword.iskeyword(name):
        what = f"the name {name} is a keyword of Python"
        yield document.fault(("package",), "TC106", what, "choose another name")


def distinct_classes(document: Document) -> Iterator[Fault]:
    """No two tiers give the same class name in the generated model."""
    seen: dict[str, str] = {}
    for tier in _mapping(document.value, "tiers"):
        first = seen.setdefault(class_name(tier), tier)
        if first != tier:
            what = f"its class would be named {class_name(tier)}, as that of tiers.{first} is"
            yield document.fault(("tiers", tier), "TC112", what, "choose another name", at_key=True)


def fitting_constraints(document: Document) -> Iterator[Fault]:
    """A field has the constraints that its type needs, none that mean nothing, and sound ones."""
    for path, field in _fields(document):
        kind = TYPES.get(str(field.get("type")))
        if kind is None:
            continue
        allowed = {*kind.takes, *(key for keys in kind.needs for key in keys)}
        for key in CONSTRAINTS:
            if key in field and key not in allowed:
                what = f"{key!r} means nothing for the type {field['type']}"
                yield document.fault((*path, key), "TC107", what, "remove it", at_key=True)
        for keys in kind.needs:
            if not any(key in field for key in keys) and path not in document.damaged:
                what = f"a field of type {field['type']} has no bound"
                yield document.fault(path, "TC301", what, f"add {' or '.join(keys)}", at_key=True)


def sound_constraints(document: Document) -> Iterator[Fault]:
    """A range runs from low to high, a pattern is a regular expression, and no payload needs an opt-in."""
    for path, field in _fields(document):
        bounds = field.get("range")
        if _are_numbers(bounds) and bounds[0] > bounds[1]:
            yield document.fault(
                (*path, "range"), "TC108", "the range is empty", "write the lower number first"
            )
        if not _compiles(field.get("pattern", "")):
            what = f"{field['pattern']!r} is not a regular expression"
            yield document.fault((*path, "pattern"), "TC109", what, "mend the pattern")
        if "required" in field and "opt_in" in field:
            what = "what needs a yes of its own can't be in every payload"
            yield document.fault((*path, "required"), "TC111", what, "remove it, or opt_in", at_key=True)


def known_probes(document: Document) -> Iterator[Fault]:
    """A probe is a function in a module of collector.probes, or in one that `probe_modules` names."""
    modules = _mapping(document.value, "probe_modules")
    for path, field in _fields(document):
        module_name, dot, function = str(field.get("probe", "")).partition(".")
        if not dot:
            continue
        full_name = probe_module(module_name, modules)
        try:
            known = functions(full_name)
        except (Exception, SystemExit) as error:  # whatever a module raises while it is imported
            what = f"the module {full_name} can't be imported ({type(error).__name__}: {error})"
            known_modules = probe_modules(modules)
            todo = (
                "mend it" if module_name in known_modules else meant(module_name, known_modules, "write it")
            )
            yield document.fault((*path, "probe"), "TC201", what, todo)
            continue
        if function not in known:
            what = f"there is no function {function!r} in {full_name}"
            todo = meant(function, known, f"write {function}(context) there")
            yield document.fault((*path, "probe"), "TC202", what, todo)


def known_transforms(document: Document) -> Iterator[Fault]:
    """A transform is a function in collector.privacy, written with the argument that it takes."""
    known = functions(TRANSFORMS)
    for path, field in _fields(document):
        steps = field.get("privacy")
        for i, step in enumerate(steps if isinstance(steps, list) else []):
            where = (*path, "privacy", i)
            name, argument = split_transform(step)
            if name not in known:
                todo = meant(name, known, f"write {name}(value) in {TRANSFORMS}")
                yield document.fault(where, "TC203", f"there is no transform {name!r}", todo)
                continue
            problem = argument_problem(known[name], argument, field)
            if problem and path not in document.damaged:
                yield document.fault(where, "TC204", f"{name} {problem[0]}", problem[1])


def known_words(document: Document) -> Iterator[Fault]:
    """A group's tier and owner are among those that the header lists."""
    for name, group in _mapping(document.value, "groups").items():
        for key, section in (("tier", "tiers"), ("owner", "owners")):
            known = _mapping(document.value, section)
            word = group.get(key) if isinstance(group, dict) else None
            if isinstance(word, str) and known and word not in known:
                todo = meant(word, known, f"known {section}: {', '.join(known)}")
                yield document.fault(("groups", name, key), "TC205", f"there is no {key} {word!r}", todo)


def true_examples(document: Document) -> Iterator[Fault]:
    """Every `ok` example passes the field's schema, and every `bad` one is refused."""
    tiers = list(_mapping(document.value, "tiers"))
    for path, field in _fields(document):
        if str(field.get("type")) not in TYPES or not _are_sound(field):
            continue
        validator = StrictValidator(property_schema(field, tiers))
        for kind, expected in (("ok", True), ("bad", False)):
            if kind == "bad" and path in document.damaged:
                continue  # the constraint that refuses them may be in the lines that were lost
            examples = _mapping(field, "examples").get(kind)
            for i, example in enumerate(examples if isinstance(examples, list) else []):
                if validator.is_valid(example) is not expected:
                    what = f"{example!r} is {'refused' if expected else 'accepted'} by the field's schema"
                    yield document.fault(
                        (*path, "examples", kind, i), "TC501", what, "mend the example or the constraint"
                    )


RULES: tuple[Rule, ...] = (
    family_names,
    unique_names,
    importable_package,
    distinct_classes,
    fitting_constraints,
    sound_constraints,
    known_probes,
    known_transforms,
    known_words,
    true_examples,
)


def _fields(document: Document) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield each field that is a mapping, with its path; what has another shape is reported elsewhere."""
    for group_name, group in _mapping(document.value, "groups").items():
        for name, field in _mapping(group, "fields").items():
            if isinstance(field, dict):
                yield ("groups", group_name, "fields", name), field


def _names(document: Document) -> Iterator[tuple[Path, str]]:
    """Yield every name on the wire, those of families included, with the path of its field."""
    for path, _ in _fields(document):
        over = document.value["groups"][path[1]].get("over", {MEMBER: []})
        for member in over if isinstance(over, dict) else ():
            yield path, str(path[3]).replace(MEMBER, member)


def _mapping(holder: Any, key: str) -> dict[str, Any]:
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, dict) else {}


def _are_numbers(bounds: Any) -> TypeGuard[list[float]]:
    return isinstance(bounds, list) and len(bounds) == 2 and all(type(b) in (int, float) for b in bounds)


def _are_sound(field: dict[str, Any]) -> bool:
    """Whether every constraint that the type needs is there, and all of them can be judged by."""
    return (
        all(any(key in field for key in keys) for keys in TYPES[field["type"]].needs)
        and _is_range(field.get("range", [0, 0]))
        and isinstance(field.get("choices", []), list)
        and all(type(field.get(key, 1)) is int for key in ("max_length", "max_items"))
        and _compiles(field.get("pattern", ""))
    )


def _is_range(bounds: Any) -> bool:
    return _are_numbers(bounds) and bounds[0] <= bounds[1]


def _compiles(pattern: Any) -> bool:
    try:
        re.compile(pattern)
    except (re.error, TypeError):
        return False
    return True
