"""From probes to bytes: a bad probe costs its own field, and nothing but valid payloads comes out."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from importlib import import_module
from typing import Any

import attrs
import codecarbon_telemetry
import pytest
from codecarbon.core.telemetry_schemas import TelemetryCreate
from conftest import Machine
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from products import ProductMaker

import collector
from collector import payload, salt, snapshot
from collector.context import Context
from collector.payload import Payload, PayloadError
from collector.product import Product, schema_text
from collector.snapshot import Snapshot
from collector.validator import StrictValidator

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
WORDS = {"type": "list", "choices": ["cat", "dog", "emu"], "max_items": 2, "privacy": ["choice"]}
OPEN_WORDS = WORDS | {"choices": ["dog", "cat", "other"]}
TAGS = {"type": "list", "choices": ["a", "b", "cat", "x"], "max_items": 3}
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
    "line feed at the end": (FIXED, "return 'abc\\n'", "withheld: it does not fit the schema"),
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
    "too many words": (WORDS, "return ['cat', 'dog', 'emu']", "withheld: it does not fit the schema"),
    "none of the words": (WORDS, "return ['horse', 7, None]", "nothing safe remains"),
    "a word for a list": (WORDS, "return 'cat'", "withheld: it does not fit the schema"),
    "tuple for a list": (WORDS, "return ('cat',)", "nothing safe remains"),
    "mapping for a list": (WORDS, "return {'cat': 1}", "nothing safe remains"),
    "list of lists": (WORDS, "return [['cat']]", "nothing safe remains"),
    "subclass of list": (TAGS, "return type('L', (list,), {})()", "withheld: it does not fit the schema"),
    "number in a list": (TAGS, "return ['cat', 8]", "withheld: it does not fit the schema"),
    "null in a list": (TAGS, "return ['cat', None]", "withheld: it does not fit the schema"),
    "twice in a list": (TAGS, "return ['cat', 'cat']", "withheld: it does not fit the schema"),
    "empty in a list": (TAGS, "return ['cat', '']", "withheld: it does not fit the schema"),
    "another word in a list": (TAGS, "return ['y']", "withheld: it does not fit the schema"),
    "too many in a list": (TAGS, "return ['a', 'b', 'cat', 'x']", "withheld: it does not fit the schema"),
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
    "words": (WORDS, "return ['DOG', 'cat', 'dog', 'horse', 7]", ["cat", "dog"]),
    "words and others": (OPEN_WORDS, "return ['horse', 'cow', 'Cat']", ["cat", "other"]),
    "no words": (WORDS, "return []", []),
    "tags": (TAGS, "return ['b', 'a']", ["b", "a"]),
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


KINDS: dict[str, Any] = {
    "null": None,
    "flag": True,
    "whole": 7,
    "number": 7.5,
    "not a number": float("nan"),
    "huge": 10**30,
    "text": "horse",
    "empty": "",
    "list": ["horse"],
    "list of all": [None, True, 7, 7.5, [], {}],
    "mapping": {"cat": "cat"},
}
FITTING = {"flag": {"flag"}, "whole": {"whole"}, "number": {"whole", "number"}}


@pytest.mark.parametrize("kind", KINDS)
def test_rubbish_from_the_host_costs_its_own_field(make_product: ProductMaker, kind: str) -> None:
    fields: dict[str, Any] = {
        "flag": FLAG,
        "whole": WHOLE,
        "number": ROUNDED,
        "word": WORD,
        "words": WORDS,
    }
    product = make_product(**{name: field | {"probe": "host.fact"} for name, field in fields.items()})
    good = {"flag": False, "whole": 2, "number": 3.0, "word": "cat", "words": ["cat", "dog"]}
    for name in fields:
        rest = {other: value for other, value in good.items() if other != name}
        facts = rest | {name: KINDS[kind]}
        wire = json.loads(payload.build(product, Context("low", Snapshot(facts)), lambda: None).body)
        assert (name in wire) == (kind in FITTING.get(name, ())), name
        assert rest.items() <= wire.items()


def test_each_member_of_a_family_has_its_own_values(make_product: ProductMaker) -> None:
    probes = """
        def told(context): return " ".join([context.field, context.member.name, *context.member[1]])
        def plain(context): return str((context.field, context.member))
    """
    family = {
        "{name}_told": TEXT | {"probe": "own.told"},
        "{name}_again": TEXT | {"probe": "own.told"},
    }
    over = {"tf": ["tensorflow", "tf-cpu"], "jax": ["jax"]}
    product = make_product(probes, over, plain=TEXT, **family)
    _, _, *found = json.loads(build(product).body).items()
    assert dict(found) == {
        "plain": "('plain', None)",
        "tf_told": "tf_told tf tensorflow tf-cpu",
        "tf_again": "tf_again tf tensorflow tf-cpu",
        "jax_told": "jax_told jax jax",
        "jax_again": "jax_again jax jax",
    }


YES = {
    "1": True,
    **dict.fromkeys([None, "", "0", "2", "01", "1 ", "true", "yes", "on", "low", "\uff11"], False),
}


@pytest.mark.parametrize("word", YES)
def test_an_opt_in_field_is_looked_at_only_after_its_own_yes(
    make_product: ProductMaker, word: str | None
) -> None:
    probes = """
        asked = []
        def free(context): return 1
        def secret(context): asked.append(context.field); return 2
    """
    product = make_product(probes, free=WHOLE, secret=WHOLE | {"opt_in": True})
    variable = f"{product.ENV_PREFIX}_TELEMETRY_MACHINE_ID"
    env = {} if word is None else {variable: word}
    built = payload.build(product, Context("low", env=env, now=NOW), lambda: None)
    *_, finding = built.findings
    assert json.loads(built.body).keys() - {"timestamp", "telemetry_level"} == (
        {"free", "secret"} if YES[word] else {"free"}
    )
    assert import_module(f"{product.PRODUCT}_probes").asked == (["secret"] if YES[word] else [])
    assert finding.raw == (2 if YES[word] else None)
    assert finding.note == ("" if YES[word] else f"needs a yes of its own: {variable}=1")


def test_a_machine_is_counted_by_a_hash_of_its_id(machine: Machine) -> None:
    own = "0123456789abcdef0123456789abcdef"
    sent = hmac.new(own.encode(), b"codecarbon", "sha256").hexdigest()[:32]
    files = {"/etc/machine-id": own, "/proc/self/cgroup": "0::/user.slice/session-1.scope\n"}
    said = machine(files, env={"CODECARBON_TELEMETRY_MACHINE_ID": "1"})
    for context, expected in ((said, [sent]), (machine(files), [])):
        body = payload.build(PRODUCT, attrs.evolve(context, tier="extensive"), lambda: None).body
        assert re.findall('"host_machine_hash":"(.*?)"', body.decode()) == expected
        assert own not in body.decode()


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


def test_a_name_like_a_number_does_not_withhold_the_envelope(
    monkeypatch: pytest.MonkeyPatch, make_product: ProductMaker
) -> None:
    monkeypatch.setenv("USER", "2026")
    context = Context("low", now=datetime(2026, 11, 24, 9, 30, tzinfo=timezone.utc))
    assert b'"timestamp":"2026-11-24T09:00:00Z"' in payload.build(make_product(), context, lambda: None).body


def test_each_tier_has_a_key_of_its_own(make_product: ProductMaker) -> None:
    product = make_product("def who(context): return 'me'", who={"type": "digest", "privacy": ["keyed_hash"]})
    low, again, high = (
        payload.build(product, Context(tier), lambda: b"salt").model.who for tier in ("low", "low", "high")
    )
    assert low == again != high


def test_without_the_names_that_must_not_be_sent_there_is_no_payload(
    monkeypatch: pytest.MonkeyPatch, make_product: ProductMaker
) -> None:
    def refuse() -> None:
        raise PermissionError("no interfaces for you")

    monkeypatch.setattr("psutil.net_if_addrs", refuse)
    with pytest.raises(PayloadError, match="no interfaces for you"):
        payload.build(make_product(), Context("low"), lambda: None)
