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
            "transforms": (
                (
                    "collector.privacy:choice",
                    {
                        "choices": (
                            "af-johannesburg-1", "af-south-1", "africa-south1", "ams", "ams2", "ams3",
                            "ap-batam-1", "ap-chuncheon-1", "ap-east-1", "ap-east-2", "ap-hyderabad-1",
                            "ap-in-1", "ap-jp-1", "ap-melbourne-1", "ap-mumbai-1", "ap-northeast",
                            "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-osaka-1", "ap-seoul-1",
                            "ap-singapore-1", "ap-singapore-2", "ap-south", "ap-south-1", "ap-south-2",
                            "ap-southeast", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3",
                            "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7",
                            "ap-sydney-1", "ap-tokyo-1", "ap-west", "ash", "asia-east1", "asia-east2",
                            "asia-northeast1", "asia-northeast2", "asia-northeast3", "asia-south1",
                            "asia-south2", "asia-southeast1", "asia-southeast2", "atl", "atl1", "au-mel",
                            "au-syd1", "australia-southeast1", "australia-southeast2", "australiacentral",
                            "australiacentral2", "australiaeast", "australiasoutheast", "austriaeast",
                            "belgiumcentral", "blr", "blr1", "bom", "br-gru", "brazilsouth",
                            "brazilsoutheast", "ca-central", "ca-central-1", "ca-montreal-1", "ca-mtl-1",
                            "ca-mtl-2", "ca-mtl-3", "ca-toronto-1", "ca-west-1", "canadacentral",
                            "canadaeast", "cdg", "centralindia", "centralus", "chilecentral", "chinaeast",
                            "chinaeast2", "chinaeast3", "chinanorth", "chinanorth2", "chinanorth3",
                            "cn-beijing", "cn-chengdu", "cn-fuzhou", "cn-guangzhou", "cn-hangzhou",
                            "cn-heyuan", "cn-hongkong", "cn-huhehaote", "cn-nanjing", "cn-north-1",
                            "cn-northwest-1", "cn-qingdao", "cn-shanghai", "cn-shenzhen", "cn-wuhan-lr",
                            "cn-wulanchabu", "cn-zhangjiakou", "de-fra-2", "de-fra1", "del", "denmarkeast",
                            "dfw", "dk-cph1", "eastasia", "eastus", "eastus2", "es-mad", "es-mad1",
                            "eu-amsterdam-1", "eu-central", "eu-central-1", "eu-central-2", "eu-cz-1",
                            "eu-fr-1", "eu-frankfurt-1", "eu-frankfurt-2", "eu-jovanovac-1", "eu-madrid-1",
                            "eu-madrid-2", "eu-marseille-1", "eu-milan-1", "eu-nl-1", "eu-north-1",
                            "eu-paris-1", "eu-ro-1", "eu-se-1", "eu-south-1", "eu-south-2", "eu-stockholm-1",
                            "eu-west", "eu-west-1", "eu-west-2", "eu-west-3", "eu-zurich-1", "eur-is-1",
                            "eur-is-2", "eur-is-3", "eur-no-1", "europe-central2", "europe-north1",
                            "europe-north2", "europe-southwest1", "europe-west1", "europe-west10",
                            "europe-west12", "europe-west2", "europe-west3", "europe-west4", "europe-west6",
                            "europe-west8", "europe-west9", "eusc-de-east-1", "ewr", "fi-hel1", "fi-hel2",
                            "fr-par", "fr-par-2", "fra", "fra1", "francecentral", "francesouth", "fsn1",
                            "gb-lon", "germanynorth", "germanywestcentral", "hel1", "hil", "hnl", "icn",
                            "id-cgk", "il-central-1", "il-jerusalem-1", "in-bom-2", "in-maa",
                            "indonesiacentral", "israelcentral", "it-mil", "italynorth", "itm", "japaneast",
                            "japanwest", "jioindiacentral", "jioindiawest", "jnb", "jp-osa", "jp-tyo-3",
                            "koreacentral", "koreasouth", "lax", "lhr", "lon1", "mad", "malaysiawest", "man",
                            "me-abudhabi-1", "me-central-1", "me-central1", "me-central2", "me-dubai-1",
                            "me-east-1", "me-jeddah-1", "me-riyadh-1", "me-south-1", "me-west1", "mel", "mex",
                            "mexicocentral", "mia", "mx-central-1", "mx-monterrey-1", "mx-queretaro-1",
                            "na-south-1", "nbg1", "newzealandnorth", "nl-ams", "nl-ams1", "no-svg1",
                            "northamerica-northeast1", "northamerica-northeast2", "northamerica-south1",
                            "northcentralus", "northeurope", "norwayeast", "norwaywest", "nrt", "nyc1",
                            "nyc2", "nyc3", "oc-au-1", "ord", "pl-waw", "pl-waw1", "polandcentral",
                            "qatarcentral", "ric1", "sa-bogota-1", "sa-east-1", "sa-santiago-1",
                            "sa-saopaulo-1", "sa-valparaiso-1", "sa-vinhedo-1", "sao", "scl", "se-sto",
                            "se-sto1", "sea", "sfo1", "sfo2", "sfo3", "sg-sin-2", "sg-sin1", "sgp", "sgp1",
                            "sin", "sjc", "southafricanorth", "southafricawest", "southamerica-east1",
                            "southamerica-west1", "southcentralus", "southeastasia", "southindia",
                            "spaincentral", "sto", "swedencentral", "swedensouth", "switzerlandnorth",
                            "switzerlandwest", "syd", "syd1", "tlv", "tor1", "uaecentral", "uaenorth",
                            "uk-cardiff-1", "uk-lon1", "uk-london-1", "uksouth", "ukwest", "us-ashburn-1",
                            "us-ca-2", "us-central", "us-central1", "us-chi1", "us-chicago-1", "us-de-1",
                            "us-east", "us-east-1", "us-east-2", "us-east1", "us-east4", "us-east5",
                            "us-ga-1", "us-ga-2", "us-gov-east-1", "us-gov-west-1", "us-iad", "us-iad-2",
                            "us-il-1", "us-ks-2", "us-ks-3", "us-lax", "us-md-1", "us-mia", "us-nc-1",
                            "us-nyc1", "us-ord", "us-phoenix-1", "us-sanjose-1", "us-sea", "us-sjo1",
                            "us-south1", "us-southeast", "us-tx-1", "us-tx-3", "us-tx-4", "us-wa-1",
                            "us-west", "us-west-1", "us-west-2", "us-west1", "us-west2", "us-west3",
                            "us-west4", "usdodcentral", "usdodeast", "usgovarizona", "usgovtexas",
                            "usgovvirginia", "waw", "westcentralus", "westeurope", "westindia", "westus",
                            "westus2", "westus3", "yto", "other",
                        ),
                    },
                ),
            ),
            "tier": "minimal",
            "purpose": "use a cloud region's own carbon intensity",
        },
    )
    """Region of a public cloud provider, by its published name; other where it is none of these."""

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
                ("collector.privacy:hardware_name", {}), ("collector.privacy:shorten", {"max_length": 96}),
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
            "transforms": (
                ("collector.privacy:printable", {}), ("collector.privacy:hardware_name", {}),
                ("collector.privacy:shorten", {"max_length": 128}),
            ),
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

    total_emissions_kg: float | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (("collector.privacy:significant", {"digits": 3}),),
            "tier": "extensive",
            "purpose": "show what computing emits, and what it is made of",
        },
    )
    """Emissions of the whole run in CO2 equivalents."""

    emissions_rate_kg_per_sec: float | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (("collector.privacy:significant", {"digits": 3}),),
            "tier": "extensive",
            "purpose": "show what computing emits, and what it is made of",
        },
    )
    """Emissions of the whole run divided by its duration."""

    energy_consumed_kwh: float | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (("collector.privacy:significant", {"digits": 3}),),
            "tier": "extensive",
            "purpose": "show what computing emits, and what it is made of",
        },
    )
    """Energy of the whole run, with the data centre's overhead (PUE) where CodeCarbon was told one."""

    cpu_energy_kwh: float | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (("collector.privacy:significant", {"digits": 3}),),
            "tier": "extensive",
            "purpose": "show what computing emits, and what it is made of",
        },
    )
    """Part of that energy that the CPUs used."""

    gpu_energy_kwh: float | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (("collector.privacy:significant", {"digits": 3}),),
            "tier": "extensive",
            "purpose": "show what computing emits, and what it is made of",
        },
    )
    """Part of that energy that the GPUs used; absent on a machine without one."""

    ram_energy_kwh: float | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (("collector.privacy:significant", {"digits": 3}),),
            "tier": "extensive",
            "purpose": "show what computing emits, and what it is made of",
        },
    )
    """Part of that energy that the memory used."""

    duration_seconds: float | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (("collector.privacy:round", {"digits": 0}),),
            "tier": "extensive",
            "purpose": "show what computing emits, and what it is made of",
        },
    )
    """Duration of the run in whole seconds; with tasks only, the sum of theirs, and all of the time where start() was called too."""

    cpu_utilization_avg: float | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (("collector.privacy:round", {"digits": 0}),),
            "tier": "extensive",
            "purpose": "show what computing emits, and what it is made of",
        },
    )
    """Average load of all CPUs of the machine over the run; absent for runs under a second."""

    gpu_utilization_avg: float | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (("collector.privacy:round", {"digits": 0}),),
            "tier": "extensive",
            "purpose": "show what computing emits, and what it is made of",
        },
    )
    """Average load of the GPUs over the run as CodeCarbon measured it; absent without a GPU."""

    ram_utilization_avg: float | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (("collector.privacy:round", {"digits": 0}),),
            "tier": "extensive",
            "purpose": "show what computing emits, and what it is made of",
        },
    )
    """Average share of the memory in use over the run as CodeCarbon measured it."""

    tracking_mode: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (("collector.privacy:choice", {"choices": ("machine", "process", "hybrid", "other")}),),
            "tier": "extensive",
            "purpose": "know which ways of using CodeCarbon to care for",
        },
    )
    """Whether the whole machine was tracked or one process."""

    api_mode: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (("collector.privacy:choice", {"choices": ("offline", "online", "both")}),),
            "tier": "extensive",
            "purpose": "know which ways of using CodeCarbon to care for",
        },
    )
    """Whether the tracker was an online or an offline one; both, if the process had both."""

    output_methods: list[str] | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (
                (
                    "collector.privacy:choice",
                    {
                        "choices": ("api", "boamps", "custom", "file", "http", "logfire", "logger", "prometheus"),
                    },
                ),
            ),
            "tier": "extensive",
            "purpose": "know which ways of using CodeCarbon to care for",
        },
    )
    """Where CodeCarbon's results were saved to."""

    hardware_tracked: list[str] | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (("collector.privacy:choice", {"choices": ("cpu", "gpu", "ram")}),),
            "tier": "extensive",
            "purpose": "know which ways of using CodeCarbon to care for",
        },
    )
    """Kinds of hardware that were measured or estimated."""

    task_tracking_used: bool | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (),
            "tier": "extensive",
            "purpose": "know which ways of using CodeCarbon to care for",
        },
    )
    """Whether tasks were tracked one by one. Their names are not looked at."""

    decorator_vs_context: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (("collector.privacy:choice", {"choices": ("decorator", "context_manager", "direct", "cli")}),),
            "tier": "extensive",
            "purpose": "know which ways of using CodeCarbon to care for",
        },
    )
    """How the tracker was used."""

    measure_power_interval_secs: float | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (("collector.privacy:significant", {"digits": 2}),),
            "tier": "extensive",
            "purpose": "know which ways of using CodeCarbon to care for",
        },
    )
    """Time between two measurements, as configured."""

    hardware_detection_success: bool | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (),
            "tier": "extensive",
            "purpose": "find out where CodeCarbon measures badly or fails",
        },
    )
    """Whether the CPU was found and is measured by more than a constant, and the GPU too where there is one."""

    rapl_available: bool | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (),
            "tier": "extensive",
            "purpose": "find out where CodeCarbon measures badly or fails",
        },
    )
    """Whether the CPU's energy counters (RAPL) can be read; absent where there can be none."""

    gpu_detection_method: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (
                (
                    "collector.privacy:choice",
                    {
                        "choices": ("nvml", "nvidia-smi", "amdsmi", "rocm", "pytorch", "powermetrics", "none", "other"),
                    },
                ),
            ),
            "tier": "extensive",
            "purpose": "find out where CodeCarbon measures badly or fails",
        },
    )
    """How CodeCarbon reads the GPUs."""

    first_measurement_time_ms: float | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (("collector.privacy:significant", {"digits": 3}),),
            "tier": "extensive",
            "purpose": "find out where CodeCarbon measures badly or fails",
        },
    )
    """Time from the start of the run to its first measurement."""

    tracking_overhead_percent: float | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (("collector.privacy:round", {"digits": 2}),),
            "tier": "extensive",
            "purpose": "find out where CodeCarbon measures badly or fails",
        },
    )
    """CPU time of CodeCarbon's own measuring, as a share of one CPU over the run."""

    errors_encountered: list[str] | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (
                (
                    "collector.privacy:choice",
                    {
                        "choices": (
                            "ArithmeticError", "AssertionError", "AttributeError", "BlockingIOError",
                            "BrokenPipeError", "BufferError", "CalledProcessError", "ChildProcessError",
                            "ChunkedEncodingError", "ConnectTimeout", "ConnectionAbortedError",
                            "ConnectionError", "ConnectionRefusedError", "ConnectionResetError", "EOFError",
                            "Exception", "FileExistsError", "FileNotFoundError", "FloatingPointError",
                            "HTTPError", "ImportError", "IndexError", "InvalidURL", "IsADirectoryError",
                            "JSONDecodeError", "KeyError", "LookupError", "MemoryError", "MissingSchema",
                            "ModuleNotFoundError", "NameError", "NotADirectoryError", "NotImplementedError",
                            "OSError", "OverflowError", "PermissionError", "ProcessLookupError", "ProxyError",
                            "ReadTimeout", "RecursionError", "RuntimeError", "SSLError", "StopIteration",
                            "SyntaxError", "SystemError", "Timeout", "TimeoutError", "TooManyRedirects",
                            "TypeError", "UnboundLocalError", "UnicodeDecodeError", "UnicodeEncodeError",
                            "ValueError", "ZeroDivisionError", "other",
                        ),
                    },
                ),
            ),
            "tier": "extensive",
            "purpose": "find out where CodeCarbon measures badly or fails",
        },
    )
    """Kinds of errors that CodeCarbon logged, by the names of Python's and requests' error classes; never their messages."""

    warning_count: int | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (),
            "tier": "extensive",
            "purpose": "find out where CodeCarbon measures badly or fails",
        },
    )
    """Warnings that CodeCarbon logged during the run, errors not counted; absent where its log level hides warnings."""

    ide_used: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ide:used",
            "transforms": (
                (
                    "collector.privacy:choice",
                    {
                        "choices": (
                            "cursor", "windsurf", "vscode", "pycharm", "jetbrains", "spyder", "positron",
                            "jupyter", "other", "none",
                        ),
                    },
                ),
            ),
            "tier": "extensive",
            "purpose": "know where CodeCarbon is used, to test it there",
        },
    )
    """Editor that the program was started from."""

    notebook_environment: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.notebook:environment",
            "transforms": (
                (
                    "collector.privacy:choice",
                    {
                        "choices": (
                            "colab", "colab-enterprise", "kaggle", "databricks", "sagemaker", "deepnote",
                            "paperspace", "datalore", "hex", "azureml", "jupyter", "none",
                        ),
                    },
                ),
            ),
            "tier": "extensive",
            "purpose": "know where CodeCarbon is used, to test it there",
        },
    )
    """Kind of notebook that the program runs in."""

    ci_environment: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ci:environment",
            "transforms": (
                (
                    "collector.privacy:choice",
                    {
                        "choices": (
                            "forgejo-actions", "gitea-actions", "github-actions", "gitlab", "jenkins",
                            "hudson", "circleci", "travis-ci", "azure-pipelines", "bitbucket-pipelines",
                            "buildkite", "teamcity", "bamboo", "aws-amplify", "aws-codebuild",
                            "google-cloud-build", "oracle-devops", "appveyor", "harness", "woodpecker",
                            "drone", "vela", "semaphore", "codefresh", "codeship", "sourcehut", "cirrus-ci",
                            "buddy", "screwdriver", "gocd", "taskcluster", "prow", "agola", "earthly",
                            "gitee-go", "jetbrains-space", "scrutinizer", "read-the-docs", "netlify",
                            "vercel", "cloudflare-pages", "cloudflare-workers", "heroku-ci", "xcode-cloud",
                            "xcode-server", "app-center", "appcircle", "bitrise", "codemagic", "nevercode",
                            "expo-eas", "sail-ci", "layer-ci", "distelli", "wercker", "shippable",
                            "magnum-ci", "solano-ci", "snap-ci", "dsari", "other", "none",
                        ),
                    },
                ),
            ),
            "tier": "extensive",
            "purpose": "know where CodeCarbon is used, to test it there",
        },
    )
    """Continuous-integration service that the program runs on."""

    python_package_manager: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.package_manager:used",
            "transforms": (
                (
                    "collector.privacy:choice",
                    {"choices": ("pip", "poetry", "uv", "conda", "pipenv", "pixi", "pdm", "hatch", "unknown")},
                ),
            ),
            "tier": "extensive",
            "purpose": "know where CodeCarbon is used, to test it there",
        },
    )
    """Tool that manages the Python environment."""

    framework_detected: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:framework",
            "transforms": (
                (
                    "collector.privacy:choice",
                    {"choices": ("pytorch", "tensorflow", "JAX", "keras", "sklearn", "none")},
                ),
            ),
            "tier": "extensive",
            "purpose": "know which machine-learning libraries to test with",
        },
    )
    """First machine-learning framework that the program has loaded; none if it has loaded none."""

    ml_framework_primary: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:primary",
            "transforms": (("collector.privacy:choice", {"choices": ("pytorch", "tensorflow", "JAX", "keras", "none")}),),
            "tier": "extensive",
            "purpose": "know which machine-learning libraries to test with",
        },
    )
    """Framework that does the computing; for Keras that of its backend."""

    has_torch: bool | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:installed",
            "transforms": (),
            "tier": "extensive",
            "purpose": "know which machine-learning libraries to test with",
            "member": ("torch", ("torch",)),
        },
    )
    """Whether torch is loaded or installed."""

    torch_version: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:version",
            "transforms": (("collector.privacy:build_version", {}),),
            "tier": "extensive",
            "purpose": "know which machine-learning libraries to test with",
            "member": ("torch", ("torch",)),
        },
    )
    """Version of torch, of its local part only what it was built for."""

    has_transformers: bool | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:installed",
            "transforms": (),
            "tier": "extensive",
            "purpose": "know which machine-learning libraries to test with",
            "member": ("transformers", ("transformers",)),
        },
    )
    """Whether transformers is loaded or installed."""

    transformers_version: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:version",
            "transforms": (("collector.privacy:build_version", {}),),
            "tier": "extensive",
            "purpose": "know which machine-learning libraries to test with",
            "member": ("transformers", ("transformers",)),
        },
    )
    """Version of transformers, of its local part only what it was built for."""

    has_diffusers: bool | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:installed",
            "transforms": (),
            "tier": "extensive",
            "purpose": "know which machine-learning libraries to test with",
            "member": ("diffusers", ("diffusers",)),
        },
    )
    """Whether diffusers is loaded or installed."""

    diffusers_version: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:version",
            "transforms": (("collector.privacy:build_version", {}),),
            "tier": "extensive",
            "purpose": "know which machine-learning libraries to test with",
            "member": ("diffusers", ("diffusers",)),
        },
    )
    """Version of diffusers, of its local part only what it was built for."""

    has_tensorflow: bool | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:installed",
            "transforms": (),
            "tier": "extensive",
            "purpose": "know which machine-learning libraries to test with",
            "member": (
                "tensorflow",
                (
                    "tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tensorflow-macos", "tensorflow-rocm",
                    "tensorflow-intel", "intel-tensorflow", "tensorflow-cpu-aws", "tf-nightly",
                    "tf-nightly-cpu", "tf-nightly-gpu", "tf-nightly-macos", "tf-nightly-rocm",
                ),
            ),
        },
    )
    """Whether tensorflow is loaded or installed."""

    tensorflow_version: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:version",
            "transforms": (("collector.privacy:build_version", {}),),
            "tier": "extensive",
            "purpose": "know which machine-learning libraries to test with",
            "member": (
                "tensorflow",
                (
                    "tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tensorflow-macos", "tensorflow-rocm",
                    "tensorflow-intel", "intel-tensorflow", "tensorflow-cpu-aws", "tf-nightly",
                    "tf-nightly-cpu", "tf-nightly-gpu", "tf-nightly-macos", "tf-nightly-rocm",
                ),
            ),
        },
    )
    """Version of tensorflow, of its local part only what it was built for."""

    has_keras: bool | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:installed",
            "transforms": (),
            "tier": "extensive",
            "purpose": "know which machine-learning libraries to test with",
            "member": ("keras", ("keras", "keras-nightly", "tf-keras")),
        },
    )
    """Whether keras is loaded or installed."""

    keras_version: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:version",
            "transforms": (("collector.privacy:build_version", {}),),
            "tier": "extensive",
            "purpose": "know which machine-learning libraries to test with",
            "member": ("keras", ("keras", "keras-nightly", "tf-keras")),
        },
    )
    """Version of keras, of its local part only what it was built for."""

    has_pytorch_lightning: bool | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:installed",
            "transforms": (),
            "tier": "extensive",
            "purpose": "know which machine-learning libraries to test with",
            "member": ("pytorch_lightning", ("pytorch-lightning", "lightning")),
        },
    )
    """Whether pytorch_lightning is loaded or installed."""

    pytorch_lightning_version: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:version",
            "transforms": (("collector.privacy:build_version", {}),),
            "tier": "extensive",
            "purpose": "know which machine-learning libraries to test with",
            "member": ("pytorch_lightning", ("pytorch-lightning", "lightning")),
        },
    )
    """Version of pytorch_lightning, of its local part only what it was built for."""

    has_fastai: bool | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:installed",
            "transforms": (),
            "tier": "extensive",
            "purpose": "know which machine-learning libraries to test with",
            "member": ("fastai", ("fastai",)),
        },
    )
    """Whether fastai is loaded or installed."""

    fastai_version: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:version",
            "transforms": (("collector.privacy:build_version", {}),),
            "tier": "extensive",
            "purpose": "know which machine-learning libraries to test with",
            "member": ("fastai", ("fastai",)),
        },
    )
    """Version of fastai, of its local part only what it was built for."""

    container_runtime: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.container:runtime",
            "transforms": (
                (
                    "collector.privacy:choice",
                    {
                        "choices": (
                            "docker", "podman", "kubernetes", "apptainer", "lxc", "systemd-nspawn", "other",
                            "none",
                        ),
                    },
                ),
            ),
            "tier": "extensive",
            "purpose": "know where hardware is hidden from CodeCarbon",
        },
    )
    """What runs the container that the program is in; none if it is in none."""

    in_container: bool | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.container:is_container",
            "transforms": (),
            "tier": "extensive",
            "purpose": "know where hardware is hidden from CodeCarbon",
        },
    )
    """Whether the program is in a container."""

    host_machine_hash: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.machine_id:machine_id",
            "transforms": (("collector.privacy:application_hash", {"product": "codecarbon"}),),
            "tier": "extensive",
            "purpose": "count distinct machines",
            "opt_in": True,
        },
    )
    """Fingerprint of the machine's own id, made for this product alone; absent in containers, on CI and in hosted notebooks."""


TIERS = {"minimal": Minimal, "extensive": Extensive}
