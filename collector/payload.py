"""From a plan to a payload: probe, soften, check, and put together what may be sent."""

from __future__ import annotations

import json
import time
from typing import Any

import attrs
import cattrs

from collector.context import Context
from collector.deadline import within
from collector.guard import MAX_BYTES, Identity, objection
from collector.plan import Field, Plan, Salt, load, resolve
from collector.product import Product

PROBE_SECONDS = 5.0
COLLECT_SECONDS = 15.0


class PayloadError(Exception):
    """There is no payload: what was found can't be sent as it must be. The message says why."""


@attrs.frozen
class Finding:
    """What became of a field: the raw value, the value to be sent (None: it is left out), and why not."""

    field: Field
    raw: Any = None
    value: Any = None
    note: str = ""


@attrs.frozen
class Payload:
    """Everything found, the typed model of what may be sent, and its bytes: JSON in UTF-8."""

    findings: tuple[Finding, ...]
    model: Any
    body: bytes


def build(product: Product, context: Context, salt: Salt) -> Payload:
    """Return the payload of the context's tier; a probe that fails costs only its own field.

    Raises KeyError for a tier that the product does not have, and PayloadError where a required field is
    missing or the whole breaks the published schema.
    """
    plan = load(product, context.tier)
    identity = Identity.here()
    end = time.monotonic() + COLLECT_SECONDS
    findings = tuple(_find(field, context, identity, salt, end) for field in plan.fields)
    model, wire = _assemble(plan, findings)
    sent = tuple(attrs.evolve(finding, value=wire.get(finding.field.name)) for finding in findings)
    return Payload(sent, model, _encode(wire))


def _find(field: Field, context: Context, identity: Identity, salt: Salt, end: float) -> Finding:
    """Run a field's plan under all its protections."""
    left = min(PROBE_SECONDS, end - time.monotonic())
    if left <= 0:
        return Finding(field, note="no time was left")
    try:
        raw = within(left, lambda: resolve(field.probe)(context))
    except TimeoutError:
        return Finding(field, note="the probe took too long")
    except Exception as error:
        return Finding(field, note=f"the probe failed ({type(error).__name__})")
    if raw is None:
        return Finding(field, note="not known here")
    return _soften(field, raw, identity, salt)


def _soften(field: Field, raw: Any, identity: Identity, salt: Salt) -> Finding:
    try:
        value = field.soften(raw, salt)
        if value is None:
            return Finding(field, raw, note="nothing safe remains")
        reason = objection(field, value, identity, salt)
    except Exception as error:
        return Finding(field, raw, note=f"a transform failed ({type(error).__name__})")
    return Finding(field, raw, note=f"withheld: {reason}") if reason else Finding(field, raw, value)


def _assemble(plan: Plan, findings: tuple[Finding, ...]) -> tuple[Any, dict[str, Any]]:
    """Return the typed model and its plain form without unknown values, valid by the published schema."""
    for finding in findings:
        if finding.field.required and finding.value is None:
            raise PayloadError(f"no {finding.field.name}: {finding.note}")
    converter = cattrs.Converter(omit_if_default=True, forbid_extra_keys=True)
    known = {finding.field.name: finding.value for finding in findings if finding.value is not None}
    model = converter.structure(known, plan.model)
    wire: dict[str, Any] = converter.unstructure(model)
    for error in plan.validator.iter_errors(wire):
        raise PayloadError(f"{error.json_path} breaks the schema: {error.message}")
    return model, wire


def _encode(wire: dict[str, Any]) -> bytes:
    body = json.dumps(wire, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
    if len(body) > MAX_BYTES:
        raise PayloadError(f"{len(body)} bytes are more than {MAX_BYTES}")
    return body
