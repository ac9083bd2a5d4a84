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

# -I keeps the current folder and PYTHON* variables away from the worker, -B keeps it from writing
# bytecode, and with -S only the standard library is there to begin with. Then comes what makes it import the
# very `collector` and product that the host has, then what is installed; all else that the host can
# import comes last, where it shadows nothing.
BOOTSTRAP = """\
import json, site, sys
job = json.load(sys.stdin.buffer)
sys.path += job["homes"]
site.main()
sys.path += [path for path in job["snapshot"]["path"] if path not in sys.path]
from collector.worker import main
main(job)
"""


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
    data = json.dumps(job).encode("ascii")
    if len(data) <= MAX_JOB_BYTES:
        _start(snapshot.executable, data)


def _home(package: str) -> str:
    """Return the folder (or zip file) that a loaded package is imported from."""
    return os.path.dirname(os.path.dirname(os.path.abspath(str(sys.modules[package].__file__))))


def _start(executable: str, data: bytes) -> None:
    # The reading end stays open here too: then no pipe is broken, which can end a host, if the worker dies.
    reading, writing = os.pipe()
    with open(reading, "rb", buffering=0), open(writing, "wb", buffering=0) as job:
        if hasattr(os, "set_blocking"):  # not on Windows before Python 3.12
            os.set_blocking(writing, False)
        process = subprocess.Popen(
            [executable, "-ISB", "-c", BOOTSTRAP, "collector.worker"],
            stdin=reading,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=os.sep,
            env={**os.environ, MARK: "1"},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        process.returncode = 0  # nobody waits for it: without this, Popen warns when it is forgotten
        job.write(data)
