"""The contract with the receiving side: what we publish and what we send, it accepts."""

from __future__ import annotations

import csv
import json
import re
import socket
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from random import Random
from typing import Any

import attrs
import codecarbon_telemetry
import pytest
from codecarbon.core.telemetry_schemas import MINIMAL_TELEMETRY_FIELDS, TelemetryCreate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector import payload, privacy, salt, snapshot
from collector.context import Context
from collector.plan import load
from collector.product import schema_text
from collector.snapshot import Snapshot
from collector.validator import StrictValidator

PRODUCT: Any = codecarbon_telemetry
SCHEMAS: dict[str, Any] = {tier: json.loads(schema_text(PRODUCT, tier)) for tier in PRODUCT.TIERS}
VALIDATORS = {tier: StrictValidator(schema) for tier, schema in SCHEMAS.items()}
HARDWARE = ("cpu_model", "gpu_model")  # such a name can be nearly any text; the guard knows the person
EACH_TIER = pytest.mark.parametrize("tier", SCHEMAS)

# --- names -------------------------------------------------------------------------------------------------


def test_our_names_are_those_that_are_accepted() -> None:
    minimal, extensive = (set(schema["properties"]) for schema in SCHEMAS.values())
    assert minimal == MINIMAL_TELEMETRY_FIELDS
    assert extensive == set(PRODUCT.FIELDS) == set(TelemetryCreate.model_fields)
    assert (len(minimal), len(extensive)) == (27, 74)


def test_a_field_says_its_tier() -> None:
    minimal, extensive = (schema["properties"] for schema in SCHEMAS.values())
    for name, field in extensive.items():
        assert field["x-tier"] == ("minimal" if name in minimal else "extensive")
    assert {field["x-tier"] for field in minimal.values()} == {"minimal"}


@EACH_TIER
def test_what_they_require_we_require(tier: str) -> None:
    required = {name for name, field in TelemetryCreate.model_fields.items() if field.is_required()}
    assert set(SCHEMAS[tier]["required"]) == required


# --- whatever a published schema admits --------------------------------------------------------------------


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return the values that a field's schema admits."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("format") == "date-time":
        return st.datetimes().map(lambda time: f"{time.date()}T{time.hour:02}:00:00Z")
    return BY_TYPE[schema["type"]](schema)


