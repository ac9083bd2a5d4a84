"""The host's side, in real programs: it sends what was agreed to, and the host never notices."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import sysconfig
from pathlib import Path
from typing import Any

import codecarbon_telemetry
import pytest
from hosts import CLIENT, HOMES, REPORT, SILENT, Ended, Host
from receiver import Receiver, hang_up, receiving, silent
from test_transport import free_port

import collector

PRODUCT: Any = codecarbon_telemetry
YES = "CODECARBON_TELEMETRY"
PARIS = {"latitude": 48.8566, "longitude": 2.3522, "country_name": "France", "country_iso_code": "FRA"}

# Prints what the system was asked for while `report()` ran. What the first one imports is there by then.
WATCHED = f"""{CLIENT}
events = []
sys.addaudithook(lambda event, args: watching and events.append((event, args)))
watching = False
client.report()
watching = True
client.report({{"latitude": 48.8566}})
watching = False
files = {{f"open {{args[0]}}" for event, args in events if event == "open" and type(args[0]) is str}}
print(sorted(files | {{event for event, args in events}} - {{"open"}}))
"""

# Prints what a whole program asked for that another could notice, from the first import on.
NOTICED = """
import os, sys
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
READING = ("os.listdir", "os.scandir", "os.walk", "os.fwalk", "os.getxattr", "os.putenv", "os.unsetenv")
def notice(event, args):
    if event == "open" and args[2] & WRITING or event.startswith(PARTS) and event not in READING:
        events.append(event)
events, PARTS = [], ("os.", "socket.", "subprocess.", "shutil.", "tempfile.", "pty.", "signal.")
sys.addaudithook(notice)
"""


def body(receiver: Receiver) -> dict[str, Any]:
    """Return what has come, once and as a whole."""
    (request,) = receiver.wait()
    found: dict[str, Any] = json.loads(request.body)
    return found


@pytest.mark.parametrize("code", ["import collector", "import codecarbon_telemetry", "client.report()"])
@pytest.mark.parametrize("tier", [None, "minimal"])
def test_no_other_package_is_imported(host: Host, code: str, tier: str | None) -> None:
    program = f"""
import sys; before = set(sys.modules); sys.path += {HOMES!r}
{CLIENT if "client" in code else ""}{code}
new = {{name.partition(".")[0] for name in set(sys.modules) - before}}
print(sorted(new - sys.stdlib_module_names - {{"collector", "codecarbon_telemetry"}}))
"""
    assert host.run(program, CODECARBON_TELEMETRY=tier) == Ended(0, "[]\n", "")


def test_importing_the_package_imports_nothing(host: Host) -> None:
    program = f"""
import sys; sys.path += {HOMES!r}; before = set(sys.modules)
import collector, codecarbon_telemetry
print(sorted(set(sys.modules) - before - {{"__future__"}}))
"""
    assert host.run(program) == Ended(0, "['codecarbon_telemetry', 'collector']\n", "")


def test_its_public_names() -> None:
    assert {name: getattr(collector, name) for name in collector.__all__}.keys() == {"Client", "__version__"}
    with pytest.raises(AttributeError, match="'collector' has no attribute 'nothing'"):
        _ = collector.nothing


OFF: dict[str, dict[str, str | None]] = {
    "undecided": {YES: None},
    "empty": {YES: ""},
    "disabled": {YES: "disabled"},
    "junk": {YES: "yes"},
    "do not track": {"DO_NOT_TRACK": "1"},
}


@pytest.mark.parametrize("case", OFF)
def test_without_a_yes_nothing_at_all_happens(host: Host, receiver: Receiver, case: str) -> None:
    whole = host.run(f"{NOTICED}{REPORT}print(events)", **OFF[case])
    assert whole == Ended(0, "[]\n", "")
    assert list(host.folder.parent.iterdir()) == [host.folder]
    assert list(host.folder.iterdir()) == []
    assert receiver.requests == []


@pytest.mark.parametrize("case", OFF)
def test_without_a_yes_a_report_asks_the_system_for_nothing(host: Host, case: str) -> None:
    assert host.run(WATCHED, **OFF[case]) == Ended(0, "[]\n", "")


def test_a_worker_never_reports_on_itself(host: Host, receiver: Receiver) -> None:
    assert host.run(f"{NOTICED}{REPORT}print(events)", COLLECTOR_WORKER="1") == Ended(0, "[]\n", "")
    assert receiver.requests == []


def test_with_a_yes_one_process_is_started_and_nothing_else(host: Host, receiver: Receiver) -> None:
    ended = host.run(WATCHED)
    assert ended.status == 0
    noticed = set(json.loads(ended.output.replace("'", '"')))
    assert "subprocess.Popen" in noticed
    assert noticed <= {"subprocess.Popen", "open /dev/null", "object.__getattr__", "sys._getframe"}
    receiver.wait(2)


@pytest.mark.parametrize("options", [(), ("-W", "error", "-X", "dev"), ("-I",), ("-S",), ("-E",), ("-OO",)])
def test_the_payload_arrives_and_the_host_shows_nothing(
    host: Host, receiver: Receiver, options: tuple[str, ...]
) -> None:
    program = f"{REPORT}print('out'); print('err', file=sys.stderr); sys.exit(7)"
    off = host.run(program, *options, CODECARBON_TELEMETRY=None)
    assert host.run(program, *options) == off == Ended(7, "out\n", "err\n")
    found = body(receiver)
    assert found["telemetry_level"] == "minimal"
    assert found["python_version"] == ".".join(map(str, sys.version_info[:3]))
    assert set(found) <= set(PRODUCT.FIELDS)


def test_what_is_sent_is_what_the_preview_shows(host: Host, receiver: Receiver) -> None:
    point = host.folder / "telemetry_collector-0.dist-info" / "entry_points.txt"
    point.parent.mkdir()
    point.write_text("[collector.products]\ncodecarbon = codecarbon_telemetry\n")
    (point.parent / "METADATA").write_text("Metadata-Version: 2.1\nName: telemetry-collector\nVersion: 0\n")
    preview = f"""
