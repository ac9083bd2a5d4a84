"""Keeps standard output for the command's own words: what a probe prints meanwhile goes nowhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def silence() -> Iterator[None]:
    """Send what is written to the descriptors 1 and 2, also by C code and child processes, nowhere."""
    _flush()
    _fill()
    kept = [(number, os.dup(number)) for number in (1, 2)]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        for number, _ in kept:
            os.dup2(nowhere, number)
        yield
    finally:
        _flush()
        for number, copy in kept:
            os.dup2(copy, number)
            os.close(copy)
        os.close(nowhere)


def _flush() -> None:
    for stream in filter(None, (sys.stdout, sys.stderr)):  # None where the descriptor was closed
        stream.flush()


def _fill() -> None:
    """Give standard descriptors that are closed to the null device, so that no other file gets them."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)
