"""What the package that codegen writes for a product offers to the runtime."""

from __future__ import annotations

from importlib import import_module, resources
from typing import Any, Protocol


class Product(Protocol):
    """A generated package, such as `codecarbon_telemetry`; it is handed in, never imported by name.

    TIERS: the text of each tier by its name, lowest first.  FIELDS: all names on the wire.
    """

    __name__: str
    PRODUCT: str
    VERSION: str
    ENV_PREFIX: str
    ENDPOINT: str
    TIERS: dict[str, str]
    FIELDS: tuple[str, ...]


def model(product: Product, tier: str) -> type[Any]:
    """Return the attrs class of a tier; KeyError for a tier that the product does not have."""
    classes: dict[str, type[Any]] = import_module(f"{product.__name__}.models").TIERS
    return classes[tier]


def schema_text(product: Product, tier: str) -> str:
    """Return the published JSON Schema of a tier as the package ships it."""
    return resources.files(product.__name__).joinpath(f"schemas/{tier}.schema.json").read_text("utf-8")
