"""From a plan to a payload: probe, soften, check, and put together what may be sent."""

from __future__ import annotations

import hmac
import json
import time
from typing import Any

import attrs
import cattrs

from collector.consent import lacking_opt_in
from collector.context import Context
from collector.deadline import within
from collector.guard import MAX_BYTES, Identity, objection
from collector.plan import Field, Plan, Salt, load, resolve
from collector.product import Product

PROBE_SECONDS = 5.0
COLLECT_SECONDS = 18.0  # of the worker's 30, so that there is time to send


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
    missing, the whole breaks the published schema, or the names that must not be sent can't be found out.
    """
    plan = load(product, context.tier)
    identity, salt = _identity(), _for_tier(salt, context.tier)
    end = time.monotonic() + COLLECT_SECONDS
    lacking = lacking_opt_in(product, context.env)
    findings = tuple(
        Finding(field, note=f"needs a yes of its own: {lacking}=1")
        if field.opt_in and lacking
        else _find(field, context.about(field.name, field.member), identity, salt, end)
        for field in plan.fields
    )
    model, wire = _assemble(plan, findings)
    sent = tuple(attrs.evolve(finding, value=wire.get(finding.field.name)) for finding in findings)
    return Payload(sent, model, _encode(wire))


def _for_tier(salt: Salt, tier: str) -> Salt:
    """Give each tier a key of its own: a public and a private record of one person can't be joined."""

    def derived() -> bytes | None:
        key = salt()
        return key and hmac.new(key, tier.encode(), "sha256").digest()

    return derived


def _identity() -> Identity:
    try:
        return within(PROBE_SECONDS, Identity.here)
    except OSError as error:  # a sandbox hides the interfaces, or a directory is slow to name the user
        raise PayloadError(f"what must not be sent can't be known here: {error}") from error


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
