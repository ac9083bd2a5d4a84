"""From probes to bytes: a bad probe costs its own field, and nothing but valid payloads comes out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

import codecarbon_telemetry
import pytest
from codecarbon.core.telemetry_schemas import TelemetryCreate
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from products import ProductMaker

import collector
from collector import payload, salt, snapshot
from collector.context import Context
from collector.payload import Payload, PayloadError
from collector.plan import StrictValidator
from collector.product import Product, schema_text
from collector.snapshot import Snapshot

PRODUCT: Any = codecarbon_telemetry
NOW = datetime(2025, 3, 1, 12, 34, 56, tzinfo=timezone.utc)

TEXT = {"type": "string", "max_length": 40}
CLEAN = TEXT | {"privacy": ["printable", "shorten"]}
FIXED = TEXT | {"pattern": "^[a-z]{3}$"}  # "$" lets a line feed pass
WORD = {"type": "string", "choices": ["cat", "dog"], "privacy": ["choice"]}
WHOLE = {"type": "integer", "range": [0, 10**12]}
NUMBER = {"type": "number", "range": [-1e300, 1e300]}
ROUNDED = NUMBER | {"privacy": [{"round": 0}]}
HUGE = {"type": "number", "range": [0, 10**400]}
FLAG = {"type": "boolean"}
RELEASE = {"type": "version", "privacy": ["public_version"]}


def build(product: Product, tier: str = "low") -> Payload:
    return payload.build(product, Context(tier, now=NOW), lambda: None)


def around(make_product: ProductMaker, field: Mapping[str, Any], code: str) -> Product:
    """Return a product whose probe of the field runs the code, between two good neighbours."""
    body = "".join(f"    {line}\n" for line in code.splitlines())
    probes = f"def before(context): return 1\ndef after(context): return 2\ndef field(context):\n{body}"
    return make_product(probes, before=WHOLE, field=dict(field), after=WHOLE)


UNPRINTABLE = "withheld: it holds a character that can't be printed"

Case = tuple[Mapping[str, Any], str, Any]  # the field, what its probe does, what becomes of it

BAD: dict[str, Case] = {
    "raises": (TEXT, "raise ValueError('/home/ada')", "the probe failed (ValueError)"),
    "asserts": (TEXT, "assert False", "the probe failed (AssertionError)"),
    "recurses": (TEXT, "return field(context)", "the probe failed (RecursionError)"),
    "exits": (TEXT, "raise SystemExit(3)", "the probe failed (RuntimeError)"),
    "is interrupted": (TEXT, "raise KeyboardInterrupt", "the probe failed (RuntimeError)"),
    "needs what is absent": (TEXT, "import not_installed_here", "the probe failed (ModuleNotFoundError)"),
    "hangs": (TEXT, "import threading\nthreading.Event().wait()", "the probe took too long"),
    "knows nothing": (TEXT, "return None", "not known here"),
    "object": (TEXT, "return object()", "withheld: it does not fit the schema"),
    "object, cleaned": (CLEAN, "return object()", "nothing safe remains"),
    "bytes": (TEXT, "return b'bytes'", "withheld: it does not fit the schema"),
    "bytes, cleaned": (CLEAN, "return b'bytes'", "nothing safe remains"),
    "10 MB": (TEXT, "return 'x' * 10**7", "withheld: it does not fit the schema"),
    "list": (TEXT, "return ['text']", "withheld: it does not fit the schema"),
    "mapping": (TEXT, "return {'a': 1}", "withheld: it does not fit the schema"),
    "empty": (TEXT, "return ''", "withheld: it does not fit the schema"),
    "number for text": (TEXT, "return 8", "withheld: it does not fit the schema"),
    "subclass": (TEXT, "return type('S', (str,), {})('text')", "withheld: it does not fit the schema"),
    "control character": (TEXT, "return 'a\\x07b'", UNPRINTABLE),
    "NUL": (TEXT, "return 'a\\0'", UNPRINTABLE),
    "surrogate": (TEXT, "return '\\ud800'", UNPRINTABLE),
    "line feed at the end": (
        FIXED,
        "return 'abc\\n'",
        UNPRINTABLE,
    ),
    "no word of the list": (WORD, "return 'horse'", "nothing safe remains"),
    "float for a count": (WHOLE, "return 8.0", "withheld: it does not fit the schema"),
    "flag for a count": (WHOLE, "return True", "withheld: it does not fit the schema"),
    "text for a count": (WHOLE, "return '8'", "withheld: it does not fit the schema"),
    "count out of range": (WHOLE, "return -1", "withheld: it does not fit the schema"),
    "more than 32 bits": (WHOLE, "return 2**31", "withheld: it does not fit 32 bits"),
    "more than a double": (
        HUGE,
        "return 10**399",
        "withheld: it does not fit 32 bits",
    ),
    "subclass of int": (WHOLE, "import signal\nreturn signal.SIGINT", "withheld: it does not fit the schema"),
    "NaN": (NUMBER, "return float('nan')", "withheld: it is not a finite number"),
    "NaN, rounded": (ROUNDED, "return float('nan')", "nothing safe remains"),
    "infinity": (NUMBER, "return float('inf')", "withheld: it does not fit the schema"),
    "flag for a number": (NUMBER, "return True", "withheld: it does not fit the schema"),
    "count for a flag": (FLAG, "return 1", "withheld: it does not fit the schema"),
    "no version": (RELEASE, "return 'main'", "nothing safe remains"),
    "a property that raises": (
        CLEAN,
        "class Bad:\n    @property\n    def __class__(self): raise ValueError\nreturn Bad()",
        "nothing safe remains",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_probe_costs_its_own_field(
    monkeypatch: pytest.MonkeyPatch, make_product: ProductMaker, case: str
) -> None:
    field, code, note = BAD[case]
    product = around(make_product, field, code)
    if case == "hangs":
        monkeypatch.setattr(payload, "PROBE_SECONDS", 0.5)
    built = build(product)
    assert json.loads(built.body) == {
        "timestamp": "2025-03-01T12:00:00Z",
        "telemetry_level": "low",
        "before": 1,
        "after": 2,
    }
    (finding,) = (finding for finding in built.findings if finding.field.name == "field")
    assert finding.value is None
    assert finding.note.startswith(note)
    assert "ada" not in finding.note


GOOD: dict[str, Case] = {
    "text": (TEXT, "return 'N\\u00e9o \\u65e5\\u672c'", "Néo 日本"),
    "subclass, cleaned": (CLEAN, "return type('S', (str,), {})('text')", "text"),
    "10 MB, cleaned": (CLEAN, "return 'x' * 10**7", "x" * 40),
    "word": (WORD, "return 'CAT'", "cat"),
    "count": (WHOLE, "return 0", 0),
    "number": (ROUNDED, "return 23.54", 24.0),
    "count for a number": (NUMBER, "return 8", 8.0),
    "flag": (FLAG, "return False", False),
    "version": (RELEASE, "return '2.1.0+cu121'", "2.1.0"),
    "Python's print": (TEXT, "print('noise')\nreturn 'text'", "text"),
    "the system's write": (TEXT, "import os\nos.write(1, b'noise')\nreturn 'text'", "text"),
    "errors": (TEXT, "import sys\nsys.stderr.write('noise')\nreturn 'text'", "text"),
}


@pytest.mark.parametrize("case", GOOD)
@pytest.mark.usefixtures("capfd")
def test_a_good_value_is_sent(make_product: ProductMaker, case: str) -> None:
    field, code, expected = GOOD[case]
    built = build(around(make_product, field, code))
    found = json.loads(built.body)["field"]
    assert found == expected
    assert type(found) is type(expected)
    assert built.model.field == expected


def test_when_the_time_is_up_the_rest_is_left_out(
    monkeypatch: pytest.MonkeyPatch, make_product: ProductMaker
) -> None:
    product = around(make_product, TEXT, "import threading\nthreading.Event().wait()")
    monkeypatch.setattr(payload, "COLLECT_SECONDS", 1.5)
    notes = {finding.field.name: finding.note for finding in build(product).findings}
    assert notes["before"] == ""
    assert notes["field"] == "the probe took too long"
    assert notes["after"] == "no time was left"


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("return None", "no field: not known here"),
        ("raise OSError", r"no field: the probe failed \(OSError\)"),
        ("return 'a\\0'", "no field: withheld: it holds"),
    ],
)
def test_without_a_required_field_there_is_none(make_product: ProductMaker, code: str, note: str) -> None:
    product = around(make_product, TEXT | {"required": True}, code)
    with pytest.raises(PayloadError, match=note):
        build(product)


def test_a_payload_that_is_too_long_is_none(make_product: ProductMaker) -> None:
    names = [f"text{i}" for i in range(70)]
    probes = "".join(f"def {name}(context): return 'x' * 1000\n" for name in names)
    product = make_product(probes, **{name: TEXT | {"max_length": 1000} for name in names})
    with pytest.raises(PayloadError, match="bytes are more than 65536"):
        build(product)


def test_an_unknown_tier_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        build(PRODUCT, "disabled")
    with pytest.raises(KeyError):
        collector.Client(PRODUCT).collect("low")


@pytest.mark.parametrize("tier", PRODUCT.TIERS)
def test_the_bytes_are_compact_json_in_the_order_of_the_spec(tier: str) -> None:
    facts = {"latitude": 48.8566, "longitude": 2.3522, "country_name": "côte d'ivoire"}
    built = payload.build(PRODUCT, Context.here(tier, Snapshot(facts=facts)), lambda: None)
    wire = json.loads(built.body)
    assert built.body == json.dumps(wire, separators=(",", ":"), ensure_ascii=False).encode()
    assert list(wire) == [name for name in PRODUCT.FIELDS if name in wire]
    assert wire["country_name"] == "Côte d'Ivoire"
    assert (wire["latitude"], wire["longitude"]) == (48.9, 2.4)
    assert None not in wire.values()
    assert wire["telemetry_level"] == tier
    sent = {finding.field.name: finding.value for finding in built.findings if finding.value is not None}
    assert sent == wire


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=6,
)
USER, HOME, SECRET_WORDS = "adalovelace", "/srv/people/countess", ("adalovelace", "countess")
SECRETS = st.sampled_from(
    [
        *(USER, USER.upper(), f"{HOME}/model.pt", f"1 x NVIDIA {USER}", f"AMD EPYC ({USER})"),
        *(f"Linux-{USER}", f"France ({HOME})", f"3.3.2+{USER}", f"3.12.1 {HOME}"),
    ]
)
PLACES = st.fixed_dictionaries(
    {},
    optional={
        "latitude": st.floats() | st.integers(-90, 90) | st.just(46.8),
        "longitude": st.floats() | st.integers(-180, 180) | st.just(-71.2),
        "country_name": st.sampled_from(["France", "canada", "Viet Nam", "Atlantis"]),
        "country_iso_code": st.sampled_from(["FRA", "can", "XXX", "FR"]),
        "region": st.sampled_from(["quebec", "Quebec", "nowhere"]),
    },
)
ANY = st.dictionaries(st.sampled_from([*PRODUCT.FIELDS, "unknown"]), JSON | SECRETS, max_size=8)


@pytest.fixture(scope="module")
def ada() -> Iterator[None]:
    """Let a person with a name of her own be at this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("USER", USER)
        patch.setenv("HOME", HOME)
        yield


