"""What codegen writes, and how it writes it.

`specs/acme/expected` is what it should write for `specs/acme/telemetry.yaml`. After a change, in tests:
PYTHONPATH=. collector codegen specs/acme/telemetry.yaml --out specs/acme/expected
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import cattrs
import pytest
from jsonschema import Draft202012Validator

from collector import codegen, spec
from collector.codegen.source import GENERATED, docstring, literal

TESTS = Path(__file__).parent
ROOT = TESTS.parent
ACME = TESTS / "specs/acme/telemetry.yaml"
EXPECTED = TESTS / "specs/acme/expected"
REAL = ROOT / "schema/telemetry.yaml"
PACKAGES = {ACME: EXPECTED / "acme_telemetry", REAL: ROOT / "generated/codecarbon_telemetry"}
BOTH = pytest.mark.parametrize("path", PACKAGES, ids=lambda path: path.parent.name)
SCALARS = {"string", "integer", "number", "boolean"}
HOSTILE = 'Ends in a "quote" and a \\N backslash \\'


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder but Python's caches."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def everything(folder: Path) -> dict[str, bytes | None]:
    """Return every file and folder below a folder."""
    found = sorted(folder.rglob("*"))
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in found}


def python(
    *arguments: str, cwd: Path = ROOT, env: Mapping[str, str] = {}
) -> subprocess.CompletedProcess[str]:
    """Run Python from another process, as a maintainer does."""
    paths = os.pathsep.join(map(str, (ROOT, ROOT / "generated", TESTS)))
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": paths, **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def schemas(path: Path) -> dict[str, Any]:
    files = codegen.render(spec.load(path)).items()
    return {name: json.loads(text) for name, text in files if name.endswith(".json")}


@pytest.fixture
def acme(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the models of the second product."""
    monkeypatch.syspath_prepend(str(EXPECTED))
    return importlib.import_module("acme_telemetry.models")


@pytest.fixture
def written(tmp_path: Path) -> tuple[dict[str, str], Path]:
    """Return the second product's files, and a folder that they were just written to."""
    files = codegen.render(spec.load(ACME))
    codegen.write(files, tmp_path / "package")
    return files, tmp_path / "package"


def test_a_second_product_gets_exactly_the_expected_package() -> None:
    files = {
        f"acme_telemetry/{name}": text.encode() for name, text in codegen.render(spec.load(ACME)).items()
    }
    assert files == tree(EXPECTED)


def test_the_generated_package_is_up_to_date() -> None:
    assert codegen.check(codegen.render(spec.load(REAL)), PACKAGES[REAL]) == []


@BOTH
def test_every_schema_is_valid_closed_and_flat(path: Path) -> None:
    for name, schema in schemas(path).items():
        Draft202012Validator.check_schema(schema)
        assert schema["additionalProperties"] is False, name
        assert schema["type"] == "object", name
        assert set(schema["required"]) <= set(schema["properties"]), name
        for field in schema["properties"].values():
            value = field["items"] if field["type"] == "array" else field
            assert value["type"] in SCALARS
            assert not {"$ref", "properties", "items", "anyOf", "oneOf", "allOf"} & set(value)


@BOTH
def test_every_text_and_list_in_a_schema_has_a_bound(path: Path) -> None:
    for schema in schemas(path).values():
        for field in schema["properties"].values():
            value = field.get("items", field)
            assert field["type"] != "array" or field["maxItems"] > 0
            assert value["type"] != "string" or {"enum", "maxLength"} & set(value)


@BOTH
def test_every_tier_contains_the_one_before(path: Path) -> None:
    properties = [list(schema["properties"]) for schema in schemas(path).values()]
    assert all(set(low) <= set(high) for low, high in pairwise(properties))


