"""The local key: private, one for all processes, replaced after 30 days, absent where it can't be kept."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import codecarbon_telemetry
import pytest
from hosts import CLIENT
from products import ProductMaker

from collector import payload, salt
from collector.context import Context
from collector.snapshot import Snapshot

PRODUCT: Any = codecarbon_telemetry
PERIOD = timedelta(days=salt.DAYS)
NOW = datetime(2025, 3, 1, 12, tzinfo=timezone.utc)
EPOCH = datetime.fromtimestamp(0, timezone.utc)
START = EPOCH + (NOW - EPOCH) // PERIOD * PERIOD


def kept(now: datetime = NOW) -> bytes | None:
    return salt.kept(PRODUCT, now)()


def files() -> list[Path]:
    return sorted(salt.folder(PRODUCT).iterdir())


def test_it_is_kept_in_a_private_file_of_a_private_folder() -> None:
    key = kept()
    assert key is not None
    assert len(key) == salt.SIZE
    (file,) = files()
    assert file.read_bytes() == key
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_it_is_the_same_the_next_time() -> None:
    assert kept() == kept() == salt.read(PRODUCT, NOW)


def test_each_state_folder_has_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = kept()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "another"))
    assert kept() != first


def test_it_stays_for_a_period_and_goes_with_it() -> None:
    first = kept(START)
    assert kept(START + PERIOD - timedelta(seconds=1)) == first
    (old,) = files()
    second = kept(START + PERIOD)
    assert second != first
    assert old not in files()
    assert len(files()) == 1


def test_a_clock_that_jumps_back_keeps_none_for_longer() -> None:
    keys = [kept(START), kept(START + PERIOD), kept(START)]
    assert len(set(keys)) == 3
    assert len(files()) == 1


def test_reading_makes_nothing(tmp_path: Path) -> None:
    assert salt.read(PRODUCT, NOW) is None
    assert len(salt.example(PRODUCT, NOW)()) == salt.SIZE
    assert list(tmp_path.iterdir()) == []


def test_an_example_is_the_kept_one_where_there_is_one() -> None:
    assert salt.example(PRODUCT, NOW)() != kept()
    assert salt.example(PRODUCT, NOW)() == kept()


def test_an_example_stays_within_a_collection() -> None:
    example = salt.example(PRODUCT, NOW)
    assert example() == example()


def test_processes_that_start_together_agree() -> None:
    code = f"""{CLIENT}
from datetime import datetime, timezone
from collector import salt
sys.stdin.read()
print(salt.kept(codecarbon_telemetry, datetime(2025, 3, 1, 12, tzinfo=timezone.utc))().hex())
"""
    command = [sys.executable, "-c", code]
    programs = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(16)
    ]
    for program in programs:
        assert program.stdin is not None
        program.stdin.close()
    outputs = []
    for program in programs:
        with program:
            assert program.stdout is not None
            outputs.append(program.stdout.read().strip())
    assert set(outputs) == {(kept() or b"").hex()}
    assert len(files()) == 1


def is_a_link(path: Path) -> None:
    target = path.with_name("elsewhere")
    path.rename(target)
    path.symlink_to(target)


def is_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def is_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    "spoil",
    [
        is_a_link,
        is_a_folder,
        is_a_pipe,
        lambda path: path.chmod(0o640),
        lambda path: path.chmod(0o602),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"x" * (salt.SIZE - 1)),
        lambda path: path.write_bytes(b"x" * (salt.SIZE + 1)),
    ],
    ids=["link", "folder", "pipe", "group", "others", "empty", "short", "long"],
)
def test_a_file_that_is_not_as_we_left_it_is_not_used(spoil: Callable[[Path], None]) -> None:
    kept()
    (file,) = files()
    spoil(file)
    assert salt.read(PRODUCT, NOW) is None
    assert kept() is None


def test_another_users_file_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    kept()
    uid = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: uid + 1)
    assert kept() is None


def test_the_next_period_forgets_a_file_that_was_not_used() -> None:
    kept(START)
    files()[0].chmod(0o644)
    assert kept(START + PERIOD) is not None
    assert len(files()) == 1


@pytest.mark.parametrize("folder", ["/proc/self", "/dev/null"])
def test_without_a_folder_to_write_to_there_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", folder)
    assert kept() is None
    assert list(tmp_path.iterdir()) == []


def test_no_folder_called_tilde_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def older_release(name: str, appauthor: bool) -> Path:
        return Path("~/.local/state") / name

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(salt, "user_state_path", older_release)
    assert kept() is None
    assert list(tmp_path.iterdir()) == []


def test_without_a_home_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def no_entry(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pwd, "getpwuid", no_entry)
    for name in ("XDG_STATE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    assert kept() is None
    assert list(tmp_path.iterdir()) == []


def test_a_file_system_without_hard_links_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert kept() is None
    assert files() == []


def test_without_a_salt_the_hash_is_absent_and_all_else_is_there(
    monkeypatch: pytest.MonkeyPatch, make_product: ProductMaker
) -> None:
    digest = {"type": "digest", "probe": "python.executable", "privacy": ["keyed_hash"]}
    product = make_product(
        "def size(context): return 8", path=digest, size={"type": "integer", "range": [0, 9]}
    )
    context = Context("low", Snapshot(executable="/opt/python"), now=NOW)
    assert set(_names(product, context)) == {"timestamp", "telemetry_level", "path", "size"}
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null")
    assert set(_names(product, context)) == {"timestamp", "telemetry_level", "size"}


def _names(product: Any, context: Context) -> list[str]:
    built = payload.build(product, context, salt.kept(product, context.now))
    return [finding.field.name for finding in built.findings if finding.value is not None]