import sys; sys.path[:0] = {[str(host.folder), *HOMES]!r}
from collector.cli import main
main(["preview", "minimal", "--json"])
"""
    host.run()  # so that the local salt is there
    previews = [host.run(preview).output]
    host.run()
    sent = receiver.wait(2)[1].body.decode()
    previews.append(host.run(preview).output)  # a second one, for the case that a new hour has begun
    assert sent in previews


def test_facts_are_softened_on_their_way(host: Host, receiver: Receiver) -> None:
    facts = PARIS | {"unknown": 1, "api_key": "secret", "gpu_count": "many"}
    assert host.run(f"{CLIENT}client.report({facts!r} | {{'region': object()}})") == SILENT
    found = body(receiver)
    assert {name: found.get(name) for name in PARIS} == PARIS | {"latitude": 48.9, "longitude": 2.4}
    assert not {"unknown", "api_key", "region"} & set(found)


def test_a_place_that_codecarbon_made_up_is_not_sent(host: Host, receiver: Receiver) -> None:
    facts = {"latitude": 46.8, "longitude": -71.2, "country_iso_code": "CAN", "country_name": "Canada"}
    assert host.run(f"{CLIENT}client.report({facts | {'region': 'quebec'}!r})") == SILENT
    assert not {*facts, "region"} & set(body(receiver))


@pytest.mark.parametrize(
    "facts",
    [
        *(
            "{'latitude': 10**5000}",
            "{'gpu_model': 'x' * 10**8}",
            "{'latitude': float('nan')}",
            "{1: 2}",
            "{}",
        ),
        *("{'latitude': [1] * 10**6}", "dict.fromkeys(codecarbon_telemetry.FIELDS, '\\ud800')"),
    ],
)
def test_rubbish_facts_cost_only_themselves(host: Host, receiver: Receiver, facts: str) -> None:
    assert host.run(f"{CLIENT}client.report({facts})", "-X", "dev") == SILENT
    found = body(receiver)
    assert found["telemetry_level"] == "minimal"
    assert not {"latitude", "gpu_model"} & set(found)


@pytest.mark.parametrize("facts", ["7", "[1]", "'text'", "object()"])
def test_what_are_no_facts_is_no_error(host: Host, facts: str) -> None:
    assert host.run(f"{CLIENT}client.report({facts})", "-X", "dev") == SILENT


ENDINGS = {
    "killed": (f"{REPORT}import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
    "aborted at once": (f"{REPORT}import os; os._exit(3)", 3),
    "at exit": (f"{CLIENT}import atexit; atexit.register(client.report)", 0),
    "in a thread": (f"{CLIENT}import threading; threading.Thread(target=client.report).start()", 0),
    "in a child by fork": (
        f"{CLIENT}import os; pid = os.fork(); pid or client.report(); pid and os.wait()",
        0,
    ),
    "children ignored": (f"import signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n{REPORT}", 0),
    "broken pipes are deadly": (f"import signal; signal.signal(signal.SIGPIPE, signal.SIG_DFL)\n{REPORT}", 0),
    "no standard streams": (f"import os; os.closerange(0, 3)\n{REPORT}", 0),
    "its folder is gone": (f"import os; os.rmdir(os.getcwd())\n{REPORT}", 0),
    "odd entries in sys.path": (f"import sys; sys.path += [None, b'/x', 7, '/no/where']\n{REPORT}", 0),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_however_the_host_ends_it_arrives(host: Host, receiver: Receiver, ending: str) -> None:
    code, status = ENDINGS[ending]
    assert host.run(code) == Ended(status, "", "")
    assert body(receiver)["telemetry_level"] == "minimal"


LAST = f"{CLIENT}class Last:\n    def __del__(self, report=client.report): report()\n"


@pytest.mark.parametrize(
    "code",
    [
        f"{LAST}last = Last()",
        f"{LAST}last = Last(); last.itself = last",
        f"{LAST}sys.last = Last()",
        f"{LAST}sys.modules['last'] = Last()",
        f"import atexit; atexit.register(lambda: exec({REPORT!r}))",
    ],
    ids=["global", "cycle", "in sys", "in sys.modules", "first import at exit"],
)
def test_a_report_while_python_ends_is_no_trouble(host: Host, code: str) -> None:
    assert host.run(code, "-X", "dev", "-W", "error") == SILENT


LIMIT = "import resource; resource.setrlimit"
HARMLESS = {
    "executable unknown": f"{CLIENT}sys.executable = None; client.report()",
    "empty executable": f"{CLIENT}sys.executable = ''; client.report()",
    "executable is gone": f"{CLIENT}sys.executable = '/no/where/python'; client.report()",
    "executable is a folder": f"{CLIENT}sys.executable = '/'; client.report()",
    "executable embeds Python": f"{CLIENT}sys.executable = '/bin/true'; client.report({{'os': 'x' * 512}})",
    "executable has a NUL": f"{CLIENT}sys.executable = 'a\\0b'; client.report()",
    "frozen": f"{CLIENT}sys.frozen = True; client.report()",
    "no executable at all": f"{CLIENT}del sys.executable; client.report()",
    "no process left": f"{CLIENT}{LIMIT}(resource.RLIMIT_NPROC, (0, 0)); client.report()",
    "no file left": f"{CLIENT}{LIMIT}(resource.RLIMIT_NOFILE, (3, 3)); client.report()",
    "a product that is none": f"{CLIENT}collector.Client(sys).report(); collector.Client(None).report()",
}


@pytest.mark.parametrize("case", HARMLESS)
def test_where_no_worker_can_be_started_nothing_happens(host: Host, case: str) -> None:
    assert host.run(HARMLESS[case], "-X", "dev", "-W", "error") == SILENT


@pytest.fixture
def dead(host: Host) -> str:
    """Return a line that makes the worker one that ends before it has read a word of a big job."""
    python = host.folder / "python"
    python.symlink_to("/bin/true")
    return f"sys.executable = {str(python)!r}; sys.path += [f'/no/where/{{i}}' for i in range(2000)]"


def test_a_worker_that_dies_at_once_takes_nobody_with_it(host: Host, dead: str) -> None:
    deadly = "import signal; signal.signal(signal.SIGPIPE, signal.SIG_DFL)"
    code = f"{CLIENT}{deadly}; {dead}\nfor _ in range(100): client.report()"
    assert host.run(code, "-X", "dev", "-W", "error") == SILENT


def test_a_pipe_smaller_than_usual_holds_nobody_up(host: Host, dead: str) -> None:
    pipe = """import fcntl, os
