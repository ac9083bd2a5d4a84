"""The package on disk: written as a whole or not at all, and compared with what it should be."""

from __future__ import annotations

import difflib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from collector.codegen.source import GENERATED

Files = Mapping[str, str]


def write(files: Files, folder: Path) -> list[str]:
    """Write the files into a folder and return the paths that changed.

    All are rendered aside first, so that a full disk leaves the folder as it was. A generated file that
    is no longer among them is removed; a file that codegen did not write is left alone, and where one
    stands in the way FileExistsError is raised. Raises other OSErrors as they come.
    """
    changed = [path for path, text in files.items() if _read(folder / path) != text]
    stale = [path for path in _orphans(files, folder) if _is_generated(folder / path)]
    for path in changed:
        if _read(folder / path) and not _is_generated(folder / path):
            raise FileExistsError(f"{folder / path} was not written by codegen: move it away first")
    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".codegen-", dir=folder))
    try:
        for path in changed:
            _put(aside / path, files[path])
        for path in changed:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            os.replace(aside / path, folder / path)
        for path in stale:
            (folder / path).unlink()
    finally:
        shutil.rmtree(aside)
    return [*changed, *stale]


def check(files: Files, folder: Path) -> list[str]:
    """Return a description, with a diff, of every file that is modified, missing or orphaned."""
    found = [_difference(path, text, _read(folder / path)) for path, text in files.items()]
    orphans = [f"orphan: {path} is not an output of codegen\n" for path in _orphans(files, folder)]
    return [*filter(None, found), *orphans]


def _difference(path: str, wanted: str, present: str | None) -> str:
    if present is None:
        return f"missing: {path}\n"
    if present == wanted:
        return ""
    lines = difflib.unified_diff(
        present.splitlines(keepends=True),
        wanted.splitlines(keepends=True),
        f"{path} (as it is)",
        f"{path} (as it should be)",
    )
    return f"modified: {path}\n{''.join(lines)}"


def _orphans(files: Files, folder: Path) -> list[str]:
    present = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    names = (path.relative_to(folder).as_posix() for path in present)
    return sorted(name for name in names if name not in files)


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None


def _is_generated(path: Path) -> bool:
    """Look at the first lines: further down, a file may only quote the sentence."""
    return GENERATED in (_read(path) or "")[:500]


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
