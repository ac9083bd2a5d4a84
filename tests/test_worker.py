"""The worker: asks again before it sends, and ends itself when its time is up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import codecarbon_telemetry
import pytest
from hosts import CLIENT
from products import ProductMaker
from receiver import PATIENCE, Receiver

from collector import snapshot, worker
from collector.launch import BOOTSTRAP, DEADLINE_SECONDS
from collector.payload import PayloadError

YES = "CODECARBON_TELEMETRY"
ENDPOINT = "CODECARBON_TELEMETRY_ENDPOINT"


def job(product: Any = codecarbon_telemetry, tier: str = "minimal", **facts: Any) -> dict[str, Any]:
    """Return a job as it comes out of the pipe."""
    taken = snapshot.take(product.FIELDS, facts)
    parts = {"product": product.__name__, "tier": tier, "snapshot": taken._asdict()}
    written: dict[str, Any] = json.loads(json.dumps(parts))
    return written


@pytest.fixture
def agreed(monkeypatch: pytest.MonkeyPatch, receiver: Receiver) -> pytest.MonkeyPatch:
    monkeypatch.setenv(YES, "extensive")
    monkeypatch.setenv(ENDPOINT, receiver.url)
    return monkeypatch


@pytest.mark.usefixtures("agreed")
@pytest.mark.parametrize("tier", ["minimal", "extensive"])
def test_it_sends_the_tier_of_the_job(receiver: Receiver, tier: str) -> None:
    worker.run(job(tier=tier, latitude=48.8566))
    (request,) = receiver.requests
    sent = json.loads(request.body)
    assert (sent["telemetry_level"], sent["latitude"]) == (tier, 48.9)


def test_never_more_than_is_agreed_to_now(agreed: pytest.MonkeyPatch, receiver: Receiver) -> None:
    agreed.setenv(YES, "minimal")
    worker.run(job(tier="extensive"))
    (request,) = receiver.requests
    assert json.loads(request.body)["telemetry_level"] == "minimal"


@pytest.mark.parametrize(
    ("name", "value"), [(YES, "disabled"), (YES, "junk"), (YES, ""), ("DO_NOT_TRACK", "1")]
)
def test_nothing_where_it_is_off_by_now(
    agreed: pytest.MonkeyPatch, receiver: Receiver, name: str, value: str
) -> None:
    agreed.setenv(name, value)
    worker.run(job())
    assert receiver.requests == []
    assert not os.path.exists(os.environ["XDG_STATE_HOME"])


@pytest.mark.usefixtures("agreed")
@pytest.mark.parametrize("tier", ["", "disabled", "junk"])
def test_nothing_for_a_tier_that_is_none(receiver: Receiver, tier: str) -> None:
    worker.run(job(tier=tier))
    assert receiver.requests == []


CHANGE = """
import os

def change(context):
    os.environ[os.environ["NAME"]] = os.environ["VALUE"]
    return "changed"
"""


@pytest.mark.parametrize(
    ("name", "value", "sent"),
    [
        ("OTHER", "1", 1),
        ("{}_TELEMETRY", "low", 0),
        ("{}_TELEMETRY", "disabled", 0),
        ("DO_NOT_TRACK", "1", 0),
    ],
)
def test_it_asks_again_once_all_is_collected(
    monkeypatch: pytest.MonkeyPatch,
    make_product: ProductMaker,
    receiver: Receiver,
    name: str,
    value: str,
    sent: int,
) -> None:
    product = make_product(CHANGE, change={"type": "string", "max_length": 9})
    prefix = product.ENV_PREFIX
    variables = {
        f"{prefix}_TELEMETRY": "high",
        f"{prefix}_TELEMETRY_ENDPOINT": receiver.url,
        "NAME": name.format(prefix),
        "VALUE": value,
    }
    for variable, text in {"DO_NOT_TRACK": "", "OTHER": "", **variables}.items():
        monkeypatch.setenv(variable, text)
    worker.run(job(product, "high"))
    assert len(receiver.requests) == sent


def test_without_a_payload_nothing_is_sent(
    agreed: pytest.MonkeyPatch, make_product: ProductMaker, receiver: Receiver
) -> None:
    product = make_product("def must(context): return None", must={"type": "boolean", "required": True})
    agreed.setenv(f"{product.ENV_PREFIX}_TELEMETRY", "low")
    agreed.setenv(f"{product.ENV_PREFIX}_TELEMETRY_ENDPOINT", receiver.url)
    with pytest.raises(PayloadError, match="no must"):
        worker.run(job(product, "low"))
    assert receiver.requests == []


def driver(code: str) -> subprocess.CompletedProcess[str]:
    """Run a worker of its own whose work is replaced."""
    return python(f"{CLIENT}from collector import worker\n{code}\nworker.main({{}})\nprint('done')")


def python(program: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a program."""
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=PATIENCE, check=False, **more
    )


@pytest.mark.parametrize(
    "hang",
    [
        "threading.Event().wait()",
        "threading.Thread(target=threading.Event().wait).start()",
        "__import__('re').match('(a+)+b', 'a' * 64)",
        "__import__('atexit').register(threading.Event().wait)",
    ],
    ids=["in a lock", "in a thread", "in C, with the interpreter's lock", "on its way out"],
)
def test_it_ends_itself_when_its_time_is_up(hang: str) -> None:
    bootstrap = BOOTSTRAP.replace(str(DEADLINE_SECONDS), "0.3")
    stub = f"import threading\ndef main(job):\n    {hang}\n"
    ended = python(f"{bootstrap.partition('job =')[0]}{stub}main({{}})")
    assert (ended.returncode, ended.stderr) == (1, "")


def test_it_ends_itself_though_no_job_ever_comes() -> None:
    reading, writing = os.pipe()
    ended = python(BOOTSTRAP.replace(str(DEADLINE_SECONDS), "0.3"), stdin=reading)
    os.close(reading)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (1, "")


def test_it_lets_others_go_first() -> None:
    ended = driver("import os; worker.run = lambda job: print(os.nice(0))")
    assert (ended.stdout, ended.stderr) == ("19\ndone\n", "")
