"""The tools that look after environments, by the variables and files that they really leave."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Machine

from collector import snapshot
from collector.context import Context
from collector.probes import package_manager

PRIVATE = "/home/ada/secret-project"
WORDS = {"pip", "poetry", "uv", "conda", "pipenv", "pixi", "pdm", "hatch", "unknown"}
UV_CFG = "home = /home/ada/python/bin\nimplementation = CPython\nuv = 0.7.2\nprompt = secret-project\n"
VIRTUALENV_CFG = "home = /usr/bin\nvirtualenv = 20.26.6\nprompt = uv = 1\n"
CFG, HISTORY, PIXI = "/env/pyvenv.cfg", "/env/conda-meta/history", "/env/conda-meta/pixi"

# What each tool sets for the program it starts.
UV_RUN = {"UV": "/home/ada/.local/bin/uv", "UV_RUN_RECURSION_DEPTH": "1", "VIRTUAL_ENV": "/env"}
PIPENV = {"PIPENV_ACTIVE": "1", "VIRTUAL_ENV": "/home/ada/.local/share/virtualenvs/secret-project-Ab1"}
POETRY_SHELL = {"POETRY_ACTIVE": "1", "VIRTUAL_ENV": "/env"}
PIXI_RUN = {
    "PIXI_ENVIRONMENT_NAME": "default",
    "PIXI_PROJECT_ROOT": PRIVATE,
    "CONDA_PREFIX": f"{PRIVATE}/.pixi/envs/default",
}
PDM = {"PDM_PROJECT_ROOT": PRIVATE, "PDM_RUN_CWD": PRIVATE}
HATCH = {"HATCH_ENV_ACTIVE": "default", "VIRTUAL_ENV": "/env"}


@pytest.mark.parametrize(
    ("env", "tool"),
    [
        (UV_RUN, "uv"),
        (PIPENV, "pipenv"),
        (POETRY_SHELL, "poetry"),
        (PIXI_RUN, "pixi"),
        (PDM, "pdm"),
        (HATCH, "hatch"),
        (UV_RUN | HATCH, "uv"),
        ({"VIRTUAL_ENV": "/env"}, "unknown"),
        ({"CONDA_PREFIX": PRIVATE, "CONDA_EXE": PRIVATE}, "unknown"),
        ({"UV_CACHE_DIR": PRIVATE, "PIXI_HOME": PRIVATE, "PDM_HOME": PRIVATE}, "unknown"),
        ({"POETRY_VIRTUALENVS_PATH": PRIVATE, "HATCH_DATA_DIR": PRIVATE}, "unknown"),
        ({"PIPENV_VENV_IN_PROJECT": "1", "PIP_RUN": "1", "PIP_INDEX_URL": PRIVATE}, "unknown"),
        ({"UV": "", "PIPENV_ACTIVE": ""}, "unknown"),
    ],
)
def test_tools_set_variables(machine: Machine, env: dict[str, str], tool: str) -> None:
    assert package_manager.used(machine(env=env, prefix="/env")) == tool


@pytest.mark.parametrize(
    ("files", "tool"),
    [
        ({CFG: UV_CFG}, "uv"),
        ({CFG: VIRTUALENV_CFG}, "unknown"),
        ({HISTORY: ""}, "conda"),
        ({HISTORY: "", PIXI: '{"manifest_path": "/home/ada/secret-project/pixi.toml"}'}, "pixi"),
        ({PIXI: ""}, "pixi"),
        ({HISTORY: "", CFG: UV_CFG}, "uv"),
        ({"/env/conda-meta": "no folder"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_tools_leave_files(machine: Machine, files: dict[str, str], tool: str) -> None:
    assert package_manager.used(machine(files, prefix="/env")) == tool


@pytest.mark.parametrize(
    ("prefix", "tool"),
    [
        ("/home/ada/.cache/pypoetry/virtualenvs/secret-project-Ab1-py3.12", "poetry"),
        (r"C:\Users\ada\AppData\Local\pypoetry\Cache\virtualenvs\secret-project-Ab1-py3.12", "poetry"),
        ("/home/ada/pypoetry-plugin/.venv", "unknown"),
        ("/home/ada/my.pypoetry", "unknown"),
        ("", "unknown"),
    ],
)
def test_poetry_keeps_environments_in_one_folder(machine: Machine, prefix: str, tool: str) -> None:
    assert package_manager.used(machine(prefix=prefix)) == tool


@pytest.mark.parametrize(
    ("env", "tool"),
    [({}, "uv"), (PIPENV, "uv"), (PDM, "uv"), (HATCH, "uv"), (PIXI_RUN, "uv")],
)
def test_what_uv_made_is_uvs(machine: Machine, env: dict[str, str], tool: str) -> None:
    assert package_manager.used(machine({CFG: UV_CFG}, env=env, prefix="/env")) == tool


def test_a_shell_of_another_tool_goes_before_conda(machine: Machine) -> None:
    assert package_manager.used(machine({HISTORY: ""}, env=PIPENV, prefix="/env")) == "pipenv"


def install(site: Path, name: str, installer: str) -> None:
    folder = site / f"{name.replace('-', '_')}-1.0.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (folder / "INSTALLER").write_text(installer)


@pytest.mark.parametrize(
    ("ours", "pips", "tool"),
    [
        ("pip\n", None, "pip"),
        ("Poetry 2.1.1", "pip\n", "poetry"),
        ("uv", "pip\n", "uv"),
        ("pdm", "pip\n", "pdm"),
        ("conda", "conda", "conda"),
        ("uv-pixi", None, "pixi"),
        (None, "pip\n", "pip"),
        ("", "pip\n", "pip"),
        (None, "debian\n", "unknown"),
        ("/home/ada/secret-project", None, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_who_installed_tells_last(
    machine: Machine, tmp_path: Path, ours: str | None, pips: str | None, tool: str
) -> None:
    site = tmp_path / "site-packages"
    for name, installer in (("telemetry-collector", ours), ("pip", pips)):
        if installer is not None:
            install(site, name, installer)
    context = machine({CFG: VIRTUALENV_CFG}, prefix="/env", path=(str(site),))
    assert package_manager.used(context) == tool


@pytest.mark.parametrize("name", ["UV", "VIRTUAL_ENV", *(name for name, _ in package_manager.VARIABLES)])
def test_no_value_is_returned(machine: Machine, name: str) -> None:
    assert package_manager.used(machine(env={name: PRIVATE}, prefix=PRIVATE)) in WORDS


def test_this_environment_is_answered_for() -> None:
    assert package_manager.used(Context.here("minimal", snapshot.take([], {}))) in WORDS
