"""Who decided which tier, and why (standard library only). Deciding creates nothing anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:  # the host's side pays for no import that it doesn't need
    from collector.product import Product

DISABLED = "disabled"
OFF_WORDS = ("", "0", "false", "no", "off")


class Signal(NamedTuple):
    """Something that was looked at: where, what it says (None: nothing), and what follows from it."""

    source: str
    value: str | None
    effect: str


class Decision(NamedTuple):
    """The tier that holds ("disabled" if nothing may be sent), why, and every signal that was seen."""

    tier: str
    reason: str
    signals: tuple[Signal, ...]


def decide(product: Product, env: Mapping[str, str], ceiling: str | None = None) -> Decision:
    """Return the effective tier: what the person granted, lowered by every ceiling.

    Granted is the tier that `<ENV_PREFIX>_TELEMETRY` names; unset, or any other word, grants nothing.
    `DO_NOT_TRACK` (consoledonottrack.com) and `ceiling`, a tier that the caller asks for, only lower it.
    """
    variable = f"{product.ENV_PREFIX}_TELEMETRY"
    order = [DISABLED, *product.TIERS]
    signals = [_grant(variable, env.get(variable), order), _do_not_track(env.get("DO_NOT_TRACK"))]
    if ceiling is not None:
        signals.append(Signal("argument", ceiling, ceiling if ceiling in order else DISABLED))
    limits = [signal for signal in signals if signal.effect in order]
    decisive = min(limits, key=lambda signal: order.index(signal.effect))
    return Decision(decisive.effect, _reason(decisive), tuple(signals))


def lacking_opt_in(product: Product, env: Mapping[str, str]) -> str | None:
    """Return which variable has to be 1 before opt-in fields are looked at, or None where it is."""
    variable = f"{product.ENV_PREFIX}_TELEMETRY_MACHINE_ID"
    return None if env.get(variable) == "1" else variable


def _grant(variable: str, value: str | None, order: list[str]) -> Signal:
    word = (value or "").strip().lower()
    return Signal(variable, value, word if word in order else DISABLED)


def _do_not_track(value: str | None) -> Signal:
    lowers = (value or "").strip().lower() not in OFF_WORDS
    return Signal("DO_NOT_TRACK", value, DISABLED if lowers else "no effect")


def _reason(signal: Signal) -> str:
    if signal.value is None:
        return f"{signal.source} is not set"
    if (
        signal.effect == DISABLED
        and signal.value.strip().lower() != DISABLED
        and signal.source != "DO_NOT_TRACK"
    ):
        return f"{signal.source}={signal.value!r} names no tier"
    return f"{signal.source}={signal.value}"
