"""Editors by the variables they really set, their descendants, and paths that only look like one."""

from __future__ import annotations

import pytest
from conftest import Machine

from collector import snapshot
from collector.context import Context
from collector.probes import ide

PRIVATE = "/home/ada/secret-project"
WORDS = {
    *("cursor", "windsurf", "vscode", "pycharm", "jetbrains", "spyder", "positron", "jupyter", "none"),
    *("zed", "rstudio", "emacs", "neovim"),  # sent as "other"
}
SCRIPT = "extensions/git/dist/askpass-main.js"
MAC = "/Applications/{}.app/Contents/Resources/app/" + SCRIPT


def vscode(path: str, **more: str) -> dict[str, str]:
    """Return what a terminal of VS Code, or of a descendant, is started with."""
    own = {"TERM_PROGRAM": "vscode", "TERM_PROGRAM_VERSION": "1.99.3", "VSCODE_GIT_IPC_HANDLE": PRIVATE}
    return own | {"VSCODE_GIT_ASKPASS_MAIN": path, "GIT_ASKPASS": PRIVATE} | more


@pytest.mark.parametrize(
    ("env", "editor"),
    [
        ({}, "none"),
        ({"TERM_PROGRAM": "Apple_Terminal", "EDITOR": "code", "TERM_PROGRAM_VERSION": "453"}, "none"),
        (vscode(MAC.format("Visual Studio Code")), "vscode"),
        (vscode(f"/home/ada/.vscode-server/bin/1a5daa3a/{SCRIPT}"), "vscode"),
        (vscode(rf"C:\Users\ada\AppData\Local\Programs\Microsoft VS Code\resources\app\{SCRIPT}"), "vscode"),
        (vscode(MAC.format("Cursor")), "cursor"),
        (vscode(MAC.format("Cursor Nightly")), "cursor"),
        (vscode(f"/usr/share/cursor/resources/app/{SCRIPT}"), "cursor"),
        (vscode(f"/home/ada/.cursor-server/bin/linux-x64/806df57/{SCRIPT}"), "cursor"),
        (vscode(rf"C:\Users\ada\AppData\Local\Programs\cursor\resources\app\{SCRIPT}"), "cursor"),
        (vscode("", CURSOR_TRACE_ID="0123abcd"), "cursor"),
        ({"CURSOR_TRACE_ID": "0123abcd"}, "cursor"),
        (vscode(MAC.format("Windsurf")), "windsurf"),
        (vscode(MAC.format("Windsurf - Next")), "windsurf"),
        (vscode(f"/usr/share/windsurf/resources/app/{SCRIPT}"), "windsurf"),
        (vscode(f"/home/ada/.windsurf-server/bin/806df57/{SCRIPT}"), "windsurf"),
        (vscode("", POSITRON="1", POSITRON_VERSION="2025.6.0", POSITRON_MODE="desktop"), "positron"),
        ({"POSITRON_MODE": "server"}, "positron"),
        (vscode(MAC.format("Positron")), "positron"),
        ({"VSCODE_PID": "4711"}, "vscode"),
        ({"VSCODE_CWD": PRIVATE}, "vscode"),
        ({"PYCHARM_HOSTED": "1", "PYTHONUNBUFFERED": "1"}, "pycharm"),
        ({"PYCHARM_HOSTED": "1", "TERMINAL_EMULATOR": "JetBrains-JediTerm"}, "pycharm"),
        ({"TERMINAL_EMULATOR": "JetBrains-JediTerm", "TERM_SESSION_ID": "0-1"}, "jetbrains"),
        ({"SPY_EXTERNAL_INTERPRETER": "False"}, "spyder"),
        ({"ZED_TERM": "true", "TERM_PROGRAM": "zed"}, "zed"),
        ({"RSTUDIO": "1"}, "rstudio"),
        ({"INSIDE_EMACS": "29.1,comint"}, "emacs"),
        ({"NVIM": "/run/user/1000/nvim.1.0"}, "neovim"),
    ],
)
def test_editors_set_variables(machine: Machine, env: dict[str, str], editor: str) -> None:
    assert ide.used(machine(env=env)) == editor


@pytest.mark.parametrize(
    "path",
    [
        f"/home/cursor/.vscode-server/bin/1a5daa3a/{SCRIPT}",
        f"/home/cursor/resources/code/resources/app/{SCRIPT}",
        f"/home/ada/windsurf/cursor/vscode/resources/app/{SCRIPT}",
        f"/opt/mycursor/resources/app/{SCRIPT}",
        f"/home/ada/cursor-server/{SCRIPT}",
    ],
)
def test_a_folders_name_is_no_editor(machine: Machine, path: str) -> None:
    assert ide.used(machine(env=vscode(path))) == "vscode"


@pytest.mark.parametrize(
    ("env", "editor"),
    [
        ({}, "jupyter"),
        ({"VSCODE_PID": "4711", "VSCODE_CWD": "/"}, "vscode"),
        ({"PYCHARM_HOSTED": "1"}, "pycharm"),
        ({"CODESPACES": "true", "CODESPACE_NAME": PRIVATE}, "jupyter"),
        ({"JPY_SESSION_NAME": PRIVATE}, "jupyter"),
    ],
)
def test_a_notebook_belongs_to_the_editor_that_shows_it(
    machine: Machine, env: dict[str, str], editor: str
) -> None:
    assert ide.used(machine(env=env, is_notebook=True)) == editor


def test_what_is_loaded_goes_before_what_is_inherited(machine: Machine) -> None:
    context = machine(env=vscode(""), modules={"spyder_kernels": "3.0.3"}, is_notebook=True)
    assert ide.used(context) == "spyder"


def test_a_library_that_loads_ipykernel_makes_no_notebook(machine: Machine) -> None:
    assert ide.used(machine(modules={"ipykernel": "6.29.5"})) == "none"


@pytest.mark.parametrize(
    "env", [{"CODESPACES": "true"}, {"TERM_PROGRAM": ""}, {"POSITRON": "0"}, {"VSCODE_PID": ""}]
)
def test_these_name_no_editor(machine: Machine, env: dict[str, str]) -> None:
    assert ide.used(machine(env=env)) == "none"


@pytest.mark.parametrize("value", [PRIVATE, f"{PRIVATE}/Cursor.app/Contents/Resources/app/{SCRIPT}"])
@pytest.mark.parametrize("name", ["VSCODE_GIT_ASKPASS_MAIN", *(name for name, _, _ in ide.VARIABLES)])
def test_no_value_is_returned(machine: Machine, name: str, value: str) -> None:
    assert ide.used(machine(env={name: value})) in WORDS


def test_this_process_is_answered_for() -> None:
    assert ide.used(Context.here("minimal", snapshot.take([], {}))) in WORDS
