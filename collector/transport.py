"""Where a payload goes: the Transport protocol, HTTP with requests, and a file of JSON lines."""

from __future__ import annotations

import ipaddress
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

import attrs
import requests

from collector import __version__
from collector.deadline import within
from collector.product import Product

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 10.0
ANSWER_BYTES = 64 * 1024
ANSWER_SECONDS = 2.0  # for what it says, once it has accepted
ACCEPTED = (200, 201)
NO_URL = "not an http or https URL"
UNREADABLE = "an unreadable URL"


@attrs.frozen
class Outcome:
    """What became of a payload.

    text: for people.  status: the HTTP status, None where there was no answer.  id: the receiver's own.
    """

    delivered: bool
    text: str
    status: int | None = None
    id: str | None = None


class Transport(Protocol):
    """A way to deliver a payload."""

    def send(self, body: bytes, key: str) -> Outcome:
        """Deliver the bytes once. `key` tells a receiver that it has them already. Raises nothing."""


@attrs.frozen
class Http(Transport):
    """POST to a URL: https, or http to this machine; no redirect is followed, proxies are honoured."""

    url: str

    def send(self, body: bytes, key: str) -> Outcome:
        """Deliver the bytes as `application/json`, all within ten seconds."""
        problem = _url_problem(self.url)
        if problem:
            return Outcome(False, f"{address(self.url)}: {problem}")
        try:
            response = within(TOTAL_SECONDS, lambda: self._post(body, key))
        except Exception as error:  # whatever requests, urllib3, ssl or the system has for it
            return Outcome(False, f"no answer from {address(self.url)} ({type(error).__name__})")
        return _outcome(self.url, response)

    def _post(self, body: bytes, key: str) -> requests.Response:
        headers = {
            "Accept-Encoding": "identity",  # by default it tells which compression packages are installed
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "User-Agent": f"telemetry-collector/{__version__}",
        }
        with requests.Session() as session:
            session.trust_env = not _is_loopback(_target(self.url))  # no proxy is on the way to this machine
            session.auth = _anonymous
            return session.post(
                self.url,
                data=body,
                headers=headers,
                timeout=(CONNECT_SECONDS, TOTAL_SECONDS),
                allow_redirects=False,
                stream=True,
            )


@attrs.frozen
class JsonLines(Transport):
    """Append to a file, one payload a line; the file is made with mode 0600."""

    path: Path

    def send(self, body: bytes, key: str) -> Outcome:
        """Append the bytes and a line feed; a disk that is full leaves the file as it was."""
        line = body + b"\n"
        try:
            with open(self.path, "ab", buffering=0, opener=_private) as file:
                before = os.fstat(file.fileno()).st_size
                if file.write(line) != len(line):
                    file.truncate(before)
                    return Outcome(False, f"{self.path}: the disk is full")
        except OSError as error:
            return Outcome(False, f"{self.path}: {error.strerror}")
        return Outcome(True, f"appended to {self.path}")


def endpoint(product: Product, env: Mapping[str, str]) -> str:
    """Return the URL that the product's payloads go to: `<ENV_PREFIX>_TELEMETRY_ENDPOINT`, or its own."""
    return env.get(f"{product.ENV_PREFIX}_TELEMETRY_ENDPOINT") or product.ENDPOINT


def address(url: str) -> str:
    """Return scheme, host, port and path of a URL, for people: what else is in it may be a secret."""
    try:
        target = _target(url)
    except (requests.RequestException, ValueError):
        return UNREADABLE
    if not target.hostname:
        return UNREADABLE
    return f"{target.scheme}://{target.netloc.rpartition('@')[2]}{target.path}"


def _url_problem(url: str) -> str | None:
    try:
        target = _target(url)
    except (requests.RequestException, ValueError):
        return NO_URL
    if target.scheme not in ("http", "https") or not target.hostname:
        return NO_URL
    if target.scheme == "http" and not _is_loopback(target):
        return "https is needed, except to this machine"
    return None


def _target(url: str) -> SplitResult:
    """Return the URL as requests reads it: where there is a backslash `urlsplit` sees another host."""
    return urlsplit(requests.Request("POST", url).prepare().url or "")


def _is_loopback(target: SplitResult) -> bool:
    host = target.hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _anonymous(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Add no credentials; without this, requests would take some for the host from ~/.netrc."""
    return request


def _outcome(url: str, response: requests.Response) -> Outcome:
    status = response.status_code
    text = f"{address(url)} answered {status} {response.reason}"
    if status in ACCEPTED:
        return Outcome(True, text, status, _record_id(response))
    response.close()
    return Outcome(False, text, status)


def _record_id(response: requests.Response) -> str | None:
    """Return the id in the answer, `{"id": "..."}` or a bare string, where it looks like one."""
    try:
        answer = json.loads(within(ANSWER_SECONDS, lambda: _beginning(response)))
    except Exception:  # it has accepted, whatever else it says, and however slowly
        return None
    found = answer.get("id") if isinstance(answer, dict) else answer
    return found if isinstance(found, str) and re.fullmatch(r"[A-Za-z0-9-]{1,64}", found) else None


def _beginning(response: requests.Response) -> bytes:
    with response:
        data: bytes = response.raw.read(ANSWER_BYTES, decode_content=False)
    return data


def _private(path: str, flags: int) -> int:
    """Open for the person alone, and without waiting: a pipe that nobody reads is an error."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o600)
