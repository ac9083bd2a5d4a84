"""YAML text as nodes. After a syntax fault the text is mended and read again, to find the next fault too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import attrs
import yaml

from collector.spec.faults import Fault

MAX_FAULTS = 20
FastLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_NOT_ALLOWED = yaml.reader.Reader.NON_PRINTABLE
_NO_CONTENT = re.compile(r"\s*(#.*)?$")
_OPENS_BLOCK = re.compile(r".*:\s*(#.*)?$")


@attrs.define
class Text:
    """The lines of a file, as far as they had to be mended.

    emptied: the numbers of lines that were taken out.  moved: by how many columns a line was moved.
    """

    lines: list[str]
    faults: list[Fault] = attrs.field(factory=list)
    emptied: set[int] = attrs.field(factory=set)
    moved: dict[int, int] = attrs.field(factory=dict)

    def place(self, mark: yaml.Mark) -> tuple[int, int]:
        """Return line and column in the file as it was written, counted from 1."""
        return mark.line + 1, mark.column + 1 - self.moved.get(mark.line, 0)


@attrs.frozen
class Edit:
    """A way to mend lines `first` to `last`: `lines` in their place, for the fault that it is."""

    first: int
    last: int
    lines: list[str]
    fault: Fault


def compose(written: str) -> tuple[yaml.Node | None, Text]:
    """Return the root node, None if there is none, and the text with all its faults."""
    text = Text(_LINE_BREAK.split(written))
    _replace_characters(text)
    for _ in range(MAX_FAULTS):
        try:
            return yaml.compose("\n".join(text.lines), FastLoader), text
        except yaml.MarkedYAMLError as error:
            _apply(_best_edit(text.lines, _worded(text.lines) or error), text)
    return None, text


def _replace_characters(text: Text) -> None:
    for i, line in enumerate(text.lines):
        for match in _NOT_ALLOWED.finditer(line):
            what = f"character U+{ord(match.group()):04X} is not allowed in YAML"
            text.faults.append(Fault(i + 1, match.start() + 1, "TC101", "", what, "remove it"))
        text.lines[i] = _NOT_ALLOWED.sub("_", line)


def _worded(lines: list[str]) -> yaml.MarkedYAMLError | None:
    """Return the fault as the Python loader sees it: libyaml words and places faults in its own way."""
    try:
        yaml.compose("\n".join(lines), yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        return error
    return None


def _apply(edit: Edit, text: Text) -> None:
    text.faults.append(edit.fault)
    for i, line in enumerate(edit.lines, edit.first):
        if line:
            text.moved[i] = text.moved.get(i, 0) + _indent(line) - _indent(text.lines[i])
        else:
            text.emptied.add(i)
    text.lines[edit.first : edit.last + 1] = edit.lines


def _best_edit(lines: list[str], error: yaml.MarkedYAMLError) -> Edit:
    """Return the edit after which YAML can be read furthest; of equal ones the first, the smallest."""
    now = _reach(lines)
    line = _with_content(lines, error.problem_mark.line if error.problem_mark else 0, -1)
    moves = [move for move in _moves(lines, line) if _reach_after(lines, move) > now]
    edits = [*moves, *_removals(lines, line, error)]
    return max(edits, key=lambda edit: _reach_after(lines, edit))


def _reach_after(lines: list[str], edit: Edit) -> int:
    return _reach([*lines[: edit.first], *edit.lines, *lines[edit.last + 1 :]])


def _reach(lines: list[str]) -> int:
    """Return the line where YAML stops, or their number."""
    try:
        yaml.compose("\n".join(lines), FastLoader)
    except yaml.MarkedYAMLError as error:
        return error.problem_mark.line if error.problem_mark else 0
    return len(lines)


def _moves(lines: list[str], line: int) -> Iterator[Edit]:
    """Yield a move for each line near the fault that is not indented as its neighbours want it.

    It may be the next line above that is indented less, all the more if its value stands on it, or the one
    below that; or the line where YAML stops.
    """
    above = range(_with_content(lines, line - 1, -1), -1, -1)
    less = next((i for i in above if lines[i].strip() and _indent(lines[i]) < _indent(lines[line])), line)
    below = _with_content(lines, less + 1, +1)
    suspects = (below, less) if _OPENS_BLOCK.match(lines[less]) else (less, below)
    for i in dict.fromkeys((*suspects, line)):
        own, wanted = _indent(lines[i]), _wanted_indent(lines, i)
        if lines[i].strip() and own != wanted:
            tab = " with a tab" if "\t" in lines[i][:own] else ""
            what, todo = f"the line is indented by {own}{tab}", f"indent it by {wanted} spaces"
            fault = Fault(i + 1, own + 1, "TC101", "", what, todo)
            yield Edit(i, i, [" " * wanted + lines[i].lstrip()], fault)


def _wanted_indent(lines: list[str], line: int) -> int:
    """Return a step less than the line below if this one opens a block, else as deep as the line above."""
    step = next((_indent(each) for each in lines if each.startswith(" ") and not _NO_CONTENT.match(each)), 2)
    if _OPENS_BLOCK.match(lines[line]):
        return max(0, _indent(lines[_with_content(lines, line + 1, +1)]) - step)
    above = lines[_with_content(lines, line - 1, -1)]
    return _indent(above) + (step if _OPENS_BLOCK.match(above) else 0)


def _removals(lines: list[str], line: int, error: yaml.MarkedYAMLError) -> Iterator[Edit]:
    """Yield the removal of the faulty line; of where a quote, a bracket or a key without colon begins."""
    quote = _open_quote(lines, line)
    if quote is not None:
        yield _removal(lines, quote, quote, _indent(lines[quote]), ": a quote is not closed")
    mark, context = error.problem_mark, error.context or ""
    first = last = line
    if error.context_mark and re.search("flow|quoted|simple key", context):
        mark, first = error.context_mark, error.context_mark.line
        last = line - 1 if "flow" in context else first
    column = mark.column if mark and mark.line == first else _indent(lines[first])
    problem = f" {context}: {error.problem}".replace(" :", ":")
    for end in sorted({first, max(first, last)}):
        yield _removal(lines, first, end, column, problem)


def _removal(lines: list[str], first: int, last: int, column: int, problem: str) -> Edit:
    """Empty the lines, and all that is indented below the first."""
    depth = _indent(lines[first])
    while last + 1 < len(lines) and (_NO_CONTENT.match(lines[last + 1]) or _indent(lines[last + 1]) > depth):
        last += 1
    todo = "check colons, quotes, brackets and indentation here"
    fault = Fault(first + 1, column + 1, "TC101", "", f"broken YAML{problem}", todo)
    return Edit(first, last, [""] * (last + 1 - first), fault)


def _open_quote(lines: list[str], line: int) -> int | None:
    """Return where the last quoted text above begins that goes on over a line's end."""
    found = None
    try:
        for token in yaml.scan("\n".join(lines), FastLoader):
            start, end = token.start_mark.line, token.end_mark.line
            if getattr(token, "style", None) in ("'", '"') and start < min(end, line):
                found = start
    except yaml.YAMLError:
        pass
    return found


def _with_content(lines: list[str], start: int, direction: int) -> int:
    """Return the first line from `start` that is neither blank nor a comment; the last one looked at else."""
    line = min(max(start, 0), len(lines) - 1)
    while _NO_CONTENT.match(lines[line]) and 0 <= line + direction < len(lines):
        line += direction
    return line


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
