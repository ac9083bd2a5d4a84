"""The handler on CodeCarbon's real tracker: what it reports, and that the tracker's user notices nothing.

Every program runs in a process of its own, where it can't reach a network and knows its CPU beforehand.
"""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
from codecarbon.core.telemetry_schemas import TelemetryCreate
from hosts import HOMES, Host
from receiver import Receiver

from collector.integrations import codecarbon
from collector.integrations.codecarbon import facts, hardware, meter
from collector.integrations.codecarbon.meter import Run

HOST = f"""
import sys; sys.path += {HOMES!r}
import functools, gc, json, logging, os, threading, time
import cpuinfo, requests
cpuinfo.get_cpu_info = lambda: {{"brand_raw": "Test CPU"}}  # it takes a second
def unreachable(*arguments, **more):
    raise requests.ConnectionError("no way to https://planted.invalid/")
requests.get = requests.post = unreachable
from codecarbon import EmissionsTracker, OfflineEmissionsTracker, track_emissions
COMMON = dict(measure_power_secs=0.2, output_dir=os.getcwd())
OFFLINE = dict(COMMON, country_iso_code="FRA")
"""
WITH_OUTPUT = f"{HOST}from collector.integrations.codecarbon import TelemetryOutput\n"
CAUGHT = f"""{WITH_OUTPUT}
import collector
reports, saved = [], []
class Client:
    def __init__(self, product):
        assert product.__name__ == "codecarbon_telemetry"
    def report(self, facts):
        reports.append(json.loads(json.dumps(facts)))
        saved.append(sum(1 for line in open("emissions.csv")) if os.path.exists("emissions.csv") else 0)
collector.Client = Client
def tracker(kind=OfflineEmissionsTracker, **settings):
    return kind(**{{**OFFLINE, "output_handlers": [TelemetryOutput()], **settings}})
def sampled(it):
    while not it._ram_utilization_history: time.sleep(0.01)
"""

# Each scenario is one function; what is printed is the reports of each.
STYLES = f"""{CAUGHT}
from contextlib import ExitStack
from types import SimpleNamespace
from codecarbon.emissions_tracker import TaskEmissionsTracker, track_task_emissions
helpers = set(globals())

def direct():
    it = tracker(); it.start(); it.stop(); it.stop(); it.stop()
def never_started():
    tracker().stop()
def never_stopped():
    unfinished.append(tracker()); unfinished[0].start()
def block():
    with tracker() as it: pass
    it.stop()
def failing_block():
    with tracker(): raise KeyError("planted")
def exit_stack():
    with ExitStack() as stack: stack.enter_context(tracker())
def overridden():
    class Mine(OfflineEmissionsTracker):
        def stop(self): return super().stop()
    with tracker(Mine): pass
def stopped_in_its_block():
    with tracker() as it: it.stop()
def decorator():
    @track_emissions(offline=True, output_handlers=[TelemetryOutput()], **OFFLINE)
    def work(): return 7
    assert [work(), work(), work()] == [7, 7, 7]
def failing_decorator():
    @track_emissions(offline=True, output_handlers=[TelemetryOutput()], **OFFLINE)
    def work(): raise KeyError("planted")
    work()
def direct_within_decorator():
    @track_emissions(offline=True, output_handlers=[TelemetryOutput()], **OFFLINE)
    def work(): direct()
    work()
def flushed():
    it = tracker(); it.start(); it.flush(); it.flush(); it.stop()
def tasks():
    it = tracker()
    for name in ("one", "two"): it.start_task(name); it.stop_task()
    it.flush(); it.stop(); it.stop()
def open_task():
    it = tracker(); it.start(); it.start_task("planted"); it.stop()
def task_block():
    it = tracker()
    with TaskEmissionsTracker("planted", it): pass
    it.stop()
def task_decorator():
    it = tracker()
    @track_task_emissions(tracker=it, task_name="planted")
    def work(): pass
    work(); it.stop()
def one_output_for_two_at_once():
    shared = [TelemetryOutput()]
    first, second = tracker(output_handlers=shared), tracker(output_handlers=shared)
    first.start(); second.start(); first.stop(); second.stop()
def two_outputs_on_one():
    with tracker(output_handlers=[TelemetryOutput(), TelemetryOutput()]): pass
def hybrid():
    with tracker(tracking_mode="hybrid"): pass
def command_line():
    from codecarbon.cli.monitor import run_and_monitor
    ctx = SimpleNamespace(args=[sys.executable, "-c", ""])
    run_and_monitor(ctx, offline=True, output_handlers=[TelemetryOutput()], **OFFLINE)
def by_hand():
    TelemetryOutput().exit()
    it = tracker(); it.start(); it._output_handlers[0].exit(); it.stop(); it._output_handlers[0].exit()
def online():
    with EmissionsTracker(output_handlers=[TelemetryOutput()], **COMMON): pass

out = sys.stdout
sys.stdout = open(os.devnull, "w")
found, unfinished = {{}}, []
for name, scenario in list(globals().items()):
    if name in helpers or type(scenario) is not type(direct): continue
    reports.clear()
    try: scenario()
    except BaseException as fault: assert type(fault).__name__ in ("KeyError", "Exit"), fault
    found[name] = list(reports)
unfinished.pop().stop()
gc.collect()  # trackers that never started
left = [type(handler).__name__ for handler in logging.getLogger("codecarbon").handlers]
print(json.dumps([found, left]), file=out)
"""
EXPECTED = {
    "direct": ["direct"],
    "never_started": [],
    "never_stopped": [],
    "block": ["context_manager"],
    "failing_block": ["context_manager"],
    "exit_stack": ["context_manager"],
    "overridden": ["context_manager"],
    "stopped_in_its_block": ["direct"],
    "decorator": ["decorator"] * 3,
    "failing_decorator": ["decorator"],
    "direct_within_decorator": ["direct", "decorator"],
    "flushed": ["direct"],
    "tasks": ["direct"],
    "open_task": ["direct"],
    "task_block": ["direct"],
    "task_decorator": ["direct"],
    "one_output_for_two_at_once": ["direct"] * 2,
    "two_outputs_on_one": ["context_manager"] * 2,
    "hybrid": [],
    "command_line": ["cli"],
    "by_hand": ["direct"],
    "online": ["context_manager"],
}


