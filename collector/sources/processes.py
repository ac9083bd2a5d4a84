"""Run a piece of Python in a child process that can't outlive its deadline."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import TYPE_CHECKING

from collector.context import Context

if TYPE_CHECKING:
    from subprocess import Popen


def python_output(context: Context, code: str, seconds: float) -> str | None:
    """Return what `code` prints in a child of the host's interpreter, decoded as UTF-8.

    None where there is no interpreter to start, where it takes longer than `seconds`, or where it
    ends with a status other than 0. At the deadline the whole process group goes, so that what the
    child has started goes too (setsid(2), killpg(3)); on Windows the child alone is ended.
    """
    executable = context.snapshot.executable
    if executable is None:
        return None
    try:
        with _start(executable, code) as child:
            output = _communicate(child, seconds)
    except (OSError, ValueError):  # ValueError: a null byte in the path
        return None
    return output.decode("utf-8", "replace") if output is not None and child.returncode == 0 else None


def _start(executable: str, code: str) -> Popen[bytes]:
    import subprocess

    return subprocess.Popen(
        [executable, "-c", code],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",  # `-c` puts the working directory first on sys.path: no file of the host's is imported
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _communicate(child: Popen[bytes], seconds: float) -> bytes | None:
    import subprocess

    try:
        return child.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired:
        _kill(child)
        return None
    except BaseException:
        _kill(child)
        raise


def _kill(child: Popen[bytes]) -> None:
    with contextlib.suppress(OSError):  # it may have ended by itself in this moment
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)  # a session leader's group has its own pid
        else:
            child.kill()
