"""Telemetry that maintainers and users like: one spec, and only what the person agreed to.

Importing this package imports nothing else: the public names are resolved on first use, so that a
library which reports through it pays nothing until it does.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collector.client import Client as Client

__all__ = ["Client", "__version__"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name == "Client":
        from collector.client import Client

        return Client
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