def answer(host: Host, program: str, **env: str | None) -> Any:
    """Return what a program prints, as JSON."""
    ended = host.run(program, **env)
    assert ended.status == 0, ended.errors
    return json.loads(ended.output)


def test_one_report_per_run_in_every_style(host: Host) -> None:
    found, left = answer(host, STYLES)
    styles = {name: [report["decorator_vs_context"] for report in reports] for name, reports in found.items()}
    assert styles == EXPECTED
    assert left == ["StreamHandler"]
    runs = [report for reports in found.values() for report in reports]
    assert all({"warning_count", "tracking_overhead_percent", "duration_seconds"} <= set(run) for run in runs)
    assert {run["api_mode"] for run in runs[:-1]} == {"offline"}
    (online,) = found["online"]
    assert online["api_mode"] == "both"
    place = ("country_name", "country_iso_code", "region", "latitude", "longitude")
    assert [online[name] for name in place] == ["Canada", "CAN", "quebec", 46.8, -71.2]  # as CodeCarbon says
    assert {
        name: len(reports) for name, reports in found.items() if reports and reports[0]["task_tracking_used"]
    } == {"tasks": 1, "open_task": 1, "task_block": 1, "task_decorator": 1}
    assert found["command_line"][0]["tracking_mode"] == "process"
    assert "planted" not in json.dumps(found)


# One run whose figures are also measured by other means: a busy loop, every measurement, every warning.
MEASURED = f"""{CAUGHT}
from codecarbon.emissions_tracker import BaseEmissionsTracker
from codecarbon.output_methods.base_output import BaseOutput
warnings, spent = [], []
class Warnings(logging.Handler):
    def emit(self, record): warnings.append(record.levelno) if record.levelno == logging.WARNING else None
logging.getLogger("codecarbon").addHandler(Warnings())
def clocked(method):
    @functools.wraps(method)
    def measure(*arguments):
        before = time.thread_time()
        method(*arguments)
        spent.append(time.thread_time() - before)
    return measure
for name in ("_measure_power_and_energy", "_monitor_power"):
    setattr(BaseEmissionsTracker, name, clocked(getattr(BaseEmissionsTracker, name)))

class Slow(BaseOutput):
    def out(self, total, delta): time.sleep(1)  # saving is no part of the run

created = time.process_time()
it = tracker(output_handlers=[TelemetryOutput(), Slow()])
called = time.perf_counter()
it.start()
detected, started = it._start_time, time.perf_counter()
busy = time.process_time()
while time.perf_counter() - started < 2.5 or not it._ram_utilization_history: pass
busy = time.process_time() - busy
worked = time.perf_counter() - started
it.stop()
whole = time.perf_counter() - called
print(json.dumps([reports, saved, dict(
    busy=busy, worked=worked, whole=whole, spent=sum(spent), used=time.process_time() - created,
    detection=(detected - called) * 1000, start=(started - called) * 1000, warnings=len(warnings),
    final=it.final_emissions_data.__dict__, own=[name for name, value in vars(it).items() if callable(value)],
)]))
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the report of a run, and what else was measured of it."""
    host = Host(tmp_path_factory.mktemp("measured"), "http://127.0.0.1:9/")
    (report,), saved, other = answer(host, MEASURED)
    return SimpleNamespace(report=report, saved=saved, **other)


