# Generated from telemetry.yaml by collector codegen. Do not edit.
"""The usage telemetry of acme, as its spec describes it.

Constants only. The typed models are in `models`, the published schemas in `schemas/`, and
FIELDS.md says in words what is collected.
"""

PRODUCT = "acme"
VERSION = "2.1"
ENV_PREFIX = "ACME"
ENDPOINT = "https://acme.example/telemetry"
TIERS = {"basic": "Basic facts, \"as is\"", "full": "All facts"}
FIELDS: tuple[str, ...] = (
    "sent", "level", "cpus", "memory", "python", "plan", "machine_id", "big_orders", "carriers", "tags",
    "shop_hash", "has_torch", "torch_version", "has_tf", "tf_version",
)
