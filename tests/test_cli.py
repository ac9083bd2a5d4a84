"""The command `collector`, run as people run it: in pipes, in terminals, with and without their word."""

from __future__ import annotations

import json
import os
import pty
import shlex
import subprocess
import sys
import textwrap

import attrs
import pytest
from codecarbon_telemetry import models
from hosts import HOMES, Host
from products import ProductMaker
from receiver import PATIENCE, RECORD, Receiver, receiving, whole

REFUSED = "http://127.0.0.1:9/"  # the discard port: nothing listens there


MINIMAL = [field.name for field in attrs.fields(models.Minimal)]


class Command:
    """Runs `collector` in a process with its own variables; the product is named as an installed one is."""

    def __init__(self, host: Host) -> None:
        self.host = host
        names = host.folder / "site" / "codecarbon_product-1.dist-info"
        names.mkdir(parents=True)
        (names / "METADATA").write_text("Metadata-Version: 2.1\nName: codecarbon-product\nVersion: 1\n")
        (names / "entry_points.txt").write_text("[collector.products]\ncodecarbon = codecarbon_telemetry\n")
        path = os.pathsep.join([str(names.parent), *HOMES])
        self.env = {**host.env, "PYTHONPATH": path, "COLUMNS": "120"}

    def __call__(self, *arguments: str, **env: str | None) -> subprocess.CompletedProcess[bytes]:
        """Return how the command ended, with all the bytes that it printed."""
        return subprocess.run(
            self.line(*arguments),
            env=self.variables(**env),
            cwd=self.host.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
        )

    def line(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "collector", *arguments]

    def variables(self, **env: str | None) -> dict[str, str]:
        return {name: value for name, value in {**self.env, **env}.items() if value is not None}


@pytest.fixture
def command(host: Host) -> Command:
    return Command(host)


def test_the_bytes_of_preview_and_send_are_the_same(command: Command, receiver: Receiver) -> None:
    sent = command("send")
    assert sent.returncode == 0, sent.stderr
    shown = command("preview", "--json")
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert shown.stdout == receiver.wait()[0].body
    assert (
        shown.stdout
        == json.dumps(json.loads(shown.stdout), separators=(",", ":"), ensure_ascii=False).encode()
    )


@pytest.mark.parametrize("columns", ["30", "80", "120", "300"])
def test_preview_shows_every_field_and_the_bytes(command: Command, columns: str) -> None:
    shown = command("preview", "minimal", COLUMNS=columns)
    assert (shown.returncode, shown.stderr) == (0, b"")
    text = shown.stdout.decode("utf-8")
    assert all(name in text for name in MINIMAL)
    body = next(line for line in text.splitlines() if line.startswith('{"timestamp"'))
    assert str(len(body.encode("utf-8"))) in text
    assert json.loads(body)["telemetry_level"] == "minimal"
    assert "A preview sends nothing." in " ".join(text.split())


def test_preview_needs_no_word_makes_no_file_and_says_what_is_sent_as_things_are(command: Command) -> None:
    shown = command("preview", CODECARBON_TELEMETRY=None)
    assert shown.returncode == 0
    assert "nothing is sent (CODECARBON_TELEMETRY is not set)" in " ".join(shown.stdout.decode().split())
    assert "passing key" in shown.stdout.decode()
    assert not command.host.state.exists()


def test_preview_shows_the_agreed_tier_unless_told_another(command: Command) -> None:
    agreed = command("preview", "--json", CODECARBON_TELEMETRY="extensive")
    assert json.loads(agreed.stdout)["telemetry_level"] == "extensive"
    named = command("preview", "minimal", "--json", CODECARBON_TELEMETRY="extensive")
    assert json.loads(named.stdout)["telemetry_level"] == "minimal"


