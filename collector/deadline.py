"""A bound on how long a call may take, for calls that offer none of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, function: Callable[[], T]) -> T:
    """Return what `function` returns, or raise what it raises; TimeoutError if that takes longer.

    SystemExit and the like, which would end more than the call, come out as RuntimeError.

    The call runs in a daemon thread. One that is overdue is left behind: it can no longer be waited
    for, and it does not keep the process alive.
    """
    results: list[T] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            results.append(function())
        except Exception as error:
            errors.append(error)
        except BaseException as error:
            errors.append(RuntimeError(repr(error)))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if results:
        return results[0]
    raise TimeoutError(f"no answer within {seconds:g} s")
