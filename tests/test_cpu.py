"""How many processors, which model, which architecture, on each system."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from types import ModuleType
from typing import Any

import psutil
import pytest
from conftest import Machine

from collector import snapshot
from collector.context import Context
from collector.probes import cpu

XEON = "Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz"
X86 = f"""processor\t: 0
vendor_id\t: GenuineIntel
cpu family\t: 6
model\t\t: 85
model name\t: {XEON}
flags\t\t: fpu vme hypervisor

processor\t: 1
model name\t: Another(R) CPU
"""
GRAVITON = """processor\t: 0
BogoMIPS\t: 243.75
Features\t: fp asimd evtstrm aes
CPU implementer\t: {implementer}
CPU architecture: 8
CPU variant\t: 0x3
CPU part\t: {part}
CPU revision\t: 1
"""
RASPBERRY = (
    GRAVITON.format(implementer="0x41", part="0xd03")
    + """
Hardware\t: BCM2835
Revision\t: a020d3
Serial\t\t: 00000000feedbeef
Model\t\t: Raspberry Pi 3 Model B Plus Rev 1.3
"""
)
ARM_32 = "processor\t: 0\nmodel name\t: ARMv7 Processor rev 4 (v7l)\nHardware\t: BCM2835\n"
POWER = "processor\t: 0\ncpu\t\t: POWER9, altivec supported\nmachine\t\t: PowerNV 8335-GTH\n"
MIPS = "system type\t: MT7621\ncpu model\t\t: MIPS 1004Kc V2.15\n"
S390X = "vendor_id       : IBM/S390\nprocessor 0: version = 00,  identification = 2733E8,  machine = 2964\n"
TOPOLOGY = "/sys/devices/system/cpu/cpu{}/topology/core_cpus_list"


def topology(*sets: str) -> dict[str, str]:
    return {TOPOLOGY.format(number): f"{text}\n" for number, text in enumerate(sets)}


def counts(monkeypatch: pytest.MonkeyPatch, logical: int | None, cores: int | None) -> None:
    def cpu_count(logical: bool = True, _by: tuple[int | None, int | None] = (cores, logical)) -> int | None:
        return _by[logical]

    monkeypatch.setattr(psutil, "cpu_count", cpu_count)


def refuse(*_: object, **__: object) -> Any:
    raise PermissionError("/proc/cpuinfo")


@pytest.fixture
def no_psutil(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psutil", None)


def test_the_hosts_count_goes_first(machine: Machine) -> None:
    assert cpu.count(machine(facts={"cpu_count": 3})) == 3


@pytest.mark.parametrize("fact", [True, 0, -2, 8.0, "8", None])
def test_no_count_of_the_host_gives_psutils(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, fact: object
) -> None:
    counts(monkeypatch, 6, 3)
    assert cpu.count(machine(facts={"cpu_count": fact})) == 6


@pytest.mark.parametrize(("counted", "expected"), [(5, 5), (None, None)])
def test_without_psutil_the_standard_library_counts(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, counted: int | None, expected: int | None
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: counted)
    counts(monkeypatch, None, None)
    assert cpu.count(machine()) == expected
    monkeypatch.setattr(psutil, "cpu_count", refuse)
    assert cpu.count(machine()) == expected
    monkeypatch.setitem(sys.modules, "psutil", None)
    assert cpu.count(machine()) == expected


@pytest.mark.parametrize(("logical", "cores", "expected"), [(8, 4, 4), (4, 4, 4), (4, 8, None), (None, 2, 2)])
def test_cores_never_outnumber_the_processors(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, logical: int | None, cores: int, expected: int | None
) -> None:
    counts(monkeypatch, logical, cores)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert cpu.physical_count(machine()) == expected


def test_a_jobs_share_hides_the_machines_cores(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    counts(monkeypatch, 128, 64)
    assert cpu.physical_count(machine(facts={"cpu_count": 4})) is None


@pytest.mark.usefixtures("no_psutil")
@pytest.mark.parametrize(
    ("files", "cores"),
    [
        (topology("0-1", "0-1", "2-3", "2-3"), 2),
        (topology("0,4", "1,5", "2,6", "3,7", "0,4", "1,5", "2,6", "3,7"), 4),
        (topology("0", "1"), 2),
        (topology(""), None),
        ({"/sys/devices/system/cpu/cpufreq/topology/core_cpus_list": "0"}, None),
        ({}, None),
    ],
)
def test_without_psutil_cores_are_sets_of_siblings(
    machine: Machine, files: dict[str, str], cores: int | None
) -> None:
    assert cpu.physical_count(machine(files, facts={"cpu_count": 16})) == cores


def test_the_hosts_model_goes_first(machine: Machine) -> None:
    context = machine({"/proc/cpuinfo": X86}, facts={"cpu_model": " AMD EPYC 7B13 "})
    assert cpu.model(context) == "AMD EPYC 7B13"


@pytest.mark.parametrize("fact", ["", "Unknown", "  ", "0000", None])
def test_a_stand_in_for_a_model_is_none(machine: Machine, fact: str | None) -> None:
    facts = {"cpu_model": fact}
    assert cpu.model(machine(facts=facts)) is None
    assert cpu.model(machine({"/proc/cpuinfo": X86}, facts=facts)) == XEON


@pytest.mark.parametrize(
    ("cpuinfo", "model"),
    [
        (X86, XEON),
        (X86.replace(XEON, "Intel(R) Xeon(R) Processor"), "Intel(R) Xeon(R) Processor"),
        (X86.replace(XEON, "unknown").replace("Another(R) CPU", "unknown"), None),
        (X86.replace(XEON, ""), None),
        (ARM_32, "ARMv7 Processor rev 4 (v7l)"),
        (RASPBERRY, "BCM2835"),
        (POWER, "POWER9, altivec supported"),
        (MIPS, "MIPS 1004Kc V2.15"),
        (S390X, None),
        (GRAVITON.format(implementer="0x41", part="0xd08"), "Cortex-A72"),
        (GRAVITON.format(implementer="0x41", part="0xd0b"), "Cortex-A76"),
        (GRAVITON.format(implementer="0x41", part="0xd0c"), "Neoverse-N1"),
        (GRAVITON.format(implementer="0x41", part="0xd40"), "Neoverse-V1"),
        (GRAVITON.format(implementer="0x41", part="0xd49"), "Neoverse-N2"),
        (GRAVITON.format(implementer="0x41", part="0xd4f"), "Neoverse-V2"),
        (GRAVITON.format(implementer="0xc0", part="0xac3"), "Ampere-1"),
        (GRAVITON.format(implementer="0x99", part="0xd0c"), None),
        (GRAVITON.format(implementer="0x41", part="0xfff"), None),
        ("", None),
    ],
)
def test_linux_keeps_it_in_cpuinfo(machine: Machine, cpuinfo: str, model: str | None) -> None:
    assert cpu.model(machine({"/proc/cpuinfo": cpuinfo})) == model


def sysctl(answer: bytes, status: int = 0) -> Callable[[None], object]:
    class Library:
        @staticmethod
        def sysctlbyname(name: bytes, buffer: Any, size: object, new: None, length: object) -> int:
            assert name == b"machdep.cpu.brand_string"
            buffer.value = answer
            return status

    return lambda name: Library


@pytest.mark.parametrize(
    ("library", "model"),
    [
        (sysctl(b"Apple M2 Pro"), "Apple M2 Pro"),
        (sysctl(b""), None),
        (sysctl(b"half an ans", status=-1), None),
        (lambda name: object(), None),
        (refuse, None),
    ],
)
def test_macos_is_asked_by_sysctl(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, library: Callable[[None], object], model: str | None
) -> None:
    monkeypatch.setattr(ctypes, "CDLL", library)
    assert cpu.model(machine({"/proc/cpuinfo": X86}, system="Darwin")) == model


def registry(values: dict[str, object]) -> ModuleType:
    def open_key(root: object, path: str) -> AbstractContextManager[str]:
        assert (root, path) == ("HKLM", r"HARDWARE\DESCRIPTION\System\CentralProcessor\0")
        return nullcontext(path)

    def query(key: str, name: str) -> tuple[object, int]:
        if name not in values:
            raise FileNotFoundError(name)
        return values[name], 1

    module = ModuleType("winreg")
    module.__dict__.update(HKEY_LOCAL_MACHINE="HKLM", OpenKey=open_key, QueryValueEx=query)
    return module


@pytest.mark.parametrize(
    ("winreg", "model"),
    [
        (registry({"ProcessorNameString": f"{XEON}   "}), XEON),
        (registry({"ProcessorNameString": 7}), None),
        (registry({}), None),
        (None, None),
    ],
)
def test_windows_keeps_it_in_the_registry(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, winreg: ModuleType | None, model: str | None
) -> None:
    monkeypatch.setitem(sys.modules, "winreg", winreg)
    assert cpu.model(machine({"/proc/cpuinfo": X86}, system="Windows")) == model


@pytest.mark.parametrize("wish", [None, "", "0", "true"])
def test_py_cpuinfo_is_not_asked_unless_wished(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, wish: str | None
) -> None:
    monkeypatch.setattr(cpu, "python_output", refuse)
    env = {} if wish is None else {"COLLECTOR_SLOW_PROBES": wish}
    assert cpu.model(machine(env=env, executable=sys.executable)) is None


@pytest.mark.parametrize(("output", "model"), [("AMD EPYC\n", "AMD EPYC"), ("\n", None), (None, None)])
def test_py_cpuinfo_is_asked_last(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, output: str | None, model: str | None
) -> None:
    monkeypatch.setattr(cpu, "python_output", lambda context, code, seconds: output)
    env = {"COLLECTOR_SLOW_PROBES": "1"}
    assert cpu.model(machine(env=env)) == model
    assert cpu.model(machine({"/proc/cpuinfo": X86}, env=env)) == XEON


def test_py_cpuinfo_really_runs_as_a_child(machine: Machine) -> None:
    assert cpu.model(machine(env={"COLLECTOR_SLOW_PROBES": "1"}, executable=sys.executable))
    assert "cpuinfo.cpuinfo" not in sys.modules


@pytest.mark.parametrize(
    ("machine_name", "architecture"),
    [
        ("x86_64", "x86_64"),
        ("AMD64", "x86_64"),
        ("aarch64", "arm64"),
        ("arm64", "arm64"),
        ("ARM64", "arm64"),
        ("i386", "x86"),
        ("i686", "x86"),
        ("armv7l", "armv7"),
        ("armv8l", "armv7"),
        ("ppc64le", "ppc64le"),
        ("s390x", "s390x"),
        ("riscv64", "riscv64"),
        ("loongarch64", "loongarch64"),
        ("", None),
    ],
)
def test_architectures_have_one_spelling(
    machine: Machine, machine_name: str, architecture: str | None
) -> None:
    assert cpu.architecture(machine(machine=machine_name)) == architecture


def test_this_machine_knows_its_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    context = Context.here("minimal", snapshot.take([], {}))
    count, cores = cpu.count(context), cpu.physical_count(context)
    assert count
    assert cpu.architecture(context)
    monkeypatch.setitem(sys.modules, "psutil", None)
    assert cpu.count(context) == count
    assert cpu.physical_count(context) in (cores, None)
