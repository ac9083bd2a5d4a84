"""The machine's memory, from the host, psutil and sysconf."""

from __future__ import annotations

import os
import sys
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from conftest import Machine

from collector import snapshot
from collector.context import Context
from collector.probes import memory


def refuse(*_: object) -> Any:
    raise PermissionError("/proc/meminfo")


@pytest.fixture
def no_psutil(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psutil", None)


def pages(monkeypatch: pytest.MonkeyPatch, **sizes: int) -> None:
    monkeypatch.setattr(os, "sysconf", sizes.__getitem__, raising=False)


@pytest.mark.parametrize("fact", [23.540576934814453, 64])
def test_the_host_goes_first_and_is_not_rounded(machine: Machine, fact: float) -> None:
    assert memory.total(machine(facts={"ram_total_size_gb": fact})) == fact


@pytest.mark.parametrize("fact", [True, 0, -1, float("nan"), float("inf"), 10**400, "16", None])
def test_no_figure_of_the_host_gives_psutils(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, fact: object
) -> None:
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(total=3 * 2**29))
    assert memory.total(machine(facts={"ram_total_size_gb": fact})) == 1.5


@pytest.mark.usefixtures("no_psutil")
def test_without_psutil_the_pages_are_counted(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    pages(monkeypatch, SC_PAGE_SIZE=4096, SC_PHYS_PAGES=2**20)
    assert memory.total(machine()) == 4.0


def test_a_refusal_to_psutil_is_no_end(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "virtual_memory", refuse)
    pages(monkeypatch, SC_PAGE_SIZE=4096, SC_PHYS_PAGES=2**20)
    assert memory.total(machine()) == 4.0


@pytest.mark.usefixtures("no_psutil")
def test_nothing_known_is_none(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    pages(monkeypatch, SC_PAGE_SIZE=4096, SC_PHYS_PAGES=-1)
    assert memory.total(machine()) is None
    monkeypatch.setattr(os, "sysconf", refuse)
    assert memory.total(machine()) is None
    monkeypatch.delattr(os, "sysconf")
    assert memory.total(machine()) is None


def test_both_sources_agree_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    context = Context.here("minimal", snapshot.take([], {}))
    by_psutil = memory.total(context)
    monkeypatch.setitem(sys.modules, "psutil", None)
    by_sysconf = memory.total(context)
    assert by_psutil is not None
    assert by_sysconf == pytest.approx(by_psutil, rel=0.05)