def small(make=os.pipe):
    ends = make()
    fcntl.fcntl(ends[1], fcntl.F_SETPIPE_SZ, 4096)
    return ends
os.pipe = small
"""
    assert host.run(f"{CLIENT}{pipe}{dead}\nclient.report()", "-X", "dev", "-W", "error") == SILENT


def test_a_path_of_a_thousand_folders_costs_no_report(host: Host, receiver: Receiver) -> None:
    assert host.run(f"{CLIENT}sys.path += ['/' + 'x' * 100] * 1000\nclient.report()") == SILENT
    assert "python_version" in body(receiver)


def test_for_a_job_that_fits_no_pipe_no_worker_is_started(host: Host) -> None:
    facts = "dict.fromkeys(codecarbon_telemetry.FIELDS, ['x' * 512] * 64)"
    ended = host.run(WATCHED.replace('{"latitude": 48.8566}', facts))
    assert (ended.status, ended.errors) == (0, "")
    assert "Popen" not in ended.output


def test_the_host_has_no_child_that_it_does_not_know(host: Host, receiver: Receiver) -> None:
    code = f"""{CLIENT}
import os, signal
heard = []
for _ in range(3): client.report()
own = os.fork() or os._exit(7)
print(os.wait() == (own, 7 << 8))
try: os.wait()
except ChildProcessError: print("no other child")
"""
    assert host.run(code) == Ended(0, "True\nno other child\n", "")
    assert len(receiver.wait(3)) == 3


def test_a_report_runs_nothing_of_the_scripts_folder(host: Host, receiver: Receiver) -> None:
    for name in ("fqdn", "rfc3987", "webcolors", "isoduration", "uri_template", "chardet", "brotli"):
        (host.folder / f"{name}.py").write_text("open('ran', 'w')")  # what requests and jsonschema look for
    assert host.run(f"import sys; sys.path.insert(0, {str(host.folder)!r}); exec({REPORT!r})") == SILENT
    assert body(receiver)
    assert not list(host.folder.parent.rglob("ran"))


def test_a_product_inside_a_package_is_found_and_its_neighbours_shadow_nothing(
    host: Host, receiver: Receiver
) -> None:
    package = host.folder / "acme"
    shutil.copytree(Path(str(codecarbon_telemetry.__file__)).parent, package / "telemetry")
    (package / "__init__.py").touch()
    (package / "requests.py").write_text("raise RuntimeError('the wrong one')")
    code = f"{CLIENT}sys.path.insert(0, {str(host.folder)!r})\nimport acme.telemetry\n"
    assert host.run(f"{code}collector.Client(acme.telemetry).report()") == SILENT
    assert "python_version" in body(receiver)


@pytest.mark.parametrize("home", [None, "/no/where", "/dev/null", "/proc"])
def test_without_a_place_for_the_salt_all_but_the_hash_arrives(
    host: Host, receiver: Receiver, home: str | None
) -> None:
    assert host.run(HOME=home, XDG_STATE_HOME="/dev/null/state") == SILENT
    found = body(receiver)
    assert "python_version" in found
    assert "python_executable_hash" not in found


@pytest.mark.parametrize("answer", [silent, hang_up])
def test_an_endpoint_that_is_no_help(host: Host, answer: Any) -> None:
    with receiving(answer) as bad:
        assert host.run(CODECARBON_TELEMETRY_ENDPOINT=bad.url) == SILENT
        assert len(bad.wait()) == 1


@pytest.mark.parametrize("url", [f"http://127.0.0.1:{free_port()}/", "http://telemetry.invalid/", "rubbish"])
def test_an_endpoint_that_is_not_there(host: Host, receiver: Receiver, url: str) -> None:
    assert host.run(CODECARBON_TELEMETRY_ENDPOINT=url) == SILENT
    assert receiver.requests == []


TRAP = "import os\nopen({marker!r}, 'a').write(__name__ + '\\n')\nraise SystemExit(9)\n"
NAMES = (
    *("json", "uuid", "site", "faulthandler", "math", "secrets", "hmac", "typing", "threading"),
    *("requests", "attrs", "attr", "cattrs", "jsonschema", "platformdirs", "psutil", "sitecustomize"),
    *("collector", "codecarbon_telemetry", "codecarbon", "usercustomize", "pynvml", "cpuinfo"),
)


def set_traps(folder: Path, marker: Path) -> None:
    """Fill a folder with modules that tell when they are imported."""
    for name in NAMES:
        (folder / f"{name}.py").write_text(TRAP.format(marker=str(marker)))


def test_nothing_is_imported_from_where_the_host_works(
    host: Host, receiver: Receiver, tmp_path: Path
) -> None:
    set_traps(host.folder, tmp_path / "marker")
    program = f"import sys; del sys.path[0]\n{CLIENT}import json\nfrom collector import launch\n"
    assert host.run(f"{program}sys.path[:0] = ['', {str(host.folder)!r}]; client.report()") == SILENT
    body(receiver)
    assert not (tmp_path / "marker").exists()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder with a copy of both packages, which says so in its version."""
    folder = tmp_path / "copy"
    for home, package in zip(HOMES, ("collector", "codecarbon_telemetry"), strict=True):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(Path(home, package), folder / package, ignore=ignore)
    init = folder / "collector" / "__init__.py"
    text = init.read_text("utf-8")
    init.write_text(text.replace(collector.__version__, "0.0.copy"), "utf-8")
    return folder


