"""Which tracker calls, and how its user runs it, read from the calling frames; the tracker doesn't say.

A tracker is recognised by its list of handlers, and only in frames of CodeCarbon's own modules.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any, NamedTuple

HOST = "codecarbon"
WORDS = {"wrapped_fn": "decorator", "__exit__": "context_manager"}


class Stop(NamedTuple):
    """A call from a tracker that saves or ends its run, and the usage style; see `stopping`."""

    tracker: Any
    style: str


def stopping(handler: object) -> Stop | None:
    """Return the tracker that has the handler and is calling it, None where there is none.

    The style is "cli" where CodeCarbon's command line stops the tracker, "decorator" where `@track_emissions`
    does, "context_manager" where a `with` block ends, and "direct" where the user calls `stop()`.
    """
    for frame in _stack(sys._getframe(1)):
        tracker = frame.f_locals.get("self") if _is_host(frame) else None
        if _holds(getattr(tracker, "_output_handlers", None), handler):
            return Stop(tracker, _style(frame, tracker))
    return None


def under_construction(handler: object) -> Any | None:
    """Return the tracker that is being made with the handler right now, None where there is none."""
    for frame in _stack(sys._getframe(1)):
        is_init = frame.f_code.co_name == "__init__" and _is_host(frame)
        if is_init and _holds(frame.f_locals.get("output_handlers"), handler):
            return frame.f_locals.get("self")
    return None


def _style(frame: FrameType, tracker: object) -> str:
    """Look no further than the tracker's immediate callers: a decorated function may stop other trackers."""
    for caller in _stack(frame):
        module = _module(caller)
        if module.startswith(f"{HOST}.cli"):
            return "cli"
        if _is_host(caller) and caller.f_code.co_name in WORDS:
            return WORDS[caller.f_code.co_name]
        is_own = _is_host(caller) or module == "contextlib" or caller.f_locals.get("self") is tracker
        if not is_own:
            break
    return "direct"


def _stack(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__"))


def _is_host(frame: FrameType) -> bool:
    return _module(frame).partition(".")[0] == HOST


def _holds(handlers: object, handler: object) -> bool:
    return isinstance(handlers, (list, tuple)) and any(each is handler for each in handlers)