@pytest.mark.parametrize(
    ("env", "colours"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_a_terminal_gets_colours_unless_it_asks_for_none(
    command: Command, env: dict[str, str], colours: bool
) -> None:
    main, side = pty.openpty()
    variables = {"TERM": "xterm-256color", **command.variables(), **env}
    with subprocess.Popen(command.line("preview"), env=variables, stdin=side, stdout=side, stderr=side):
        os.close(side)
        text = b"".join(iter(lambda: _read(main), b""))
    os.close(main)
    assert b"telemetry_level" in text
    assert (b"\x1b[32m" in text) is colours


def test_a_reader_that_leaves_early_gets_no_traceback(command: Command) -> None:
    with subprocess.Popen(
        command.line("preview"), env=command.variables(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
    assert b"Traceback" not in errors


def test_an_encoding_that_lacks_a_character_gets_a_question_mark(command: Command) -> None:
    shown = command("preview", PYTHONIOENCODING="ascii")
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert shown.stdout.isascii()


def test_what_a_probe_prints_is_not_in_the_bytes(command: Command, make_product: ProductMaker) -> None:
    product = make_product(
        """
        import os

        def loud(context):
            print("from Python")
            os.system("echo from a child; echo from a child >&2")
            return 7
        """,
        loud={"type": "integer", "range": [0, 9]},
    )
    names = make_product.folder / "loud-1.dist-info"
    names.mkdir()
    (names / "METADATA").write_text("Metadata-Version: 2.1\nName: loud\nVersion: 1\n")
    (names / "entry_points.txt").write_text(f"[collector.products]\nloud = {product.__name__}\n")
    path = os.pathsep.join([command.env["PYTHONPATH"], str(make_product.folder)])
    shown = command("--product", "loud", "preview", "--json", PYTHONPATH=path)
    assert json.loads(shown.stdout)["loud"] == 7
    assert shown.stderr == b""
    unclear = command("status", PYTHONPATH=path)
    assert unclear.returncode == 2
    assert b"installed: codecarbon, loud" in unclear.stderr


def test_send_says_what_became_of_it(command: Command, receiver: Receiver) -> None:
    sent = command("send")
    assert sent.returncode == 0
    assert f"answered 201 Created, id {RECORD}" in sent.stdout.decode()
    assert len(receiver.requests) == 1


@pytest.mark.parametrize(
    ("env", "reason"),
    [
        ({"CODECARBON_TELEMETRY": None}, "CODECARBON_TELEMETRY is not set"),
        ({"CODECARBON_TELEMETRY": "disabled"}, "CODECARBON_TELEMETRY=disabled"),
        ({"CODECARBON_TELEMETRY": "yes"}, "CODECARBON_TELEMETRY='yes' names no tier"),
        ({"DO_NOT_TRACK": "1"}, "DO_NOT_TRACK=1"),
    ],
)
def test_send_needs_the_persons_word(
    command: Command, receiver: Receiver, env: dict[str, str | None], reason: str
) -> None:
    sent = command("send", "--file", "reports.jsonl", **env)
    assert sent.returncode == 1
    assert reason in sent.stderr.decode()
    assert ("Choose with CODECARBON_TELEMETRY=" in sent.stderr.decode()) is ("DO_NOT_TRACK" not in env)
    assert not (command.host.folder / "reports.jsonl").exists()
    assert not receiver.requests


def test_send_only_lowers_the_tier(command: Command, receiver: Receiver) -> None:
    command("send", "--tier", "minimal", CODECARBON_TELEMETRY="extensive")
    command("send", "--tier", "extensive", CODECARBON_TELEMETRY="minimal")
    assert [json.loads(each.body)["telemetry_level"] for each in receiver.wait(2)] == ["minimal", "minimal"]


def test_send_appends_to_a_file(command: Command, receiver: Receiver) -> None:
    path = command.host.folder / "reports.jsonl"
    for _ in range(2):
        assert command("send", "--file", str(path)).returncode == 0
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["telemetry_level"] for line in lines] == ["minimal", "minimal"]
    assert not receiver.requests


@pytest.mark.parametrize(
    ("endpoint", "reason"),
    [
        (REFUSED, "no answer from http://127.0.0.1:9/"),
        ("http://example.invalid/", "https is needed, except to this machine"),
        ("ftp://example.invalid/", "not an http or https URL"),
        ("", "not an http or https URL"),
    ],
)
def test_send_exits_with_1_if_not_delivered(command: Command, endpoint: str, reason: str) -> None:
    sent = command("send", "--endpoint", endpoint)
    assert sent.returncode == 1
    assert reason in sent.stderr.decode()
    assert sent.stdout == b""


def test_send_exits_with_1_if_refused(command: Command) -> None:
    with receiving(whole(422, b"{}")) as strict:
        sent = command("send", "--endpoint", strict.url)
    assert sent.returncode == 1
    assert "answered 422" in sent.stderr.decode()


def test_status_for_people_and_for_programs(command: Command, receiver: Receiver) -> None:
    shown = command("status").stdout.decode()
    assert shown.startswith("codecarbon: minimal. Basic environment info only")
    assert shown.endswith("Choose with CODECARBON_TELEMETRY=disabled|minimal|extensive\n")
    assert b"Choose with" not in command("status", DO_NOT_TRACK="1").stdout
    facts = json.loads(command("status", "--json", DO_NOT_TRACK="1").stdout)
    assert (facts["tier"], facts["reason"], facts["endpoint"]) == ("disabled", "DO_NOT_TRACK=1", receiver.url)
    assert facts["signals"] == [
        {"source": "CODECARBON_TELEMETRY", "value": "minimal", "effect": "minimal"},
        {"source": "DO_NOT_TRACK", "value": "1", "effect": "disabled"},
    ]
    assert not command.host.state.exists()


@pytest.mark.parametrize("arguments", [["status"], ["status", "--json"], ["send"]])
def test_the_secrets_of_an_endpoint_are_not_printed(command: Command, arguments: list[str]) -> None:
    url = "http://ada:hush@127.0.0.1:9/reports?key=hush"
    shown = command(*arguments, CODECARBON_TELEMETRY_ENDPOINT=url)
    assert b"http://127.0.0.1:9/reports" in shown.stdout + shown.stderr
    assert b"hush" not in shown.stdout + shown.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("arguments", [["send"], ["preview"], ["preview", "--json"], ["status"]])
def test_closed_descriptors_get_no_traceback(
    command: Command, receiver: Receiver, closed: str, arguments: list[str]
) -> None:
    line = shlex.join(command.line(*arguments))
    shell = ["/bin/sh", "-c", f"{line} {closed}"]
    ended = subprocess.run(shell, env=command.variables(), capture_output=True, timeout=PATIENCE)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert len(receiver.requests) == (arguments == ["send"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["preview", "all"], "codecarbon has no tier 'all'; it has minimal, extensive"),
        (["send", "--tier", "all"], "codecarbon has no tier 'all'"),
        (["send", "--file", "x", "--endpoint", "http://localhost/"], "exclude each other"),
        (["send", "--file", "x", "--endpoint", ""], "exclude each other"),
        (["--product", "acme", "status"], "installed: codecarbon"),
        (["codegen", "nowhere.yaml", "--out", "."], "nowhere.yaml"),
    ],
)
def test_wrong_use_exits_with_2_and_says_why(command: Command, arguments: list[str], words: str) -> None:
    ended = command(*arguments)
    assert ended.returncode == 2
    assert words in " ".join(ended.stderr.decode().split())
    assert b"Traceback" not in ended.stderr


def test_codegen_writes_nothing_from_a_faulty_spec(command: Command) -> None:
    path = command.host.folder / "telemetry.yaml"
    path.write_text("spec: 1\nproduct: acme\nproduct: acme\n", encoding="utf-8")
    out = command.host.folder / "out"
    ended = command("codegen", str(path), "--out", str(out))
    assert ended.returncode == 2
    assert f"{path}:3:1: TC102 product: key 'product' stands here again" in ended.stderr.decode()
    assert not out.exists()


def test_without_a_home_folder_status_says_so(command: Command) -> None:
    code = """if True:
        import pwd
        from collector.cli import main
        def nobody(uid): raise KeyError(uid)  # as for the user of a container, who has no entry
        pwd.getpwuid = nobody
        main(["status"])
    """
    env = command.variables(HOME=None, XDG_STATE_HOME=None)
    shown = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, timeout=PATIENCE)
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert b"local state: nowhere" in shown.stdout


def test_every_command_has_a_help_text(command: Command) -> None:
    for name in ("preview", "send", "status", "codegen"):
        shown = command(name, "--help").stdout.decode()
        assert shown.startswith(f"Usage: python -m collector {name}"), textwrap.shorten(shown, 100)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:  # Linux says EIO once the other side is closed
        return b""
