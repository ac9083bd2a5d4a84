"""The figures of a finished run: a table of field names, and the small function that finds each.

Nothing is copied whole: `tracker._conf` also holds keys, tokens, folders and the names of projects, so only
named keys of it are read. Values are raw; the worker's probes and transforms judge and soften them.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import Any

from collector.integrations.codecarbon import hardware
from collector.integrations.codecarbon.meter import LOGGER, Run

Fact = Callable[[Any], Any]
MODES = {"OfflineEmissionsTracker": "offline", "EmissionsTracker": "online"}
HANDLERS = {
    "FileOutput": "file",
    "CodeCarbonAPIOutput": "api",
    "LoggerOutput": "logger",
    "PrometheusOutput": "prometheus",
    "LogfireOutput": "logfire",
    "BoAmpsOutput": "boamps",
    "HTTPOutput": "http",
}
_modes_seen: set[str] = set()


def of(tracker: Any, run: Run | None, style: str) -> dict[str, Any]:
    """Return what is known of a stopped tracker's run, by field name: texts, numbers and lists of texts.

    `run` is what was measured of it, None where nothing was; `style` is as `usage.stopping` tells it. A
    fact that can't be found (in a version of CodeCarbon that keeps it elsewhere) is left out.
    """
    found = {name: _attempt(fact, tracker) for name, fact in FACTS.items()}
    found |= {name: _attempt(measured, tracker, run) for name, measured in MEASURED.items()}
    found["decorator_vs_context"] = style
    return {name: value for name, value in found.items() if _is_known(value)}


def _attempt(fact: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return fact(*arguments)
    except Exception:  # one fact's fault is not another's
        return None


def _is_known(value: Any) -> bool:
    """Judge by the real type, as a tracker of another version, or a mock, may return anything."""
    kind = type(value)
    if issubclass(kind, (int, float)):
        return math.isfinite(value)
    return kind is list or (issubclass(kind, str) and bool(value))


def _conf(key: str) -> Fact:
    return lambda tracker: tracker._conf[key]


def _final(name: str) -> Fact:
    return lambda tracker: getattr(tracker.final_emissions_data, name)


def _energy(part: str) -> Fact:
    """Return the kWh of one part, with the data centre's PUE; nothing for a part that isn't measured."""
    final = _final(f"{part}_energy")
    return lambda tracker: final(tracker) if part in hardware.tracked(tracker) else None


def region(tracker: Any) -> Any:
    """Return the province or state that the emissions were computed for."""
    return tracker.final_emissions_data.region or tracker._geo.region


def cloud_provider(tracker: Any) -> Any:
    """Return the cloud that CodeCarbon knows the carbon intensity of; it forgets that it saw another one."""
    return tracker.final_emissions_data.cloud_provider or tracker._cloud.provider


def api_mode(tracker: Any) -> str | None:
    """Return "offline" or "online" for the tracker's class, or "both" once this process has reported both."""
    modes = {MODES[cls.__name__] for cls in type(tracker).__mro__ if cls.__name__ in MODES}
    _modes_seen.update(modes)
    return "both" if len(_modes_seen) > 1 else next(iter(modes), None)


def output_methods(tracker: Any) -> list[str]:
    """Return where the results go: a word for each of CodeCarbon's handlers, "custom" for the user's own."""
    return sorted({word for word in map(_method, tracker._output_handlers) if word})


def _method(handler: object) -> str | None:
    """Return the word for a handler: of the nearest class that is CodeCarbon's; None for ours."""
    homes = {cls.__name__: cls.__module__.partition(".")[0] for cls in type(handler).__mro__}
    words = (HANDLERS[name] for name, home in homes.items() if home == "codecarbon" and name in HANDLERS)
    return None if "collector" in homes.values() else next(words, "custom")


def gpu_utilization_avg(tracker: Any) -> float | None:
    """Return how busy the measured GPUs were, in percent, averaged over CodeCarbon's samples (one a second).

    With tasks: over the tasks, each weighted by its duration. None without a GPU or a sample of it.
    """
    is_sampled = bool(hardware.gpus(tracker)) and bool(tracker._gpu_utilization_history)
    return _average(tracker, "gpu_utilization_percent") if is_sampled else None


def ram_utilization_avg(tracker: Any) -> float | None:
    """Return how full the machine's memory was, in percent, averaged as for `gpu_utilization_avg`."""
    return _average(tracker, "ram_utilization_percent")


def _average(tracker: Any, name: str) -> float | None:
    """Memory is never wholly free: where it says 0, no sample was taken, of the GPU neither."""
    tasks = [task.emissions_data for task in tracker._tasks.values()]
    sampled = [data for data in tasks or [tracker.final_emissions_data] if data.ram_utilization_percent > 0]
    seconds = sum(data.duration for data in sampled)
    return float(sum(getattr(data, name) * data.duration for data in sampled) / seconds) if seconds else None


