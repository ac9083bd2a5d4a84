# Generated from telemetry.yaml by collector codegen. Do not edit.
"""What codecarbon may send, a class a tier; None is what is not sent."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class Minimal:
    """Basic environment info only (private: CodeCarbon team only)."""

    timestamp: str = attrs.field(
        metadata={
            "probe": "collector.probes.envelope:timestamp",
            "transforms": (("collector.privacy:truncate_time", {"unit": "hour"}),),
            "tier": "minimal",
            "purpose": "tell reports apart by time and by what was agreed to",
        },
    )
    """When the report was made, in UTC, cut to the hour."""

    telemetry_level: str = attrs.field(
        metadata={
            "probe": "collector.probes.envelope:tier",
            "transforms": (),
            "tier": "minimal",
            "purpose": "tell reports apart by time and by what was agreed to",
        },
    )
    """The tier that was agreed to."""

    os: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.system:platform_name",
            "transforms": (("collector.privacy:platform_name", {}),),
            "tier": "minimal",
            "purpose": "know which operating systems to support and test",
        },
    )
    """Operating system, its numeric release and the machine type; nothing else of the system's name."""

    country_name: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.integrations.codecarbon.probes:country_name",
            "transforms": (("collector.privacy:country_name", {}),),
            "tier": "minimal",
            "purpose": "choose the right grid carbon intensity",
        },
    )
    """English name of the country that CodeCarbon computed for."""

    country_iso_code: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.integrations.codecarbon.probes:country_iso_code",
            "transforms": (("collector.privacy:country_code", {}),),
            "tier": "minimal",
            "purpose": "choose the right grid carbon intensity",
        },
    )
    """Three-letter ISO 3166-1 code of that country."""

    region: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.integrations.codecarbon.probes:region",
            "transforms": (
                (
                    "collector.privacy:choice",
                    {
                        "choices": (
                            "alabama", "alaska", "arizona", "arkansas", "california", "colorado",
                            "connecticut", "delaware", "district of columbia", "florida", "georgia", "hawaii",
                            "idaho", "illinois", "indiana", "iowa", "kansas", "kentucky", "louisiana",
                            "maine", "maryland", "massachusetts", "michigan", "minnesota", "mississippi",
                            "missouri", "montana", "nebraska", "nevada", "new hampshire", "new jersey",
                            "new mexico", "new york", "north carolina", "north dakota", "ohio", "oklahoma",
                            "oregon", "pennsylvania", "rhode island", "south carolina", "south dakota",
                            "tennessee", "texas", "utah", "vermont", "virginia", "washington",
                            "west virginia", "wisconsin", "wyoming", "alberta", "british columbia",
                            "manitoba", "new brunswick", "newfoundland and labrador", "northwest territories",
                            "nova scotia", "nunavut", "ontario", "prince edward island", "quebec",
                            "saskatchewan", "yukon", "cn-ah", "cn-bj", "cn-cq", "cn-fj", "cn-gd", "cn-gs",
                            "cn-gx", "cn-gz", "cn-ha", "cn-hb", "cn-he", "cn-hi", "cn-hl", "cn-hn", "cn-jl",
                            "cn-js", "cn-jx", "cn-ln", "cn-nm", "cn-qh", "cn-sc", "cn-sd", "cn-sh", "cn-sn",
                            "cn-sx", "cn-tj", "cn-xj", "cn-yn", "cn-zj", "fi", "no1", "no2", "no3", "no4",
                            "no5", "se1", "se2", "se3", "se4",
                        ),
                    },
                ),
            ),
            "tier": "minimal",
            "purpose": "choose the right grid carbon intensity",
        },
    )
    """Region of that country, only where CodeCarbon knows the region's own grid."""

    longitude: float | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.integrations.codecarbon.probes:longitude",
            "transforms": (("collector.privacy:round", {"digits": 1}),),
            "tier": "minimal",
            "purpose": "choose the right grid carbon intensity",
        },
    )
    """Longitude that CodeCarbon computed with, rounded to one decimal (about 10 km)."""

    latitude: float | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.integrations.codecarbon.probes:latitude",
            "transforms": (("collector.privacy:round", {"digits": 1}),),
            "tier": "minimal",
            "purpose": "choose the right grid carbon intensity",
        },
    )
    """Latitude that CodeCarbon computed with, rounded to one decimal (about 10 km)."""

    cloud_provider: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.cloud:provider",
            "transforms": (
                (
                    "collector.privacy:choice",
                    {
                        "choices": (
                            "alibaba", "aws", "azure", "digitalocean", "gcp", "hetzner", "linode", "oci",
                            "openstack", "runpod", "scaleway", "upcloud", "vultr", "none", "other", "unknown",
                        ),
                    },
                ),
            ),
            "tier": "minimal",
            "purpose": "use a cloud region's own carbon intensity",
        },
    )
    """Cloud provider of the machine; none if it is no cloud machine, unknown if it is a virtual machine of no known provider."""

    cloud_region: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.cloud:region",
            "transforms": (("collector.privacy:slug", {}),),
            "tier": "minimal",
            "purpose": "use a cloud region's own carbon intensity",
        },
    )
    """Region of a public cloud provider."""

    cpu_count: int | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.cpu:count",
            "transforms": (),
            "tier": "minimal",
            "purpose": "know which processors need a power model",
        },
    )
    """Logical CPUs of the machine (not of the process, a container or a job)."""

    cpu_physical_count: int | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.cpu:physical_count",
            "transforms": (),
            "tier": "minimal",
            "purpose": "know which processors need a power model",
        },
    )
    """Physical cores of the machine; a virtual machine may show its virtual CPUs as cores."""

    cpu_model: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.cpu:model",
            "transforms": (
                ("collector.privacy:printable", {}), ("collector.privacy:drop_clock_speed", {}),
                ("collector.privacy:shorten", {"max_length": 96}),
            ),
            "tier": "minimal",
            "purpose": "know which processors need a power model",
        },
    )
    """Model name of the CPU as the operating system reports it, without the clock speed."""

    cpu_architecture: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.cpu:architecture",
            "transforms": (
                (
                    "collector.privacy:choice",
                    {"choices": ("x86_64", "arm64", "x86", "armv7", "ppc64le", "s390x", "riscv64", "other")},
                ),
            ),
            "tier": "minimal",
            "purpose": "know which processors need a power model",
        },
    )
    """Machine type that the operating system reports."""

    gpu_count: int | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.gpu:count",
            "transforms": (),
            "tier": "minimal",
            "purpose": "know which processors need a power model",
        },
    )
    """GPUs of the machine; 0 if there is none."""

    gpu_model: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.gpu:model",
            "transforms": (("collector.privacy:printable", {}), ("collector.privacy:shorten", {"max_length": 128})),
            "tier": "minimal",
            "purpose": "know which processors need a power model",
        },
    )
    """How many GPUs of which model."""

    gpu_driver_version: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.gpu:driver_version",
            "transforms": (("collector.privacy:truncate_version", {"parts": 4}),),
            "tier": "minimal",
            "purpose": "know which processors need a power model",
        },
    )
    """Version of the GPU driver."""

    gpu_memory_total_gb: float | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.gpu:memory_total",
            "transforms": (("collector.privacy:round", {"digits": 0}),),
            "tier": "minimal",
            "purpose": "know which processors need a power model",
        },
    )
    """Memory of all GPUs together, in GiB, rounded to a whole number."""

    ram_total_size_gb: float | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.memory:total",
            "transforms": (("collector.privacy:round", {"digits": 0}),),
            "tier": "minimal",
            "purpose": "know which processors need a power model",
        },
    )
    """Memory of the machine, in GiB, rounded to a whole number."""

    cuda_version: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.gpu:cuda_version",
            "transforms": (("collector.privacy:truncate_version", {"parts": 2}),),
            "tier": "minimal",
            "purpose": "know which GPU software to support and test",
        },
    )
    """Highest CUDA version that the installed driver supports (not that of a toolkit or of PyTorch)."""

    cudnn_version: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.cudnn:version",
            "transforms": (("collector.privacy:truncate_version", {"parts": 3}),),
            "tier": "minimal",
            "purpose": "know which GPU software to support and test",
        },
    )
    """Version of the cuDNN library, three parts."""

    python_version: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.python:version",
            "transforms": (("collector.privacy:truncate_version", {"parts": 3}),),
            "tier": "minimal",
            "purpose": "know which Python versions and environments to support and test",
        },
    )
    """Version of Python."""

    python_implementation: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.python:implementation",
            "transforms": (
                (
                    "collector.privacy:choice",
                    {"choices": ("CPython", "PyPy", "GraalPy", "Jython", "IronPython", "other")},
                ),
            ),
            "tier": "minimal",
            "purpose": "know which Python versions and environments to support and test",
        },
    )
    """Implementation of Python."""

    python_env_type: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.python:env_type",
            "transforms": (
                (
                    "collector.privacy:choice",
                    {"choices": ("conda", "venv", "virtualenv", "uv", "pip", "system")},
                ),
            ),
            "tier": "minimal",
            "purpose": "know which Python versions and environments to support and test",
        },
    )
    """Kind of environment that Python runs in."""

    python_executable_hash: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.python:executable",
            "transforms": (("collector.privacy:keyed_hash", {"salt": "salt"}),),
            "tier": "minimal",
            "purpose": "count distinct environments within a month, and no longer",
        },
    )
    """Keyed hash of the Python executable's path. The key is random, never leaves the machine and is replaced every 30 days."""

    codecarbon_version: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.integrations.codecarbon.probes:version",
            "transforms": (("collector.privacy:public_version", {}),),
            "tier": "minimal",
            "purpose": "know which releases are in use and how they were installed",
        },
    )
    """Version of CodeCarbon, without a local part."""

    codecarbon_install_method: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.integrations.codecarbon.probes:install_method",
            "transforms": (
                (
                    "collector.privacy:choice",
                    {"choices": ("pip", "uv", "conda", "poetry", "pixi", "editable", "other", "unknown")},
                ),
            ),
            "tier": "minimal",
            "purpose": "know which releases are in use and how they were installed",
        },
    )
    """Tool that installed CodeCarbon."""


@attrs.frozen(kw_only=True)
class Extensive(Minimal):
    """Full data + emissions shared publicly (public: leaderboard)."""


TIERS = {"minimal": Minimal, "extensive": Extensive}