PLAIN = "import collector, codecarbon_telemetry\ncollector.Client(codecarbon_telemetry).report()\n"


def test_the_worker_uses_the_very_packages_of_the_host(host: Host, receiver: Receiver, copy: Path) -> None:
    assert host.run(PLAIN, PYTHONPATH=str(copy)) == SILENT
    (request,) = receiver.wait()
    assert request.headers["User-Agent"] == "telemetry-collector/0.0.copy"


def test_packages_beside_them_shadow_no_standard_library(
    host: Host, receiver: Receiver, copy: Path, tmp_path: Path
) -> None:
    for name in ("uuid", "hmac", "secrets", "typing", "dataclasses", "enum"):  # as old backports do
        (copy / f"{name}.py").write_text(TRAP.format(marker=str(tmp_path / "marker")))
    program = f"import sys; sys.path.append({str(copy)!r})\n{PLAIN}"
    assert host.run(program, "-S") == SILENT
    (request,) = receiver.wait()
    assert request.headers["User-Agent"] == "telemetry-collector/0.0.copy"
    assert not (tmp_path / "marker").exists()


# A worker that reports on its own surroundings instead.
SPY = """
import json, os, sys, urllib.request

def main(job):
    found = {
        "isolated": sys.flags.isolated,
        "bytecode": not sys.dont_write_bytecode,
        "folder": os.getcwd(),
        "own session": str(os.getsid(0)) != os.environ["SESSION"],
        "streams": [os.readlink(f"/proc/self/fd/{number}") for number in (1, 2)],
        "files": len(os.listdir("/proc/self/fd")),
        "arguments": sys.argv,
        "mark": os.environ["COLLECTOR_WORKER"],
        "path": sys.path,
    }
    url = os.environ["CODECARBON_TELEMETRY_ENDPOINT"]
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, json.dumps(found).encode())
"""


