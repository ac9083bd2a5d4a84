"""Fixtures that several test modules share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hosts import Host
from products import ProductMaker
from receiver import Receiver, receiving

from collector.context import Context
from collector.snapshot import Snapshot

Machine = Callable[..., Context]
OURS = (
    "CODECARBON_TELEMETRY",
    "CODECARBON_TELEMETRY_ENDPOINT",
    "CODECARBON_TELEMETRY_MACHINE_ID",
    "DO_NOT_TRACK",
    "COLLECTOR_WORKER",
)


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep each test's local state to itself, and what the person at it has decided out of it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in OURS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a builder of contexts over a folder tree: `machine({"/proc/cpuinfo": "..."}, env={...})`.

    `facts` are what the host says; other keywords are fields of Snapshot or of Context.
    """

    def build(files: Mapping[str, str] = {}, facts: Mapping[str, Any] = {}, **fields: Any) -> Context:
        root = tmp_path / "root"
        root.mkdir(exist_ok=True)
        for name, text in files.items():
            path = root / name.lstrip("/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        known = {name: fields.pop(name) for name in Snapshot._fields if name in fields}
        return Context("minimal", Snapshot(facts=dict(facts), **known), root=root, **fields)

    return build


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a receiver that accepts every payload."""
    with receiving() as it:
        yield it


@pytest.fixture
def host(tmp_path: Path, receiver: Receiver) -> Host:
    """Return a machine whose programs report to the receiver."""
    return Host(tmp_path, receiver.url)


@pytest.fixture
def make_product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProductMaker:
    """Return a builder of products: `make_product("def ram(context): ...", ram={"type": "integer", ...})`."""
    return ProductMaker(tmp_path / "products", monkeypatch)
