"""Faults in a spec: where, what is wrong, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import attrs


@attrs.frozen(order=True)
class Fault:
    """One thing to mend, at a line and column (both counted from 1).

    code: TC1xx syntax and shape, TC2xx references, TC3xx privacy, TC5xx examples.
    where: the place in the spec's own words, `groups.location.fields.latitude.probe`.
    """

    line: int
    column: int
    code: str
    where: str
    what: str
    todo: str

    @property
    def place(self) -> tuple[int, int, str]:
        """Return where the fault is: line, column and the place in the spec's own words."""
        return self.line, self.column, self.where

    def text(self, path: str) -> str:
        """Return the fault as one line: `file:line:column: CODE where: what is wrong, what to do`."""
        where = f" {self.where}" if self.where else ""
        text = f"{path}:{self.line}:{self.column}: {self.code}{where}: {self.what}, {self.todo}"
        return " ".join(text.splitlines())


class SpecError(Exception):
    """A spec that can't be used; `faults` holds every fault found, in the file's order."""

    def __init__(self, path: str, faults: Iterable[Fault]) -> None:
        self.path = path
        self.faults = sorted(set(faults))
        super().__init__("\n".join(fault.text(path) for fault in self.faults))


def meant(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return the advice for a word that is not known: the nearest known one, else `otherwise`."""
    near = nearest(word, known)
    return f"did you mean {near!r}?" if near else otherwise


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` may be a misspelling of."""
    return next(iter(difflib.get_close_matches(word, sorted(known), n=1)), None)