def test_the_report_comes_after_the_results_are_saved(measured: Any) -> None:
    assert measured.saved == [2]  # header and row


def test_the_figures_are_those_of_the_tracker(measured: Any) -> None:
    same = {
        "os": "os",
        "country_name": "country_name",
        "country_iso_code": "country_iso_code",
        "cpu_count": "cpu_count",
        "cpu_model": "cpu_model",
        "ram_total_size_gb": "ram_total_size",
        "codecarbon_version": "codecarbon_version",
        "total_emissions_kg": "emissions",
        "energy_consumed_kwh": "energy_consumed",
        "cpu_energy_kwh": "cpu_energy",
        "ram_energy_kwh": "ram_energy",
        "duration_seconds": "duration",
        "tracking_mode": "tracking_mode",
    }
    assert {name: measured.report[name] for name in same} == {
        name: measured.final[theirs] for name, theirs in same.items()
    }
    assert measured.report["country_iso_code"] == "FRA"
    assert measured.report["cpu_model"] == "Test CPU"
    assert measured.report["ram_utilization_avg"] == pytest.approx(measured.final["ram_utilization_percent"])
    rate = measured.final["emissions"] / measured.final["duration"]
    assert measured.report["emissions_rate_kg_per_sec"] == pytest.approx(rate)


def test_the_receiving_side_takes_all_of_them(measured: Any) -> None:
    TelemetryCreate(timestamp="2026-11-24T09:00:00Z", telemetry_level="extensive", **measured.report)
    assert {*facts.FACTS, *facts.MEASURED} < set(TelemetryCreate.model_fields)


def test_what_describes_the_usage(measured: Any) -> None:
    names = ("api_mode", "output_methods", "hardware_tracked", "task_tracking_used")
    assert [measured.report[name] for name in names] == ["offline", ["custom", "file"], ["cpu", "ram"], False]
    assert measured.report["measure_power_interval_secs"] == 0.2
    assert measured.report["hardware_detection_success"] is True
    assert measured.report["decorator_vs_context"] == "direct"
    assert measured.report["errors_encountered"] == []


def test_what_is_not_there_is_left_out(measured: Any) -> None:
    absent = ("region", "latitude", "longitude", "cloud_provider", "cloud_region", "gpu_energy_kwh")
    assert not set(absent) & set(measured.report)
    assert "gpu_utilization_avg" not in measured.report
    assert measured.report["gpu_detection_method"] == "none"


def test_the_duration_is_within_what_surrounds_it(measured: Any) -> None:
    assert measured.worked <= measured.report["duration_seconds"] <= measured.whole


def test_a_known_load_is_found_again(measured: Any) -> None:
    own = 100 * measured.busy / measured.worked / measured.report["cpu_count"]
    assert own * 0.9 - 2 <= measured.report["cpu_utilization_avg"] <= 100  # more, where others work too


def test_the_first_measurement_includes_the_detection(measured: Any) -> None:
    assert measured.detection <= measured.report["first_measurement_time_ms"] <= measured.start


def test_the_overhead_is_that_of_the_measurements(measured: Any) -> None:
    seconds = measured.report["tracking_overhead_percent"] * measured.report["duration_seconds"] / 100
    assert 0.95 * measured.spent <= seconds <= measured.used


def test_all_warnings_are_counted(measured: Any) -> None:
    assert measured.report["warning_count"] == measured.warnings > 0


def test_the_tracker_has_its_own_methods_back(measured: Any) -> None:
    assert measured.own == []


TASKS = f"""{CAUGHT}
it = tracker()
def task(seconds):
    began = time.perf_counter()
    it.start_task("planted")
    time.sleep(seconds)
    if seconds > 1: sampled(it)
    it.stop_task()
    return time.perf_counter() - began
whole = task(1.2)
time.sleep(0.5)
whole += task(1.3)
it.stop()

it = tracker()
it.start()
began = time.perf_counter()
task(0.2)
time.sleep(0.5)
between = time.perf_counter() - began
it.stop()
print(json.dumps([reports, whole, between, time.perf_counter() - began]))
"""