@BOTH
def test_every_example_passes_the_published_schema(path: Path) -> None:
    for schema in schemas(path).values():
        for field in schema["properties"].values():
            for example in field.get("examples", []):
                Draft202012Validator(field).validate(example)


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
@pytest.mark.parametrize("locale", [{"LC_ALL": "C"}, {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "0"}], ids=str)
def test_the_same_bytes_whatever_surrounds_it(tmp_path: Path, seed: str, locale: dict[str, str]) -> None:
    env = {**locale, "PYTHONHASHSEED": seed}
    run = python(
        "-m", "collector", "codegen", str(ACME), "--out", str(tmp_path / "out"), cwd=tmp_path, env=env
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert tree(tmp_path / "out") == tree(EXPECTED)
    check = python(str(ROOT / "scripts/codegen.py"), "--check", cwd=tmp_path, env=env)
    assert (check.returncode, check.stdout, check.stderr) == (0, "", "")


def test_the_command_reports_what_is_modified_missing_and_orphaned(tmp_path: Path) -> None:
    command = ("-m", "collector", "codegen", str(ACME), "--out", str(tmp_path))
    assert python(*command).returncode == 0
    package = tmp_path / "acme_telemetry"
    (package / "__init__.py").write_bytes((package / "__init__.py").read_bytes().replace(b"2.1", b"2.0"))
    (package / "schemas/basic.schema.json").unlink()
    (package / "notes.txt").write_text("mine")
    before = tree(tmp_path)
    run = python(*command, "--check")
    assert run.returncode == 1
    assert run.stdout.splitlines() == [
        "modified: __init__.py",
        "--- __init__.py (as it is)",
        "+++ __init__.py (as it should be)",
        "@@ -6,7 +6,7 @@",
        ' """',
        " ",
        ' PRODUCT = "acme"',
        '-VERSION = "2.0"',
        '+VERSION = "2.1"',
        ' ENV_PREFIX = "ACME"',
        ' ENDPOINT = "https://acme.example/telemetry"',
        ' TIERS = {"basic": "Basic facts, \\"as is\\"", "full": "All facts"}',
        "missing: schemas/basic.schema.json",
        "orphan: notes.txt is not an output of codegen",
    ]
    assert run.stderr == f"{package} is out of date: run codegen without --check\n"
    assert tree(tmp_path) == before


def test_the_command_tells_every_fault_and_writes_nothing(tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text(
        ACME.read_text("utf-8").replace("cpu.count", "cpu.cuont").replace("undecided", "undecidd"), "utf-8"
    )
    run = python("-m", "collector", "codegen", str(faulty), "--out", str(tmp_path / "out"))
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.splitlines() == [
        f"{faulty}:9:1: TC103 undecidd: unknown key 'undecidd', did you mean 'undecided'?",
        f"{faulty}:37:87: TC202 groups.machine.fields.cpus.probe: there is no function 'cuont' in "
        "collector.probes.cpu, did you mean 'count'?",
        "2 faults; nothing was written",
    ]
    assert not (tmp_path / "out").exists()


def test_writing_touches_only_what_changed(written: tuple[dict[str, str], Path]) -> None:
    files, folder = written
    stale, foreign = folder / "schemas/gone.schema.json", folder / "mine.py"
    stale.write_text(files["schemas/full.schema.json"], "utf-8")
    foreign.write_text("by hand")
    (folder / "models.py").write_text(f"# {GENERATED}\nout of date")
    for path in folder.rglob("*"):
        os.utime(path, (1, 1))
    assert codegen.write(files, folder) == ["models.py", "schemas/gone.schema.json"]
    assert not stale.exists()
    assert foreign.read_text() == "by hand"
    assert tree(folder) == {name: text.encode() for name, text in files.items()} | {"mine.py": b"by hand"}
    touched = {path.name for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime != 1}
    assert touched == {"models.py"}
    assert codegen.write(files, folder) == []


def test_a_file_in_the_way_that_codegen_did_not_write_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "models.py"
    mine.write_text(f"{'# by hand' * 100}\n# quotes: {GENERATED}")
    with pytest.raises(FileExistsError, match=r"models\.py was not written by codegen: move it away first"):
        codegen.write({"FIELDS.md": GENERATED, "models.py": GENERATED}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["models.py"]
    assert mine.read_text().startswith("# by hand")


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_a_disk_that_fills_up_leaves_the_folder_as_it_was(
    written: tuple[dict[str, str], Path], monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    files, folder = written
    before, write_bytes, count = tree(folder), Path.write_bytes, iter(range(1, 100))

    def failing(path: Path, data: bytes) -> int:
        if next(count) == fails_at:
            raise OSError(28, "No space left on device")
        return write_bytes(path, data)

    monkeypatch.setattr(Path, "write_bytes", failing)
    with pytest.raises(OSError, match="No space left"):
        codegen.write({name: f"{text}\n" for name, text in files.items()}, folder)
    assert tree(folder) == before


@pytest.mark.parametrize("fails_at", range(1, 12))
def test_a_move_that_fails_leaves_the_folder_as_it_was(
    written: tuple[dict[str, str], Path], monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    files, folder = written
    (folder / "schemas/gone.schema.json").write_text(files["schemas/full.schema.json"], "utf-8")
    before, replace, count = everything(folder), os.replace, iter(range(1, 100))

    def failing(source: Path, target: Path) -> None:
        if next(count) == fails_at:
            raise PermissionError(13, "Permission denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", failing)
    changed = {name: f"{text}\n" for name, text in files.items() if text} | {"more/notes.md": GENERATED}
    with pytest.raises(PermissionError):
        codegen.write(changed, folder)
    assert everything(folder) == before


def test_a_first_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(source: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(PermissionError):
        codegen.write({"schemas/models.py": GENERATED}, tmp_path / "out/package")
    assert everything(tmp_path) == {}


@pytest.mark.parametrize("blocked", ["models.py", "schemas"])
def test_what_stands_in_the_way_leaves_the_folder_as_it_was(
    written: tuple[dict[str, str], Path], tmp_path: Path, blocked: str
) -> None:
    files, _ = written
    folder = tmp_path / "other"
    target = folder / blocked / "file" if blocked == "models.py" else folder / blocked
    target.parent.mkdir(parents=True)
    target.write_text("by hand")
    with pytest.raises(OSError, match=blocked):
        codegen.write(files, folder)
    assert list(tree(folder).values()) == [b"by hand"]


@pytest.mark.parametrize("present", ["package", "models.py"])
def test_check_of_nothing_reports_everything(tmp_path: Path, present: str) -> None:
    assert codegen.check({"models.py": "x\n"}, tmp_path / present) == ["missing: models.py\n"]


def models() -> dict[str, ModuleType]:
    return {
        path.parent.name: importlib.import_module(f"{package.name}.models")
        for path, package in PACKAGES.items()
    }


@pytest.mark.parametrize("product", [path.parent.name for path in PACKAGES])
def test_models_are_frozen_keyword_only_and_resolve_to_functions(acme: ModuleType, product: str) -> None:
    tiers = list(models()[product].TIERS.values())
    assert all(issubclass(high, low) for low, high in pairwise(tiers))
    for model in tiers:
        for attribute in attrs.fields(model):
            assert attribute.kw_only
            plan = attribute.metadata
            for path in (plan["probe"], *(path for path, _ in plan["transforms"])):
                module, _, name = path.partition(":")
                assert callable(getattr(importlib.import_module(module), name))
            assert plan["tier"] in models()[product].TIERS


def test_a_model_refuses_change_and_positions(acme: ModuleType) -> None:
    payload = acme.Basic(sent="2026-01-01T10:00:00Z", level="basic")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        payload.level = "full"
    with pytest.raises(TypeError):
        acme.Basic("2026-01-01T10:00:00Z", "basic")


def test_a_plan_says_which_member_and_whether_a_yes_of_its_own_is_needed(acme: ModuleType) -> None:
    plans = {attribute.name: attribute.metadata for attribute in attrs.fields(acme.Full)}
    members = {name: plan["member"] for name, plan in plans.items() if "member" in plan}
    torch, tf = ("torch", ("torch",)), ("tf", ("tensorflow", "tf-nightly"))
    assert members == {"has_torch": torch, "torch_version": torch, "has_tf": tf, "tf_version": tf}
    assert {name for name, plan in plans.items() if plan.get("opt_in")} == {"shop_hash"}


def test_cattrs_structures_the_models(acme: ModuleType) -> None:
    data = {"sent": "2026-01-01T10:00:00Z", "level": "full", "cpus": 8, "plan": "größer", "big_orders": True}
    data |= {"carriers": ["a|b", "post"], "has_tf": False, "torch_version": "2.4.1+cu121"}
    payload = cattrs.structure(data, acme.Full)
    assert (payload.cpus, payload.memory, payload.plan) == (8, None, "größer")
    unstructured = {name: value for name, value in cattrs.unstructure(payload).items() if value is not None}
    assert unstructured == data
    Draft202012Validator(schemas(ACME)["schemas/full.schema.json"]).validate(unstructured)


@pytest.mark.parametrize("path", PACKAGES.values(), ids=lambda path: path.name)
def test_importing_a_generated_package_imports_nothing_heavy(path: Path) -> None:
    program = f"import sys; before = set(sys.modules); import {path.name}; print(*set(sys.modules) - before)"
    run = python("-S", "-c", program, env={"PYTHONPATH": str(path.parent)})
    assert (run.stdout.split(), run.stderr) == ([path.name], "")


def test_any_text_survives_in_code_and_in_the_table(tmp_path: Path) -> None:
    text = ACME.read_text("utf-8").replace("A keyed hash.", f"'{HOSTILE}'")
    files = codegen.render(spec.parse(text, "spec.yaml"))
    compile(files["models.py"], "models.py", "exec")
    assert docstring(HOSTILE) in files["models.py"]
    tables = [line for line in files["FIELDS.md"].splitlines() if line.startswith("|")]
    assert {line.replace(r"\|", "").count("|") for line in tables} == {5}


@pytest.mark.parametrize(
    "value",
    [True, 1, -1.5, HOSTILE, "größer\n\t\0\u2028", [], ["one"], ["word"] * 60, {}, {"a": ["b"] * 40, "c": 1}],
    ids=lambda value: str(value)[:20],
)
@pytest.mark.parametrize("indent", [0, 12])
def test_literals_are_python_for_the_value(value: object, indent: int) -> None:
    text = literal(value, indent)
    assert eval(text) == _frozen(value)  # noqa: S307 - what codegen wrote is code
    assert all(len(line) <= 110 for line in text.splitlines())


def _frozen(value: object) -> object:
    """Return the value with lists as tuples, as generated code has them."""
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


@pytest.mark.parametrize("text", ["plain", HOSTILE, '"', '"""', "\\", '\\"', "größer"])
def test_docstrings_are_python_for_the_text(text: str) -> None:
    assert eval(docstring(text)) == text  # noqa: S307 - what codegen wrote is code
