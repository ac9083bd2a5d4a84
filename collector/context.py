"""What a probe may see of the machine and of the host process."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import attrs

from collector.snapshot import Snapshot

T = TypeVar("T")
READ_LIMIT = 1 << 20


class Member(NamedTuple):
    """The member of a family that a field is about, and the distributions that it is installed by."""

    name: str
    distributions: Sequence[str]


@attrs.frozen
class Context:
    """Everything a probe may look at; a test hands in a folder tree, a dict and a moment.

    field, member: what the probe is asked for, for probes that serve several fields.
    tier: the tier the payload is collected for.
    system, release, machine: as `platform.uname()` gives them ("Linux", "6.8.0-45-generic", "x86_64").
    env: the environment variables.  root: where /proc, /sys and /etc are found.  now: UTC.
    """

    tier: str
    snapshot: Snapshot = attrs.field(factory=Snapshot)
    env: Mapping[str, str] = attrs.field(factory=dict)
    root: Path = Path("/")
    now: datetime = attrs.field(factory=lambda: datetime.now(timezone.utc))
    system: str = "Linux"
    release: str = ""
    machine: str = ""
    field: str = ""
    member: Member | None = None
    _sources: dict[str, Any] = attrs.field(factory=dict, repr=False, eq=False)

    @classmethod
    def here(cls, tier: str, snapshot: Snapshot) -> Context:
        """Return the context of this machine and this environment."""
        uname = platform.uname()  # by attribute: iterating over it starts `uname -p`
        return cls(
            tier,
            snapshot,
            env=dict(os.environ),
            system=uname.system,
            release=uname.release,
            machine=uname.machine,
        )

    def about(self, field: str, member: Member | None) -> Context:
        """Return the context for one field; what is shared stays shared."""
        return attrs.evolve(self, field=field, member=member)

    def fact(self, field: str, kind: type[T] | tuple[type[T], ...]) -> T | None:
        """Return what the host says of a field, or None where it says nothing of that kind.

        An empty string says nothing, and True is no number.
        """
        value = self.snapshot.facts.get(field)
        if value == "" or (isinstance(value, bool) and kind is not bool):
            return None
        return value if isinstance(value, kind) else None

    def path(self, name: str) -> Path:
        """Return where an absolute path of the machine is found: `/proc/cpuinfo` below `root`."""
        return self.root / name.lstrip("/")

    def read(self, name: str) -> str | None:
        """Return the stripped text of a file (at most 1 MiB), or None where it can't be read."""
        try:
            with self.path(name).open("rb") as file:
                return file.read(READ_LIMIT).decode("utf-8", "replace").strip()
        except (OSError, ValueError):  # ValueError: a null byte in the name
            return None

    def glob(self, pattern: str) -> list[Path]:
        """Return the paths below `root` that match an absolute pattern, sorted; empty if none."""
        try:
            return sorted(self.root.glob(pattern.lstrip("/")))
        except OSError:
            return []

    def distribution(self, *names: str) -> Distribution | None:
        """Return the first of the named distributions that the host could import, without importing."""
        path = list(self.snapshot.path)
        found = (next(iter(distributions(name=name, path=path)), None) for name in names)
        return next((distribution for distribution in found if distribution is not None), None)

    def shared(self, source: Callable[[Context], T]) -> T:
        """Return `source(self)`, opened once per collection however many probes ask for it."""
        key = f"{source.__module__}.{source.__qualname__}"
        if key not in self._sources:
            self._sources[key] = source(self)
        result: T = self._sources[key]
        return result
