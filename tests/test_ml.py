"""Machine-learning libraries that are loaded, installed, broken, or only lying about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import codecarbon_telemetry
import pytest
from conftest import Machine

from collector import plan, snapshot
from collector.context import Context, Member
from collector.probes import ml

PRIVATE = "/home/ada/secret-project"
PRODUCT: Any = codecarbon_telemetry
FIELDS = {field.name: field for field in plan.load(PRODUCT, "extensive").fields if field.member}
MEMBERS = {field.member.name: field.member for field in FIELDS.values() if field.member}
EACH = pytest.mark.parametrize("member", MEMBERS.values(), ids=MEMBERS)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "root" / "site-packages"


def install(site: Path, name: str, version: str = "1.2.3", metadata: bytes | None = None) -> None:
    folder = site / f"{name.replace('-', '_')}-{version}.dist-info"
    folder.mkdir(parents=True)
    text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
    (folder / "METADATA").write_bytes(text if metadata is None else metadata)


def ask(context: Context, member: Member) -> tuple[bool, str | None]:
    """Return what the two fields of a member say before their transforms."""
    names = (f"has_{member.name}", f"{member.name}_version")
    has, version = (plan.resolve(FIELDS[name].probe)(context.about(name, member)) for name in names)
    assert isinstance(has, bool)
    assert version is None or isinstance(version, str)
    return has, version


def test_seven_libraries_have_fields() -> None:
    names = "torch transformers diffusers tensorflow keras pytorch_lightning fastai"
    assert list(MEMBERS) == names.split()
    assert list(FIELDS) == [field for name in MEMBERS for field in (f"has_{name}", f"{name}_version")]
    assert {*MEMBERS, *ml.FRAMEWORKS, *ml.ON_TORCH, *ml.BACKENDS} <= set(snapshot.MODULES)


def test_without_a_member_nothing_is_known(machine: Machine) -> None:
    context = machine(modules={"torch": "2.4.0"})
    assert (ml.installed(context), ml.version(context)) == (None, None)


@pytest.mark.parametrize(
    ("modules", "framework", "primary"),
    [
        ("", "none", "none"),
        ("torch", "pytorch", "pytorch"),
        ("tensorflow", "tensorflow", "tensorflow"),
        ("jax", "JAX", "JAX"),
        ("sklearn", "sklearn", "none"),
        ("keras", "keras", "keras"),
        ("sklearn torch", "pytorch", "pytorch"),
        ("sklearn jax", "JAX", "JAX"),
        ("sklearn keras", "keras", "keras"),
        ("jax tensorflow", "tensorflow", "tensorflow"),
        ("tensorflow keras", "tensorflow", "tensorflow"),
        ("keras torch", "pytorch", "pytorch"),
        ("tensorflow torch", "pytorch", "pytorch"),
        ("transformers torch", "pytorch", "pytorch"),
        ("transformers tensorflow", "tensorflow", "tensorflow"),
        ("transformers", "none", "none"),
        ("ipykernel", "none", "none"),
    ],
)
def test_what_is_loaded_counts(machine: Machine, modules: str, framework: str, primary: str) -> None:
    context = machine(modules=dict.fromkeys(modules.split(), "1.0"))
    assert ml.framework(context) == framework
    assert ml.primary(context) == primary


@pytest.mark.parametrize(
    ("modules", "backend", "primary"),
    [
        ("keras jax tensorflow", "jax", "JAX"),
        ("keras torch tensorflow", "tensorflow", "tensorflow"),
        ("keras torch tensorflow transformers", "tensorflow", "pytorch"),
        ("keras torch lightning", "jax", "pytorch"),
        ("keras tensorflow transformers", "tensorflow", "tensorflow"),
        ("keras tensorflow", "jax", "tensorflow"),
        ("keras jax", "jax", "JAX"),
        ("keras torch", "torch", "pytorch"),
        ("keras", "jax", "keras"),
        ("keras", "", "keras"),
        ("keras sklearn", "sklearn", "keras"),
        ("keras", "numpy", "keras"),
        ("keras", "openvino", "keras"),
        ("keras", PRIVATE, "keras"),
        ("torch tensorflow", "tensorflow", "pytorch"),
        ("", "jax", "none"),
    ],
)
def test_the_backend_of_keras(machine: Machine, modules: str, backend: str, primary: str) -> None:
    context = machine(env={"KERAS_BACKEND": backend}, modules=dict.fromkeys(modules.split(), "1.0"))
    assert ml.primary(context) == primary


def test_what_is_only_installed_is_no_framework(machine: Machine, site: Path) -> None:
    for name in ("torch", "tensorflow", "keras", "jax"):
        install(site, name)
    context = machine(env={"KERAS_BACKEND": "jax"}, path=(str(site),))
    assert (ml.framework(context), ml.primary(context)) == ("none", "none")
    assert ml.primary(machine(modules={"keras": "3.9"}, path=(str(site),))) == "keras"


@EACH
def test_a_loaded_library(machine: Machine, site: Path, member: Member) -> None:
    install(site, member.distributions[0], "9.9.9")
    loaded = machine(modules={member.name: "2.4.0+cu121"}, path=(str(site),))
    assert ask(loaded, member) == (True, "2.4.0+cu121")
    assert ask(machine(modules={member.name: ""}, path=(str(site),)), member) == (True, "9.9.9")
    assert ask(machine(modules={member.name: ""}), member) == (True, None)


@pytest.mark.parametrize(
    ("modules", "version"),
    [
        ({"lightning": "2.4"}, "2.4"),
        ({"lightning": "2.4", "pytorch_lightning": "2.3"}, "2.3"),
        ({"lightning": "2.4", "pytorch_lightning": ""}, "2.4"),
    ],
    ids=str,
)
def test_a_library_that_is_loaded_by_the_name_of_its_distribution(
    machine: Machine, modules: dict[str, str], version: str
) -> None:
    assert ask(machine(modules=modules), MEMBERS["pytorch_lightning"]) == (True, version)


@pytest.mark.parametrize(
    ("member", "distribution"),
    [(member, known) for member in MEMBERS.values() for known in member.distributions],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_an_installed_library(machine: Machine, site: Path, member: Member, distribution: str) -> None:
    install(site, distribution)
    context = machine(path=(str(site),))
    assert ask(context, member) == (True, "1.2.3")
    for other in MEMBERS.values():
        assert other == member or ask(context, other) == (False, None)


@EACH
@pytest.mark.parametrize(
    "metadata", [b"", b"Name: x\n", b"Name: x\nVersion: \n", b"Name: x\nVersion: 1\nAuthor: Ren\xe9\n"]
)
def test_broken_metadata_is_no_library(machine: Machine, site: Path, member: Member, metadata: bytes) -> None:
    install(site, member.distributions[0], metadata=metadata)
    assert ask(machine(path=(str(site), "/nowhere")), member) == (False, None)


@EACH
def test_what_a_removed_library_leaves_is_none(machine: Machine, site: Path, member: Member) -> None:
    (site / f"{member.distributions[0].replace('-', '_')}-1.0.dist-info").mkdir(parents=True)
    (site / member.name / "__pycache__").mkdir(parents=True)
    (site / "torchvision-0.19.0.dist-info").mkdir()
    assert ask(machine(path=(str(site),)), member) == (False, None)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("__version__ = '2.4.0+cu121'\ndebug = False\ncuda: Optional[str] = '12.1'\n", "2.4.0+cu121"),
        ("import typing\n\n__all__ = ['__version__']\n__version__ = '2.6.0a0+git1'\n", "2.6.0a0+git1"),
        ('__version__: str = "2.6.0"\n', "2.6.0"),
        ("# __version__ = '1.0'\n", None),
        ("__version__ = version()\n", None),
        ("__version__ = '2.4.0\"\n", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_source_tree_of_torch(machine: Machine, text: str, version: str | None) -> None:
    context = machine({"/src/pytorch/torch/version.py": text}, path=("/nowhere", "/src/pytorch"))
    assert ask(context, MEMBERS["torch"]) == (version is not None, version)
    assert ask(context, MEMBERS["transformers"]) == (False, None)


def test_metadata_goes_before_a_source_tree(machine: Machine, site: Path) -> None:
    install(site, "torch", "2.4.1")
    context = machine({"/src/torch/version.py": "__version__ = '2.6.0'\n"}, path=("/src", str(site)))
    assert ask(context, MEMBERS["torch"]) == (True, "2.4.1")


def test_this_process_loads_nothing_to_answer() -> None:
    context = Context.here("minimal", snapshot.take([], {}))
    assert {ask(context, member)[0] for member in MEMBERS.values()} <= {True, False}
    assert ml.framework(context) in {*ml.FRAMEWORKS.values(), "none"}
    assert ml.primary(context) in {"pytorch", "tensorflow", "JAX", "keras", "none"}
