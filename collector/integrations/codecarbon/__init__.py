"""All that knows CodeCarbon: the probes of its fields, and the handler on its live tracker.

Importing this package imports nothing else: the worker takes the probes from here, and needs no CodeCarbon.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collector.integrations.codecarbon.output import TelemetryOutput as TelemetryOutput

__all__ = ["TelemetryOutput"]


def __getattr__(name: str) -> object:
    if name == "TelemetryOutput":
        from collector.integrations.codecarbon.output import TelemetryOutput

        return TelemetryOutput
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