def duration_seconds(tracker: Any, run: Run | None) -> Any:
    """Return the seconds that were tracked; the detection of hardware and the saving are not included.

    With tasks, which restart CodeCarbon's own clock: the sum of theirs, or all of the time if `start()`
    came first, as then what is between the tasks is tracked too.
    """
    if not tracker._tasks:
        return tracker.final_emissions_data.duration
    if run and run.is_continuous:
        return run.seconds
    return sum(task.emissions_data.duration for task in tracker._tasks.values())


def emissions_rate_kg_per_sec(tracker: Any, run: Run | None) -> float:
    """Return all emissions by `duration_seconds`; CodeCarbon's own divides them by the last task's time."""
    return float(tracker.final_emissions_data.emissions / duration_seconds(tracker, run))


def cpu_utilization_avg(tracker: Any, run: Run) -> float | None:
    """Return how busy the machine was, in percent of all its CPUs' time; other processes are included.

    It is one difference of the system's own counters, between the return of the first `start()` or
    `start_task()` and the end of the run, so what is between tasks is included. None below one second.
    """
    return run.cpu_utilization(duration_seconds(tracker, run))


def first_measurement_time_ms(tracker: Any, run: Run) -> float | None:
    """Return the milliseconds that `start()` took: detection of the hardware and the first measurement.

    None where only tasks were started, whose first measurement comes at their end.
    """
    return run.first_ms


def tracking_overhead_percent(tracker: Any, run: Run) -> float | None:
    """Return the CPU time of CodeCarbon's measurements per wall time of the run, in percent of one CPU.

    Included: all measurements from the first to the last, in whatever thread, and the intermediate
    outputs that they make. Not included: detection of the hardware, saving of the results, other processes.
    """
    return run.overhead_percent()


def errors_encountered(tracker: Any, run: Run) -> list[str] | None:
    """Return the classes of the exceptions that CodeCarbon has logged; never a message.

    Only classes of Python, requests and CodeCarbon are named. None where the log level hides errors; one
    that hides warnings hides the exceptions in them too.
    """
    return None if _is_hidden(logging.ERROR) else sorted(run.errors)


def warning_count(tracker: Any, run: Run) -> int | None:
    """Return the number of warnings that CodeCarbon has logged in this process meanwhile.

    "Meanwhile" is from the making of the tracker to the end of its run. None where the log level hides them.
    """
    return None if _is_hidden(logging.WARNING) else run.warnings


def _is_hidden(level: int) -> bool:
    return not logging.getLogger(LOGGER).isEnabledFor(level)


FACTS: dict[str, Fact] = {
    "os": _conf("os"),
    "country_name": _final("country_name"),
    "country_iso_code": _final("country_iso_code"),
    "region": region,
    "cloud_provider": cloud_provider,
    "cloud_region": _final("cloud_region"),
    "longitude": _conf("longitude"),
    "latitude": _conf("latitude"),
    "cpu_count": _conf("cpu_count"),
    "cpu_model": _conf("cpu_model"),
    "gpu_count": hardware.gpu_count,
    "gpu_model": hardware.gpu_model,
    "ram_total_size_gb": _conf("ram_total_size"),
    "codecarbon_version": _conf("codecarbon_version"),
    "total_emissions_kg": _final("emissions"),
    "energy_consumed_kwh": _final("energy_consumed"),
    "cpu_energy_kwh": _energy("cpu"),
    "gpu_energy_kwh": _energy("gpu"),
    "ram_energy_kwh": _energy("ram"),
    "gpu_utilization_avg": gpu_utilization_avg,
    "ram_utilization_avg": ram_utilization_avg,
    "tracking_mode": lambda tracker: tracker._tracking_mode,
    "api_mode": api_mode,
    "output_methods": output_methods,
    "hardware_tracked": hardware.tracked,
    "task_tracking_used": lambda tracker: bool(tracker._tasks),
    "measure_power_interval_secs": lambda tracker: float(tracker._measure_power_secs),
    "hardware_detection_success": hardware.is_detected,
    "rapl_available": hardware.has_rapl,
    "gpu_detection_method": hardware.gpu_method,
}
MEASURED: dict[str, Callable[[Any, Run], Any]] = {
    "duration_seconds": duration_seconds,
    "emissions_rate_kg_per_sec": emissions_rate_kg_per_sec,
    "cpu_utilization_avg": cpu_utilization_avg,
    "first_measurement_time_ms": first_measurement_time_ms,
    "tracking_overhead_percent": tracking_overhead_percent,
    "errors_encountered": errors_encountered,
    "warning_count": warning_count,
}
