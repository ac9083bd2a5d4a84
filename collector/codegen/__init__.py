"""Codegen: a spec in, the files of a product's package out. Build time only.

Each output has one renderer, a function `(spec) -> {path: text}`; `RENDERERS` is the list of them.
"""

from __future__ import annotations

from collections.abc import Callable

from collector.codegen import fields, models, package, schemas
from collector.codegen.files import check, write
from collector.spec import Spec

__all__ = ["RENDERERS", "check", "render", "write"]

Renderer = Callable[[Spec], dict[str, str]]
RENDERERS: tuple[Renderer, ...] = (package.render, models.render, schemas.render, fields.render)


def render(spec: Spec) -> dict[str, str]:
    """Return every output by its path inside the product's package; a pure function of the spec."""
    return {path: text for renderer in RENDERERS for path, text in renderer(spec).items()}
