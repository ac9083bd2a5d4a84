"""What is taken of the host process, and that nothing else is."""

from __future__ import annotations

import enum
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

import pytest
from hosts import HOMES
from receiver import PATIENCE

from collector import snapshot
from collector.snapshot import MAX_FACT_CHARACTERS, MAX_FACT_ITEMS


class Size(float):
    """As numpy's float64 is."""


class Level(enum.IntEnum):
    """A number with a name."""

    LOW = 1


class Hostile(str):
    """A text that fails to tell its length."""

    def __len__(self) -> int:
        raise RuntimeError


class Posing:
    """What a mock or a lazy proxy does."""

    __class__ = str  # type: ignore[assignment]


def kept(value: object) -> bool:
    facts = snapshot.take(["field"], {"field": value}).facts
    json.dumps(dict(facts))  # it has to reach the worker
    return "field" in facts


@pytest.mark.parametrize(
    "value",
    [
        *("", "text", "\ud800", "x" * MAX_FACT_CHARACTERS),
        *(0, -1, 2**63, True, 1.5, float("nan"), float("inf"), Size(2.5), Level.LOW),
        *([], ["a", 1, True, 0.5], ["x"] * MAX_FACT_ITEMS),
    ],
    ids=lambda value: type(value).__name__,
)
def test_plain_values_are_kept(value: object) -> None:
    assert kept(value)


@pytest.mark.parametrize(
    "value",
    [
        *(None, b"bytes", object(), {"a": 1}, ("a",), {"a"}, 1j, range(3), Path("/home/ada")),
        *("x" * (MAX_FACT_CHARACTERS + 1), ["x"] * (MAX_FACT_ITEMS + 1), ["x" * (MAX_FACT_CHARACTERS + 1)]),
        *([["nested"]], [None], [{"a": 1}], [object()]),
        *(10**5000, -(10**5000), [10**5000]),
        *(Posing(), MagicMock(spec=str), MagicMock(spec=int), MagicMock(spec=list), [Posing()]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_anything_else_is_not(value: object) -> None:
    assert not kept(value)


def test_a_value_that_raises_costs_only_itself() -> None:
    facts = snapshot.take(["bad", "good"], {"bad": Hostile("text"), "good": 1}).facts
    assert facts["good"] == 1


def test_only_the_products_fields_are_taken() -> None:
    assert snapshot.take(["a", "b"], {"b": 1, "c": 2, "secret": "x"}).facts == {"b": 1}


def test_it_describes_this_process() -> None:
    taken = snapshot.take([], {})
    assert taken.executable == sys.executable
    assert taken.prefix == sys.prefix
    assert taken.version == sys.version_info[:3]
    assert taken.implementation == sys.implementation.name
    assert taken.pid == os.getpid()


def test_it_survives_the_way_to_the_worker() -> None:
    taken = snapshot.take(["a"], {"a": [1, "b"]})
    back = snapshot.Snapshot(**json.loads(json.dumps(taken._asdict())))
    assert back._replace(path=tuple(back.path), version=tuple(back.version)) == taken


@pytest.mark.parametrize(
    ("executable", "frozen"), [("", False), (None, False), (sys.executable, True)], ids=str
)
def test_no_executable_to_start(
    monkeypatch: pytest.MonkeyPatch, executable: str | None, frozen: bool
) -> None:
    monkeypatch.setattr(sys, "executable", executable)
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    assert snapshot.take([], {}).executable is None


def test_the_path_is_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", "lib", "/opt/lib"])
    assert snapshot.take([], {}).path == (str(tmp_path), str(tmp_path / "lib"), "/opt/lib")


def test_entries_that_lead_nowhere_are_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "path", ["", "lib", b"/bytes", None, 7, "/opt/lib"])
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert snapshot.take([], {}).path == ("/opt/lib",)


@pytest.mark.parametrize(("number", "expected"), [(90100, 90100), (None, None), ("9.1", None)])
def test_cudnn_as_torch_has_read_it(
    monkeypatch: pytest.MonkeyPatch, number: Any, expected: int | None
) -> None:
    module = ModuleType("torch.backends.cudnn")
    setattr(module, "__cudnn_version", number)
    monkeypatch.setitem(sys.modules, "torch.backends.cudnn", module)
    assert snapshot.take([], {}).cudnn == expected


def test_cudnn_without_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "torch.backends.cudnn", raising=False)
    assert snapshot.take([], {}).cudnn is None


LAZY = """
import collector.snapshot, importlib.util, sys, types

def lazy(name):
    def load(attribute): raise SystemExit("loaded")
    module = types.ModuleType(name)
    module.__getattr__ = load
    return module

class Rude(types.ModuleType):
    def __getattribute__(self, name): raise SystemExit("asked")

sys.modules |= {"torch": lazy("torch"), "IPython": lazy("IPython"), "torch.backends.cudnn": lazy("cudnn")}
sys.modules |= {"jax": Rude("jax"), "keras": None}
print(collector.snapshot.take([], {}).modules)
"""


def test_modules_are_looked_at_and_not_asked() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path += {HOMES!r}\n{LAZY}"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (ended.stdout, ended.stderr) == ("{'torch': '', 'jax': ''}\n", "")


@pytest.mark.parametrize(
    ("path", "is_python"),
    [
        ("/usr/bin/python3.12", True),
        (
            "/Library/Frameworks/Python.framework/Versions/3.12/Resources/Python.app/Contents/MacOS/Python",
            True,
        ),
        ("/opt/pypy/bin/pypy3", True),
        ("/usr/bin/uwsgi", False),
        ("/opt/blender/blender", False),
    ],
)
def test_an_application_that_embeds_python_is_not_its_executable(
    monkeypatch: pytest.MonkeyPatch, path: str, is_python: bool
) -> None:
    monkeypatch.setattr(sys, "executable", path)
    assert snapshot.take([], {}).executable == (path if is_python else None)