def test_durations_with_tasks(host: Host) -> None:
    (tasks, mixed), whole, between, outside = answer(host, TASKS)
    assert 2.5 <= tasks["duration_seconds"] <= whole
    assert tasks["emissions_rate_kg_per_sec"] * tasks["duration_seconds"] == pytest.approx(
        tasks["total_emissions_kg"]
    )
    assert tasks["task_tracking_used"]
    assert 0 < tasks["ram_utilization_avg"] <= 100
    assert 0 <= tasks["cpu_utilization_avg"] <= 100
    assert "first_measurement_time_ms" not in tasks
    assert between <= mixed["duration_seconds"] <= outside
    assert mixed["first_measurement_time_ms"] > 0


# Real classes of CodeCarbon over a library that answers: two devices of one kind, and one of another.
GPUS = f"""{CAUGHT}
from types import SimpleNamespace
from codecarbon.core import gpu, gpu_nvidia
NAMES, LOADS = ["NVIDIA L4", "NVIDIA T4", "NVIDIA L4"], [40, 40, 70]
class NVMLError(Exception): pass
gpu_nvidia.pynvml = SimpleNamespace(
    NVMLError=NVMLError, NVMLError_NotSupported=NVMLError, NVML_TEMPERATURE_GPU=0,
    nvmlInit=lambda: None,
    nvmlDeviceGetCount=lambda: len(NAMES),
    nvmlDeviceGetHandleByIndex=lambda index: index,
    nvmlDeviceGetName=lambda index: NAMES[index],
    nvmlDeviceGetUUID=lambda index: f"GPU-planted-{{index}}",
    nvmlDeviceGetMemoryInfo=lambda index: SimpleNamespace(total=2**34, free=2**34, used=0),
    nvmlDeviceGetPowerUsage=lambda index: 70000,
    nvmlDeviceGetEnforcedPowerLimit=lambda index: 72000,
    nvmlDeviceGetTotalEnergyConsumption=lambda index: time.perf_counter() * 70000,
    nvmlDeviceGetUtilizationRates=lambda index: SimpleNamespace(gpu=LOADS[index]),
)
gpu.PYNVML_AVAILABLE = gpu_nvidia.PYNVML_AVAILABLE = True
gpu.is_nvidia_system = lambda: True
with tracker() as it: sampled(it)
NAMES = []
from codecarbon.core import hardware_cache
hardware_cache.clear_cache()
with tracker(): pass
gpu.is_nvidia_system = lambda: False
with tracker(gpu_ids=[0, 1]): pass
print(json.dumps([reports, it.final_emissions_data.gpu_energy]))
"""


def test_gpus(host: Host) -> None:
    (two, broken, asked), energy = answer(host, GPUS)
    assert two["gpu_count"] == 3
    assert two["gpu_model"] == "2 x NVIDIA L4; 1 x NVIDIA T4"
    assert two["gpu_detection_method"] == "nvml"
    assert two["hardware_tracked"] == ["cpu", "gpu", "ram"]
    assert two["hardware_detection_success"] is True
    assert two["gpu_energy_kwh"] == energy > 0
    assert two["gpu_utilization_avg"] == pytest.approx(50)
    assert "planted" not in json.dumps(two)
    for none in (broken, asked):
        assert none["hardware_tracked"] == ["cpu", "ram"]
        assert none["hardware_detection_success"] is False
        assert not {"gpu_energy_kwh", "gpu_utilization_avg", "gpu_model"} & set(none)
    assert "gpu_detection_method" not in broken
    assert "gpu_count" not in asked  # CodeCarbon says 2, which is only what it was asked for


# Everything that could name the user's work, and several ways for CodeCarbon to fail.
SECRETS = f"""{CAUGHT}
from codecarbon import OutputMethod
from codecarbon.output import LoggerOutput
from codecarbon.output_methods.base_output import BaseOutput
class PlantedError(Exception): pass
class Spoofed(Exception): __module__ = "builtins"
class Broken:
    def __init__(self, fault): self.fault = fault
    def log(self, *arguments, **more): raise self.fault("planted")
class PlantedOutput(BaseOutput): pass
os.mkdir("planted")
def run(**settings):
    faults = (PlantedError, Spoofed, ZeroDivisionError)
    handlers = [PlantedOutput(), *(LoggerOutput(Broken(fault)) for fault in faults), TelemetryOutput()]
    it = tracker(
        output_handlers=handlers, output_dir="planted", output_file="planted.csv", project_name="planted",
        experiment_name="planted", experiment_id="planted", electricitymaps_api_token="planted",
        api_key="planted", api_endpoint="https://planted.invalid/", logger_preamble="planted",
        emissions_endpoint="https://planted.invalid/", region="planted", metadata={{"planted": "planted"}},
        **settings,
    )
    it.start_task("planted"); time.sleep(0.1); it.stop_task()
    it.stop()
run()
run(log_level="error", output_methods=[OutputMethod.CSV, OutputMethod.API, OutputMethod.BOAMPS])
run(log_level="critical", output_methods=[])
print(json.dumps(reports))
"""


