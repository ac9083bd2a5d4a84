"""The spec language: YAML text in, a typed `Spec` or every fault of it out. Build time only."""

from __future__ import annotations

from pathlib import Path

from collector.spec import document, shape
from collector.spec.faults import Fault, SpecError
from collector.spec.model import Field, Spec, Step, Tier, build
from collector.spec.rules import RULES

__all__ = ["Fault", "Field", "Spec", "SpecError", "Step", "Tier", "load", "parse"]


def load(path: Path) -> Spec:
    """Return the spec in a file. Raises SpecError with all its faults, OSError if it can't be read."""
    data = path.read_bytes()
    try:
        return parse(data.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        fault = Fault(line, column, "TC101", "", "the text is not UTF-8", "save the file as UTF-8")
        raise SpecError(str(path), [fault]) from error


def parse(text: str, name: str) -> Spec:
    """Return the spec in a text. Raises SpecError with all its faults; `name` is the file in them."""
    parsed = document.parse(text)
    faults = parsed.faults
    if parsed.value is not None or not faults:
        for rule in (shape.faults, *RULES):
            places = {fault.place for fault in faults}  # what an earlier rule refuses is not reported twice
            faults = [*faults, *(fault for fault in rule(parsed) if fault.place not in places)]
    if faults:
        raise SpecError(name, faults)
    return build(parsed)
