# Generated from telemetry.yaml by collector codegen. Do not edit.
"""What acme may send, a class a tier; None is what is not sent."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class Basic:
    """Basic facts, \"as is\" (private: the team)."""

    sent: str = attrs.field(
        metadata={
            "probe": "collector.probes.envelope:timestamp",
            "transforms": (("collector.privacy:truncate_time", {"unit": "hour"}),),
            "tier": "basic",
            "purpose": "tell reports apart",
        },
    )
    """When the report was made."""

    level: str = attrs.field(
        metadata={
            "probe": "collector.probes.envelope:tier",
            "transforms": (),
            "tier": "basic",
            "purpose": "tell reports apart",
        },
    )
    """The tier."""

    cpus: int | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.cpu:count",
            "transforms": (),
            "tier": "basic",
            "purpose": "know the machines",
        },
    )
    """Logical CPUs."""

    memory: float | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.memory:total",
            "transforms": (("collector.privacy:round", {"digits": 0}),),
            "tier": "basic",
            "purpose": "know the machines",
        },
    )
    """Memory of the machine, in \"binary\" units | GiB, never C:\\new."""

    python: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.python:version",
            "transforms": (("collector.privacy:public_version", {}),),
            "tier": "basic",
            "purpose": "know the machines",
        },
    )
    """Version of Python."""


@attrs.frozen(kw_only=True)
class Full(Basic):
    """All facts (public: everyone | all)."""

    plan: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "acme_probes:plan",
            "transforms": (("collector.privacy:choice", {"choices": ("free", "no", "größer", "a|b")}),),
            "tier": "full",
            "purpose": "plan the next release",
        },
    )
    """The customer's plan."""

    machine_id: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.python:executable",
            "transforms": (("collector.privacy:keyed_hash", {"salt": "salt"}),),
            "tier": "full",
            "purpose": "count machines",
        },
    )
    """A keyed hash."""

    big_orders: bool | None = attrs.field(
        default=None,
        metadata={
            "probe": "acme_probes:orders",
            "transforms": (),
            "tier": "full",
            "purpose": "plan the next release",
        },
    )
    """Whether orders are big."""

    carriers: list[str] | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (("collector.privacy:choice", {"choices": ("bike", "post", "a|b")}),),
            "tier": "full",
            "purpose": "plan the next release",
        },
    )
    """Who brings the orders."""

    tags: list[str] | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.host:fact",
            "transforms": (),
            "tier": "full",
            "purpose": "plan the next release",
        },
    )
    """Tags in use."""

    shop_hash: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.machine_id:machine_id",
            "transforms": (("collector.privacy:application_hash", {"product": "acme"}),),
            "tier": "full",
            "purpose": "plan the next release",
            "opt_in": True,
        },
    )
    """Fingerprint of the shop's machine."""

    has_torch: bool | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:installed",
            "transforms": (),
            "tier": "full",
            "purpose": "test with the libraries in use",
            "member": ("torch", ("torch",)),
        },
    )
    """Whether torch is there; torch may be old."""

    torch_version: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:version",
            "transforms": (("collector.privacy:build_version", {}),),
            "tier": "full",
            "purpose": "test with the libraries in use",
            "member": ("torch", ("torch",)),
        },
    )
    """Version of torch."""

    has_tf: bool | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:installed",
            "transforms": (),
            "tier": "full",
            "purpose": "test with the libraries in use",
            "member": ("tf", ("tensorflow", "tf-nightly")),
        },
    )
    """Whether tf is there; tf may be old."""

    tf_version: str | None = attrs.field(
        default=None,
        metadata={
            "probe": "collector.probes.ml:version",
            "transforms": (("collector.privacy:build_version", {}),),
            "tier": "full",
            "purpose": "test with the libraries in use",
            "member": ("tf", ("tensorflow", "tf-nightly")),
        },
    )
    """Version of tf."""


TIERS = {"basic": Basic, "full": Full}
