"""GPU probes against a fake NVML, a fake nvidia-smi, and folder trees: no GPU is needed.

The library and the program must be there before a process starts, so the probes run in a real child.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import Machine

from collector.probes import gpu
from collector.sources import nvml

REPOSITORY = Path(__file__).parents[1]
H100 = "NVIDIA H100 80GB HBM3"
L4 = "NVIDIA L4"
GIB = 2**30
NOTHING = dict.fromkeys(("count", "model", "driver_version", "memory_total", "cuda_version"))

COLLECT = """
import json, os, sys
from pathlib import Path
from collector.context import Context
from collector.probes import gpu
from collector.snapshot import Snapshot

names, root, facts = sys.argv[1].split(), Path(sys.argv[2]), json.loads(sys.argv[3])
context = Context("minimal", Snapshot(facts, sys.executable), env=dict(os.environ), root=root)
values = {name: getattr(gpu, name)(context) for name in names}
loaded = sorted({"pynvml", "GPUtil", "torch"} & set(sys.modules))
print(json.dumps({"values": values, "loaded": loaded}))
"""


class Answer(NamedTuple):
    """What a child says. values: by probe.  loaded: which of the modules to avoid it has imported."""

    values: dict[str, Any]
    loaded: list[str]


Collect = Callable[..., Answer]
Libraries = dict[str, Path]
Smi = Callable[..., dict[str, str]]
NO_GPU = {"/sys/class/net/lo/type": "772"}


@pytest.fixture(scope="session")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Libraries:
    """Build the fake NVML once: folders for LD_LIBRARY_PATH by name, one with a file that can't be loaded."""
    folders = {name: tmp_path_factory.mktemp(name) for name in ("new", "old", "broken")}
    source = Path(__file__).with_name("fake_nvml.c")
    for name, flags in {"new": [], "old": ["-DOLD_LIBRARY"]}.items():
        output = str(folders[name] / nvml.LIBRARY)
        command = ["cc", "-shared", "-fPIC", "-Wall", "-Werror", *flags, "-o", output, str(source)]
        subprocess.run(command, check=True)
    # The loader stops at this file, so that also a machine with a driver seems to have none.
    (folders["broken"] / nvml.LIBRARY).write_bytes(b"no library")
    return folders


@pytest.fixture(scope="session")
def has_gputil() -> bool:
    """Return whether GPUtil imports here; before Python 3.12 it is a dependency and has to."""
    command = [sys.executable, "-c", "import GPUtil"]
    imports = subprocess.run(command, cwd="/", stderr=subprocess.DEVNULL, check=False).returncode == 0
    assert imports or sys.version_info >= (3, 12)
    return imports


