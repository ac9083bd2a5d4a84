"""What is measured of one run, since the tracker doesn't measure it or not rightly (standard library only).

For that, four methods of the one tracker object are timed while its run lasts; its class is not touched. It
shows only where a measurement raises: the traceback has one frame of ours between two of CodeCarbon's.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, NamedTuple

LOGGER = "codecarbon"
MIN_SECONDS = 1.0  # of shorter runs a share of the CPU's time says nothing
SLACK = 1.1
STARTS = ("start", "start_task")
MEASURES = ("_measure_power_and_energy", "_monitor_power")
SCHEDULERS = ("_scheduler", "_scheduler_monitor_power")
ERROR_HOMES = ("builtins", "requests", "codecarbon")


class Reading(NamedTuple):
    """A moment on `time.perf_counter()`, and the CPUs' seconds so far (None: unknown): busy ones, and all."""

    at: float
    cpus: tuple[float, float] | None

    @classmethod
    def now(cls) -> Reading:
        """Read both clocks; never raises."""
        try:
            return cls(time.perf_counter(), _cpu_seconds())
        except Exception:  # without psutil, or where it can't read the times
            return cls(time.perf_counter(), None)


class Run:
    """One run of one tracker, from the making of the tracker to its end.

    warnings: how many records of level WARNING CodeCarbon has logged in this process meanwhile.
    errors: the classes of the exceptions that it has logged meanwhile, at level WARNING or above.
    first_ms: see `facts.first_measurement_time_ms`.
    """

    def __init__(self) -> None:
        self.warnings = 0
        self.errors: set[str] = set()
        self.first_ms: float | None = None
        self.is_continuous = False
        self._made = Reading.now()
        self._begun: Reading | None = None
        self._ended: Reading | None = None
        self._lock = threading.Lock()
        self._cpu_seconds = 0.0
        self._measurements = 0
        self._is_timed = False

    def note(self, record: logging.LogRecord) -> None:
        """Count a record."""
        if record.levelno >= logging.WARNING:
            self.warnings += record.levelno < logging.ERROR
            self.errors.update(_error_name(record.exc_info[0]) if record.exc_info else ())

    def watch(self, tracker: Any) -> None:
        """Time a tracker that is being made: when it starts, and what its measurements cost.

        Raises AttributeError for a version that measures otherwise; its costs are unknown then.
        """
        time.thread_time()  # raises where the system has no such clock: then nothing is timed
        for name in filter(partial(hasattr, tracker), STARTS):
            _replace(tracker, name, self._starting(getattr(tracker, name), name == "start"))
        for name in MEASURES:
            _replace(tracker, name, self._measuring(getattr(tracker, name)))
        for scheduler in filter(None, (getattr(tracker, name) for name in SCHEDULERS)):
            scheduler.function = getattr(tracker, scheduler.function.__name__)  # made before we met it
        self._is_timed = True

    def release(self, tracker: Any) -> None:
        """Give a tracker its own methods back."""
        for name in (*STARTS, *MEASURES):
            if hasattr(vars(tracker).get(name), "of_run"):
                delattr(tracker, name)

    def end(self) -> None:
        """Take this moment for the end of the run, unless it goes on and ends again."""
        self._ended = Reading.now()

    @property
    def seconds(self) -> float | None:
        """Seconds from the first start of the tracker or a task to the end; None if the start was missed."""
        return self._last().at - self._begun.at if self._begun else None

    def cpu_utilization(self, seconds: float) -> float | None:
        """Return how busy the CPUs were, in percent of all of them; see `facts.cpu_utilization_avg`.

        Where the start was missed, the making of the output handler stands for it, if that was less than a
        tenth of `seconds`, the run's duration, earlier.
        """
        since, last = self._begun or self._made, self._last()
        window = last.at - since.at
        if since.cpus is None or last.cpus is None or window < MIN_SECONDS:
            return None
        if self._begun is None and window > seconds * SLACK:
            return None
        busy, all_of_it = (after - before for before, after in zip(since.cpus, last.cpus, strict=True))
        return min(max(busy / all_of_it, 0.0), 1.0) * 100 if all_of_it > 0 else None

    def overhead_percent(self) -> float | None:
        """Return the CPU seconds of the measurements per 100 seconds of the run; None if they were missed."""
        seconds = self.seconds
        return self._cpu_seconds / seconds * 100 if self._is_timed and seconds else None

    def _last(self) -> Reading:
        return self._ended or Reading.now()

    def _starting(self, method: Callable[..., Any], is_continuous: bool) -> Callable[..., Any]:
        @wraps(method)
        def start(*args: Any, **kwargs: Any) -> Any:
            called = time.perf_counter()
            try:
                return method(*args, **kwargs)
            finally:
                self._begin(called, is_continuous)

        return start

    def _begin(self, called: float, is_continuous: bool) -> None:
        if self._begun is None:
            self._begun = Reading.now()
            self.is_continuous = is_continuous
            if is_continuous and self._measurements:
                self.first_ms = (self._begun.at - called) * 1000

    def _measuring(self, method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def measure(*args: Any, **kwargs: Any) -> Any:
            before = time.thread_time()
            try:
                return method(*args, **kwargs)
            finally:
                self._spend(time.thread_time() - before)

        return measure

    def _spend(self, cpu_seconds: float) -> None:
        with self._lock:  # measurements run in threads of their own, and can overlap
            self._cpu_seconds += cpu_seconds
            self._measurements += 1


def _replace(tracker: Any, name: str, function: Any) -> None:
    function.of_run = True
    setattr(tracker, name, function)


def _cpu_seconds() -> tuple[float, float]:
    """Return the busy and all seconds of all CPUs since boot, as psutil, which CodeCarbon imports, has them.

    Linux counts a guest's time in `user` and `nice` too; waiting for a disk is not busy.
    """
    psutil: Any = sys.modules["psutil"]
    times = psutil.cpu_times()
    total = sum(times) - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0)
    return total - times.idle - getattr(times, "iowait", 0.0), total


def _error_name(kind: type[BaseException] | None) -> list[str]:
    """Return the name of a class that everybody has: of Python, requests or CodeCarbon; else nothing.

    The class must be what its module has under that name: classes that a user makes may say what they like.
    """
    if kind is None or kind.__module__.partition(".")[0] not in ERROR_HOMES:
        return []
    is_public = getattr(sys.modules.get(kind.__module__), kind.__name__, None) is kind
    return [kind.__name__] if is_public else []
