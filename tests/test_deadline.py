"""A call comes back in time, whatever it does."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from hosts import CLIENT
from receiver import PATIENCE

from collector.deadline import within

LONG = 60.0


def raising(error: BaseException) -> Callable[[], Any]:
    def function() -> None:
        raise error

    return function


@pytest.mark.parametrize("value", [None, 0, "text", [], ValueError("not raised")])
def test_what_the_call_returns(value: object) -> None:
    assert within(LONG, lambda: value) is value


@pytest.mark.parametrize("error", [ValueError("no"), OSError(5, "no"), TimeoutError("its own")])
def test_what_the_call_raises(error: Exception) -> None:
    with pytest.raises(type(error)) as caught:
        within(LONG, raising(error))
    assert caught.value is error


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt(), GeneratorExit()])
def test_what_would_end_more_than_the_call(error: BaseException) -> None:
    with pytest.raises(RuntimeError, match=type(error).__name__):
        within(LONG, raising(error))


def test_sys_exit_ends_nothing() -> None:
    with pytest.raises(RuntimeError):
        within(LONG, sys.exit)


def test_a_call_that_hangs_is_left_behind() -> None:
    released, ended = threading.Event(), threading.Event()

    def hang() -> None:
        released.wait()
        ended.set()

    with pytest.raises(TimeoutError, match=r"no answer within 0\.01 s"):
        within(0.01, hang)
    assert not ended.is_set()
    released.set()
    assert ended.wait(LONG)


def test_what_is_left_behind_keeps_no_process_alive() -> None:
    code = f"""{CLIENT}
import contextlib, threading
from collector.deadline import within
with contextlib.suppress(TimeoutError):
    within(0.01, threading.Event().wait)
"""
    subprocess.run([sys.executable, "-c", code], timeout=PATIENCE, check=True)
