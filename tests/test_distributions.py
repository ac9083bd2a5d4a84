"""What distributions say of themselves, whole and broken, as real tools install them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Machine

from collector import snapshot
from collector.context import Context
from collector.sources import distributions

URL = "file:///home/ada/secret-project"
METADATA = "Metadata-Version: 2.1\nName: codecarbon\nVersion: 3.3.2\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site-packages"


def install(site: Path, name: str = "codecarbon-3.3.2", **files: str | bytes) -> None:
    """Write a distribution; `METADATA="..."` and `direct_url="..."` are its files."""
    folder = site / f"{name}.dist-info"
    folder.mkdir(parents=True)
    for file, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / {"direct_url": "direct_url.json"}.get(file, file)).write_bytes(data)


@pytest.mark.parametrize(
    ("metadata", "version"),
    [
        (METADATA, "3.3.2"),
        (METADATA.replace("3.3.2", "3.3.2+local.1"), "3.3.2+local.1"),
        (METADATA.replace("3.3.2", ""), None),
        ("Metadata-Version: 2.1\nName: codecarbon\n", None),
        ("", None),
        (b"Name: codecarbon\nVersion: 3.3.2\nAuthor: Ren\xe9\n", None),
    ],
)
def test_version_is_what_the_metadata_states(
    machine: Machine, site: Path, metadata: str | bytes, version: str | None
) -> None:
    install(site, METADATA=metadata)
    assert distributions.version(machine(path=(str(site),)), "codecarbon") == version


def test_no_metadata_is_no_version(machine: Machine, site: Path) -> None:
    install(site)
    assert distributions.version(machine(path=(str(site),)), "codecarbon") is None


def test_the_first_name_with_a_version_counts(machine: Machine, site: Path) -> None:
    install(site, "torch-0")
    install(site, "tensorflow_cpu-2.17.0", METADATA="Name: tensorflow-cpu\nVersion: 2.17.0\n")
    context = machine(path=(str(site),))
    assert distributions.version(context, "absent", "torch", "tensorflow-cpu") == "2.17.0"
    assert distributions.version(context, "absent") is None
    assert distributions.version(context) is None


@pytest.mark.parametrize(
    ("installer", "method"),
    [
        ("pip\n", "pip"),
        ("uv", "uv"),
        ("conda", "conda"),
        ("conda-pypi", "conda"),
        ("uv-pixi", "pixi"),
        ("Poetry 2.1.1", "poetry"),
        ("poetry 1.8.3\n", "poetry"),
        ("bazel", "bazel"),
        ("", "unknown"),
        (" \n", "unknown"),
        (b"\xff\xfe", "unknown"),
    ],
)
def test_the_installer_names_itself(
    machine: Machine, site: Path, installer: str | bytes, method: str
) -> None:
    install(site, METADATA=METADATA, INSTALLER=installer)
    assert distributions.install_method(machine(path=(str(site),)), "codecarbon") == method


@pytest.mark.parametrize(
    ("direct_url", "method"),
    [
        (json.dumps({"url": URL, "dir_info": {"editable": True}}), "editable"),
        (json.dumps({"url": URL, "dir_info": {"editable": False}}), "pip"),
        (json.dumps({"url": URL, "dir_info": {"editable": "yes"}}), "pip"),
        (json.dumps({"url": URL, "dir_info": {}}), "pip"),
        (json.dumps({"url": URL, "dir_info": [True]}), "pip"),
        (json.dumps({"url": URL, "archive_info": {}}), "pip"),
        (json.dumps([URL]), "pip"),
        ("null", "pip"),
        ("{", "pip"),
        ("", "pip"),
        ("[" * 100_000, "pip"),
        (b"\xff", "pip"),
    ],
)
def test_editable_is_told_by_its_record(
    machine: Machine, site: Path, direct_url: str | bytes, method: str
) -> None:
    install(site, METADATA=METADATA, INSTALLER="pip\n", direct_url=direct_url)
    assert distributions.install_method(machine(path=(str(site),)), "codecarbon") == method


def test_no_installer_is_unknown_and_no_distribution_none(machine: Machine, site: Path) -> None:
    install(site, METADATA=METADATA)
    context = machine(path=(str(site), "/nowhere"))
    assert distributions.install_method(context, "codecarbon") == "unknown"
    assert distributions.install_method(context, "absent") is None


def test_this_environment_has_pytest() -> None:
    context = Context.here("minimal", snapshot.take([], {}))
    assert distributions.version(context, "pytest") == pytest.__version__
    assert distributions.install_method(context, "pytest")
