"""How generated files are written: the line they open with, and Python literals that fit a line."""

from __future__ import annotations

import json
from typing import Any

GENERATED = "Generated from telemetry.yaml by collector codegen. Do not edit."
WIDTH = 110


def docstring(text: str) -> str:
    """Return a docstring of one line that reads as the text, whatever quotes and backslashes are in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"""{escaped}"""'


def literal(value: Any, indent: int) -> str:
    """Return a Python literal for plain values, broken where it is too long; lists become tuples."""
    if isinstance(value, dict):
        return _filled(
            "{",
            [f"{literal(key, 0)}: {literal(item, indent + 4)}" for key, item in value.items()],
            "}",
            indent,
        )
    if isinstance(value, (list, tuple)):
        end = ",)" if len(value) == 1 else ")"
        return _filled("(", [literal(item, indent + 4) for item in value], end, indent)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _filled(start: str, items: list[str], end: str, indent: int) -> str:
    line = f"{start}{', '.join(items)}{end}"
    if len(line) + indent <= WIDTH and "\n" not in line:
        return line
    rows = [""]
    for item in items:
        if rows[-1] and len(rows[-1]) + len(item) + indent + 6 > WIDTH:
            rows.append("")
        rows[-1] += f"{' ' if rows[-1] else ''}{item},"
    margin = " " * (indent + 4)
    return "\n".join([start, *(margin + row for row in rows), " " * indent + end[-1]])
