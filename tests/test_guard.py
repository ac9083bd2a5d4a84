"""The egress guard: what names a person or a machine stays, and so does what breaks a field's promise."""

from __future__ import annotations

import os
import pwd
import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from products import ProductMaker

from collector import payload
from collector.context import Context
from collector.guard import MAX_INTEGER, Identity, objection
from collector.plan import Field
from collector.validator import StrictValidator

ADA = Identity(
    names=("ada", "Ada Lovelace", "engine7", "engine7.lab.example"),
    places=("/home/ada",),
    addresses=("10.0.0.1", "2001:db8::7", "02:42:ac:11:00:02"),
)
NAME, PLACE, ADDRESS = "a user or host name", "a home folder", "an address of this machine"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ada", NAME),
        ("ADA", NAME),
        ("model of Ada's", NAME),
        ("ada_model", NAME),
        ("user-ada-7", NAME),
        ("C:\\Users\\ada", NAME),
        ("by Ada Lovelace, 1843", NAME),
        ("engine7", NAME),
        ("Linux-6.1-engine7-x86_64", NAME),
        ("engine7.lab.example", NAME),
        ("engine7.other.example", NAME),
        ("/home/ada/secret", NAME),
        ("/HOME/ADAM", PLACE),
        ("x/home/ada2x", PLACE),
        ("10.0.0.1", ADDRESS),
        ("http://10.0.0.1:80/", ADDRESS),
        ("[2001:DB8::7]", ADDRESS),
        ("mac 02:42:AC:11:00:02", ADDRESS),
        ("Canada", None),
        ("adapter", None),
        ("nada", None),
        ("ada1", None),
        ("engine70", None),
        ("10.0.0.10", None),
        ("110.0.0.1", None),
        ("", None),
        ("AMD EPYC 7763", None),
    ],
)
def test_what_names_somebody_or_something(text: str, found: str | None) -> None:
    assert ADA.found_in(text) == found


@pytest.fixture
def someone_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system calls tell of another person at another machine."""
    entry = SimpleNamespace(pw_name="grace", pw_gecos="Grace Hopper,Room 1,,", pw_dir="/srv/people/grace")
    found = {"10.0.0.1": 2, "fe80::1%eth0": 10, "02:fc:00:00:00:0a": psutil.AF_LINK}
    link = [SimpleNamespace(address=address, family=family) for address, family in found.items()]
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: entry)
    monkeypatch.setattr(socket, "gethostname", lambda: "Univac.lab.example")
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: {"eth0": link})
    for name in ("LOGNAME", "USERNAME", "HOSTNAME", "COMPUTERNAME", "USERPROFILE", "SUDO_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("USER", "ghopper")
    monkeypatch.setenv("HOME", "/home/ghopper")


@pytest.mark.usefixtures("someone_else")
def test_who_and_where_we_are() -> None:
    assert Identity.here() == Identity(
        names=(
            *("Grace", "Grace Hopper", "Hopper", "Univac", "Univac.lab.example"),
            *("ghopper", "grace", "lab.example"),
        ),
        places=("/home/ghopper", "/srv/people/grace"),
        addresses=("02-fc-00-00-00-0a", "02:fc:00:00:00:0a", "02fc0000000a", "10.0.0.1", "fe80::1"),
    )


@pytest.mark.usefixtures("someone_else")
def test_the_person_behind_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_USER", "amazing")
    assert "amazing" in Identity.here().names


@pytest.mark.usefixtures("someone_else")
def test_an_empty_name_or_the_root_folder_is_in_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_entry(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", no_entry)
    monkeypatch.setattr(socket, "gethostname", lambda: "")
    monkeypatch.setattr(psutil, "net_if_addrs", dict)
    for name, value in {"USER": " ", "HOME": "/"}.items():
        monkeypatch.setenv(name, value)
    assert Identity.here() == Identity()


def test_this_machine() -> None:
    here = Identity.here()
    assert socket.gethostname() in here.names
    assert pwd.getpwuid(os.getuid()).pw_name in here.names
    assert "127.0.0.1" in here.addresses


def field(steps: Any = (), **schema: Any) -> Field:
    return Field("field", "why", False, False, "m:f", None, steps, (), StrictValidator(schema))


TEXT = field(type="string", maxLength=64)
NUMBER = field(type="number")
WHOLE = field(type="integer")
CHOICE = field(type="string", enum=["ada", "10.0.0.1"])
LIST = field(type="array", items={"type": "string"})
LISTED = field(type="array", items={"type": "string", "enum": ["ada"]})


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        (TEXT, "an ordinary value", None),
        (TEXT, "by ada", "a user or host name"),
        (TEXT, "in /home/ada2", "a home folder"),
        (TEXT, "at 10.0.0.1", "an address"),
        (TEXT, "a\nb", "can't be printed"),
        (TEXT, "a\x00", "can't be printed"),
        (TEXT, "a\x1b[31m", "can't be printed"),
        (TEXT, "a\u202eb", "can't be printed"),
        (TEXT, "a\u200bb", "can't be printed"),
        (TEXT, "\ud800", "can't be printed"),
        (TEXT, "x" * 65, "schema"),
        (TEXT, 5, "schema"),
        (CHOICE, "ada", None),
        (CHOICE, "10.0.0.1", None),
        (CHOICE, "other", "schema"),
        (NUMBER, 1.5, None),
        (NUMBER, float("nan"), "finite"),
        (NUMBER, float("inf"), "finite"),
        (NUMBER, float("-inf"), "finite"),
        (NUMBER, MAX_INTEGER + 1, "32 bits"),
        (NUMBER, True, "schema"),
        (WHOLE, MAX_INTEGER, None),
        (WHOLE, -MAX_INTEGER, None),
        (WHOLE, MAX_INTEGER + 1, "32 bits"),
        (WHOLE, -MAX_INTEGER - 1, "32 bits"),
        (WHOLE, 8.0, "schema"),
        (WHOLE, True, "schema"),
        (field(type="boolean"), True, None),
        (field(type="boolean"), 1, "schema"),
        (LIST, ["a", "b"], None),
        (LIST, [], None),
        (LIST, ["a", "ada"], "a user or host name"),
        (LIST, ["a", "in /home/ada2"], "a home folder"),
        (LIST, ["a", "b\u200b"], "can't be printed"),
        (LIST, ["a", 5], "schema"),
        (LIST, "ada", "schema"),
        (LISTED, ["ada"], None),
        (LISTED, ["ada", "Ada"], "schema"),
    ],
)
def test_what_may_not_leave(field: Field, value: Any, reason: str | None) -> None:
    found = objection(field, value, ADA, lambda: None)
    assert found is None if reason is None else reason in (found or "")


PROBES = """
def who(context):
    return context.env["PLANTED"]

