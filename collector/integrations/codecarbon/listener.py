"""Hears what CodeCarbon logs: that is how a run's start, its warnings and its errors are noticed.

A tracker says nothing to its output handlers when it starts. It does log, first of all while it is made,
and a logging handler is called from within: the tracker is then found in the calling frames.
"""

from __future__ import annotations

import logging
import weakref
from contextlib import suppress
from typing import Any

from collector.integrations.codecarbon import usage
from collector.integrations.codecarbon.meter import LOGGER, Run


class Listener(logging.Handler):
    """Writes nothing; keeps a Run for each tracker that has one output handler and is not yet stopped.

    The first run begins to count when the listener is made, which catches what is logged before the
    tracker is recognised; a later one when its tracker is made.
    """

    def __init__(self, output: object) -> None:
        super().__init__()
        self._output = weakref.ref(output)
        self._waiting: Run | None = Run()
        self._runs: weakref.WeakKeyDictionary[Any, Run] = weakref.WeakKeyDictionary()

    @classmethod
    def listening_for(cls, output: object) -> Listener:
        """Return a listener on CodeCarbon's logger, which leaves it with the output handler."""
        listener = cls(output)
        logger = logging.getLogger(LOGGER)
        logger.addHandler(listener)
        weakref.finalize(output, logger.removeHandler, listener).atexit = False
        return listener

    def emit(self, record: logging.LogRecord) -> None:
        """Count the record for every run that is going on; never raises."""
        with suppress(Exception):
            self._meet()
            runs = list(self._runs.values())
            for run in [self._waiting, *runs] if self._waiting else runs:
                run.note(record)

    def run_of(self, tracker: Any) -> Run | None:
        """Return the run of a tracker; None where its start was missed and it is not the first."""
        return self._runs.get(tracker) or self._waiting

    def close_run(self, tracker: Any) -> Run | None:
        """Return the run of a tracker as `run_of` does, for the last time."""
        run = self._runs.pop(tracker, None)
        if run is None:
            run, self._waiting = self._waiting, None
        else:
            run.release(tracker)
        return run

    def _meet(self) -> None:
        output = self._output()
        tracker = usage.under_construction(output) if output is not None else None
        if tracker is not None and tracker not in self._runs:
            run, self._waiting = self._waiting or Run(), None
            self._runs[tracker] = run
            with suppress(Exception):
                run.watch(tracker)
