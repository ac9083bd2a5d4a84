"""Probes for the cloud that the machine belongs to, by files and variables; no metadata service is asked."""

from __future__ import annotations

import re
from collections.abc import Callable

from collector.context import Context

# Whole values of /sys/class/dmi/id, in this order. A part of one proves nothing: "Microsoft Corporation" is
# also Hyper-V and Surface, "Google" also a Chromebook. From cloud-init (tools/ds-identify and
# cloudinit/sources) and, for "Amazon EC2", systemd (src/basic/virt.c).
DMI = (
    ("sys_vendor", "Amazon EC2", "aws"),
    ("bios_vendor", "Amazon EC2", "aws"),
    ("product_name", "Google Compute Engine", "gcp"),
    ("chassis_asset_tag", "7783-7084-3265-9085-8269-3286-77", "azure"),
    ("chassis_asset_tag", "OracleCloud.com", "oci"),
    ("product_name", "Alibaba Cloud ECS", "alibaba"),
    ("sys_vendor", "DigitalOcean", "digitalocean"),
    ("sys_vendor", "Hetzner", "hetzner"),
    ("sys_vendor", "Scaleway", "scaleway"),
    ("sys_vendor", "Vultr", "vultr"),
    ("sys_vendor", "Linode", "linode"),
    ("sys_vendor", "Akamai", "linode"),
    ("sys_vendor", "UpCloud", "upcloud"),
    ("product_name", "OpenStack Nova", "openstack"),
    ("product_name", "OpenStack Compute", "openstack"),
    ("chassis_asset_tag", "OpenStack Nova", "openstack"),
    ("chassis_asset_tag", "OpenStack Compute", "openstack"),
)
DMI_NAMES = ("sys_vendor", "bios_vendor", "product_name", "chassis_asset_tag")
# Makers of virtual machines, for those that hide the `hypervisor` flag and for ARM, which has none
# (systemd, src/basic/virt.c, detect_vm_dmi_vendor).
HYPERVISORS = (
    *(("sys_vendor", vendor) for vendor in ("QEMU", "VMware, Inc.", "Xen", "innotek GmbH", "Bochs", "BHYVE")),
    *(("product_name", name) for name in ("KVM", "Virtual Machine", "VirtualBox", "KubeVirt")),
)
# Clouds anyone can rent from. Elsewhere the name of a region may be the name of its owner.
PUBLIC = frozenset({"runpod", *(provider for _, _, provider in DMI)} - {"openstack"})


def provider(context: Context) -> str | None:
    """Return the cloud's short name: "aws", "gcp", "azure", "runpod", ...

    "none" is a physical machine, "unknown" a virtual one that names no cloud. None where the machine hides
    its maker (containers often do), or shows one and does not tell whether it is virtual.
    """
    fact = (context.fact("cloud_provider", str) or "").strip().lower()
    return fact or _from_env(context) or _from_hypervisor(context) or _from_dmi(context)


def region(context: Context) -> str | None:
    """Return the region's name as its cloud spells it: "us-central1". None outside public clouds.

    The host's word goes first, then the variable that the cloud itself sets. A variable that people set to
    choose a region, as AWS_REGION alone, does not say where the machine is.
    """
    cloud = provider(context)
    if cloud not in PUBLIC:
        return None
    fact = (context.fact("cloud_region", str) or "").strip()
    return fact or (REGIONS[cloud](context) if cloud in REGIONS else None) or None


def _from_env(context: Context) -> str | None:
    """Docs of Runpod, "Environment variables"; its pods run on many owners' machines, so before DMI."""
    return "runpod" if context.env.get("RUNPOD_DC_ID") else None


def _from_hypervisor(context: Context) -> str | None:
    """Only the first letters count: the rest identifies the instance."""
    uuid = context.read("/sys/hypervisor/uuid") or ""
    return "aws" if uuid[:3].lower() == "ec2" else None


def _from_dmi(context: Context) -> str | None:
    values = {name: context.read(f"/sys/class/dmi/id/{name}") for name in DMI_NAMES}
    if not any(values.values()):
        return None
    named = next((cloud for name, value, cloud in DMI if values[name] == value), None)
    return named or _unnamed(context, values)


def _unnamed(context: Context, values: dict[str, str | None]) -> str | None:
    """Tell virtual from physical. Only x86 has `flags`; without it a silent machine may be either."""
    if any(values[name] == value for name, value in HYPERVISORS):
        return "unknown"
    flags = re.search(r"^flags[ \t]*:(.*)$", context.read("/proc/cpuinfo") or "", re.MULTILINE)
    if flags is None:
        return None
    return "unknown" if "hypervisor" in flags[1].split() else "none"


def _aws_region(context: Context) -> str | None:
    """ECS and Lambda set both; whoever configures a client sets AWS_REGION alone."""
    return context.env.get("AWS_REGION") if context.env.get("AWS_EXECUTION_ENV") else None


def _azure_region(context: Context) -> str | None:
    """App Service spells it for people: "West Europe"."""
    named = context.env.get("REGION_NAME") if context.env.get("WEBSITE_SITE_NAME") else None
    return "".join(named.lower().split()) if named else None


def _runpod_region(context: Context) -> str | None:
    return context.env.get("RUNPOD_DC_ID", "").lower()


REGIONS: dict[str, Callable[[Context], str | None]] = {
    "aws": _aws_region,
    "azure": _azure_region,
    "runpod": _runpod_region,
}
