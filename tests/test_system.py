"""The operating system's name, on each system."""

from __future__ import annotations

import platform
import sys
from types import SimpleNamespace

import pytest
from conftest import Machine

from collector import snapshot
from collector.context import Context
from collector.probes import system

UBUNTU = {"system": "Linux", "release": "6.8.0-45-generic", "machine": "x86_64"}
MAC = {"system": "Darwin", "release": "23.5.0", "machine": "arm64"}
WINDOWS = {"system": "Windows", "release": "10", "machine": "AMD64"}


def test_the_host_goes_first(machine: Machine) -> None:
    fact = "Linux-6.8.0-45-generic-x86_64-with-glibc2.39"
    assert system.platform_name(machine(facts={"os": fact}, **UBUNTU)) == fact


@pytest.mark.parametrize(
    ("uname", "name"),
    [
        (UBUNTU, "Linux-6.8.0-45-generic-x86_64"),
        ({"system": "FreeBSD", "release": "14.1-RELEASE", "machine": "amd64"}, "FreeBSD-14.1-RELEASE-amd64"),
        ({"system": "Linux"}, "Linux"),
        ({"system": "", "release": "1", "machine": "x"}, None),
    ],
)
def test_elsewhere_it_is_what_uname_says(machine: Machine, uname: dict[str, str], name: str | None) -> None:
    assert system.platform_name(machine(**uname)) == name
    assert system.platform_name(machine(facts={"os": ""}, **uname)) == name


@pytest.mark.parametrize(("version", "name"), [("14.5", "macOS-14.5-arm64"), ("", "Darwin-23.5.0-arm64")])
def test_macos_has_a_version_of_its_own(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, version: str, name: str
) -> None:
    monkeypatch.setattr(platform, "mac_ver", lambda: (version, ("", "", ""), "arm64"))
    assert system.platform_name(machine(**MAC)) == name


def test_windows_is_told_by_its_build(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    version = SimpleNamespace(major=10, minor=0, build=22631)
    monkeypatch.setattr(sys, "getwindowsversion", lambda: version, raising=False)
    assert system.platform_name(machine(**WINDOWS)) == "Windows-10.0.22631-AMD64"


def test_windows_without_its_build_is_what_uname_says(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(sys, "getwindowsversion", raising=False)
    assert system.platform_name(machine(**WINDOWS)) == "Windows-10-AMD64"


def test_this_machine_has_a_name() -> None:
    name = system.platform_name(Context.here("minimal", snapshot.take([], {})))
    assert name
    assert name.endswith(platform.machine())
