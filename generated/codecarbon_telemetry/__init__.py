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
    "total_emissions_kg", "emissions_rate_kg_per_sec", "energy_consumed_kwh", "cpu_energy_kwh",
    "gpu_energy_kwh", "ram_energy_kwh", "duration_seconds", "cpu_utilization_avg", "gpu_utilization_avg",
    "ram_utilization_avg", "tracking_mode", "api_mode", "output_methods", "hardware_tracked",
    "task_tracking_used", "decorator_vs_context", "measure_power_interval_secs", "hardware_detection_success",
    "rapl_available", "gpu_detection_method", "first_measurement_time_ms", "tracking_overhead_percent",
    "errors_encountered", "warning_count", "ide_used", "notebook_environment", "ci_environment",
    "python_package_manager", "framework_detected", "ml_framework_primary", "has_torch", "torch_version",
    "has_transformers", "transformers_version", "has_diffusers", "diffusers_version", "has_tensorflow",
    "tensorflow_version", "has_keras", "keras_version", "has_pytorch_lightning", "pytorch_lightning_version",
    "has_fastai", "fastai_version", "container_runtime", "in_container", "host_machine_hash",
)
