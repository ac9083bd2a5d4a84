"""What is sent from environments that the real tools have made, by a Python that runs there; no downloads."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from environments import BASE, PIPENV, POETRY, SNAPSHOT, UV, Workshop, received, sent

from collector.context import Context
from collector.sources import distributions

OURS = "telemetry-collector"  # the name is enough here: its wheel is a stand-in without modules
TORCH = "2.13.0+cpu"
PROJECT = """\
[project]
name = "acme"
version = "1.0"
requires-python = ">=3.10"
"""
NO_PACKAGE = """\
[tool.poetry]
package-mode = false
"""
NOTEBOOK: dict[str, Any] = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": []}
# Executes a notebook as `jupyter execute` does, and prints what its cells have printed.
EXECUTE = """\
import nbclient, nbformat, sys
notebook = nbclient.execute(nbformat.read(sys.argv[1], 4))
print("".join(output["text"] for cell in notebook.cells for output in cell.outputs))
"""


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    folder = tmp_path / "workshop"
    folder.mkdir()
    return Workshop(folder)


def environment_of(context: Context) -> tuple[str | None, str]:
    """Return what is sent of the kind of environment, None for nothing, and of its package manager."""
    fields = sent(context, "python_env_type", "python_package_manager")
    return fields.get("python_env_type"), fields["python_package_manager"]


@pytest.mark.parametrize(
    ("tools", "env_type", "manager"),
    [
        ("venv", "venv", "pip"),
        ("virtualenv", "virtualenv", "pip"),
        ("uv", "uv", "uv"),
        ("conda", "conda", "conda"),
        ("pixi", "conda", "pixi"),
        # An environment that was made from within another is what it was made as, last.
        ("conda venv", "venv", "pip"),
        ("conda uv", "uv", "uv"),
        ("uv venv", "venv", "pip"),
        ("uv virtualenv", "virtualenv", "pip"),
    ],
)
def test_environments_are_known_by_their_makers(
    workshop: Workshop, tools: str, env_type: str, manager: str
) -> None:
    python = workshop.environment(tools)
    context = workshop.context(python)
    assert context.snapshot.prefix == str(python.parents[1])
    assert environment_of(context) == (env_type, manager)


def test_a_python_in_no_environment_is_the_systems(workshop: Workshop) -> None:
    python = workshop.environment("bare")
    assert environment_of(workshop.context(python))[0] == "system"


def test_the_python_below_this_environment(workshop: Workshop) -> None:
    is_conda = Path(sys.base_prefix, "conda-meta").is_dir()
    context = workshop.context(BASE)
    assert context.snapshot.prefix == sys.base_prefix
    assert environment_of(context)[0] == ("conda" if is_conda else "system")


def test_an_activated_environment_is_not_that_of_another_python(workshop: Workshop) -> None:
    other = str(workshop.environment("conda").parents[1])
    python = workshop.environment("virtualenv")
    context = workshop.context(python, env={"VIRTUAL_ENV": other, "CONDA_PREFIX": other})
    assert environment_of(context) == ("virtualenv", "pip")


@pytest.mark.parametrize(
    ("tools", "env_type"), [("bare", "system"), ("virtualenv", "virtualenv"), ("uv", "uv")]
)
def test_uv_run_with_a_given_python(workshop: Workshop, tools: str, env_type: str) -> None:
    python = workshop.environment(tools)
    context = workshop.context(UV, "run", "--no-project", "--python", python, "python")
    assert context.snapshot.prefix == str(python.parents[1])
    assert environment_of(context) == (env_type, "uv")


def test_uv_run_in_a_project(workshop: Workshop) -> None:
    context = workshop.context(UV, "run", "python", cwd=workshop.project("acme", PROJECT))
    assert environment_of(context) == ("uv", "uv")


def test_uv_run_makes_an_environment_that_is_gone_before_the_worker_looks(workshop: Workshop) -> None:
    wheel = workshop.wheel(OURS)
    context = workshop.context(UV, "run", "--no-project", "--with", wheel, "python")
    shutil.rmtree(context.snapshot.prefix, ignore_errors=True)  # should uv begin to keep it
    assert distributions.install_method(context, OURS) == "uv"
    assert environment_of(context) == (None, "uv")


def test_pipenv_run(workshop: Workshop) -> None:
    folder = workshop.project("acme", Pipfile="[packages]\n")
    context = workshop.context(*PIPENV, "run", "python", cwd=folder)
    assert environment_of(context) == ("virtualenv", "pipenv")


def test_poetry_run(workshop: Workshop) -> None:
    folder = workshop.project("acme", PROJECT + NO_PACKAGE)
    context = workshop.context(*POETRY, "run", "python", cwd=folder)
    assert environment_of(context) == ("virtualenv", "poetry")


def test_poetry_in_the_projects_own_folder_is_known_by_what_it_installed(workshop: Workshop) -> None:
    inside = {"POETRY_VIRTUALENVS_IN_PROJECT": "true"}
    needs = f'dependencies = ["{OURS} @ {workshop.wheel(OURS).as_uri()}"]\n'
    folder = workshop.project("acme", PROJECT + needs + NO_PACKAGE)
    workshop.run(*POETRY, "install", cwd=folder, env=inside)
    context = workshop.context(*POETRY, "run", "python", cwd=folder, env=inside)
    assert context.snapshot.prefix == str(folder / ".venv")
    assert distributions.install_method(context, OURS) == "poetry"
    assert environment_of(context) == ("virtualenv", "poetry")


PIP_INSTALL = ["{python}", "-m", "pip", "install", "--no-deps", "--no-build-isolation"]
UV_INSTALL = [UV, "pip", "install", "--python", "{python}", "--no-deps", "--no-build-isolation"]


@pytest.mark.parametrize(
    ("command", "method", "manager"),
    [
        ([*PIP_INSTALL, "{wheel}"], "pip", "pip"),
        ([*PIP_INSTALL, "{source}"], "pip", "pip"),
        ([*PIP_INSTALL, "--editable", "{source}"], "editable", "pip"),
        ([*UV_INSTALL, "{wheel}"], "uv", "uv"),
        ([*UV_INSTALL, "{source}"], "uv", "uv"),
        ([*UV_INSTALL, "--editable", "{source}"], "editable", "uv"),
    ],
)
def test_installers_leave_their_names(
    workshop: Workshop, command: list[str], method: str, manager: str
) -> None:
    places = {
        "python": workshop.environment("virtualenv"),
        "wheel": workshop.wheel(OURS),
        "source": workshop.source(OURS),
    }
    workshop.run(*(word.format_map(places) for word in command))
    context = workshop.context(places["python"])
    assert distributions.install_method(context, OURS) == method
    assert environment_of(context) == ("virtualenv", manager)


@pytest.mark.parametrize(
    ("env", "notebook", "ide"),
    [
        ({}, "jupyter", "jupyter"),
        ({"VSCODE_PID": "4711"}, "jupyter", "vscode"),
        ({"PYCHARM_HOSTED": "1"}, "jupyter", "pycharm"),
        ({"COLAB_RELEASE_TAG": "release-colab-external_20260101"}, "colab", "jupyter"),
        ({"DATABRICKS_RUNTIME_VERSION": "16.4"}, "databricks", "jupyter"),
    ],
)
def test_a_kernel_is_a_notebook(workshop: Workshop, env: dict[str, str], notebook: str, ide: str) -> None:
    context = received(execute(workshop, SNAPSHOT, env))
    assert context.snapshot.is_notebook
    assert "ipykernel" in context.snapshot.modules
    assert sent(context, "notebook_environment", "ide_used") == {
        "notebook_environment": notebook,
        "ide_used": ide,
    }


def execute(workshop: Workshop, cell: str, env: Mapping[str, str] = {}) -> str:
    """Return what a cell prints in a kernel."""
    code: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": cell,
    }
    path = workshop.folder / "acme.ipynb"
    path.write_text(json.dumps({**NOTEBOOK, "cells": [code]}), encoding="utf-8")
    return workshop.run(sys.executable, "-c", EXECUTE, path, env=env)


NO_NOTEBOOK = {"notebook_environment": "none", "ide_used": "none"}


def test_a_program_that_a_cell_starts_is_no_notebook(workshop: Workshop) -> None:
    command = f"[sys.executable, '-c', {SNAPSHOT!r}]"
    cell = f"import subprocess, sys; print(subprocess.check_output({command}, text=True))"
    context = received(execute(workshop, cell))
    assert not context.snapshot.is_notebook
    assert sent(context, *NO_NOTEBOOK) == NO_NOTEBOOK


def test_ipython_in_a_terminal_is_no_notebook(workshop: Workshop) -> None:
    shell = "assert type(get_ipython()).__name__ == 'TerminalInteractiveShell'"
    context = workshop.context(sys.executable, "-m", "IPython", "--no-banner", first=shell)
    assert not context.snapshot.is_notebook
    assert sent(context, *NO_NOTEBOOK) == NO_NOTEBOOK


def test_a_library_that_imports_ipykernel_is_no_notebook(workshop: Workshop) -> None:
    context = workshop.context(sys.executable, first="import ipykernel.zmqshell")
    assert "ipykernel" in context.snapshot.modules
    assert sent(context, *NO_NOTEBOOK) == NO_NOTEBOOK


def torch_of(context: Context) -> dict[str, object]:
    return sent(context, "framework_detected", "ml_framework_primary", "has_torch", "torch_version")


def framework(name: str, **torch: object) -> dict[str, object]:
    return {"framework_detected": name, "ml_framework_primary": name, **torch}


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("", framework("none", has_torch=True, torch_version=TORCH)),
        ("import torch", framework("pytorch", has_torch=True, torch_version=TORCH)),
        ("import acme", framework("pytorch", has_torch=True, torch_version=TORCH)),
    ],
)
def test_loaded_is_one_thing_and_installed_another(
    workshop: Workshop, first: str, expected: dict[str, object]
) -> None:
    python = workshop.environment("uv")
    torch = workshop.wheel("torch", TORCH, torch=f"__version__ = {TORCH!r}\n")
    acme = workshop.wheel("acme", acme="def work():\n    pass\n\nimport torch\n")
    workshop.run(UV, "pip", "install", "--python", python, torch, acme)
    assert torch_of(workshop.context(python, first=first)) == expected


@pytest.mark.parametrize(
    ("version", "expected"),
    [(TORCH, TORCH), ("2.13.0a0+git1234abc", "2.13.0a0")],
)
def test_a_module_that_no_tool_installed_states_its_own_version(
    workshop: Workshop, version: str, expected: str
) -> None:
    folder = workshop.project("checkout", **{"torch.py": f"__version__ = {version!r}\n"})
    context = workshop.context(
        workshop.environment("uv"), first="import torch", env={"PYTHONPATH": str(folder)}
    )
    assert torch_of(context) == framework("pytorch", has_torch=True, torch_version=expected)


def test_what_an_uninstalled_library_leaves_behind_is_no_library(workshop: Workshop) -> None:
    python = workshop.environment("uv")
    workshop.run(UV, "pip", "install", "--python", python, workshop.wheel("torch", TORCH, torch=""))
    [package] = python.parents[1].glob("lib/python*/site-packages/torch")
    (package / "weights.bin").touch()
    workshop.run(UV, "pip", "uninstall", "--python", python, "torch")
    assert package.is_dir()
    assert torch_of(workshop.context(python)) == framework("none", has_torch=False)


def test_pytorch_states_its_version_in_a_class_of_its_own(workshop: Workshop) -> None:
    text = f"class TorchVersion(str):\n    pass\n\n__version__ = TorchVersion({TORCH!r})\n"
    folder = workshop.project("checkout", **{"torch.py": text})
    context = workshop.context(
        workshop.environment("uv"), first="import torch", env={"PYTHONPATH": str(folder)}
    )
    assert torch_of(context) == framework("pytorch", has_torch=True, torch_version=TORCH)
