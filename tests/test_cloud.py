"""Clouds by their own marks, and machines that look like one and are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Machine

from collector import snapshot
from collector.context import Context
from collector.probes import cloud

AZURE_TAG = "7783-7084-3265-9085-8269-3286-77"
DELL = {"sys_vendor": "Dell Inc.", "product_name": "PowerEdge R750", "bios_vendor": "Dell Inc."}
HYPER_V = {"sys_vendor": "Microsoft Corporation", "product_name": "Virtual Machine"}
CHROMEBOOK = {"sys_vendor": "Google", "product_name": "Eve", "bios_vendor": "coreboot"}
XEN = {"sys_vendor": "Xen", "product_name": "HVM domU", "bios_vendor": "Xen"}
AMPERE = {"sys_vendor": "GIGABYTE", "product_name": "R272-P30-JG"}
QEMU = {"sys_vendor": "QEMU", "product_name": "Standard PC (Q35 + ICH9, 2009)", "bios_vendor": "SeaBIOS"}

# What each cloud's machines show, by its short name.
CLOUDS = {
    "aws": [
        {"sys_vendor": "Amazon EC2", "product_name": "g5.xlarge", "bios_vendor": "Amazon EC2"},
        {"bios_vendor": "Amazon EC2"},
    ],
    "gcp": [{"sys_vendor": "Google", "product_name": "Google Compute Engine", "bios_vendor": "Google"}],
    "azure": [HYPER_V | {"chassis_asset_tag": AZURE_TAG, "bios_vendor": "American Megatrends Inc."}],
    "oci": [QEMU | {"chassis_asset_tag": "OracleCloud.com"}],
    "alibaba": [{"sys_vendor": "Alibaba Cloud", "product_name": "Alibaba Cloud ECS"}],
    "digitalocean": [{"sys_vendor": "DigitalOcean", "product_name": "Droplet"}],
    "hetzner": [{"sys_vendor": "Hetzner", "product_name": "vServer"}],
    "scaleway": [{"sys_vendor": "Scaleway", "product_name": "SCW-GP1-XS"}],
    "vultr": [{"sys_vendor": "Vultr", "product_name": "VC2"}],
    "linode": [
        {"sys_vendor": "Linode", "product_name": "Compute Instance"},
        {"sys_vendor": "Akamai", "product_name": "Compute Instance"},
    ],
    "upcloud": [{"sys_vendor": "UpCloud", "product_name": "Server"}],
    "openstack": [
        {"sys_vendor": "OpenStack Foundation", "product_name": "OpenStack Nova"},
        {"sys_vendor": "Red Hat", "product_name": "OpenStack Compute"},
        {"sys_vendor": "RDO", "product_name": "KVM", "chassis_asset_tag": "OpenStack Nova"},
        {"product_name": "pc-i440fx", "chassis_asset_tag": "OpenStack Compute"},
    ],
}
VIRTUAL = {"/proc/cpuinfo": "model name\t: X\nflags\t\t: fpu vme hypervisor lahf_lm\n"}
PHYSICAL = {"/proc/cpuinfo": "model name\t: hypervisor\nflags\t\t: fpu vme lahf_lm hypervisory\n"}
ARM = {"/proc/cpuinfo": "Features\t: fp asimd\nCPU part\t: 0xd0c\n"}


def dmi(values: dict[str, str]) -> dict[str, str]:
    return {f"/sys/class/dmi/id/{name}": f"{value}\n" for name, value in values.items()}


@pytest.mark.parametrize("cpuinfo", [VIRTUAL, PHYSICAL, ARM, {}])
@pytest.mark.parametrize(
    ("values", "name"), [(values, name) for name, shown in CLOUDS.items() for values in shown]
)
def test_clouds_show_who_they_are(
    machine: Machine, values: dict[str, str], name: str, cpuinfo: dict[str, str]
) -> None:
    assert cloud.provider(machine(dmi(values) | cpuinfo)) == name


@pytest.mark.parametrize(
    ("values", "name"),
    [
        (HYPER_V, "unknown"),
        (HYPER_V | {"chassis_asset_tag": f"{AZURE_TAG}0"}, "unknown"),
        (CHROMEBOOK, "none"),
        ({"sys_vendor": "Microsoft Corporation", "product_name": "Surface Pro"}, "none"),
        ({"sys_vendor": "Amazon"}, "none"),
        ({"sys_vendor": "Alibaba"}, "none"),
        ({"product_name": "Amazon EC2"}, "none"),
        ({"sys_vendor": "Google Compute Engine"}, "none"),
        ({"sys_vendor": "Oracle Corporation", "product_name": "SUN FIRE X4170"}, "none"),
        ({"sys_vendor": "hetzner"}, "none"),
        (DELL, "none"),
    ],
)
def test_what_looks_like_a_cloud_is_none(machine: Machine, values: dict[str, str], name: str) -> None:
    assert cloud.provider(machine(dmi(values) | PHYSICAL)) == name


@pytest.mark.parametrize(
    ("values", "cpuinfo", "name"),
    [
        (DELL, PHYSICAL, "none"),
        (DELL, VIRTUAL, "unknown"),
        (DELL, ARM, None),
        (DELL, {}, None),
        (AMPERE, ARM, None),
        (QEMU, VIRTUAL, "unknown"),
        (QEMU, PHYSICAL, "unknown"),
        (QEMU, ARM, "unknown"),
        (XEN, PHYSICAL, "unknown"),
        ({"sys_vendor": "innotek GmbH", "product_name": "VirtualBox"}, PHYSICAL, "unknown"),
        ({"sys_vendor": "VMware, Inc.", "product_name": "VMware7,1"}, PHYSICAL, "unknown"),
        ({"sys_vendor": "Red Hat", "product_name": "KVM"}, PHYSICAL, "unknown"),
        ({"sys_vendor": ""}, PHYSICAL, None),
        ({}, PHYSICAL, None),
        ({}, VIRTUAL, None),
        ({}, {}, None),
    ],
)
def test_unnamed_machines_are_virtual_physical_or_silent(
    machine: Machine, values: dict[str, str], cpuinfo: dict[str, str], name: str | None
) -> None:
    assert cloud.provider(machine(dmi(values) | cpuinfo)) == name


@pytest.mark.parametrize(
    ("uuid", "name"),
    [
        ("ec2e1916-9099-7caf-fd21-012345abcdef", "aws"),
        ("EC2E1916-9099-7CAF-FD21-012345ABCDEF", "aws"),
        ("00000000-0000-0000-0000-000000000000", "unknown"),
        ("aec2e191-9099-7caf-fd21-012345abcdef", "unknown"),
    ],
)
def test_amazons_xen_is_told_by_its_uuid(machine: Machine, uuid: str, name: str) -> None:
    files = dmi(XEN) | VIRTUAL | {"/sys/hypervisor/uuid": f"{uuid}\n"}
    assert cloud.provider(machine(files)) == name


def test_what_identifies_one_machine_stays_unread(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    original = Context.read

    def note(context: Context, name: str) -> str | None:
        read.append(Path(name).name)
        return original(context, name)

    monkeypatch.setattr(Context, "read", note)
    cloud.provider(machine(dmi(DELL) | VIRTUAL))
    assert set(read) == {
        "uuid",  # of the hypervisor; see above
        "sys_vendor",
        "bios_vendor",
        "product_name",
        "chassis_asset_tag",
        "cpuinfo",
    }


@pytest.mark.parametrize(
    ("fact", "name"),
    [("GCP", "gcp"), (" azure ", "azure"), ("acme", "acme"), ("", "hetzner"), (7, "hetzner")],
)
def test_the_host_goes_first(machine: Machine, fact: object, name: str) -> None:
    context = machine(dmi(CLOUDS["hetzner"][0]), facts={"cloud_provider": fact})
    assert cloud.provider(context) == name


def test_a_pod_goes_before_the_machine_it_is_on(machine: Machine) -> None:
    env = {"RUNPOD_DC_ID": "US-TX-3"}
    assert cloud.provider(machine(env={"RUNPOD_DC_ID": ""})) is None
    assert cloud.provider(machine(env=env)) == "runpod"
    assert cloud.provider(machine(dmi(DELL) | PHYSICAL, env=env)) == "runpod"
    assert cloud.provider(machine(env=env, facts={"cloud_provider": "aws"})) == "aws"


AWS_TASK = {"AWS_REGION": "eu-west-3", "AWS_EXECUTION_ENV": "AWS_ECS_EC2"}
APP_SERVICE = {"REGION_NAME": "West Europe", "WEBSITE_SITE_NAME": "secret-project"}
POD = {"RUNPOD_DC_ID": "EU-RO-1"}


@pytest.mark.parametrize(
    ("provider", "env", "region"),
    [
        ("aws", AWS_TASK, "eu-west-3"),
        ("aws", {"AWS_REGION": "eu-west-3"}, None),
        ("aws", {"AWS_EXECUTION_ENV": "AWS_ECS_EC2"}, None),
        ("aws", {"AWS_DEFAULT_REGION": "eu-west-3", "AWS_EXECUTION_ENV": "AWS_ECS_EC2"}, None),
        ("azure", APP_SERVICE, "westeurope"),
        ("azure", {"REGION_NAME": "West Europe"}, None),
        ("azure", {"WEBSITE_SITE_NAME": "secret-project"}, None),
        ("runpod", POD, "eu-ro-1"),
        ("runpod", {}, None),
        ("azure", AWS_TASK, None),
        ("gcp", AWS_TASK | APP_SERVICE | POD, None),
        ("hetzner", AWS_TASK, None),
        ("none", AWS_TASK | APP_SERVICE, None),
    ],
)
def test_a_variable_counts_where_its_cloud_agrees(
    machine: Machine, provider: str, env: dict[str, str], region: str | None
) -> None:
    assert cloud.region(machine(env=env, facts={"cloud_provider": provider})) == region


@pytest.mark.parametrize("provider", ["aws", "gcp", "azure", "oci", "scaleway", "upcloud", "runpod"])
def test_the_hosts_region_goes_first(machine: Machine, provider: str) -> None:
    facts = {"cloud_provider": provider, "cloud_region": "us-central1"}
    assert cloud.region(machine(env=AWS_TASK | APP_SERVICE | POD, facts=facts)) == "us-central1"


@pytest.mark.parametrize("provider", ["none", "unknown", "openstack", "other", "acme", ""])
def test_a_private_clouds_region_is_not_told(machine: Machine, provider: str) -> None:
    facts = {"cloud_provider": provider, "cloud_region": "acme-basement"}
    assert cloud.region(machine(facts=facts)) is None


def test_this_machine_answers() -> None:
    context = Context.here("minimal", snapshot.take([], {}))
    assert cloud.provider(context) in {None, "none", "unknown", "openstack", *cloud.PUBLIC}
    assert cloud.region(context) is None or cloud.provider(context) in cloud.PUBLIC
