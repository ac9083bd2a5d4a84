"""Probes for the container that the program runs in, by its marks on Linux; no id of a path is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from collector.context import Context

# Words of /run/systemd/container (systemd-detect-virt(1)) and of /run/host/container-manager
# (systemd.io/CONTAINER_INTERFACE). WSL writes its own, and is a virtual machine.
WORDS = {
    **{name: name for name in ("docker", "podman", "kubernetes", "apptainer", "lxc", "systemd-nspawn")},
    "singularity": "apptainer",
    "lxc-libvirt": "lxc",
    "wsl": "",
}
ID = r"[0-9a-f]{64}"
# The cgroup of a process in a container. Not those of the runtimes' own services, which are on the host:
# /system.slice/docker.service, libpod-conmon-<id>.scope, /lxc.monitor.<name>.
CGROUPS = (
    (r"[:/](?:kubelet-)?kubepods(?:$|/|\.slice|-burstable|-besteffort|-pod)", "kubernetes"),
    (rf"/docker[-/](?:buildkit/|{ID})", "docker"),
    (rf"/libpod-(?:payload-)?{ID}", "podman"),
    (r"/lxc(?:/|\.payload[./])\S", "lxc"),
    (rf"[/-](?<!-conmon-){ID}(?:\.scope)?(?:/|$)", "other"),  # containerd's, CRI-O's, that of a task of ECS
)
# Where the files of a container's root and of its network settings lie on the host.
MOUNTS = (
    (r"/kubelet/pods/", "kubernetes"),
    (
        r"/docker/(?:containers|overlay2?|aufs|btrfs|zfs|vfs|fuse-overlayfs|buildkit|containerd|rootfs)/",
        "docker",
    ),
    (r"/containers/storage/|/(?:overlay|vfs|btrfs)-containers/", "podman"),
    (r"/io\.containerd\.|/nerdctl/", "other"),
    (r"/(?:lxc|lxd|incus)/", "lxc"),
)
MOUNT_POINTS = ("/", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf")


class Mount(NamedTuple):
    """A line of /proc/self/mountinfo. root: what of the file system is mounted.  point: where."""

    root: str
    point: str
    kind: str
    source: str
    options: str


def runtime(context: Context) -> str | None:
    """Return what runs the container: docker, podman, kubernetes, apptainer, lxc, systemd-nspawn or other.

    "none" outside a container. None where nothing can be told: on other systems than Linux, and where /proc
    can't be read. A pod goes before the runtime that carries it out. WSL is no container.
    """
    if context.system != "Linux":
        return None
    found = next(filter(None, (look(context) for look in LOOKS)), None)
    known = context.read("/proc/self/cgroup") or context.read("/proc/self/mountinfo")
    return found or ("none" if known else None)


def is_container(context: Context) -> bool | None:
    """Tell whether the program runs in a container; None where `runtime` can't tell."""
    name = runtime(context)
    return None if name is None else name != "none"


def _kubernetes(context: Context) -> str | None:
    """Docs of Kubernetes, "Accessing the Kubernetes API from a Pod"."""
    folder = "run/secrets/kubernetes.io/serviceaccount"
    in_pod = context.env.get("KUBERNETES_SERVICE_HOST") or _exists(context, f"/{folder}", f"/var/{folder}")
    return "kubernetes" if in_pod else None


def _podman(context: Context) -> str | None:
    """podman-run(1). The file may be for root's eyes only, so that it is there has to do."""
    return "podman" if _exists(context, "/run/.containerenv") else None


def _apptainer(context: Context) -> str | None:
    """Docs of Apptainer, "Environment Overview". Most APPTAINER_ variables are settings, made on the host."""
    names = ("APPTAINER_CONTAINER", "SINGULARITY_CONTAINER")
    inside = any(map(context.env.get, names)) or _exists(context, "/.singularity.d")
    return "apptainer" if inside else None


def _word(context: Context) -> str | None:
    files = ("/run/systemd/container", "/run/host/container-manager")
    word = next(filter(None, map(context.read, files)), None)
    return WORDS.get(word.lower(), "other") if word else None


def _docker(context: Context) -> str | None:
    """Believe /.dockerenv, unless the root is a whole disk.

    No storage driver of Docker shows one. An image unpacked for a small virtual machine, or imported into
    WSL, keeps the file and is on one.
    """
    roots = [mount for mount in _mounts(context) if mount.point == "/"]
    on_disk = bool(roots) and roots[-1].root == "/" and roots[-1].source.startswith("/dev/")
    return "docker" if _exists(context, "/.dockerenv") and not on_disk else None


def _from_cgroup(context: Context) -> str | None:
    """cgroups(7). In a namespace of its own, the usual case with cgroup v2, it says "0::/" only."""
    text = context.read("/proc/self/cgroup") or ""
    return _first(CGROUPS, text)


def _from_mounts(context: Context) -> str | None:
    """Look at a container's own mounts only: a host that runs containers lists all of theirs too."""
    mounts = _mounts(context)
    own = (mount for mount in mounts if mount.point in MOUNT_POINTS)
    found = _first(MOUNTS, "\n".join(f"{mount.root} {mount.source} {mount.options}" for mount in own))
    # LXC shows its own figures in /proc (lxcfs(1)); Docker can too, so it comes last.
    shown = any(mount.kind == "fuse.lxcfs" and mount.point.startswith("/proc/") for mount in mounts)
    return found or ("lxc" if shown else None)


LOOKS: tuple[Callable[[Context], str | None], ...] = (
    *(_kubernetes, _podman, _apptainer, _word, _docker),
    *(_from_cgroup, _from_mounts),
)


def _mounts(context: Context) -> list[Mount]:
    """Read /proc/self/mountinfo (proc_pid_mountinfo(5)); lines of another shape are left out."""
    lines = (context.read("/proc/self/mountinfo") or "").splitlines()
    halves = (
        (left.split(), right.split(maxsplit=2)) for left, _, right in (x.partition(" - ") for x in lines)
    )
    return [Mount(left[3], left[4], *right) for left, right in halves if len(left) > 4 and len(right) == 3]


def _first(patterns: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((name for pattern, name in patterns if re.search(pattern, text, re.MULTILINE)), None)


def _exists(context: Context, *names: str) -> bool:
    return any(map(context.glob, names))
