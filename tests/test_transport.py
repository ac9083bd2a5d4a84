"""Where payloads go: HTTP against real servers of every temper, and files."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import codecarbon_telemetry
import pytest
import requests
from hosts import CLIENT
from receiver import ACCEPTED, RECORD, Answer, Receiver, cut, drip, hang_up, huge, receiving, silent, whole
from requests.adapters import HTTPAdapter

import collector
from collector import transport
from collector.transport import Http, JsonLines, Outcome, endpoint

BODY = '{"telemetry_level":"minimal","country_name":"Côte d\'Ivoire"}'.encode()
KEY = "6c1f0c51-6a3c-4f8e-9d53-0d8a7d7f2f11"
UUID = RECORD.encode()


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up soon, where a test is about giving up."""
    monkeypatch.setattr(transport, "TOTAL_SECONDS", 1.0)
    monkeypatch.setattr(transport, "ANSWER_SECONDS", 0.2)


def test_the_request(receiver: Receiver) -> None:
    Http(receiver.url).send(BODY, KEY)
    (request,) = receiver.requests
    assert (request.method, request.path, request.body) == ("POST", "/telemetry", BODY)
    assert dict(request.headers) == {
        "Host": f"127.0.0.1:{receiver.port}",
        "User-Agent": f"telemetry-collector/{collector.__version__}",
        "Accept-Encoding": "identity",
        "Accept": "*/*",
        "Connection": "keep-alive",
        "Content-Type": "application/json",
        "Idempotency-Key": KEY,
        "Content-Length": str(len(BODY)),
    }


@pytest.mark.parametrize(
    ("answer", "record"),
    [
        (whole(201, ACCEPTED), RECORD),
        (whole(200, ACCEPTED), RECORD),
        (whole(201, b'"%s"' % UUID), RECORD),
        (whole(201, b' {"id": "a-1", "more": [1]}\n'), "a-1"),
        (whole(201, b'{"id": 5}'), None),
        (whole(201, b'{"id": null}'), None),
        (whole(201, b'{"id": "<script>"}'), None),
        (whole(201, b'{"id": "%s"}' % (b"a" * 65)), None),
        (whole(201, b'{"id": "a\\n"}'), None),
        (whole(201, UUID), None),
        (whole(201, b"[]"), None),
        (whole(201, b"5"), None),
        (whole(201, b""), None),
        (whole(201, b"<html>"), None),
        (whole(201, b"\xff\xfe"), None),
        (whole(201, b"[" * 60_000), None),
        (whole(201, b"9" * 60_000), None),
        (whole(201, ACCEPTED, Content_Encoding="gzip"), RECORD),
        (whole(201, ACCEPTED, Content_Encoding="deflate"), RECORD),
        (cut(201, ACCEPTED[:20]), None),
        (huge(201, 100 << 20), None),
        (drip(201, ACCEPTED), None),
        (drip(201, b'{"id"'), None),
    ],
)
@pytest.mark.usefixtures("impatient")
def test_accepted_whatever_else_the_answer_holds(answer: Answer, record: str | None) -> None:
    with receiving(answer) as receiver:
        outcome = Http(receiver.url).send(BODY, KEY)
        assert outcome.delivered
        assert outcome.status in (200, 201)
        assert outcome.id == record
        assert outcome.text.startswith(f"{receiver.url} answered 20")
        assert len(receiver.requests) == 1


@pytest.mark.parametrize("status", [202, 204, 400, 401, 403, 404, 408, 410, 413, 422, 429, 500, 502, 503])
def test_refused(status: int) -> None:
    with receiving(whole(status, b"" if status == 204 else ACCEPTED)) as receiver:
        outcome = Http(receiver.url).send(BODY, KEY)
        assert (outcome.delivered, outcome.status, outcome.id) == (False, status, None)
        assert re.fullmatch(rf"{re.escape(receiver.url)} answered {status} [\w -]+", outcome.text)
        assert len(receiver.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(receiver: Receiver, status: int) -> None:
    with receiving(whole(status, Location=receiver.url)) as first:
        outcome = Http(first.url).send(BODY, KEY)
    assert (outcome.delivered, outcome.status) == (False, status)
    assert receiver.requests == []


@pytest.mark.parametrize("answer", [silent, hang_up])
@pytest.mark.usefixtures("impatient")
def test_no_answer(answer: Answer) -> None:
    with receiving(answer) as receiver:
        outcome = Http(receiver.url).send(BODY, KEY)
        assert (outcome.delivered, outcome.status, outcome.id) == (False, None, None)
        assert outcome.text.startswith(f"no answer from {receiver.url} (")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "LOCALHOST", "[::1]"])
