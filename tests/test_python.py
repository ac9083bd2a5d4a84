"""The Python of the host and its environment, as real tools write it."""

from __future__ import annotations

import sys
import venv
from pathlib import Path

import pytest
from conftest import Machine

from collector import snapshot
from collector.context import Context
from collector.probes import python

VENV = """home = /usr/bin
include-system-site-packages = false
version = 3.12.3
executable = /usr/bin/python3.12
command = /usr/bin/python3 -m venv /home/ada/secret-project/env
"""
VIRTUALENV = """home = /usr/bin
implementation = CPython
version_info = 3.12.3.final.0
virtualenv = 20.26.6
include-system-site-packages = false
base-prefix = /usr
base-exec-prefix = /usr
base-executable = /usr/bin/python3.12
"""
UV = """home = /home/ada/.local/share/uv/python/cpython-3.12.7-linux-x86_64-gnu/bin
implementation = CPython
uv = 0.4.25
version_info = 3.12.7
include-system-site-packages = false
prompt = secret-project
"""
CFG = "/env/pyvenv.cfg"


@pytest.mark.parametrize(("numbers", "version"), [((3, 12, 1), "3.12.1"), ((0, 0, 0), None)])
def test_version(machine: Machine, numbers: tuple[int, int, int], version: str | None) -> None:
    assert python.version(machine(version=numbers)) == version


@pytest.mark.parametrize(
    ("name", "implementation"),
    [
        ("cpython", "CPython"),
        ("pypy", "PyPy"),
        ("graalpy", "GraalPy"),
        ("jython", "Jython"),
        ("ironpython", "IronPython"),
        ("rustpython", "rustpython"),
        ("", None),
    ],
)
def test_implementation(machine: Machine, name: str, implementation: str | None) -> None:
    assert python.implementation(machine(implementation=name)) == implementation


@pytest.mark.parametrize(("path", "executable"), [("/usr/bin/python3", "/usr/bin/python3"), ("", None)])
def test_executable(machine: Machine, path: str, executable: str | None) -> None:
    assert python.executable(machine(executable=path)) == executable
    assert python.executable(machine()) is None


@pytest.mark.parametrize(
    ("files", "tool"),
    [
        ({CFG: VENV}, "venv"),
        ({CFG: VIRTUALENV}, "virtualenv"),
        ({CFG: UV}, "uv"),
        ({CFG: UV.replace("uv = ", "UV=")}, "uv"),
        ({CFG: "home = /x/uv = y\ncommand = virtualenv = z\n"}, "venv"),
        ({CFG: "uv\nvirtualenv\n"}, "venv"),
        ({CFG: "uvx = 1\nmy virtualenv = 2\n"}, "venv"),
        ({CFG: ""}, "venv"),
        ({"/env/conda-meta/history": ""}, "conda"),
        ({"/env/conda-meta/history": "", CFG: UV}, "conda"),
        ({"/env/conda-meta": "no folder"}, "system"),
        ({"/env/bin/python": ""}, "system"),
    ],
)
def test_environments_are_told_by_their_marks(machine: Machine, files: dict[str, str], tool: str) -> None:
    assert python.env_type(machine(files, prefix="/env")) == tool


def test_no_prefix_tells_no_environment(machine: Machine) -> None:
    assert python.env_type(machine({"/pyvenv.cfg": UV, "/conda-meta/history": ""}, prefix="")) is None
    assert python.env_type(machine(prefix="/gone")) is None


def test_an_environment_of_the_standard_library(tmp_path: Path) -> None:
    venv.create(tmp_path / "env", symlinks=True)
    context = Context("minimal", snapshot.Snapshot(prefix=str(tmp_path / "env")))
    assert python.env_type(context) == "venv"


def test_this_python() -> None:
    context = Context.here("minimal", snapshot.take([], {}))
    assert python.version(context) == ".".join(map(str, sys.version_info[:3]))
    assert python.executable(context) == sys.executable
    assert python.implementation(context)
    assert python.env_type(context)
