"""Real environments, made offline by the tools that people make them with, and programs that run there."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import codecarbon_telemetry
from hosts import HOMES
from receiver import PATIENCE

from collector import payload
from collector.context import Context
from collector.snapshot import Snapshot

UV = str(Path(sysconfig.get_path("scripts"), "uv"))
POETRY = (sys.executable, "-m", "poetry")
PIPENV = (sys.executable, "-m", "pipenv")
BASE = Path(sys.base_prefix, "bin", f"python{sys.version_info.major}.{sys.version_info.minor}")
OFFLINE = {
    "PIP_NO_INDEX": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "UV_OFFLINE": "1",
    "UV_NO_CONFIG": "1",
    "UV_PYTHON": sys.executable,
    "UV_PYTHON_DOWNLOADS": "never",
    "VIRTUALENV_NO_DOWNLOAD": "1",
}
# What a tool that makes whole trees, with a Python of their own, leaves as its mark.
TREES = {
    "bare": (),
    "conda": ("conda-meta/history",),
    "pixi": ("conda-meta/history", "conda-meta/pixi"),
}

# The host's side of a report: the snapshot, and the variables that the worker inherits. As in a real host,
# `collector` comes from where it is; that folder is taken away again, for it is not the environment's.
SNAPSHOT = f"""\
import json, os, sys
sys.path += {HOMES[:1]!r}
from collector import snapshot
sys.path.pop()
print(json.dumps([snapshot.take([], {{}})._asdict(), dict(os.environ)]))
"""
# An in-tree build backend (PEP 517, PEP 660) that needs nothing: it hands out a wheel that is there already.
BACKEND = """\
import os, shutil

def build_wheel(folder, settings=None, metadata=None):
    return os.path.basename(shutil.copy({wheel!r}, folder))

build_editable = build_wheel
"""


class Workshop:
    """A folder of its own with all that a person who makes environments has: a home, projects, wheels."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {
            "PATH": os.defpath,
            "HOME": str(folder / "home"),
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            **OFFLINE,
        }

    def run(self, *command: str | Path, cwd: Path | None = None, env: Mapping[str, str] = {}) -> str:
        """Return what a command prints; it has to end well."""
        ended = subprocess.run(
            [str(word) for word in command],
            env={**self.env, **env},
            cwd=cwd or self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert ended.returncode == 0, f"{command}:\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout

    def context(
        self,
        *command: str | Path,
        first: str = "",
        cwd: Path | None = None,
        env: Mapping[str, str] = {},
    ) -> Context:
        """Return the worker's context of a host: `command` is a Python, or a tool's words that start one.

        first: what the host does before it reports.
        """
        return received(self.run(*command, "-c", f"{first}\n{SNAPSHOT}", cwd=cwd, env=env))

    def environment(self, tools: str) -> Path:
        """Return the Python of an environment: "conda venv" is one that venv made from a conda's Python."""
        python = Path(sys.executable)
        for tool in tools.split():
            folder = self.folder / f"env-{len(list(self.folder.glob('env-*')))}"
            if tool in TREES:
                _copy(folder, TREES[tool])
            else:
                self.run(*_making(tool, python, folder))
            python = folder / "bin" / "python"
        return python

    def project(self, name: str, text: str = "", **files: str) -> Path:
        """Return a folder with a pyproject.toml and other files."""
        folder = self.folder / name
        folder.mkdir()
        for file, content in {"pyproject.toml": text, **files}.items():
            (folder / file).write_text(content, encoding="utf-8")
        return folder

    def source(self, name: str) -> Path:
        """Return a project that builds without any other distribution."""
        wheel = self.wheel(name)
        text = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        return self.project(name, text, **{"backend.py": BACKEND.format(wheel=str(wheel))})

    def wheel(self, name: str, version: str = "1.0", **modules: str) -> Path:
        """Return a wheel of small modules: `wheel("acme", acme="x = 1")` holds acme/__init__.py."""
        stem = f"{name.replace('-', '_')}-{version}"
        info = f"{stem}.dist-info"
        files = {f"{module}/__init__.py": text for module, text in modules.items()}
        files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        files[f"{info}/WHEEL"] = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        rows = [f"{file},{_digest(text)},{len(text)}\n" for file, text in files.items()]
        files[f"{info}/RECORD"] = "".join([*rows, f"{info}/RECORD,,\n"])
        path = self.folder / f"{stem}-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as archive:
            for file, text in files.items():
                archive.writestr(file, text)
        return path


def received(printed: str) -> Context:
    """Return the worker's context from the last line that a host printed."""
    snapshot, env = json.loads(printed.strip().splitlines()[-1])
    return Context("extensive", Snapshot(**snapshot), env=env)


def sent(context: Context, *names: str) -> dict[str, Any]:
    """Return what the worker would send of the named fields, without those that it leaves out."""
    wire = json.loads(payload.build(codecarbon_telemetry, context, lambda: None).body)
    return {name: value for name, value in wire.items() if name in names}


def _making(tool: str, python: Path, folder: Path) -> tuple[str | Path, ...]:
    if tool == "venv":
        return (python, "-m", "venv", folder)
    if tool == "virtualenv":
        return (sys.executable, "-m", "virtualenv", "--python", python, folder)
    assert tool == "uv"
    return (UV, "venv", "--python", python, folder)


def _copy(folder: Path, marks: tuple[str, ...]) -> None:
    """Make a tree with a Python of its own: its program copied, its standard library linked to."""
    (folder / "bin").mkdir(parents=True)
    shutil.copy(BASE.resolve(), folder / "bin" / "python")
    for library in {"lib", sys.platlibdir}:
        (folder / library).symlink_to(Path(sys.base_prefix, library))
    for mark in marks:
        (folder / mark).parent.mkdir(exist_ok=True)
        (folder / mark).touch()


def _digest(text: str) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
    return f"sha256={digest.decode().rstrip('=')}"
