"""Probe for the editor that the program was started from."""

from __future__ import annotations

import re
from collections.abc import Callable

from collector.context import Context

# VS Code's descendants set its variables too. Which one it is, the path of its own program tells: the
# application's folder on macOS, Windows and Linux, or its server's on a remote machine.
PROGRAM = re.compile(
    r"""[/\\](?P<app>cursor|windsurf|positron)(?:[ -]+[a-z]+)?
    (?:\.app[/\\]contents)?[/\\]resources[/\\]app[/\\]
    |[/\\]\.(?P<server>cursor|windsurf|positron)-server[/\\]""",
    re.VERBOSE | re.IGNORECASE,
)
# The first that is set. A variable with a word behind it counts for this word only.
VARIABLES = (
    ("CURSOR_TRACE_ID", None, "cursor"),
    ("POSITRON", "1", "positron"),
    ("POSITRON_MODE", None, "positron"),
    ("TERM_PROGRAM", "vscode", "vscode"),
    ("VSCODE_PID", None, "vscode"),
    ("VSCODE_CWD", None, "vscode"),
    ("PYCHARM_HOSTED", None, "pycharm"),
    ("TERMINAL_EMULATOR", "JetBrains-JediTerm", "jetbrains"),
    ("SPY_EXTERNAL_INTERPRETER", None, "spyder"),
    # Known, and no choice of the field: they are sent as "other".
    ("ZED_TERM", None, "zed"),
    ("RSTUDIO", None, "rstudio"),
    ("INSIDE_EMACS", None, "emacs"),
    ("NVIM", None, "neovim"),
)


def used(context: Context) -> str:
    """Return the editor: cursor, windsurf, positron, vscode, pycharm, jetbrains, spyder, jupyter, ...

    "none" where none has left its mark. What the process has loaded goes before what it has inherited: an
    editor's variables reach everything that was started from its terminal, other editors included. A
    notebook in VS Code is "vscode" here and "jupyter" in `notebook.environment`. PYCHARM_HOSTED is set by
    every JetBrains program that runs Python. CODESPACES names a machine, not the editor that is used on it.
    """
    return next(filter(None, (look(context) for look in LOOKS)), "none")


def _spyder(context: Context) -> str | None:
    return "spyder" if "spyder_kernels" in context.snapshot.modules else None


def _program(context: Context) -> str | None:
    """Take the product's name out of a path; nothing else of it is looked at."""
    found = PROGRAM.search(context.env.get("VSCODE_GIT_ASKPASS_MAIN", ""))
    return (found["app"] or found["server"]).lower() if found else None


def _variable(context: Context) -> str | None:
    for variable, word, editor in VARIABLES:
        value = context.env.get(variable)
        if value and word in (None, value):
            return editor
    return None


def _jupyter(context: Context) -> str | None:
    """By the shell alone: libraries import ipykernel outside of one as well."""
    return "jupyter" if context.snapshot.is_notebook else None


LOOKS: tuple[Callable[[Context], str | None], ...] = (_spyder, _program, _variable, _jupyter)