@pytest.fixture
def collect(tmp_path: Path, machine: Machine, libraries: Libraries) -> Collect:
    """Return a function that asks the six probes in a child: `collect(NAMES="A;B", HANG="nvmlShutdown")`.

    Upper-case keywords are the settings of the fake library; `files` is the machine's folder tree, `env`
    holds more variables, `before` is code that the child runs first.
    """

    def run(
        library: str = "new",
        before: str = "",
        files: dict[str, str] = {},
        facts: dict[str, Any] = {},
        env: dict[str, str] = {},
        **settings: str,
    ) -> Answer:
        variables = {f"FAKE_NVML_{name}": value for name, value in settings.items()}
        variables |= {"FAKE_NVML_CALLS": str(tmp_path / "calls"), "PYTHONPATH": str(REPOSITORY)}
        variables |= {"LD_LIBRARY_PATH": search_path(libraries[library]), "PATH": "/nowhere"}
        arguments = [" ".join(NOTHING), str(machine(files).root), json.dumps(facts)]
        child = subprocess.run(
            [sys.executable, "-W", "error", "-c", before + COLLECT, *arguments],
            env={**os.environ, **variables, **env},
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (child.returncode, child.stderr) == (0, "")
        return Answer(**json.loads(child.stdout))

    return run


@pytest.fixture
def files_only(monkeypatch: pytest.MonkeyPatch, machine: Machine) -> Machine:
    """Return the builder of contexts on a machine without NVML, also where the tests run beside a GPU."""
    monkeypatch.setattr(nvml, "LIBRARY", "libnvidia-ml.so.absent")
    return machine


@pytest.fixture
def smi(tmp_path: Path) -> Smi:
    """Return a function that writes an nvidia-smi and gives the variables under which it is found."""

    def write(output: str, status: int = 0, sleep: int = 0) -> dict[str, str]:
        (tmp_path / "bin").mkdir()
        (tmp_path / "output").write_text(output, encoding="utf-8")
        program = tmp_path / "bin" / "nvidia-smi"
        program.write_text(f"#!/bin/sh\nsleep {sleep}\ncat '{tmp_path / 'output'}'\nexit {status}\n")
        program.chmod(0o755)
        return {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}

    return write


def search_path(folder: Path) -> str:
    """Return LD_LIBRARY_PATH with the folder in front; an interpreter may need what is on it already."""
    return os.pathsep.join(filter(None, [str(folder), os.environ.get("LD_LIBRARY_PATH")]))


def row(index: int, name: str = L4, memory: str = "23034", driver: str = "550.54.15") -> str:
    """Return a line as nvidia-smi answers GPUtil's query; what identifies a GPU is part of it."""
    return f"{index}, GPU-1f2e, 0, {memory}, 1, {memory}, {driver}, {name}, 1320021, Off, Off, 30\n"


def gpus(count: int) -> dict[str, str]:
    """Return the files of NVIDIA's kernel module for so many GPUs."""
    folders = [f"/proc/driver/nvidia/gpus/0000:{index:02x}:00.0" for index in range(count)]
    return {f"{folder}/information": "Model: \t\t Unknown\n" for folder in folders}


def card(name: str, vendor: str = "0x1002", memory: str | None = None) -> dict[str, str]:
    """Return the files of one entry of /sys/class/drm."""
    files = {f"/sys/class/drm/{name}/device/vendor": vendor + "\n"}
    return files if memory is None else {**files, f"/sys/class/drm/{name}/device/mem_info_vram_total": memory}


# NVML


def test_no_library_costs_no_import(collect: Collect) -> None:
    assert collect("broken") == Answer(NOTHING, loaded=[])


@pytest.mark.parametrize("names", ["", f"{H100};{H100}"])
def test_driver_not_loaded(collect: Collect, names: str) -> None:
    values = collect(files=NO_GPU, INIT="9", NAMES=names, DRIVER="550.54.15").values
    assert values == {**NOTHING, "count": 0}


@pytest.mark.parametrize("devices", [0, 1, 2])
def test_equal_devices(collect: Collect, devices: int) -> None:
    names, memory = ";".join([H100] * devices), ";".join([str(80 * GIB)] * devices)
    answer = collect(files=NO_GPU, NAMES=names, MEMORY=memory, DRIVER="550.54.15", CUDA="12040")
    assert answer.values == {
        "count": devices,
        "model": f"{devices} x {H100}" if devices else None,
        "driver_version": "550.54.15",
        "memory_total": 80.0 * devices if devices else None,
        "cuda_version": "12.4",
    }
    assert answer.loaded == ["pynvml"]


def test_mixed_devices_in_order_of_appearance(collect: Collect) -> None:
    values = collect(NAMES=f"{L4};{H100};{L4}", MEMORY=f"{24 * GIB};{80 * GIB};{24 * GIB}").values
    assert values["model"] == f"2 x {L4}; 1 x {H100}"
    assert values["memory_total"] == 128.0


@pytest.mark.parametrize("error", ["!3", "!4", "0"], ids=["not supported", "no permission", "zero"])
def test_memory_that_one_device_does_not_tell(collect: Collect, error: str) -> None:
    values = collect(NAMES=f"{H100};NVIDIA GB10", MEMORY=f"{80 * GIB};{error}").values
    assert (values["count"], values["memory_total"]) == (2, None)
    assert values["model"] == f"1 x {H100}; 1 x NVIDIA GB10"


def test_device_lost_in_the_middle(collect: Collect) -> None:
    values = collect(NAMES="A;B;C", MEMORY="1;1;1", LOST="1", DRIVER="550.54.15", CUDA="13000").values
    expected = {"count": 3, "driver_version": "550.54.15", "cuda_version": "13.0"}
    assert values == {**NOTHING, **expected}


@pytest.mark.parametrize(
    ("library", "before"),
    [("old", ""), ("new", "import pynvml; del pynvml.nvmlSystemGetCudaDriverVersion_v2\n")],
    ids=["library", "pynvml"],
)
def test_function_that_an_old_release_lacks(collect: Collect, library: str, before: str) -> None:
    values = collect(library, before, NAMES=H100, MEMORY=str(80 * GIB), DRIVER="390.157", CUDA="9010").values
    expected = {"count": 1, "model": f"1 x {H100}", "memory_total": 80.0, "driver_version": "390.157"}
    assert values == {**NOTHING, **expected}


@pytest.mark.parametrize("name", [H100, f" {H100} "])
def test_names_as_bytes_and_as_text(collect: Collect, name: str) -> None:
    as_bytes = """
import pynvml
ask = pynvml.nvmlDeviceGetName
pynvml.nvmlDeviceGetName = lambda handle: ask(handle).encode()
"""
    for before in ("", as_bytes):
        assert collect(before=before, NAMES=name).values["model"] == f"1 x {name.strip()}"


def test_name_in_no_known_encoding(collect: Collect) -> None:
    before = 'import pynvml; pynvml.nvmlDeviceGetName = lambda handle: b"NVIDIA \\xff"\n'
    assert collect(before=before, NAMES=H100).values["model"] == "1 x NVIDIA \ufffd"


def test_pynvml_that_does_not_import(collect: Collect) -> None:
    before = 'import sys; sys.modules["pynvml"] = None\n'
    assert collect(before=before, NAMES=H100).values == NOTHING


@pytest.mark.parametrize("function", ["nvmlInitWithFlags", "nvmlDeviceGetMemoryInfo"])
def test_library_that_hangs_leaves_the_files(collect: Collect, tmp_path: Path, function: str) -> None:
    files = {**gpus(2), "/proc/driver/nvidia/version": "NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue"}
    values = collect(files=files, HANG=function, NAMES=f"{H100};{H100}", MEMORY="1;1").values
    assert values == {**NOTHING, "count": 2, "driver_version": "550.54.15"}
    calls = (tmp_path / "calls").read_text().split()
    assert calls.count("nvmlInitWithFlags") == 1  # the six probes wait for it once
    assert calls[-1] == function


def test_shutdown_that_hangs_loses_nothing(collect: Collect) -> None:
    values = collect(HANG="nvmlShutdown", NAMES=H100, DRIVER="550.54.15").values
    assert (values["model"], values["driver_version"]) == (f"1 x {H100}", "550.54.15")


def test_library_that_fails_could_not_tell(collect: Collect) -> None:
    # 18: the library and the kernel module are of two releases, as after an upgrade without a reboot.
    assert collect(files=NO_GPU, INIT="18", NAMES=H100).values == NOTHING
    values = collect(files=NO_GPU, COUNT="999", NAMES=H100, DRIVER="550.54.15", CUDA="12040").values
    assert values == {**NOTHING, "driver_version": "550.54.15", "cuda_version": "12.4"}


def test_one_session_and_nothing_that_identifies_a_gpu(collect: Collect, tmp_path: Path) -> None:
    collect(NAMES=f"{H100};{L4}", MEMORY="1;1", DRIVER="550.54.15", CUDA="12040")
    device = ["nvmlDeviceGetHandleByIndex_v2", "nvmlDeviceGetMemoryInfo", "nvmlDeviceGetName"]
    versions = ["nvmlSystemGetDriverVersion", "nvmlSystemGetCudaDriverVersion_v2"]
    calls = ["nvmlInitWithFlags", "nvmlDeviceGetCount_v2", *device, *device, *versions, "nvmlShutdown"]
    assert (tmp_path / "calls").read_text().split() == calls


def test_fake_library_refuses_to_identify_a_gpu(libraries: Libraries) -> None:
    code = "import pynvml; pynvml.nvmlInit(); pynvml.nvmlDeviceGetUUID(pynvml.nvmlDeviceGetHandleByIndex(0))"
    env = {**os.environ, "LD_LIBRARY_PATH": search_path(libraries["new"]), "FAKE_NVML_NAMES": H100}
    child = subprocess.run([sys.executable, "-c", code], env=env, cwd=libraries["new"], check=False)
    assert child.returncode == -signal.SIGABRT


# What the host says


@pytest.mark.parametrize("told", [True, "2", -1, 2.0])
def test_count_of_another_kind_is_not_taken(files_only: Machine, told: object) -> None:
    context = files_only(NO_GPU, {"gpu_count": told})
    assert gpu.count(context) == 0


def test_host_without_a_measurable_gpu_does_not_hide_one(files_only: Machine) -> None:
    assert gpu.count(files_only({}, {"gpu_count": 0}, system="Windows")) == 0
    assert gpu.count(files_only(gpus(2), {"gpu_count": 0})) == 2


def test_host_that_counts_other_devices_leaves_theirs_unknown(collect: Collect) -> None:
    values = collect(facts={"gpu_count": 1}, NAMES=f"{H100};{L4}", MEMORY=f"{GIB};{GIB}", DRIVER="550.54.15")
    assert values.values == {**NOTHING, "count": 1, "driver_version": "550.54.15"}


def test_model_of_the_host_where_its_parts_are_apart(collect: Collect) -> None:
    facts = {"gpu_count": 2, "gpu_model": f"2 x {L4}"}
    assert collect("broken", facts=facts).values == {**NOTHING, "count": 2, "model": f"2 x {L4}"}
    several = {"gpu_count": 3, "gpu_model": "2 x AMD Instinct MI300X; 1 x AMD Instinct MI210"}
    assert collect("broken", facts=several).values["model"] == several["gpu_model"]
    partly = {"gpu_count": 3, "gpu_model": f"1 x {H100}; 1 x {L4}1 x NVIDIA T4"}
    assert collect("broken", facts=partly).values["model"] is None
    joined = {"gpu_count": 2, "gpu_model": f"1 x {L4}1 x {H100}"}
    assert collect("broken", facts=joined).values["model"] is None
    assert collect(facts=joined, NAMES=f"{L4};{H100}").values["model"] == f"1 x {L4}; 1 x {H100}"


def test_apple_silicon_as_the_host_knows_it(files_only: Machine) -> None:
    context = files_only(facts={"gpu_count": 1, "gpu_model": "Apple M1"}, system="Darwin")
    assert (gpu.count(context), gpu.model(context), gpu.memory_total(context)) == (1, "Apple M1", None)


# GPUtil


def test_gputil_where_it_imports(collect: Collect, smi: Smi, has_gputil: bool) -> None:
    answer = collect("broken", env=smi(row(0) + row(1, H100, "81559")))
    expected = {
        "count": 2,
        "model": f"1 x {L4}; 1 x {H100}",
        "driver_version": "550.54.15",
        "memory_total": (23034 + 81559) / 1024,
    }
    assert answer.values == ({**NOTHING, **expected} if has_gputil else NOTHING)
    assert answer.loaded == []  # it was imported in a child of its own


def test_gputil_fills_in_what_the_files_lack(
    collect: Collect,
    smi: Smi,
    has_gputil: bool,
) -> None:
    expected = {"model": f"2 x {L4}", "memory_total": 2 * 23034 / 1024, "driver_version": "550.54.15"}
    values = collect("broken", files=gpus(2), env=smi(row(0) + row(1))).values
    assert values == {**NOTHING, "count": 2, **(expected if has_gputil else {})}


def test_gputil_that_sees_another_number_than_the_files(collect: Collect, smi: Smi) -> None:
    values = collect("broken", files=gpus(2), env=smi(row(0))).values
    assert (values["count"], values["model"], values["memory_total"]) == (2, None, None)


def test_gputil_is_not_asked_where_nvml_answers(collect: Collect, smi: Smi) -> None:
    assert collect(NAMES=H100, env=smi(row(0) + row(1))).values["model"] == f"1 x {H100}"


def test_nvidia_smi_is_looked_for_in_the_given_environment_alone(
    monkeypatch: pytest.MonkeyPatch, files_only: Machine, smi: Smi
) -> None:
    monkeypatch.setattr("collector.sources.gputil.python_output", lambda *_: '[["A", 1024, "1.2"]]')
    monkeypatch.setenv("PATH", smi("")["PATH"])
    assert gpu.count(files_only(env={})) is None
    assert gpu.count(files_only(env=dict(os.environ))) == 1


def test_values_that_nvidia_smi_can_not_read(collect: Collect, smi: Smi, has_gputil: bool) -> None:
    values = collect("broken", env=smi(row(0, "[Unknown Error]", "[N/A]", "[N/A]"))).values
    assert values == {**NOTHING, "count": 1 if has_gputil else None}


@pytest.mark.parametrize(
    ("output", "status", "sleep"),
    [
        ("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n", 9, 0),
        ("No devices were found\n", 6, 0),
        (row(0, memory="0"), 0, 0),
        ("\x00, \n", 0, 0),
        ("", 0, 0),
        (row(0), 0, 600),
    ],
    ids=["broken driver", "no devices", "no memory", "rubbish", "nothing", "hang"],
)
def test_nvidia_smi_that_does_not_answer(
    collect: Collect, smi: Smi, output: str, status: int, sleep: int
) -> None:
    assert collect("broken", env=smi(output, status, sleep)).values == NOTHING


ROWS = ["", "{}", "[1]", "[[1, 2, 3]]", '[[1, 2, "1.2"]]', '[["A", 1e308, "1.2"]]', '[["A", null, "1.2"]]']


@pytest.mark.parametrize("rows", ROWS)
def test_rows_that_are_none(monkeypatch: pytest.MonkeyPatch, files_only: Machine, rows: str) -> None:
    monkeypatch.setattr("collector.sources.gputil.shutil.which", lambda *_, **__: "/usr/bin/nvidia-smi")
    monkeypatch.setattr("collector.sources.gputil.python_output", lambda *_: rows)
    context = files_only(env={"PATH": "/usr/bin"})
    assert (gpu.count(context), gpu.model(context), gpu.memory_total(context)) == (None, None, None)


# The kernel's files


def test_amd(files_only: Machine) -> None:
    files = card("card0", memory=str(64 * GIB)) | card("card10", memory=str(64 * GIB) + "\n")
    others = card("card1", vendor="0x1a03") | card("card0-DP-1") | card("renderD128")
    context = files_only({**files, **others, "/sys/module/amdgpu/version": "6.8.5\n"})
    assert (gpu.count(context), gpu.memory_total(context), gpu.driver_version(context)) == (2, 128.0, "6.8.5")
    assert (gpu.model(context), gpu.cuda_version(context)) == (None, None)


@pytest.mark.parametrize("memory", [None, "", "0", "-1", "many"])
def test_amd_without_memory_or_module_version(files_only: Machine, memory: str | None) -> None:
    context = files_only(card("card0", memory=str(GIB)) | card("card1", memory=memory))
    assert (gpu.count(context), gpu.memory_total(context), gpu.driver_version(context)) == (2, None, None)


def test_nvidia_beside_amd_speaks_for_all_fields(files_only: Machine) -> None:
    amd = {**card("card0", memory=str(GIB)), "/sys/module/amdgpu/version": "6.8.5"}
    context = files_only({**gpus(1), **amd})
    assert (gpu.count(context), gpu.memory_total(context), gpu.driver_version(context)) == (1, None, None)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024", "550.54.15"),
        ("NVIDIA UNIX aarch64 Kernel Module  535.216.01  Tue Sep 17", "535.216.01"),
        ("NVIDIA UNIX Open Kernel Module for x86_64  525.60.11  Release Build  (me@my.host)", "525.60.11"),
        ("NVIDIA UNIX Kernel Module  390  Tue", None),
        ("", None),
    ],
)
def test_wordings_of_the_kernel_module(files_only: Machine, line: str, expected: str | None) -> None:
    text = f"NVRM version: {line}\nGCC version:  gcc version 12.3.0 (Ubuntu 12.3.0-1)\n"
    context = files_only({**gpus(1), "/proc/driver/nvidia/version": text})
    assert gpu.driver_version(context) == expected


def test_none_is_said_on_linux_alone(files_only: Machine) -> None:
    assert gpu.count(files_only({})) is None  # a sandbox that shows no devices at all
    assert gpu.count(files_only(NO_GPU)) == 0
    assert gpu.count(files_only(NO_GPU, system="Darwin")) is None
