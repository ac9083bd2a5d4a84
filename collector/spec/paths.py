"""How the short names of a spec, `cpu.model` and `{round: 1}`, lead to functions."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any, get_args

TRANSFORMS = "collector.privacy"
PROBES = "collector.probes"
SALT = "salt"  # what only the runtime can fill in
PRODUCT = "product"  # what the header says

Function = Callable[..., Any]


def functions(module: str) -> dict[str, Function]:
    """Return a module's own public functions by name; raises whatever importing it raises.

    What it imports from elsewhere is a tool of it, and neither a probe nor a transform.
    """
    members = inspect.getmembers(importlib.import_module(module), inspect.isfunction)
    own = {name: function for name, function in members if function.__module__ == module}
    return {name: function for name, function in own.items() if not name.startswith("_")}


def probe_module(short: str, own: Mapping[str, str]) -> str:
    """Return the dotted path of a probe's module; `own` is the header's `probe_modules`."""
    return str(own.get(short, f"{PROBES}.{short}"))


def probe_modules(own: Mapping[str, str]) -> list[str]:
    """Return the short names of all modules that a probe can be in."""
    shipped = pkgutil.iter_modules(importlib.import_module(PROBES).__path__)
    return [*own, *(module.name for module in shipped)]


def split_transform(step: Any) -> tuple[str, Any]:
    """Return name and argument of a transform as written: `round` or `{round: 1}`; None for no argument."""
    return next(iter(step.items()), ("", None)) if isinstance(step, dict) else (str(step), None)


def arguments(transform: Function, argument: Any, field: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to call the transform with: the argument as written, and what it asks of its field.

    `field` is the field as written, with the product's name.
    """
    positional, asked = _parameters(transform)
    given = {parameter.name: argument for parameter in positional}
    return given | {name: SALT if name == SALT else field[name] for name in asked}


def argument_problem(transform: Function, argument: Any, field: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return what is wrong with how the transform is written and what to do, or None."""
    positional, asked = _parameters(transform)
    name = transform.__name__
    if positional and argument is None:
        return "needs an argument", f"write {{{name}: {positional[0].name}}}"
    if argument is not None and not positional:
        return "takes no argument", f"write {name}"
    for parameter in positional:
        words = get_args(parameter.annotation)  # of a Literal
        if argument not in words if words else type(argument) is not parameter.annotation:
            wanted = " or ".join(words) or parameter.annotation.__name__
            return f"takes no {argument!r}", f"write {parameter.name} as {wanted}"
    lacking = [key for key in asked if key not in (SALT, PRODUCT) and key not in field]
    return (f"needs the field's {lacking[0]}", f"add {lacking[0]}") if lacking else None


def _parameters(transform: Function) -> tuple[list[inspect.Parameter], list[str]]:
    """Return what is written beside the transform's name, and what it asks for by parameter name."""
    parameters = list(inspect.signature(transform, eval_str=True).parameters.values())[1:]
    asked = [parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY]
    return [parameter for parameter in parameters if parameter.name not in asked], asked