def test_nothing_that_names_the_users_work_is_told(host: Host) -> None:
    runs = answer(host, SECRETS, CODECARBON_API_KEY="planted", CODECARBON_PROJECT_NAME="planted")
    for run in runs:
        assert run.pop("region") == "planted"  # what a user calls the region is told, and judged elsewhere
        assert "planted" not in json.dumps(run).lower()
    assert [run["output_methods"] for run in runs] == [
        ["custom", "file", "http", "logger"],
        ["api", "boamps", "custom", "file", "http", "logger"],
        ["custom", "http", "logger"],
    ]
    assert [run.get("errors_encountered") for run in runs] == [
        ["ConnectionError", "ZeroDivisionError"],
        ["ConnectionError", "ZeroDivisionError"],
        None,
    ]
    assert ["warning_count" in run for run in runs] == [True, False, False]


# Nothing is logged while the tracker is made.
MISSED = f"""{CAUGHT}
logging.getLogger("codecarbon").setLevel("CRITICAL")
with tracker(log_level="critical"): time.sleep(0.2)
print(json.dumps(reports))
"""


def test_a_start_that_was_missed(host: Host) -> None:
    (run,) = answer(host, MISSED)
    assert run["duration_seconds"] >= 0.2
    absent = ("first_measurement_time_ms", "tracking_overhead_percent", "warning_count", "errors_encountered")
    assert not set(absent) & set(run)


# The same program with and without the handler, and what of it the user can see.
SEEN = f"""{WITH_OUTPUT}
outputs = [TelemetryOutput()] if "WITH" in os.environ else []
handlers = list(logging.getLogger("codecarbon").handlers)
def end():
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer): thread.join()  # it is cancelled, and ends at once
    names = sorted({{type(thread).__name__ for thread in threading.enumerate()}})
    print(names, type(it.final_emissions_data.emissions), it.final_emissions, it.stop(), sorted(it._conf))
    own = [type(handler).__name__ for handler in logging.getLogger("codecarbon").handlers]
    print([name for name in own if name != "Listener"])  # which writes nothing, and stays with its output
    print(open("emissions.csv").read())
OFFLINE |= dict(measure_power_secs=100, output_handlers=outputs)
it = OfflineEmissionsTracker(**OFFLINE)
"""
WAIT = "time.sleep(0.2)"  # before each end, so that it measures once more however busy the machine is
ENDINGS = {
    "good": f"it.start()\n{WAIT}\nprint(it.flush())\n{WAIT}\nprint(it.stop())\nend()",
    "error": f"with it: {WAIT}; raise KeyError('planted')",
    "exit": f"it.start_task('a')\nprint(it.stop_task())\n{WAIT}\nprint(it.stop())\nend()\nsys.exit(3)",
}


def without_figures(text: str) -> list[str]:
    """Return the lines, sorted as threads write some of them, with `N` for every number and run."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "N", text)
    return sorted(re.sub(r"\d+(\.\d+)?(e-\d+)?", "N", text).splitlines())


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_user_sees_the_same_with_and_without(host: Host, ending: str) -> None:
    program = SEEN + ENDINGS[ending]
    seen = []
    for with_it in (None, "1"):
        ended = host.run(program, WITH=with_it)
        results = host.folder / "emissions.csv"
        columns = without_figures(results.read_text())
        results.unlink()
        seen.append((ended.status, without_figures(ended.output), without_figures(ended.errors), columns))
    assert seen[0] == seen[1]
    assert seen[0][0] == {"good": 0, "error": 1, "exit": 3}[ending]


AUDITED = f"""
import os, sys
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
events = set()
def hook(event, args):
    if event.startswith("_thread.start"):
        thread = getattr(args[0], "__self__", None)
        target = getattr(getattr(thread, "_target", None), "__qualname__", None)
        events.add(f"thread {{type(thread).__name__}} {{target}}")
    elif event == "subprocess.Popen":
        events.add("process " + os.path.basename(str(args[1][0])) + " " + str(args[1][-1]))
    elif event == "open" and args[2] & WRITING:
        events.add("write " + (os.path.dirname(args[0]) if isinstance(args[0], str) else "pipe"))
    elif event.startswith(("socket.", "os.", "shutil.")) and event not in ("os.listdir", "os.scandir"):
        events.add(event)
sys.addaudithook(hook)
{HOST}
outputs = []
if "WITH" in os.environ:
    from collector.integrations.codecarbon import TelemetryOutput
    outputs = [TelemetryOutput()]