def place(context):
    return "Canada"

def listed(context):
    return "root"
"""


def planted() -> Iterator[str]:
    """Yield what is really true of this person and this machine."""
    entry = pwd.getpwuid(os.getuid())
    yield from (entry.pw_name, entry.pw_dir, os.path.expanduser("~/x"), socket.gethostname())
    for addresses in psutil.net_if_addrs().values():
        yield from (address.address.partition("%")[0] for address in addresses)


@pytest.mark.parametrize("text", sorted(set(planted())))
def test_a_planted_truth_is_withheld(
    monkeypatch: pytest.MonkeyPatch, make_product: ProductMaker, text: str
) -> None:
    monkeypatch.setenv("USER", "root")
    string = {"type": "string", "max_length": 200, "privacy": ["printable"]}
    product = make_product(
        PROBES,
        who=string,
        place=string,
        listed={"type": "string", "choices": ["root"], "privacy": ["choice"]},
    )
    built = payload.build(product, Context("low", env={"PLANTED": f"it is {text}!"}), lambda: None)
    findings = {finding.field.name: finding for finding in built.findings}
    assert findings["who"].value is None
    assert findings["who"].note.startswith("withheld: it holds ")
    assert findings["place"].value == "Canada"
    assert findings["listed"].value == "root"
    assert text.encode() not in built.body.replace(b'"listed":"root"', b"")


def test_a_transform_that_would_change_it_again(
    monkeypatch: pytest.MonkeyPatch, make_product: ProductMaker
) -> None:
    def one_more(value: float, digits: int) -> float:
        return value + digits

    number = {"type": "number", "range": [0, 99], "privacy": [{"round": 1}]}
    product = make_product("def size(context): return 8", size=number)
    monkeypatch.setattr("collector.privacy.round", one_more)
    *_, finding = payload.build(product, Context("low"), lambda: None).findings
    assert finding.value is None
    assert finding.note == "withheld: its transforms change it once more"
