"""The package on disk: written as a whole or not at all, and compared with what it should be."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from collector.codegen.source import GENERATED

Files = Mapping[str, str]


def write(files: Files, folder: Path) -> list[str]:
    """Write the files into a folder and return the paths that changed.

    All are rendered aside first, and old ones kept until the last new one is in place: an OSError, raised
    as it comes, leaves the folder as it was. A generated file that is no longer among them is removed; a
    file that codegen did not write is left alone, and FileExistsError raised where one stands in the way.
    """
    changed = [path for path, text in files.items() if _read(folder / path) != text]
    stale = [path for path in _orphans(files, folder) if _is_generated(folder / path)]
    for path in changed:
        if _read(folder / path) and not _is_generated(folder / path):
            raise FileExistsError(f"{folder / path} was not written by codegen: move it away first")
    with ExitStack() as undo:
        _make(folder, undo)
        with TemporaryDirectory(prefix=".codegen-", dir=folder) as aside:
            for path in changed:
                _put(Path(aside, "new", path), files[path])
            _exchange([*changed, *stale], folder, Path(aside))
        undo.pop_all()
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


def _exchange(paths: list[str], folder: Path, aside: Path) -> None:
    """Move old files out of the folder and new ones in; where a move fails, take back those before it."""
    with ExitStack() as undo:
        for path in paths:
            _move(folder / path, aside / "old" / path, undo)
            _move(aside / "new" / path, folder / path, undo)
        undo.pop_all()


def _move(source: Path, target: Path, undo: ExitStack) -> None:
    if source.exists():
        _make(target.parent, undo)
        os.replace(source, target)
        undo.callback(os.replace, target, source)


def _make(folder: Path, undo: ExitStack) -> None:
    """Make a folder and those above it that are missing."""
    if not folder.exists():
        _make(folder.parent, undo)
        folder.mkdir()
        undo.callback(folder.rmdir)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