def test_the_surroundings_of_the_worker(host: Host, receiver: Receiver, copy: Path) -> None:
    (copy / "collector" / "worker.py").write_text(SPY, "utf-8")
    kept_open = "import os\nfiles = [os.open('/dev/null', os.O_RDONLY) for _ in range(9)]\n"
    kept_open += "os.environ['SESSION'] = str(os.getsid(0))\n"
    assert host.run(f"{kept_open}{PLAIN}", PYTHONPATH=str(copy)) == SILENT
    found = body(receiver)
    path = found.pop("path")
    assert found == {
        "isolated": 1,
        "bytecode": False,
        "folder": "/",
        "own session": True,
        "streams": ["/dev/null", "/dev/null"],
        "files": 5,  # its standard streams, where its deadline would write to, and the listing itself
        "arguments": ["-c", "collector.worker"],
        "mark": "1",
    }
    order = [str(Path(os.__file__).parent), str(copy), sysconfig.get_path("purelib")]
    assert [entry for entry in path if entry in [*order, str(host.folder)]] == order


def test_from_a_zip_file(host: Host, receiver: Receiver, copy: Path) -> None:
    archive = shutil.make_archive(str(copy), "zip", copy)
    assert host.run(PLAIN, PYTHONPATH=archive) == SILENT
    (request,) = receiver.wait()
    assert request.headers["User-Agent"] == "telemetry-collector/0.0.copy"


def test_many_hosts_at_once(host: Host, receiver: Receiver) -> None:
    hosts = [host.start(REPORT) for _ in range(64)]
    assert {host.end(program) for program in hosts} == {SILENT}
    requests = receiver.wait(64)
    bodies = [json.loads(request.body) for request in requests]
    assert len(bodies) == 64
    assert len({body["python_executable_hash"] for body in bodies}) == 1
    assert len({request.headers["Idempotency-Key"] for request in requests}) == 64


def test_collect_returns_what_a_report_would_hold(tmp_path: Path) -> None:
    client = collector.Client(PRODUCT)
    model = client.collect("minimal", PARIS)
    assert (model.telemetry_level, model.latitude, model.country_name) == ("minimal", 48.9, "France")
    assert model.gpu_driver_version is None or isinstance(model.gpu_driver_version, str)
    assert list(tmp_path.iterdir()) == []
