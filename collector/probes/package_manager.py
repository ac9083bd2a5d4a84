"""Probe for the tool that looks after the environment's packages."""

from __future__ import annotations

import re
from collections.abc import Callable

from collector.context import Context
from collector.sources import distributions, environment

# Variables that a tool sets for the programs it starts. Others of theirs (PIXI_HOME, POETRY_VIRTUALENVS_PATH)
# are settings that people make once and for all.
VARIABLES = (
    ("PIPENV_ACTIVE", "pipenv"),
    ("POETRY_ACTIVE", "poetry"),
    ("PIXI_ENVIRONMENT_NAME", "pixi"),
    ("PDM_PROJECT_ROOT", "pdm"),
    ("HATCH_ENV_ACTIVE", "hatch"),
)
INSTALLERS = ("pip", "poetry", "uv", "conda", "pixi", "pdm")
# This library comes in with the program's other packages, by the same tool. pip's own record tells of how
# pip came in, which is the next best.
INSTALLED = ("telemetry-collector", "pip")


def used(context: Context) -> str:
    """Return pip, poetry, uv, conda, pipenv, pixi, pdm or hatch; "unknown" where nothing tells.

    uv goes first: it shows itself in an environment that Hatch or PDM made with it, and it is what installs
    the packages there. Then the other tools' variables, the folder that Poetry keeps environments in, conda's
    records, and who installed a distribution. The variables' values are paths; that they are there is enough.
    """
    return next(filter(None, (look(context) for look in LOOKS)), "unknown")


def _uv(context: Context) -> str | None:
    """Docs of uv, "Environment variables": UV is the path of the uv that started the program."""
    is_uv = context.env.get("UV") or "uv" in (environment.pyvenv_keys(context) or ())
    return "uv" if is_uv else None


def _variable(context: Context) -> str | None:
    return next((tool for variable, tool in VARIABLES if context.env.get(variable)), None)


def _poetry(context: Context) -> str | None:
    """Docs of Poetry, "Configuration", virtualenvs.path: a folder of Poetry's cache, called pypoetry."""
    folders = re.split(r"[/\\]", context.snapshot.prefix)
    return "poetry" if "pypoetry" in folders else None


def _conda(context: Context) -> str | None:
    """Pixi makes environments as conda does, and adds a file with its name."""
    if not environment.is_conda(context):
        return None
    is_pixi = context.read(f"{context.snapshot.prefix}/conda-meta/pixi") is not None
    return "pixi" if is_pixi else "conda"


def _installer(context: Context) -> str | None:
    tools = (distributions.installer(context, name) for name in INSTALLED)
    return next((tool for tool in tools if tool in INSTALLERS), None)


LOOKS: tuple[Callable[[Context], str | None], ...] = (_uv, _variable, _poetry, _conda, _installer)
