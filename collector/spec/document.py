"""YAML text as plain values that know their line and column."""

from __future__ import annotations

import json
import math
from typing import Any

import attrs
import yaml

from collector.spec import syntax
from collector.spec.faults import Fault

Path = tuple[str | int, ...]


@attrs.define
class Document:
    """A parsed file: plain values, the place of each, and what was wrong with the text itself.

    damaged: the mappings that lost lines to a syntax fault, or have a misspelt key; what they lack may be
    there.
    """

    value: Any = None
    keys: dict[Path, tuple[int, int]] = attrs.field(factory=dict)
    values: dict[Path, tuple[int, int]] = attrs.field(factory=dict)
    faults: list[Fault] = attrs.field(factory=list)
    damaged: set[Path] = attrs.field(factory=set)

    def fault(self, path: Path, code: str, what: str, todo: str, *, at_key: bool = False) -> Fault:
        """Return a fault at the value of `path`, or at its key; at what holds it where it is missing."""
        line, column = self._position(path, at_key)
        return Fault(line, column, code, ".".join(map(str, path)), what, todo)

    def _position(self, path: Path, at_key: bool) -> tuple[int, int]:
        places = (self.keys, self.values) if at_key else (self.values, self.keys)
        found = next((place[path] for place in places if path in place), None)
        if found is not None:
            return found
        return self._position(path[:-1], at_key) if path else (1, 1)


def parse(written: str) -> Document:
    """Return the document of a YAML text; every fault of the text is in `faults`, none is raised."""
    try:
        node, text = syntax.compose(written)
        document = Document(faults=text.faults)
        if node is not None:
            document.value = _Reader(document, text).value(node, (), ())
    except RecursionError:
        fault = Fault(1, 1, "TC101", "", "brackets or blocks are nested too deeply", "nest them less deeply")
        return Document(faults=[fault])
    return document


@attrs.define
class _Reader:
    """Turns nodes into plain values, noting where each stands."""

    document: Document
    text: syntax.Text
    scalars: Any = attrs.field(factory=lambda: yaml.SafeLoader(""))

    def value(self, node: yaml.Node, path: Path, above: tuple[yaml.Node, ...]) -> Any:
        self.document.values.setdefault(path, self.text.place(node.start_mark))
        if node in above:
            self._fault(path, "an alias to what holds it", "write the value itself")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, (*above, node))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, i), (*above, node)) for i, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path, above: tuple[yaml.Node, ...]) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        again: list[tuple[yaml.Mark, Path]] = []
        hollow = False
        for key, value in node.value:
            name = self._key(key, path)
            here = (*path, name)
            if name in mapping and hollow:
                break  # what follows was meant to be indented below the key that has nothing below it
            if name in mapping:
                again.append((key.start_mark, here))
                continue
            self.document.keys[here] = self.text.place(key.start_mark)
            mapping[name] = self.value(value, here, above)
            hollow = hollow or _is_hollow(value)
        damage = self._claim_damage(path, node)
        for mark, repeated in again:
            if mark.line < damage:  # below it, keys may belong to an entry whose own line is gone
                self._duplicate(mark, repeated)
        return mapping

    def _key(self, node: yaml.Node, path: Path) -> str:
        text = str(node.value) if isinstance(node, yaml.ScalarNode) else "?"
        if node.tag != "tag:yaml.org,2002:str":
            here = (*path, text)
            self.document.keys[here] = self.document.values[here] = self.text.place(node.start_mark)
            self._fault(here, f"YAML does not read the key {text!r} as text", "put quotes around it")
        return text

    def _duplicate(self, mark: yaml.Mark, path: Path) -> None:
        where = ".".join(map(str, path))
        what = f"key {path[-1]!r} stands here again (first on line {self.document.keys[path][0]})"
        fault = Fault(*self.text.place(mark), "TC102", where, what, "keep one of the two")
        self.document.faults.append(fault)

    def _scalar(self, node: yaml.Node, path: Path) -> Any:
        if _is_hollow(node):
            self._claim_damage(path, node)
        try:
            value = self.scalars.construct_object(node)
            json.dumps(value, allow_nan=False, ensure_ascii=False).encode()  # no date, no infinity
            if type(value) in (int, float):
                json.loads(node.value)  # no 12:30, which is 750, and no 010, which is 8
        except Exception:  # PyYAML's constructors raise whatever goes wrong in them
            what = "YAML reads something else than what stands here"
            self._fault(path, what, "put quotes around it, or write a plain number")
            return None
        return value

    def _claim_damage(self, path: Path, node: yaml.Node) -> float:
        """Return the first emptied line of a value that none inside it has claimed, or infinity."""
        above = node.start_mark.line if path else 0
        first = self.document.keys.get(path, (above, 0))[0]  # the line below its key
        last = max(node.end_mark.line, first if _is_hollow(node) else 0)
        lines = {line for line in self.text.emptied if first <= line <= last}
        self.text.emptied -= lines
        self.document.damaged.update({path} if lines else ())
        return min(lines, default=math.inf)

    def _fault(self, path: Path, what: str, todo: str) -> None:
        self.document.faults.append(self.document.fault(path, "TC103", what, todo))


def _is_hollow(node: yaml.Node) -> bool:
    """Nothing is written after the key."""
    return bool(node.start_mark.index == node.end_mark.index)
