"""The egress guard: the last look at every value, and at the bytes, before anything may leave."""

from __future__ import annotations

import math
import os
import re
import socket
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from collector.plan import Field, Salt

MAX_BYTES = 64 * 1024
MAX_INTEGER = 2**31 - 1
VARIABLES = ("USER", "LOGNAME", "USERNAME", "SUDO_USER", "HOSTNAME", "COMPUTERNAME")


@attrs.frozen
class Identity:
    """What names this machine and the person at it; no value that holds any of it is sent.

    names: user, real, host and domain names, found as whole words in any case.  places: home folders, found
    anywhere.  addresses: IP and MAC addresses, found where no longer number goes on around them.
    """

    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    @classmethod
    def here(cls) -> Identity:
        """Return the identity of this process's user on this machine. Asks no name server."""
        return cls(
            names=_distinct(_names()),
            places=_distinct(place for place in _places() if len(place) > 1),
            addresses=_distinct(_addresses()),
        )

    def found_in(self, text: str) -> str | None:
        """Return which kind of thing the text holds ("the user or host name", ...), or None."""
        if any(_has_word(text, name) for name in self.names):
            return "a user or host name"
        if any(place.lower() in text.lower() for place in self.places):
            return "a home folder"
        if any(_has_word(text, address) for address in self.addresses):
            return "an address of this machine"
        return None


def objection(field: Field, value: Any, identity: Identity, salt: Salt) -> str | None:
    """Return why a finished value must not leave, or None if it may."""
    if not field.validator.is_valid(value):
        return "it does not fit the schema"
    reason = next(filter(None, (_objection(part, field, identity) for part in _parts(value))), None)
    if reason is None and not _is_stable(field, value, salt):
        return "its transforms change it once more"
    return reason


def _is_stable(field: Field, value: Any, salt: Salt) -> bool:
    return any(step.is_hash for step in field.steps) or bool(field.soften(value, salt) == value)


def _parts(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value]


def _objection(value: Any, field: Field, identity: Identity) -> str | None:
    if isinstance(value, str):
        if not value.isprintable():
            return "it holds a character that can't be printed"
        is_ours = field.required or value in field.choices  # the envelope, a word of a closed list
        found = None if is_ours else identity.found_in(value)
        return found and f"it holds {found}"
    if isinstance(value, float) and not math.isfinite(value):
        return "it is not a finite number"
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        return "it does not fit 32 bits"
    return None


def _has_word(text: str, word: str) -> bool:
    """Find the word where no letter or digit goes on around it: `ada` in `/home/ada`, not in `Canada`."""
    return re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", text, re.IGNORECASE) is not None


def _distinct(words: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({word.strip() for word in words if word and word.strip()}))


def _names() -> Iterator[str | None]:
    yield from map(os.environ.get, VARIABLES)
    host = socket.gethostname()
    yield from (host, *host.split(".", 1))
    entry = _password_entry()
    if entry is not None:
        real_name = entry.pw_gecos.partition(",")[0]
        yield from (entry.pw_name, real_name, *(part for part in real_name.split() if len(part) > 2))


def _places() -> Iterator[str]:
    yield from (os.environ.get(name, "") for name in ("HOME", "USERPROFILE"))
    yield os.path.expanduser("~")
    entry = _password_entry()
    if entry is not None:
        yield entry.pw_dir


def _password_entry() -> Any:
    try:
        import pwd

        return pwd.getpwuid(os.getuid())
    except (ImportError, KeyError):  # Windows; a user without an entry, as in many containers
        return None


def _addresses() -> Iterator[str]:
    import psutil

    for addresses in psutil.net_if_addrs().values():
        for address in addresses:
            text = address.address.partition("%")[0]
            yield text
            if address.family == psutil.AF_LINK:
                yield from (text.replace(":", "-"), text.replace(":", ""))
