"""Containers by their marks, hosts that run containers, and machines that only look like one."""

from __future__ import annotations

import pytest
from conftest import Machine

from collector import snapshot
from collector.context import Context
from collector.probes import container

ID = "0123456789abcdef" * 4
WORDS = {"docker", "podman", "kubernetes", "apptainer", "lxc", "systemd-nspawn", "other", "none"}
CGROUP, MOUNTS = "/proc/self/cgroup", "/proc/self/mountinfo"
V2 = {CGROUP: "0::/\n"}
DISK = "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n"
LOWER = "lowerdir=/var/lib/docker/overlay2/l/AB:/var/lib/docker/overlay2/l/CD,upperdir=/x"
OVERLAY = f"600 500 0:50 / / rw,relatime - overlay overlay rw,{LOWER}\n"
SNAPSHOT = "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/9/fs"
CONTAINERD = f"600 500 0:50 / / rw - overlay overlay rw,lowerdir={SNAPSHOT}\n"
LAYER = "/home/ada/.local/share/containers/storage/overlay/l/AB"
STORAGE = f"600 500 0:50 / / rw - overlay overlay rw,lowerdir={LAYER}\n"
POD_HOSTS = "701 600 8:1 /var/lib/kubelet/pods/12-34/etc-hosts /etc/hosts rw - ext4 /dev/sda1 rw\n"
DOCKERENV = {"/.dockerenv": ""}
PRIVATE = "/home/ada/secret-project"


def net(root: str) -> str:
    """Return the lines of the network's files, bound from the host's folder `root`."""
    names = ("resolv.conf", "hostname", "hosts")
    return "".join(
        f"70{i} 600 8:1 {root}/{name} /etc/{name} rw - ext4 /dev/sda1 rw\n" for i, name in enumerate(names)
    )


