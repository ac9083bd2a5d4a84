"""Probes for machine-learning libraries: which the host has loaded, which are installed; none is imported."""

from __future__ import annotations

import re

from collector.context import Context, Member
from collector.sources import distributions

# By module, the one that counts first. Keras brings in one of those before it.
FRAMEWORKS = {
    "torch": "pytorch",
    "tensorflow": "tensorflow",
    "jax": "JAX",
    "keras": "keras",
    "sklearn": "sklearn",
}
ON_TORCH = ("transformers", "diffusers", "pytorch_lightning", "lightning", "fastai")
BACKENDS = ("tensorflow", "torch", "jax")  # of Keras


def framework(context: Context) -> str:
    """Return the first framework that the host has loaded: pytorch, tensorflow, JAX, keras or sklearn.

    "none" where it has loaded none of them, be they installed or not.
    """
    return next((name for module, name in FRAMEWORKS.items() if module in context.snapshot.modules), "none")


def primary(context: Context) -> str:
    """Return the framework that does the computing: pytorch, tensorflow, JAX or keras; "none" without one.

    In order: PyTorch where a library that builds on it is loaded too; the backend that KERAS_BACKEND names,
    where Keras and that backend are; the first framework loaded. "keras" is Keras on a backend other than
    these (NumPy, OpenVINO): it loads its backend as it is imported.
    """
    modules = context.snapshot.modules
    if "torch" in modules and any(name in modules for name in ON_TORCH):
        return "pytorch"
    named = context.env.get("KERAS_BACKEND", "") if "keras" in modules else ""
    if named in BACKENDS and named in modules:
        return FRAMEWORKS[named]
    loaded = framework(context)
    return "none" if loaded == "sklearn" else loaded


def installed(context: Context) -> bool | None:
    """Tell whether the family member that the field is about is loaded or installed.

    A distribution counts if it states a version: a removed one can leave an empty folder behind. None
    for a field that is about no member.
    """
    if context.member is None:
        return None
    return bool(_loaded(context, context.member)) or version(context) is not None


def version(context: Context) -> str | None:
    """Return the version of the family member that the field is about; None where neither source says.

    What is loaded counts first, then the distributions' metadata. A source tree on the host's path
    has none: there it is read from <name>/version.py, as PyTorch's build writes it
    (tools/generate_torch_version.py).
    """
    if context.member is None:
        return None
    loaded = (context.snapshot.modules[module] for module in _loaded(context, context.member))
    stated = next(filter(None, loaded), None)
    return (
        stated
        or distributions.version(context, *context.member.distributions)
        or _source_version(context, context.member.name)
    )


def _loaded(context: Context, member: Member) -> list[str]:
    """Return the modules of a member that the host has loaded: its name, or that of a distribution."""
    names = dict.fromkeys([member.name, *(name.replace("-", "_") for name in member.distributions)])
    return [name for name in names if name in context.snapshot.modules]


def _source_version(context: Context, name: str) -> str | None:
    texts = (context.read(f"{folder}/{name}/version.py") for folder in context.snapshot.path)
    pattern = re.compile(r"""^__version__\s*(?::\s*\w+\s*)?=\s*(['"])([^'"\s]+)\1""", re.MULTILINE)
    return next((found[2] for found in map(pattern.search, filter(None, texts)) if found), None)
