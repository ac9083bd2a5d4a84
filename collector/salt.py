"""The random local key of the keyed hashes: never sent, and replaced every 30 days."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path

from platformdirs import user_state_path

from collector.product import Product

DAYS = 30
SIZE = 32


def folder(product: Product) -> Path:
    """Return the folder for the product's local state; it is not made here.

    Raises FileNotFoundError where the home folder is not known.
    """
    try:
        path = user_state_path("telemetry-collector", appauthor=False) / product.PRODUCT
    except RuntimeError as error:
        raise FileNotFoundError(str(error)) from error
    if not path.is_absolute():  # older releases of platformdirs call an unknown home "~"
        raise FileNotFoundError(f"{path} is no absolute path")
    return path


def read(product: Product, now: datetime) -> bytes | None:
    """Return the salt of this 30-day period, 32 bytes; None where there is none (yet), or not ours."""
    try:
        with open(_path(product, now), "rb", opener=_without_detour) as file:
            data = file.read(SIZE + 1) if _is_private(os.fstat(file.fileno())) else b""
    except OSError:
        return None
    return data if len(data) == SIZE else None


def kept(product: Product, now: datetime) -> Callable[[], bytes | None]:
    """Return a function that gives this period's salt, made on first use; None where it can't be kept."""
    return cache(lambda: read(product, now) or _make(product, now))


def example(product: Product, now: datetime) -> Callable[[], bytes]:
    """Return a function that gives this period's salt, or a passing one; it makes no file."""
    return cache(lambda: read(product, now) or secrets.token_bytes(SIZE))


def _make(product: Product, now: datetime) -> bytes | None:
    try:
        _create(_path(product, now))
    except OSError:
        return None
    return read(product, now)


def _path(product: Product, now: datetime) -> Path:
    """Return the file of the 30-day period, counted from 1970.

    Counted so, and not from the first report, however many processes start at once agree on the salt
    that is put in place first, and a count of distinct hashes is exact within a period.
    """
    period = int(now.timestamp() // (DAYS * 86400))
    return folder(product) / f"salt-{period}"


def _create(path: Path) -> None:
    """Put a new salt in place, whole or not at all, unless another process was first; drop the old ones."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SIZE))
        _link(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    for old in path.parent.glob("salt-*"):
        if old != path:
            old.unlink(missing_ok=True)


def _link(aside: Path, path: Path) -> None:
    """Give the file its name unless the name is taken: a hard link is refused then, a rename is not."""
    with suppress(FileExistsError):
        os.link(aside, path)


def _without_detour(path: str, flags: int) -> int:
    """Open what is there itself: follow no link, and wait for nobody at the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _is_private(status: os.stat_result) -> bool:
    if os.name == "nt":  # no owner and mode bits there; the folder is below the user's profile
        return True
    mode = status.st_mode
    return stat.S_ISREG(mode) and status.st_uid == os.getuid() and stat.S_IMODE(mode) & 0o077 == 0