# Files of a container, by what runs it.
CONTAINERS: dict[str, list[dict[str, str]]] = {
    "kubernetes": [
        {"/run/secrets/kubernetes.io/serviceaccount/token": PRIVATE},
        {"/var/run/secrets/kubernetes.io/serviceaccount/token": PRIVATE},
        {CGROUP: f"11:memory:/kubepods/burstable/pod1234/{ID}\n"},
        {CGROUP: f"0::/kubepods.slice/kubepods-pod1234.slice/cri-containerd-{ID}.scope\n"},
        {CGROUP: f"3:cpu:/system.slice/containerd.service/kubepods-pod12.slice:cri-containerd:{ID}\n"},
        {CGROUP: "0::/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-besteffort.slice\n"},
        V2 | {MOUNTS: CONTAINERD + POD_HOSTS},
        DOCKERENV | {CGROUP: f"4:cpu:/kubepods/besteffort/pod12/{ID}\n", MOUNTS: DISK},
        {"/run/.containerenv": "", "/run/secrets/kubernetes.io/serviceaccount/token": ""},
    ],
    "podman": [
        {"/run/.containerenv": 'engine="podman-5.0"\nname="secret-project"\n'},
        {CGROUP: f"0::/user.slice/user-1000.slice/user@1000.service/libpod-{ID}.scope/container\n"},
        {CGROUP: f"9:pids:/machine.slice/libpod-payload-{ID}\n"},
        V2 | {MOUNTS: STORAGE},
        V2 | {MOUNTS: net(f"/containers/overlay-containers/{ID}/userdata")},
        DOCKERENV | {"/run/.containerenv": ""},
    ],
    "apptainer": [
        {"/.singularity.d/runscript": ""},
        DOCKERENV | {"/.singularity.d/runscript": ""},
        {"/run/host/container-manager": "singularity"},
    ],
    "lxc": [
        {"/run/systemd/container": "lxc\n"},
        {"/run/systemd/container": "lxc-libvirt"},
        {CGROUP: "8:memory:/lxc/secret-project\n"},
        {CGROUP: "0::/lxc.payload.secret-project/system.slice/ssh.service\n"},
        {CGROUP: "0::/lxc.payload/secret-project\n"},
        V2 | {MOUNTS: "1 0 8:1 /var/lib/lxc/secret-project/rootfs / rw - ext4 /dev/sda1 rw\n"},
        V2 | {MOUNTS: "1 0 0:9 / / rw - zfs x rw\n9 1 0:8 /proc/stat /proc/stat rw - fuse.lxcfs lxcfs rw\n"},
    ],
    "systemd-nspawn": [
        {"/run/host/container-manager": "systemd-nspawn\n"},
        {"/run/systemd/container": "systemd-nspawn"},
    ],
    "docker": [
        DOCKERENV,
        DOCKERENV | V2,
        DOCKERENV | V2 | {MOUNTS: OVERLAY + net(f"/var/lib/docker/containers/{ID}")},
        DOCKERENV | {MOUNTS: f"1 0 8:1 /var/lib/docker/vfs/dir/{ID} / rw - ext4 /dev/sda1 rw\n"},
        DOCKERENV | {MOUNTS: f"1 0 253:4 /rootfs / rw - xfs /dev/mapper/docker-253:1-{ID} rw\n"},
        {CGROUP: f"12:memory:/docker/{ID}\n"},
        {CGROUP: f"0::/system.slice/docker-{ID}.scope\n"},
        {CGROUP: "4:cpu:/docker/buildkit/x2l6ejyh1oyp2zrpj0xlsfzgg\n"},
        V2 | {MOUNTS: OVERLAY},
        V2 | {MOUNTS: CONTAINERD + net(f"/var/lib/docker/containers/{ID}")},
        V2 | {MOUNTS: CONTAINERD + net(f"/home/ada/.local/share/docker/containers/{ID}")},
        {"/run/systemd/container": "docker", "/run/host/container-manager": "systemd-nspawn"},
        {"/run/systemd/container": "wsl"} | DOCKERENV | {MOUNTS: OVERLAY},
    ],
    "other": [
        {"/run/systemd/container": "rkt"},
        {"/run/host/container-manager": "pressure-vessel"},
        {CGROUP: f"5:cpu:/ecs/0123456789abcdef0123456789abcdef/{ID}\n"},
        {CGROUP: f"0::/system.slice/nerdctl-{ID}.scope\n"},
        V2 | {MOUNTS: CONTAINERD},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("files", "name"), [(files, name) for name, machines in CONTAINERS.items() for files in machines]
)
def test_containers_show_what_runs_them(machine: Machine, files: dict[str, str], name: str) -> None:
    context = machine(files)
    assert container.runtime(context) == name
    assert container.is_container(context) is True


HOST = "701 22 0:50 / /var/lib/docker/overlay2/ab/merged rw - overlay overlay rw," + LOWER + "\n"
POD = "702 22 0:51 / /var/lib/kubelet/pods/12-34/volumes/token rw - tmpfs tmpfs rw\n"
LXCFS = "703 22 0:52 / /var/lib/lxcfs rw - fuse.lxcfs lxcfs rw\n"
WSL = "701 22 0:50 / /mnt/wsl/docker-desktop/shared-sockets rw - tmpfs none rw\n"


@pytest.mark.parametrize(
    "files",
    [
        V2,
        {MOUNTS: DISK},
        {MOUNTS: DISK + HOST + POD + LXCFS},
        {CGROUP: "0::/system.slice/docker.service\n"},
        {CGROUP: "0::/system.slice/containerd.service\n9:x:/system.slice/kubelet.service\n"},
        {CGROUP: "0::/user.slice/app-docker-1.scope\n8:cpu:/system.slice/lxc.service\n"},
        {CGROUP: f"0::/user.slice/libpod-conmon-{ID}.scope\n7:cpu:/lxc.monitor.secret-project\n"},
        {CGROUP: "0::/machine.slice/kubepods-like\n2:cpu:/my-kubepods/x\n"},
        {"/run/systemd/container": "wsl", MOUNTS: DISK.replace("vda1", "sdc") + WSL},
        V2 | {"/run/systemd/container": "", "/run/host/container-manager": ""},
        V2 | {"/.dockerignore": "", "/run/containerenv": "", "/run/secrets/other": ""},
        {MOUNTS: "garbage\n1 2 3\n - \n1 0 8:1 / / rw - ext4\n"},
    ],
)
def test_what_looks_like_a_container_is_none(machine: Machine, files: dict[str, str]) -> None:
    context = machine(files)
    assert container.runtime(context) == "none"
    assert container.is_container(context) is False


@pytest.mark.parametrize("source", ["/dev/vda", "/dev/sdc", "/dev/mapper/vg-root"])
def test_an_image_on_a_disk_of_its_own_is_no_container(machine: Machine, source: str) -> None:
    disk = DISK.replace("/dev/vda1", source)
    assert container.runtime(machine(DOCKERENV | {MOUNTS: disk})) == "none"
    assert container.runtime(machine(DOCKERENV | {MOUNTS: disk + OVERLAY})) == "docker"


APPTAINER = {"APPTAINER_CONTAINER": PRIVATE, "APPTAINER_NAME": PRIVATE}


@pytest.mark.parametrize(
    ("env", "files", "name"),
    [
        ({"KUBERNETES_SERVICE_HOST": "10.0.0.1"}, DOCKERENV, "kubernetes"),
        ({"KUBERNETES_SERVICE_HOST": "10.0.0.1"} | APPTAINER, {"/run/.containerenv": ""}, "kubernetes"),
        ({"KUBERNETES_SERVICE_HOST": ""}, V2, "none"),
        (APPTAINER, DOCKERENV, "apptainer"),
        ({"SINGULARITY_CONTAINER": PRIVATE}, {}, "apptainer"),
        (
            {"APPTAINER_CACHEDIR": PRIVATE, "SINGULARITY_TMPDIR": PRIVATE, "APPTAINER_BIND": PRIVATE},
            V2,
            "none",
        ),
        ({"container": "lxc", "DOCKER_HOST": PRIVATE, "KUBECONFIG": PRIVATE}, V2, "none"),
    ],
)
def test_variables_of_the_runtime_count(
    machine: Machine, env: dict[str, str], files: dict[str, str], name: str
) -> None:
    assert container.runtime(machine(files, env=env)) == name


def test_without_proc_nothing_can_be_told(machine: Machine) -> None:
    assert container.runtime(machine()) is None
    assert container.is_container(machine()) is None
    assert container.runtime(machine({CGROUP: "", MOUNTS: ""})) is None


@pytest.mark.parametrize("system", ["Darwin", "Windows", ""])
def test_other_systems_are_not_asked(machine: Machine, system: str) -> None:
    env = APPTAINER | {"KUBERNETES_SERVICE_HOST": PRIVATE}
    context = machine(DOCKERENV | V2, env=env, system=system)
    assert container.runtime(context) is None
    assert container.is_container(context) is None


def test_this_machine_answers() -> None:
    context = Context.here("minimal", snapshot.take([], {}))
    assert container.runtime(context) in {None, *WORDS}
