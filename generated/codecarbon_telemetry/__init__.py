# Generated from telemetry.yaml by collector codegen. Do not edit.
"""The usage telemetry of codecarbon, as its spec describes it.

Constants only. The typed models are in `models`, the published schemas in `schemas/`, and
FIELDS.md says in words what is collected.
"""

PRODUCT = "codecarbon"
VERSION = "1.0"
ENV_PREFIX = "CODECARBON"
ENDPOINT = "https://api.codecarbon.io/telemetry"
TIERS = {"minimal": "Basic environment info only", "extensive": "Full data + emissions shared publicly"}
FIELDS: tuple[str, ...] = (
    "timestamp", "telemetry_level", "os", "country_name", "country_iso_code", "region", "longitude",
    "latitude", "cloud_provider", "cloud_region", "cpu_count", "cpu_physical_count", "cpu_model",
    "cpu_architecture", "gpu_count", "gpu_model", "gpu_driver_version", "gpu_memory_total_gb",
    "ram_total_size_gb", "cuda_version", "cudnn_version", "python_version", "python_implementation",
    "python_env_type", "python_executable_hash", "codecarbon_version", "codecarbon_install_method",
)
