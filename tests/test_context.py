"""What a probe sees of a machine: files below a root, what the host says, sources opened once."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

import pytest
from conftest import Machine

from collector.context import READ_LIMIT, Context, Member
from collector.snapshot import Snapshot


@pytest.mark.parametrize(
    ("said", "kind", "expected"),
    [
        ("text", str, "text"),
        ("", str, None),
        (8, int, 8),
        (0, int, 0),
        (8, (int, float), 8),
        (8.5, int, None),
        (True, int, None),
        (True, (int, float), None),
        (True, bool, True),
        (False, bool, False),
        (1, bool, None),
        (8, str, None),
        ("8", int, None),
        (None, str, None),
        (["a"], list, ["a"]),
    ],
)
def test_facts_of_the_asked_kind(machine: Machine, said: Any, kind: Any, expected: Any) -> None:
    found = machine(facts={"field": said}).fact("field", kind)
    assert found == expected
    assert type(found) is type(expected)


def test_a_fact_that_is_not_there(machine: Machine) -> None:
    assert machine().fact("field", str) is None


def test_files_are_read_below_the_root(machine: Machine) -> None:
    context = machine({"/etc/os-release": "  ID=debian\n\n", "/etc/empty": ""})
    assert context.path("/etc/os-release") == context.root / "etc/os-release"
    assert context.read("/etc/os-release") == "ID=debian"
    assert context.read("/etc/empty") == ""


def test_a_file_of_bytes(machine: Machine) -> None:
    context = machine({"/etc/name": ""})
    context.path("/etc/name").write_bytes(b"N\xe9o\n")
    assert context.read("/etc/name") == "N\ufffdo"


def test_a_file_without_end(machine: Machine) -> None:
    context = machine()
    (context.root / "zero").symlink_to("/dev/zero")
    assert len(context.read("/zero") or "") == READ_LIMIT


@pytest.mark.parametrize("name", ["/nowhere", "/etc", "/etc/os-release/below", "/loop", "/etc/\0"])
def test_what_cant_be_read_is_none(machine: Machine, name: str) -> None:
    context = machine({"/etc/os-release": ""})
    (context.root / "loop").symlink_to("loop")
    assert context.read(name) is None


def test_patterns_are_sorted(machine: Machine) -> None:
    context = machine({"/sys/b1/size": "", "/sys/a2/size": "", "/sys/a1/other": ""})
    assert context.glob("/sys/*/size") == [context.path("/sys/a2/size"), context.path("/sys/b1/size")]
    assert context.glob("/nowhere/*") == []


def test_a_source_is_opened_once(machine: Machine) -> None:
    opened = []

    def source(context: Context) -> str | None:
        opened.append(context)
        return None

    first, second = machine(), machine()
    assert [first.shared(source), first.shared(source), second.shared(source)] == [None, None, None]
    assert opened == [first, second]


def test_a_context_about_a_field_shares_what_is_open(machine: Machine) -> None:
    def source(context: Context) -> object:
        return object()

    context, member = machine(), Member("torch", ["torch"])
    about = context.about("has_torch", member)
    assert (about.field, about.member) == ("has_torch", member)
    assert (context.field, context.member) == ("", None)
    assert about.shared(source) is context.shared(source)


def test_a_distribution_that_the_host_could_import(tmp_path: Path) -> None:
    folder = tmp_path / "site" / "some_package-1.2.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: some.package\nVersion: 1.2\n")
    context = Context("minimal", Snapshot(path=[str(tmp_path / "nowhere"), str(tmp_path / "site")]))
    found = context.distribution("absent", "Some-Package")
    assert found is not None
    assert found.version == "1.2"
    assert context.distribution("pytest") is None
    assert Context("minimal").distribution("pytest") is None


def test_here_is_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_VARIABLE", "1")
    context = Context.here("minimal", Snapshot(pid=7))
    assert (context.tier, context.snapshot.pid, context.root) == ("minimal", 7, Path("/"))
    assert (context.system, context.release) == (platform.uname().system, platform.uname().release)
    assert context.machine == platform.uname().machine
    assert context.now.utcoffset() is not None
    assert context.env == os.environ