with OfflineEmissionsTracker(**OFFLINE, output_handlers=outputs): pass
modules = {{name.partition(".")[0] for name in sys.modules}} - set(sys.stdlib_module_names)
import json; print(json.dumps([sorted(events), sorted(modules)]))
"""


def test_the_host_gains_a_process_and_nothing_else(host: Host, receiver: Receiver) -> None:
    events, modules = answer(host, AUDITED, WITH="1")
    receiver.wait(1)
    events_without, modules_without = answer(host, AUDITED)
    gained = set(events) - set(events_without)
    assert gained - {"write /dev"} == {"process sh collector.worker", "write pipe"}  # /dev/null
    assert set(modules) - set(modules_without) == {"codecarbon_telemetry", "collector"}


OFF = f"""{CAUGHT}
before = list(logging.getLogger("codecarbon").handlers)
output = TelemetryOutput()
same = logging.getLogger("codecarbon").handlers == before
it = tracker(output_handlers=[output])
methods = [name for name, value in vars(it).items() if callable(value)]
with it: pass
print(json.dumps([reports, same, methods]))
"""


@pytest.mark.parametrize("env", [{"CODECARBON_TELEMETRY": None}, {"DO_NOT_TRACK": "1"}], ids=str)
def test_nothing_happens_where_telemetry_is_off(host: Host, env: dict[str, str | None]) -> None:
    assert answer(host, OFF, **env) == [[], True, []]


def test_a_product_that_is_not_there_is_no_fault_of_the_host(host: Host) -> None:
    program = OFF.replace("TelemetryOutput()", "TelemetryOutput(object())")
    assert answer(host, program) == [[], True, []]


def test_a_real_report_arrives(host: Host, receiver: Receiver) -> None:
    program = (
        f"{WITH_OUTPUT}with OfflineEmissionsTracker(**OFFLINE, output_handlers=[TelemetryOutput()]): pass"
    )
    assert host.run(program).status == 0
    (request,) = receiver.wait()
    body = json.loads(request.body)
    assert (body["country_iso_code"], body["country_name"]) == ("FRA", "France")
    assert body["codecarbon_version"] == "3.3.2"


def test_the_package_is_light(host: Host) -> None:
    program = f"""
import sys; sys.path += {HOMES!r}
from collector.integrations.codecarbon import probes
before = "codecarbon" in sys.modules
from collector.integrations.codecarbon import TelemetryOutput
print(before, "codecarbon" in sys.modules, "pandas" in sys.modules)
"""
    assert host.run(program).output == "False True False\n"
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = codecarbon.nothing


class Raising:
    """A tracker of which every attribute is gone."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError("planted")


@pytest.mark.parametrize(
    "tracker", [object(), None, Raising(), SimpleNamespace(_conf=None, _hardware=3)], ids=repr
)
def test_an_unknown_tracker_gives_fewer_facts(tracker: object) -> None:
    assert facts.of(tracker, None, "direct").keys() <= {"decorator_vs_context"}


def test_a_tracker_that_has_changed_gives_the_facts_that_are_left() -> None:
    tracker = SimpleNamespace(
        _conf={"os": "Plan 9", "cpu_count": object()}, _tracking_mode="machine", _hardware=[]
    )
    found = facts.of(tracker, Run(), "direct")
    told = {
        "os": "Plan 9",
        "tracking_mode": "machine",
        "hardware_tracked": [],
        "decorator_vs_context": "direct",
    }
    assert found.items() >= told.items()
    assert "cpu_count" not in found


def test_a_mock_is_survived() -> None:
    json.dumps(facts.of(MagicMock(), None, "direct"))


# A later version, whose trackers keep their handlers and lack everything else.
FUTURE = f"""{CAUGHT}
future = {{"__name__": "codecarbon.trackers", "logger": logging.getLogger("codecarbon")}}
exec(compile('''
class Tracker:
    def __init__(self, output_handlers):
        self._output_handlers = output_handlers
        logger.warning("made")
    def start(self): return "started"
    def stop(self):
        for handler in self._output_handlers:
            handler.out(1)
            handler.live_out(1, 2)
            handler.exit()
        return "stopped"
''', "future.py", "exec"), future)
it = future["Tracker"]([TelemetryOutput()])
print(json.dumps([it.start(), it.stop(), it.stop(), reports, sorted(vars(it))]))
"""