@pytest.mark.usefixtures("ada")
@settings(max_examples=100, deadline=None)
@given(tier=st.sampled_from(list(PRODUCT.TIERS)), places=PLACES, facts=ANY)
def test_whatever_a_host_says_the_payload_is_valid(
    tier: str, places: dict[str, Any], facts: dict[str, Any]
) -> None:
    said = {**places, **facts}
    context = Context.here(tier, snapshot.take(PRODUCT.FIELDS, said))
    body = payload.build(PRODUCT, context, salt.example(PRODUCT, context.now)).body
    wire = json.loads(body)
    schema = json.loads(schema_text(PRODUCT, tier))
    for validator in (StrictValidator, Draft202012Validator):
        assert list(validator(schema).iter_errors(wire)) == []
    assert TelemetryCreate.model_validate_json(body).telemetry_level == tier
    assert not any(secret in body.decode().lower() for secret in SECRET_WORDS)
    assert len(body) <= 64 * 1024


@settings(max_examples=25, deadline=None)
@given(facts=ANY)
def test_collect_gives_the_typed_model_of_the_same(facts: dict[str, Any]) -> None:
    model = collector.Client(PRODUCT).collect("minimal", facts)
    assert type(model).__name__ == "Minimal"
    assert model.telemetry_level == "minimal"
