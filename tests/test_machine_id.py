"""The machine's identifier: where it is one machine's own, and where it is not."""

from __future__ import annotations

import ctypes
import sys
import types
from contextlib import nullcontext
from typing import Any

import pytest
from conftest import Machine

from collector import snapshot
from collector.context import Context
from collector.probes import machine_id

ID = "0123456789abcdef0123456789abcdef"
OTHER = "fedcba9876543210fedcba9876543210"
ETC, DBUS = machine_id.FILES
HOST = {"/proc/self/cgroup": "0::/user.slice/session-1.scope\n"}


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({ETC: f"{ID}\n"}, ID),
        ({ETC: ID.upper()}, ID),
        ({DBUS: f"{ID}\n"}, ID),
        ({ETC: ID, DBUS: OTHER}, ID),
        ({ETC: "", DBUS: OTHER}, OTHER),
        ({ETC: "uninitialized\n", DBUS: OTHER}, OTHER),
        ({ETC: "0" * 32, DBUS: OTHER}, OTHER),
        ({ETC: "uninitialized\n"}, None),
        ({ETC: "0" * 32}, None),
        ({ETC: "f" * 32}, None),
        ({ETC: ID[:-1]}, None),
        ({ETC: f"{ID}0"}, None),
        ({ETC: f"{ID[:-1]}g"}, None),
        ({ETC: f"{ID}\n{ID}\n"}, None),
        ({}, None),
    ],
)
def test_linux_keeps_it_in_a_file(machine: Machine, files: dict[str, str], found: str | None) -> None:
    assert machine_id.machine_id(machine(HOST | files)) == found


@pytest.mark.parametrize(
    ("files", "fields"),
    [
        ({"/.dockerenv": ""}, {}),
        ({"/run/.containerenv": ""}, {}),
        ({"/run/systemd/container": "lxc"}, {}),
        ({}, {"env": {"KUBERNETES_SERVICE_HOST": "10.0.0.1"}}),
        ({}, {"env": {"CI": "true"}}),
        ({}, {"env": {"GITHUB_ACTIONS": "true"}}),
        ({}, {"env": {"COLAB_RELEASE_TAG": "x"}}),
        ({}, {"env": {"KAGGLE_KERNEL_RUN_TYPE": "Batch"}}),
        ({}, {"env": {"DATABRICKS_RUNTIME_VERSION": "15.4"}, "is_notebook": True}),
        ({"/opt/ml/metadata/resource-metadata.json": "{}"}, {}),
    ],
)
def test_an_image_that_many_share_has_none(
    machine: Machine, files: dict[str, str], fields: dict[str, Any]
) -> None:
    assert machine_id.machine_id(machine(HOST | {ETC: ID} | files, **fields)) is None


def test_ones_own_notebook_is_on_ones_own_machine(machine: Machine) -> None:
    assert machine_id.machine_id(machine(HOST | {ETC: ID}, is_notebook=True)) == ID


def test_where_a_container_can_not_be_ruled_out_there_is_none(machine: Machine) -> None:
    assert machine_id.machine_id(machine({ETC: ID})) is None


@pytest.mark.parametrize("system", ["FreeBSD", "Java", ""])
def test_other_systems_have_none(machine: Machine, system: str) -> None:
    assert machine_id.machine_id(machine(HOST | {ETC: ID}, system=system)) is None


class MacLibrary:
    """A C library with gethostuuid, which answers with `digits`, or fails."""

    def __init__(self, digits: str, status: int = 0) -> None:
        self.digits, self.status = digits, status

    def gethostuuid(self, uuid: ctypes.Array[ctypes.c_ubyte], _wait: object) -> int:
        uuid[:] = list(bytes.fromhex(self.digits))
        return self.status


@pytest.mark.parametrize(
    ("library", "found"),
    [
        (MacLibrary(ID), ID),
        (MacLibrary("00" * 16), None),
        (MacLibrary(ID, -1), None),
        (object(), None),
    ],
)
def test_macos_answers_a_call(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, library: object, found: str | None
) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)
    assert machine_id.machine_id(machine({ETC: OTHER}, system="Darwin")) == found
    assert machine_id.machine_id(machine(system="Darwin", env={"CI": "true"})) is None


class Registry(types.ModuleType):
    """A `winreg` with one value, or none."""

    HKEY_LOCAL_MACHINE, KEY_READ, KEY_WOW64_64KEY = 1, 0x20019, 0x100

    def __init__(self, value: object) -> None:
        super().__init__("winreg")
        self.value = value

    def OpenKey(self, root: int, path: str, reserved: int, access: int) -> nullcontext[Registry]:  # noqa: N802
        assert (root, path, reserved) == (1, r"SOFTWARE\Microsoft\Cryptography", 0)
        assert access == 0x20119
        return nullcontext(self)

    def QueryValueEx(self, key: Registry, name: str) -> tuple[object, int]:  # noqa: N802
        assert key is self
        assert name == "MachineGuid"
        if self.value is None:
            raise FileNotFoundError
        return self.value, 1


@pytest.mark.parametrize(
    ("value", "found"),
    [("01234567-89AB-CDEF-0123-456789ABCDEF", ID), (None, None), (7, None), ("", None), ("secret", None)],
)
def test_windows_keeps_it_in_the_registry(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, value: object, found: str | None
) -> None:
    monkeypatch.setitem(sys.modules, "winreg", Registry(value))
    assert machine_id.machine_id(machine({ETC: OTHER}, system="Windows")) == found


def test_a_system_without_its_own_source_has_none(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "winreg", None)
    assert machine_id.machine_id(machine(system="Windows")) is None


def test_this_machine_answers() -> None:
    found = machine_id.machine_id(Context.here("minimal", snapshot.take([], {})))
    assert found is None or len(found) == 32
