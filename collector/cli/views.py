"""What the command shows people, on any terminal and in any pipe."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from collector.consent import DISABLED, Decision
from collector.payload import Finding, Payload
from collector.product import Product

PIPE_WIDTH = 120
TABLE_WIDTH = 100  # below this, five columns are unreadable and each field gets lines of its own instead
RAW_CHARACTERS = 160


def console() -> Console:
    """Return a console for standard output, with room for the table where there is no window."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # what the encoding can't say becomes "?"
    out = Console(highlight=False)
    if not out.is_terminal and "COLUMNS" not in os.environ:
        out.width = PIPE_WIDTH
    return out


def preview(
    product: Product, tier: str, decision: Decision, payload: Payload, has_salt: bool, out: Console
) -> None:
    """Show what was found field by field, then the bytes that would be sent."""
    out.print(Text(f"{product.PRODUCT}, tier {tier}: {product.TIERS[tier]}", style="bold"))
    out.print(_table(payload) if out.width >= TABLE_WIDTH else _stack(payload))
    known = sum(finding.value is not None for finding in payload.findings)
    out.print(f"\n{known} of {len(payload.findings)} fields are known here.", end=" ")
    out.print(f"All that would be sent, {len(payload.body)} bytes:")
    body = Text(payload.body.decode("utf-8"), overflow="fold")
    out.print(body, soft_wrap=not out.record)  # a picture has no terminal that wraps long lines
    if not has_salt and any(
        "salt" in step.arguments for finding in payload.findings for step in finding.field.steps
    ):
        out.print("Its hash is made with a passing key: yours is made with the first report.")
    now = "nothing is sent" if decision.tier == DISABLED else f"reports of tier {decision.tier} are sent"
    out.print(Text(f"\nA preview sends nothing. As things are, {now} ({decision.reason})."))


def status(product: Product, decision: Decision, endpoint: str, state: str, out: Console) -> None:
    """Show the effective tier and every signal that was looked at."""
    what = "Telemetry disabled" if decision.tier == DISABLED else product.TIERS[decision.tier]
    out.print(Text(f"{product.PRODUCT}: {decision.tier}. {what}", style="bold"))
    table = Table("signal", "value", "effect", box=None, padding=(0, 2, 0, 0))
    for signal in decision.signals:
        value = "not set" if signal.value is None else _shown(signal.value)
        table.add_row(signal.source, Text(value), signal.effect)
    out.print(Padding(table, (0, 0, 0, 2), expand=False))
    lines = {"decided by": decision.reason, "sent to": endpoint, "local state": state}
    out.print(Text("\n".join(f"{name + ':':12} {value}" for name, value in lines.items())), soft_wrap=True)


def _table(payload: Payload) -> Table:
    """One row a field; what fields that follow one another are asked for stands beside the first."""
    table = Table("field", "raw value", "transforms", "value to be sent", "why it is asked")
    for column in table.columns:
        column.overflow = "fold"
    table.columns[0].no_wrap = True
    for purpose, findings in _by_purpose(payload):
        table.add_section()
        for i, finding in enumerate(findings):
            why = Text("" if i else purpose)
            table.add_row(Text(finding.field.name), _raw(finding), _transforms(finding), _value(finding), why)
    return table


def _stack(payload: Payload) -> Group:
    """Some lines a field, for narrow windows."""
    blocks = []
    for purpose, findings in _by_purpose(payload):
        blocks.append(Text(f"\nTo {purpose}:", style="italic"))
        blocks += map(_block, findings)
    return Group(*blocks)


def _block(finding: Finding) -> Text:
    block = Text("  ").append(f"{finding.field.name}: ", style="bold").append_text(_value(finding))
    if finding.raw is not None:
        block.append("\n    raw: ").append_text(_raw(finding))
    if finding.field.labels:
        block.append("\n    by: ").append_text(_transforms(finding))
    return block


def _by_purpose(payload: Payload) -> Iterator[tuple[str, list[Finding]]]:
    for purpose, findings in groupby(payload.findings, key=lambda finding: finding.field.purpose):
        yield purpose, list(findings)


def _raw(finding: Finding) -> Text:
    return Text("" if finding.raw is None else _shown(finding.raw))


def _transforms(finding: Finding) -> Text:
    return Text(", ".join(finding.field.labels))


def _value(finding: Finding) -> Text:
    if finding.value is None:
        return Text(finding.note, style="dim")
    return Text(_shown(finding.value), style="green")


def _shown(value: Any) -> str:
    """Return a value on one line, safe to print whatever a probe has returned."""
    try:
        text = value if type(value) is str else repr(value)
    except Exception:  # its own __repr__ may be the fault
        text = f"<{type(value).__name__}>"
    clean = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return clean if len(clean) <= RAW_CHARACTERS else f"{clean[:RAW_CHARACTERS]}..."
