"""Host programs in processes of their own: they report, and end as the test tells them to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import codecarbon_telemetry
from receiver import PATIENCE

import collector

# Where the two packages are imported from, installed or not.
HOMES = [str(Path(str(module.__file__)).parents[1]) for module in (collector, codecarbon_telemetry)]
CLIENT = f"""\
import sys; sys.path += {HOMES!r}
import collector, codecarbon_telemetry
client = collector.Client(codecarbon_telemetry)
"""
REPORT = f"{CLIENT}client.report()\n"


class Ended(NamedTuple):
    """How a program ended, and all that it printed."""

    status: int
    output: str
    errors: str


SILENT = Ended(0, "", "")


class Host:
    """A person's machine: a folder for everything, and the variables of a person who said yes."""

    def __init__(self, folder: Path, endpoint: str) -> None:
        self.folder = folder / "work"
        self.folder.mkdir()
        self.state = folder / "state"
        self.env = {
            "PATH": os.defpath,
            "HOME": str(folder / "home"),
            "XDG_STATE_HOME": str(self.state),
            "PYTHONDONTWRITEBYTECODE": "1",
            "CODECARBON_TELEMETRY": "minimal",
            "CODECARBON_TELEMETRY_ENDPOINT": endpoint,
        }

    def start(self, code: str, *options: str, **env: str | None) -> subprocess.Popen[str]:
        """Start a program with some variables set, or taken away (None)."""
        variables = {name: value for name, value in {**self.env, **env}.items() if value is not None}
        return subprocess.Popen(
            [sys.executable, *options, "-c", code],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env=variables,
        )

    def run(self, code: str = REPORT, *options: str, **env: str | None) -> Ended:
        """Run a program until it ends."""
        return self.end(self.start(code, *options, **env))

    def end(self, program: subprocess.Popen[str]) -> Ended:
        """Wait until a program ends."""
        with program:
            output, errors = program.communicate(timeout=PATIENCE)
        return Ended(program.returncode, output, errors)