def test_a_later_version_is_survived(host: Host) -> None:
    started, stopped, again, reports, left = answer(host, FUTURE)
    assert [started, stopped, again] == ["started", "stopped", "stopped"]
    (report,) = reports
    assert report == {
        "decorator_vs_context": "direct",
        "errors_encountered": [],
        "output_methods": [],
        "warning_count": 1,
    }
    assert left == ["_output_handlers"]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Return the clocks that a run reads: `at` in seconds, `times` of the CPUs."""
    clock = SimpleNamespace(at=0.0, times=None)
    psutil = ModuleType("psutil")
    psutil.cpu_times = lambda: clock.times  # type: ignore[attr-defined]  # a bare stand-in
    monkeypatch.setitem(sys.modules, "psutil", psutil)
    monkeypatch.setattr(meter, "time", SimpleNamespace(perf_counter=lambda: clock.at))
    return clock


class Times(tuple[float, ...]):
    """CPU times as psutil has them on Linux."""

    user = property(lambda self: self[0])
    idle = property(lambda self: self[1])
    iowait = property(lambda self: self[2])
    guest = property(lambda self: self[3])


@pytest.mark.parametrize(
    ("seconds", "after", "expected"),
    [
        (10.0, Times((25, 65, 10, 0)), 25.0),
        (10.0, Times((40, 60, 0, 10)), 40.0),  # a guest's time is in `user` already
        (10.0, Times((0, 100, 0, 0)), 0.0),
        (0.9, Times((1, 0, 0, 0)), None),
        (10.0, Times((0, 0, 0, 0)), None),
        (10.0, None, None),
    ],
    ids=str,
)
def test_utilization_is_the_share_of_busy_time(
    clock: SimpleNamespace, seconds: float, after: Times | None, expected: float | None
) -> None:
    clock.times = Times((0, 0, 0, 0))
    run = Run()
    clock.at, clock.times = seconds, after
    run.end()
    assert run.cpu_utilization(seconds) == expected


@pytest.mark.parametrize(("seconds", "expected"), [(10.0, 50.0), (9.5, 50.0), (9.0, None), (1.0, None)])
def test_where_the_start_was_missed_the_handler_must_not_be_much_older(
    clock: SimpleNamespace, seconds: float, expected: float | None
) -> None:
    clock.times = Times((0, 0, 0, 0))
    run = Run()
    clock.at, clock.times = 10.0, Times((5, 5, 0, 0))
    assert run.cpu_utilization(seconds) == expected


def data(seconds: float, ram: float, gpu: float = 0.0) -> Any:
    """Return a task, with what CodeCarbon says of it."""
    figures = {"duration": seconds, "ram_utilization_percent": ram, "gpu_utilization_percent": gpu}
    return SimpleNamespace(emissions_data=SimpleNamespace(**figures))


@pytest.mark.parametrize(
    ("tasks", "history", "expected"),
    [
        ([data(1, 20, 80), data(3, 40, 0)], [0], (35.0, 20.0)),
        ([data(1, 20, 80), data(0.5, 0, 0)], [80], (20.0, 80.0)),  # too short a task for a sample
        ([data(0.5, 0, 0)], [], (None, None)),
        ([data(2, 30, 0)], [], (30.0, None)),  # the GPU can't be sampled
    ],
    ids=["weighted", "short", "none", "no gpu sample"],
)
def test_utilization_with_tasks(tasks: list[Any], history: list[float], expected: tuple[Any, Any]) -> None:
    gpu = type("GPU", (), {"devices": SimpleNamespace(devices=["a device"])})()
    tracker = SimpleNamespace(
        _tasks=dict(enumerate(tasks)), _hardware=[gpu], _gpu_utilization_history=history
    )
    assert (facts.ram_utilization_avg(tracker), facts.gpu_utilization_avg(tracker)) == expected


@pytest.mark.parametrize("at", ["chip", "rapl", "constant", "raspberry"])
def test_other_hardware(at: str) -> None:
    def chip(name: str, **fields: Any) -> Any:
        return type(name, (), fields)()

    entries, expected = {
        "chip": (
            [chip("AppleSiliconChip", chip_part="CPU"), chip("AppleSiliconChip", chip_part="GPU")],
            (["cpu", "gpu"], "powermetrics", True),
        ),
        "rapl": ([chip("CPU", _mode="intel_rapl"), chip("RAM")], (["cpu", "ram"], "none", True)),
        "constant": ([chip("CPU", _mode="constant")], (["cpu"], "none", False)),
        "raspberry": (
            [chip("Raspberry", chip_part="RAM"), chip("Raspberry", chip_part="CPU")],
            (["cpu", "ram"], "none", True),
        ),
    }[at]
    tracker = SimpleNamespace(_hardware=entries, _conf={})
    assert (
        hardware.tracked(tracker),
        hardware.gpu_method(tracker),
        hardware.is_detected(tracker),
    ) == expected
    assert at != "rapl" or hardware.has_rapl(tracker) is True


def test_rapl_that_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tracker = SimpleNamespace(_hardware=[])
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(hardware, "RAPL", str(tmp_path / "energy_uj"))
    assert hardware.has_rapl(tracker) is False
    (tmp_path / "energy_uj").touch()
    assert hardware.has_rapl(tracker) is True
    monkeypatch.setattr(sys, "platform", "darwin")
    assert hardware.has_rapl(tracker) is None


def test_only_exceptions_that_everybody_has_are_named() -> None:
    run = Run()
    spoofed = type("Planted", (Exception,), {"__module__": "builtins"})
    for kind in (ValueError, spoofed, type("Planted", (ValueError,), {}), json.JSONDecodeError):
        for level in (logging.DEBUG, logging.ERROR):
            fault: Any = (kind, None, None)
            run.note(logging.LogRecord("codecarbon", level, "", 0, "planted", (), fault))
    assert run.errors == {"ValueError"}


TWICE = f"""{CAUGHT}
shared = [TelemetryOutput()]
for _ in range(2):
    with tracker(output_handlers=shared): time.sleep(1.1)
