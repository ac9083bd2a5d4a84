"""The version of cuDNN: from distributions, PyTorch, mapped libraries and headers, all in folder trees."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Machine

from collector.probes import cudnn


def wheel(folder: Path, name: str, version: str) -> None:
    """Write the metadata of an installed distribution."""
    metadata = folder / f"{name.replace('-', '_')}-{version}.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")


def test_version_of_the_wheels(machine: Machine, tmp_path: Path) -> None:
    wheel(tmp_path / "old", "nvidia-cudnn-cu11", "8.9.6.50")
    wheel(tmp_path / "new", "nvidia-cudnn-cu12", "9.27.0.42")
    old, new = str(tmp_path / "old"), str(tmp_path / "new")
    assert cudnn.version(machine(path=(old,), cudnn=90100)) == "8.9.6"
    assert cudnn.version(machine(path=(old, new), cudnn=90100)) == "9.27.0"


@pytest.mark.parametrize("metadata", [b"", b"Name: x\n", b"Version: nine\n", b"Version: \xff\xfe\n"])
def test_version_of_a_wheel_with_broken_metadata(machine: Machine, tmp_path: Path, metadata: bytes) -> None:
    wheel(tmp_path / "site", "nvidia-cudnn-cu13", "9.27.0.42")
    next((tmp_path / "site").glob("*/METADATA")).write_bytes(metadata)
    wheel(tmp_path / "site", "nvidia-cudnn-cu12", "9.1.0.70")
    assert cudnn.version(machine(path=(str(tmp_path / "site"),))) == "9.1.0"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (90100, "9.1.0"),
        (92700, "9.27.0"),
        (100203, "10.2.3"),
        (8907, "8.9.7"),
        (7605, "7.6.5"),
        (0, None),
        (-1, None),
    ],
)
def test_version_as_pytorch_has_read_it(machine: Machine, number: int, expected: str | None) -> None:
    assert cudnn.version(machine(cudnn=number)) == expected


def test_version_that_the_host_has_mapped(machine: Machine) -> None:
    line = "7f2c-7f2d r-xp 0000 fd:01 42      /usr/lib/x86_64-linux-gnu/"
    maps = f"{line}libcudnn_ops.so.8.0.1\n{line}libcudnn.so.9\n{line}libcudnn.so.9.1.0\n7ffc r-xp [vdso]\n"
    header = "#define CUDNN_MAJOR 8\n#define CUDNN_MINOR 9\n#define CUDNN_PATCHLEVEL 7\n"
    files = {"/proc/77/maps": maps, "/usr/include/cudnn_version.h": header}
    assert cudnn.version(machine(files, pid=77)) == "9.1.0"
    assert cudnn.version(machine(files, pid=78)) == "8.9.7"


@pytest.mark.parametrize(
    "folder", ["/usr/include", "/usr/local/cuda/include", "/usr/include/aarch64-linux-gnu"]
)
def test_version_in_the_header(machine: Machine, folder: str) -> None:
    parts = ["#define CUDNN_MAJOR 9\n", "#define CUDNN_MINOR 16\n", "#define CUDNN_PATCHLEVEL 0\n"]
    more = "#define CUDNN_VERSION (CUDNN_MAJOR * 10000)\n#define CUDNN_MAX_SM_MAJOR_NUMBER 12\n"
    name = f"{folder}/cudnn_version.h"
    assert cudnn.version(machine({name: "".join(parts) + more}, machine="aarch64")) == "9.16.0"
    assert cudnn.version(machine({name: "".join(parts[:2]) + more}, machine="aarch64")) is None
