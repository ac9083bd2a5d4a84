"""Starts the worker: a detached process that the host neither waits for nor hears of."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from collector.snapshot import Snapshot

if TYPE_CHECKING:
    from collector.product import Product

MARK = "COLLECTOR_WORKER"  # in the worker's environment, so that it never reports on itself
MAX_JOB_BYTES = 60 * 1024  # what a pipe takes without a reader, so that the write never blocks
DEADLINE_SECONDS = 30.0

# -I keeps the current folder and PYTHON* variables away from the worker, -B keeps it from writing
# bytecode, and with -S only the standard library is there to begin with. Then comes what makes it import the
# very `collector` and product that the host has, then what is installed, here or in other folders that the
# host imports from. A folder in which nothing is installed, such as a script's own, is left out: the
# worker runs none of the person's files. The deadline counts before anything that could hang.
BOOTSTRAP = f"""\
import faulthandler, os
nowhere = open(os.devnull, "w")
faulthandler.dump_traceback_later({DEADLINE_SECONDS}, exit=True, file=nowhere)
import json, site, sys
job = json.loads(sys.stdin.buffer.readline())
sys.path += job["homes"]
site.main()
for path in job["snapshot"]["path"]:
    if path not in sys.path and os.path.isdir(path):
        if any(name.endswith((".dist-info", ".egg-info")) for name in os.listdir(path)):
            sys.path.append(path)
from collector.worker import main
main(job)
"""

# A shell starts the worker and ends at once: so the host has no child that it does not know, and no zombie.
# What runs in the background reads from nowhere unless it is told to read from elsewhere.
SHELL = ("/bin/sh", "-c", 'exec 3<&0; "$@" <&3 3<&- &', "sh")


def worker(product: Product, tier: str, snapshot: Snapshot) -> None:
    """Start the worker and hand it the job through its standard input. Raises OSError where it can't."""
    if MARK in os.environ or snapshot.executable is None:
        return
    job = {
        "product": product.__name__,
        "tier": tier,
        "homes": [_home("collector"), _home(product.__name__)],
        "snapshot": snapshot._asdict(),
    }
    data = json.dumps(job).encode("ascii") + b"\n"
    if len(data) <= MAX_JOB_BYTES:
        _start(snapshot.executable, data)


def _home(package: str) -> str:
    """Return the folder (or zip file) that a loaded package is imported from."""
    path = os.path.abspath(str(sys.modules[package].__file__))
    for _ in range(package.count(".") + 2):  # its `__init__.py`, its folder, and those of its parents
        path = os.path.dirname(path)
    return path


def _start(executable: str, data: bytes) -> None:
    # The reading end stays open here too: then no pipe is broken, which can end a host, if the worker dies.
    reading, writing = os.pipe()
    with open(reading, "rb", buffering=0), open(writing, "wb", buffering=0) as job:
        if hasattr(os, "set_blocking"):  # not on Windows before Python 3.12
            os.set_blocking(writing, False)
        command = [executable, "-ISB", "-c", BOOTSTRAP, "collector.worker"]
        process = subprocess.Popen(
            [*SHELL, *command] if os.name == "posix" else command,
            stdin=reading,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=os.sep,
            env={**os.environ, MARK: "1"},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        job.write(data)
        if os.name == "posix":
            process.wait()
        else:
            process.returncode = 0  # nobody waits for it: without this, Popen warns when it is forgotten