def texts(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    low, high = schema.get("minLength", 0), schema["maxLength"]
    if "pattern" not in schema:
        return st.text(min_size=low, max_size=high)
    found = st.from_regex(schema["pattern"], fullmatch=True)
    return found.filter(lambda text: low <= len(text) <= high)


def numbers(schema: dict[str, Any]) -> st.SearchStrategy[float]:
    bounds = schema["minimum"], schema["maximum"]
    return st.floats(*bounds) | st.integers(*bounds)


def lists(schema: dict[str, Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(values(schema["items"]), max_size=schema["maxItems"], unique=schema["uniqueItems"])


BY_TYPE: dict[str, Callable[[dict[str, Any]], st.SearchStrategy[Any]]] = {
    "boolean": lambda schema: st.booleans(),
    "integer": lambda schema: st.integers(schema["minimum"], schema["maximum"]),
    "number": numbers,
    "string": texts,
    "array": lists,
}


def payloads(schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return the payloads that a published schema admits: with any of the fields that it doesn't require."""
    fields = {name: values(field) for name, field in schema["properties"].items()}
    required = {name: fields.pop(name) for name in schema["required"]}
    return st.fixed_dictionaries(required, optional=fields)


PAYLOADS = {tier: payloads(schema) for tier, schema in SCHEMAS.items()}


@EACH_TIER
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_we_publish_they_accept(tier: str, data: st.DataObject) -> None:
    sent = data.draw(PAYLOADS[tier])
    assert VALIDATORS[tier].is_valid(sent)
    assert TelemetryCreate(**sent).telemetry_level == tier


@EACH_TIER
@pytest.mark.parametrize("end", ["minimum", "maximum"])
def test_they_accept_every_number_at_the_end_of_its_range(tier: str, end: str) -> None:
    fields = SCHEMAS[tier]["properties"].items()
    sent = {name: field[end] for name, field in fields if end in field}
    TelemetryCreate(timestamp="2025-03-01T12:00:00Z", telemetry_level=tier, **sent)


# --- names of regions and of hardware ----------------------------------------------------------------------


def soften(name: str, value: object) -> object:
    """Return the value after all transforms of the field."""
    plan = next(field for field in load(PRODUCT, "minimal").fields if field.name == name)
    return plan.soften(value, lambda: None)


def test_regions_are_a_closed_list_with_those_that_codecarbon_knows() -> None:
    regions = SCHEMAS["minimal"]["properties"]["cloud_region"]["enum"]
    table = resources.files("codecarbon").joinpath("data/cloud/impact.csv").read_text(encoding="utf-8-sig")
    known = {row["region"] for row in csv.DictReader(table.splitlines())}
    assert known - {"me-cenrtal1"} <= set(regions)  # their spelling of me-central1
    assert regions == [*sorted(set(regions) - {"other"}), "other"]
    assert all(re.fullmatch(r"[a-z0-9-]{3,32}", region) for region in regions)


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        *[(name, name) for name in ("us-central1", "eu-west-3", "westeurope", "uk-london-1", "cn-hangzhou")],
        *[(name, name) for name in ("nyc3", "fsn1", "fr-par", "ewr", "us-ord", "fi-hel1", "eu-ro-1")],
        ("US-East-1", "us-east-1"),
        ("acme-secret-project", "other"),
        ("us-east-1-acme", "other"),
    ],
)
def test_a_region_that_someone_made_up_is_not_sent(said: str, sent: str) -> None:
    assert soften("cloud_region", said) == sent


@pytest.mark.parametrize("field", HARDWARE)
@given(
    text=st.text() | st.lists(st.sampled_from(["a1", "-", ".", "x", "b2c3", ":", " ", " w/"])).map("".join)
)
def test_a_name_of_hardware_is_what_the_schema_admits(field: str, text: str) -> None:
    schema, name = SCHEMAS["minimal"]["properties"][field], privacy.printable(text)
    admitted = bool(name) and bool(re.fullmatch(schema["pattern"], name or ""))
    assert privacy.hardware_name(text) == (name if admitted else None)


def test_a_clock_speed_costs_no_name() -> None:
    assert soften("cpu_model", "Intel(R) Xeon(R) CPU @ 2.20GHz") == "Intel(R) Xeon(R) CPU"


# --- a thousand payloads, and what people keep to themselves -----------------------------------------------

USER, HOST, HOME, FOLDER = "adalovelace", "engine7lab", "/srv/people/countess", "Bernoulli Numbers"
PROJECT, TASKS = "Difference_Engine", ("train_loom", "Eval Cards")
KEYS = ("cc_live_9f8e7d6c5b4a3928", "hf_QvXyZwVuTsRqPoNm")
OF_THE_PERSON = (USER, USER.upper(), HOST, f"{HOST}.example.org", f"{HOME}/model.pt")
OF_THE_WORK = (f"/data/{FOLDER}", FOLDER, PROJECT, *TASKS, *KEYS)
SECRETS = tuple(word.lower() for word in (USER, HOST, HOME, "countess", FOLDER, PROJECT, *TASKS, *KEYS))
FACT = "collector.probes.host:fact"
UNKNOWN = ("project_name", "api_key", "tasks", "output_dir", "experiment_id")
FORMS = (
    "{}",
    "{} ",
    "1 x NVIDIA {}",
    "Linux-6.1.0-{}-x86_64",
    "3.3.2+{}",
    "2.4.0+cu121.{}",
    "FRA {}",
    "{}/x",
)
VARIABLES = (
    *("CODECARBON_API_KEY", "HF_TOKEN", "CODECARBON_PROJECT_NAME", "USER", "HOME", "PWD", "VIRTUAL_ENV"),
    *("UV", "VSCODE_PID", "VSCODE_GIT_ASKPASS_MAIN", "JPY_SESSION_NAME", "TERM_PROGRAM", "PYCHARM_HOSTED"),
    *("CI", "JENKINS_URL", "GITLAB_CI", "KERAS_BACKEND", "COLAB_RELEASE_TAG", "KUBERNETES_SERVICE_HOST"),
    *("CONDA_PREFIX", "RUNPOD_DC_ID", "WEBSITE_SITE_NAME", "REGION_NAME", "CODECARBON_TELEMETRY_MACHINE_ID"),
)


def leak(pick: Random, *words: str) -> str:
    """Return a text that holds one of the words."""
    return pick.choice(FORMS).format(pick.choice(words))


def facts(pick: Random) -> dict[str, Any]:
    """Return what a host says of each name: nothing, what is likely, a secret or two, or some number."""
    said = {}
    for name in (*PRODUCT.FIELDS, *UNKNOWN):
        words = OF_THE_PERSON if name in HARDWARE else (*OF_THE_PERSON, *OF_THE_WORK)
        likely = SCHEMAS["extensive"]["properties"].get(name, {}).get("examples", [None])
        secrets = leak(pick, *words), leak(pick, *words)
        said[name] = pick.choice((None, *likely, secrets[0], list(secrets), pick.uniform(-200, 200)))
    return said


def host(pick: Random) -> Snapshot:
    """Return a host whose facts, folders and modules hold secrets."""
    folder = leak(pick, *OF_THE_WORK, *OF_THE_PERSON)
    return snapshot.take(PRODUCT.FIELDS, facts(pick))._replace(
        modules={name: leak(pick, *OF_THE_WORK) for name in pick.sample(snapshot.MODULES, 3)},
        prefix=folder,
        executable=f"{folder}/bin/python",
        path=[str(Path.cwd())],
    )


def variables(pick: Random) -> dict[str, str]:
    values = (leak(pick, *OF_THE_WORK, *OF_THE_PERSON), *KEYS, "1")
    return {name: pick.choice(values) for name in pick.sample(VARIABLES, 8)}


@pytest.fixture(scope="module")
def ada(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """Let a person with secrets be at this machine; what is costly is opened once."""
    folder = tmp_path_factory.mktemp("work") / FOLDER
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("USER", USER)
        patch.setenv("HOME", HOME)
        patch.setattr(socket, "gethostname", lambda: HOST)
        patch.setattr(payload, "load", cache(load))
        yield Context.here("minimal", snapshot.take([], {}))


@pytest.mark.parametrize(("tier", "count"), [("minimal", 600), ("extensive", 400)])
def test_a_thousand_payloads_are_accepted_and_hold_no_secret(ada: Context, tier: str, count: int) -> None:
    sent: set[str] = set()
    for number in range(count):
        pick = Random(number)  # noqa: S311 - the same ones each time
        context = attrs.evolve(ada, tier=tier, snapshot=host(pick), env=variables(pick))
        body = payload.build(PRODUCT, context, salt.example(PRODUCT, context.now)).body
        assert [secret for secret in SECRETS if secret in body.decode().lower()] == [], number
        assert VALIDATORS[tier].is_valid(json.loads(body)), number
        assert TelemetryCreate.model_validate_json(body).telemetry_level == tier
        sent |= json.loads(body).keys()
    told = {name for name, field in SCHEMAS[tier]["properties"].items() if field["x-probe"] == FACT}
    assert told <= sent