def test_this_machine_needs_no_https(host: str) -> None:
    url = f"http://{host}:{free_port()}/"
    assert Http(url).send(BODY, KEY) == Outcome(False, f"no answer from {url.lower()} (ConnectionError)")


@pytest.fixture
def lookups(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the list of hosts that were looked up; no look-up succeeds."""
    looked_up: list[Any] = []

    def getaddrinfo(host: Any, *_: object, **__: object) -> None:
        looked_up.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return looked_up


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://telemetry.invalid/", "telemetry.invalid"),
        ("http://192.0.2.1/", "192.0.2.1"),
        ("http://0.0.0.0/", "0.0.0.0"),  # noqa: S104 - where to send, not where to listen
        ("http://127.0.0.1.telemetry.invalid/", "127.0.0.1.telemetry.invalid"),
        ("http://localhost.telemetry.invalid/", "localhost.telemetry.invalid"),
        ("http://127.0.0.1@telemetry.invalid/", "telemetry.invalid"),
        ("http://telemetry.invalid#@127.0.0.1/", "telemetry.invalid"),
        ("http://telemetry.invalid\\@127.0.0.1/", "telemetry.invalid"),
        ("HTTP://telemetry.invalid/", "telemetry.invalid"),
        (" http://telemetry.invalid/", "telemetry.invalid"),
    ],
)
def test_anywhere_else_needs_https(lookups: list[Any], url: str, host: str) -> None:
    outcome = Http(url).send(BODY, KEY)
    assert not outcome.delivered
    assert outcome.text.startswith(f"http://{host}/")
    assert outcome.text.endswith(": https is needed, except to this machine")
    assert lookups == []


@pytest.mark.parametrize(
    "url",
    [
        *("", "telemetry", "//telemetry.invalid/", "ftp://telemetry.invalid/", "file:///etc/passwd"),
        *("https://", "https:///x", "http://[::1/", "https://a..invalid/", "https://*.invalid/"),
        *("https://telemetry.invalid:port/", "https://telemetry.invalid:99999/"),
    ],
)
def test_what_is_no_url(lookups: list[Any], url: str) -> None:
    outcome = Http(url).send(BODY, KEY)
    assert (outcome.delivered, outcome.status) == (False, None)
    assert "not an http or https URL" in outcome.text or "(LocationParseError)" in outcome.text
    assert lookups == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://ada:secret@acme.invalid:8443/a/b?key=secret#secret", "https://acme.invalid:8443/a/b"),
        ("http://ada:secret@[::1]:80/", "http://[::1]:80/"),
        ("ftp://ada:secret@acme.invalid/?secret", "ftp://acme.invalid/"),
        ("https://acme.invalid", "https://acme.invalid/"),
        *((url, "an unreadable URL") for url in ("", "ada:secret@acme.invalid/", "https://secret@[::1/")),
        *((url, "an unreadable URL") for url in ("https://ada:secret@*.invalid/", "acme.invalid/?secret")),
    ],
)
def test_of_a_url_only_the_address_is_shown(url: str, expected: str) -> None:
    assert transport.address(url) == expected


def test_a_name_that_nobody_knows(lookups: list[Any]) -> None:
    url = "https://telemetry.invalid/"
    assert Http(url).send(BODY, KEY) == Outcome(False, f"no answer from {url} (ConnectionError)")
    assert set(lookups) == {"telemetry.invalid"}


def test_a_certificate_is_asked_for(receiver: Receiver) -> None:
    outcome = Http(receiver.url.replace("http:", "https:")).send(BODY, KEY)
    assert outcome.text.endswith("(SSLError)")
    assert receiver.requests == []


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_no_proxy_is_on_the_way_to_this_machine(
    monkeypatch: pytest.MonkeyPatch, receiver: Receiver, variable: str
) -> None:
    with receiving() as proxy:
        monkeypatch.setenv(variable, f"http://127.0.0.1:{proxy.port}")
        assert Http(receiver.url).send(BODY, KEY).delivered
        assert proxy.requests == []
    assert len(receiver.requests) == 1


def test_elsewhere_the_proxy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(whole(403)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        assert not Http("https://telemetry.invalid/").send(BODY, KEY).delivered
        (request,) = proxy.requests
    assert (request.method, request.path, request.body) == ("CONNECT", "telemetry.invalid:443", b"")


@pytest.mark.parametrize(
    "url", ["https://telemetry.invalid/", "http://127.0.0.1:1/", "https://ada:pw@telemetry.invalid/"]
)
def test_no_credentials_are_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login ada password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    sent: list[requests.PreparedRequest] = []

    def send(adapter: HTTPAdapter, request: requests.PreparedRequest, **_: object) -> None:
        sent.append(request)
        raise requests.ConnectionError

    monkeypatch.setattr(HTTPAdapter, "send", send)
    Http(url).send(BODY, KEY)
    assert [set(request.headers) & {"Authorization", "Cookie"} for request in sent] == [set()]


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({}, codecarbon_telemetry.ENDPOINT),
        ({"CODECARBON_TELEMETRY_ENDPOINT": ""}, codecarbon_telemetry.ENDPOINT),
        ({"OTHER_TELEMETRY_ENDPOINT": "https://other.invalid/"}, codecarbon_telemetry.ENDPOINT),
        ({"CODECARBON_TELEMETRY_ENDPOINT": "https://mine.invalid/"}, "https://mine.invalid/"),
    ],
)
def test_the_endpoint(env: dict[str, str], expected: str) -> None:
    product: Any = codecarbon_telemetry
    assert endpoint(product, env) == expected


def test_a_file_gets_a_line_each(tmp_path: Path) -> None:
    path = tmp_path / "payloads.jsonl"
    assert JsonLines(path).send(BODY, KEY) == Outcome(True, f"appended to {path}")
    JsonLines(path).send(b"{}", KEY)
    assert path.read_bytes() == BODY + b"\n{}\n"
    assert [json.loads(line) for line in path.read_text("utf-8").splitlines()] == [json.loads(BODY), {}]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_was_there_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "payloads.jsonl"
    path.write_bytes(b'{"earlier":1}\n')
    path.chmod(0o644)
    assert JsonLines(path).send(BODY, KEY).delivered
    assert path.read_bytes() == b'{"earlier":1}\n' + BODY + b"\n"
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("", "Is a directory"),
        ("nowhere/file", "No such file or directory"),
        ("/dev/null/file", "Not a directory"),
        ("/dev/full", "No space left on device"),
    ],
)
def test_a_file_that_cant_be_written(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    assert JsonLines(path).send(BODY, KEY) == Outcome(False, f"{path}: {text}")


@pytest.mark.parametrize("is_read", [False, True])
def test_a_pipe_needs_a_reader(tmp_path: Path, is_read: bool) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    if not is_read:
        os.close(reader)
        assert JsonLines(path).send(BODY, KEY) == Outcome(False, f"{path}: No such device or address")
        return
    assert JsonLines(path).send(BODY, KEY).delivered
    assert os.read(reader, 4096) == BODY + b"\n"
    os.close(reader)


@pytest.mark.parametrize("room", [0, 1, len(BODY)])
def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, room: int) -> None:
    path = tmp_path / "payloads.jsonl"
    path.write_bytes(b'{"earlier":1}\n')
    limit = path.stat().st_size + room
    code = f"""{CLIENT}
import resource
from pathlib import Path
from collector.transport import JsonLines
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
print(JsonLines(Path({str(path)!r})).send({BODY!r}, "").delivered)
"""
    program = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (program.stdout, program.stderr) == ("False\n", "")
    assert path.read_bytes() == b'{"earlier":1}\n'