print(json.dumps(reports))
"""


def test_a_handler_that_serves_one_tracker_after_the_other_tells_as_much_of_each(host: Host) -> None:
    first, second = answer(host, TWICE)
    assert set(first) == set(second)


CONFIGURED = f"""{WITH_OUTPUT}
it = OfflineEmissionsTracker(**OFFLINE, output_handlers=[TelemetryOutput()])
it.start()
it.start_task("planted task"); time.sleep(0.1); it.stop_task()
it.stop()
"""


def test_the_report_of_a_real_run_holds_nothing_that_was_planted(host: Host, receiver: Receiver) -> None:
    keys = ("project_name", "experiment_id", "api_key", "electricitymaps_api_token", "output_file")
    config = "[codecarbon]\n" + "".join(f"{key} = planted\n" for key in keys)
    home = Path(host.env["HOME"])
    home.mkdir()
    for folder in (home, host.folder):
        (folder / ".codecarbon.config").write_text(config, "utf-8")
    secrets = {"CODECARBON_API_KEY": "planted", "HF_TOKEN": "planted", "CODECARBON_TELEMETRY": "extensive"}
    assert host.run(CONFIGURED, **secrets).status == 0
    (request,) = receiver.wait()
    for planted in ("planted", str(home), str(host.folder)):
        assert planted.encode() not in request.body
    sent = TelemetryCreate(**json.loads(request.body))
    assert sent.task_tracking_used
    assert sent.total_emissions_kg


def test_gpus_of_a_real_run_over_a_fake_library(host: Host, receiver: Receiver, tmp_path: Path) -> None:
    source = Path(__file__).with_name("fake_nvml.c")
    library = str(tmp_path / "libnvidia-ml.so.1")
    build = ["cc", "-shared", "-fPIC", "-Wall", "-Werror", "-DMEASURES", "-o", library, str(source)]
    subprocess.run(build, check=True)
    smi = tmp_path / "nvidia-smi"  # CodeCarbon only looks whether it can be started
    smi.write_text("#!/bin/sh\n")
    smi.chmod(0o755)
    gpus = {
        "PATH": f"{tmp_path}:{host.env['PATH']}",
        "LD_LIBRARY_PATH": str(tmp_path),
        "FAKE_NVML_NAMES": "NVIDIA H100 80GB HBM3;NVIDIA L4",
        "FAKE_NVML_MEMORY": f"{80 << 30};{24 << 30}",
        "FAKE_NVML_DRIVER": "550.54.15",
        "FAKE_NVML_CUDA": "12040",
    }
    tracked = "with OfflineEmissionsTracker(**OFFLINE, output_handlers=[TelemetryOutput()]): time.sleep(2.5)"
    assert host.run(f"{WITH_OUTPUT}{tracked}", CODECARBON_TELEMETRY="extensive", **gpus).status == 0
    (request,) = receiver.wait()
    sent = TelemetryCreate(**json.loads(request.body))
    assert (sent.gpu_count, sent.gpu_memory_total_gb, sent.gpu_utilization_avg) == (2, 104.0, 50.0)
    assert sent.gpu_model == "1 x NVIDIA H100 80GB HBM3; 1 x NVIDIA L4"
    assert (sent.gpu_driver_version, sent.cuda_version) == ("550.54.15", "12.4")
    assert (sent.gpu_detection_method, sent.hardware_tracked) == ("nvml", ["cpu", "gpu", "ram"])
    assert sent.gpu_energy_kwh
    assert b"planted" not in request.body
