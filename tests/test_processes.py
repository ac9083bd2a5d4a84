"""Children of the host's interpreter, and how they end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import Machine

from collector.sources.processes import python_output

LONG = 60.0  # no test waits that long: it is how long a child would take
SLEEP = f"import time; time.sleep({LONG})"


def is_running(pid: int) -> bool:
    """Return False also for a zombie: whoever started it may not have looked yet."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until_ended(pid: int) -> bool:
    for _ in range(200):
        if not is_running(pid):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    ("code", "output"),
    [
        ("print('N\\u00e9overse')", "Néoverse\n"),
        ("import sys; sys.stdout.buffer.write(b'a\\xff')", "a\ufffd"),
        ("pass", ""),
        ("print('half'); raise SystemExit(3)", None),
        ("print('half'); raise RuntimeError", None),
        ("import os; print('half', flush=True); os.kill(os.getpid(), 9)", None),
        ("import os; print(os.getcwd())", "/\n"),
        ("import sys; print(repr(sys.stdin.read()))", "''\n"),
        ("import os; print(os.getsid(0) == os.getpid())", "True\n"),
        ("print('x' * 300_000, end='')", "x" * 300_000),
    ],
)
def test_what_a_child_prints(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, code: str, output: str | None
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    assert python_output(machine(executable=sys.executable), code, LONG) == output


def test_its_errors_stay_unseen(machine: Machine, capfd: pytest.CaptureFixture[str]) -> None:
    assert python_output(machine(executable=sys.executable), "raise RuntimeError", LONG) is None
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("executable", [None, "/nowhere/python", "/", "\0"])
def test_nothing_to_start_is_none(machine: Machine, executable: str | None) -> None:
    assert python_output(machine(executable=executable), "print(1)", LONG) is None


@pytest.fixture
def pids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where a child notes the processes to look for; the deadline comes as soon as it has."""
    path = tmp_path / "pids"
    communicate = subprocess.Popen.communicate

    def once_noted(child: subprocess.Popen[bytes], timeout: float) -> tuple[bytes, bytes]:
        while not path.exists() or not path.read_text(encoding="utf-8").endswith("\n"):
            time.sleep(0.01)
        return communicate(child, timeout=min(timeout, 0.2))

    monkeypatch.setattr(subprocess.Popen, "communicate", once_noted)
    return path


@pytest.mark.parametrize("then", ["", f"time.sleep({LONG})"])
def test_the_deadline_ends_the_child_and_its_children(machine: Machine, pids: Path, then: str) -> None:
    """Also where the child has ended, and one of its own holds on to the output."""
    code = f"""if True:
        import os, pathlib, subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", {SLEEP!r}])
        pathlib.Path({str(pids)!r}).write_text(f"{{os.getpid()}} {{child.pid}}\\n")
        {then}
    """
    assert python_output(machine(executable=sys.executable), code, LONG) is None
    assert all(wait_until_ended(int(pid)) for pid in pids.read_text(encoding="utf-8").split())


def test_without_process_groups_the_child_is_ended(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "killpg")
    assert python_output(machine(executable=sys.executable), SLEEP, 0.2) is None


def test_an_interruption_ends_the_child_and_is_passed_on(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[int] = []
    kill = os.killpg

    def note(pid: int, number: int) -> None:
        killed.append(pid)
        kill(pid, number)

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "killpg", note)
    monkeypatch.setattr(subprocess.Popen, "communicate", interrupt)
    with pytest.raises(KeyboardInterrupt):
        python_output(machine(executable=sys.executable), SLEEP, LONG)
    assert len(killed) == 1
    assert not is_running(killed[0])
