"""The other side: a process of its own that probes, softens, validates and sends."""

from __future__ import annotations

import os
import uuid
from importlib import import_module
from typing import Any

from collector import consent, payload, salt, transport
from collector.context import Context
from collector.snapshot import Snapshot


def main(job: dict[str, Any]) -> None:
    """Do the job that the host has written, at the lowest priority."""
    if hasattr(os, "nice"):
        os.nice(19)
    run(job)


def run(job: dict[str, Any]) -> None:
    """Collect what is agreed to and send it, unless it is not agreed to (any more)."""
    product: Any = import_module(job["product"])
    tier = consent.decide(product, os.environ, job["tier"]).tier
    if tier == consent.DISABLED:
        return
    context = Context.here(tier, Snapshot(**job["snapshot"]))
    body = payload.build(product, context, salt.kept(product, context.now)).body
    if consent.decide(product, os.environ, job["tier"]).tier == tier:
        transport.Http(transport.endpoint(product, os.environ)).send(body, str(uuid.uuid4()))
