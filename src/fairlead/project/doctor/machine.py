"""The machine: whether it has what a run and a server take, processors, files, processes, disk, a free port."""

from __future__ import annotations

import os
import resource
import shutil
import socket
import sys
import tempfile
from pathlib import Path

from fairlead.finding import Finding
from fairlead.project.doctor.subject import Seen, Subject, doubt, fault, note

FILES_WANTED = 1024
"""Open files: two for each worker, some for each library, one for each client of a server."""

LITTLE, HARDLY = 2 << 30, 200 << 20
"""Bytes left on a disk: below the first a table or two fill it, below the second a run may not even begin."""

SERVE_PORT = 8000

NETWORK = frozenset({"9p", "afs", "beegfs", "ceph", "cifs", "fuse.s3fs", "fuse.sshfs", "gpfs", "lustre", "nfs", "nfs4",
                     "smb3", "smbfs"})  # fmt: skip
"""File systems whose files lie on another machine, as the kernel calls them."""


def check_processes(subject: Subject) -> Seen:
    """Look at how workers are started here, and at whether there are as many processors as workers."""
    findings: list[Finding] = []
    if sys.platform != "linux":
        message = f"On {sys.platform} a killed run can leave processes behind: only Linux ends them with their parent."
        findings.append(doubt("platform-untried", message, "look for them after a kill, or run on Linux."))
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    allowed = min(processors, _cgroup_processors() or processors)
    said = f"workers are forked from one loader; {allowed:g} processors"
    project = subject.project
    if project is not None and project.runs_on == "local":
        said += f", {project.workers} workers"
        if project.workers > 2 * allowed:
            message = f"{project.workers} workers share {allowed:g} processors."
            fix = "set run.workers (or FAIRLEAD_WORKERS) to the number of processors that are allowed here."
            findings.append(doubt("too-many-workers", message, fix, processors=allowed))
    return Seen(said, tuple(findings))


def check_limits(subject: Subject) -> Seen:
    """Look at how many files and processes the user may have (ulimit)."""
    files, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    processes, _ = resource.getrlimit(resource.RLIMIT_NPROC)
    findings = []
    if files != resource.RLIM_INFINITY and files < FILES_WANTED:
        message = f"This user may have {files} files open at once; a server with many clients needs {FILES_WANTED}."
        fix = f"raise it: `ulimit -n {min(65536, hard) if hard > 0 else 65536}`, or LimitNOFILE= of the systemd unit."
        findings.append(doubt("few-open-files", message, fix, limit=files))
    workers = subject.project.workers if subject.project is not None else os.cpu_count() or 1
    if processes != resource.RLIM_INFINITY and processes < 64 + 4 * workers:
        message = f"This user may have {processes} processes; {workers} workers and what they start may need more."
        findings.append(doubt("few-processes", message, "raise it: `ulimit -u 4096`.", limit=processes))
    return Seen(f"open files {_shown(files)}, processes {_shown(processes)}", tuple(findings))


def check_disk(subject: Subject) -> Seen:
    """Look at the room on the disks that outputs, logs and temporary files go to."""
    findings, said = [], []
    for name, folder in _folders(subject).items():
        usage = shutil.disk_usage(folder)
        inodes = os.statvfs(folder)
        said.append(f"{name} {usage.free / 1e9:.0f} GB free")
        where = f"'{folder}'"
        if usage.free < LITTLE:
            say = fault if usage.free < HARDLY else doubt
            message = f"{usage.free / 1e6:.0f} MB are left on the disk of {where}."
            findings.append(say("disk-nearly-full", message, "make room: `fairlead gc --dry-run` says what could go."))
        if inodes.f_files and inodes.f_favail < 10_000:
            message = f"{inodes.f_favail} files can still be made on the disk of {where}."
            findings.append(doubt("few-inodes", message, "remove small files, such as old logs: `fairlead gc`."))
    return Seen(", ".join(said), tuple(findings))


def check_port(subject: Subject) -> Seen:
    """Look at whether the port is free that `fairlead serve` takes if it is told no other."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", SERVE_PORT))
        except OSError:
            message = f"Port {SERVE_PORT}, which `fairlead serve` takes by default, is in use."
            return Seen(f"port {SERVE_PORT} in use", (note("port-taken", message, "serve with --port."),))
    return Seen(f"port {SERVE_PORT} free")


def file_system(path: Path, mounts: str = "/proc/mounts") -> str:
    """Return the kind of file system that a path lies on, as the kernel calls it; "" if that is not known."""
    try:
        lines = Path(mounts).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    place = os.path.realpath(path)
    best = ("", "")
    for line in lines:
        _, point, kind, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        inside = place == point or place.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1]


def is_network(kind: str) -> bool:
    """Tell whether a kind of file system lies on another machine.

    >>> is_network("nfs4"), is_network("ext4")
    (True, False)
    """
    return kind in NETWORK


def _folders(subject: Subject) -> dict[str, Path]:
    folders = {"temporary files": Path(tempfile.gettempdir())}
    project = subject.project
    if project is not None:
        folders = {"state": project.state, **folders}
        if "://" not in project.blobs_location:
            folders["outputs"] = Path(project.blobs_location)
    found: dict[str, Path] = {}
    for name, folder in folders.items():
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        if folder not in found.values():
            found[name] = folder
    return found


def _cgroup_processors() -> float | None:
    """Return how many processors a container may use; None where nobody says."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="utf-8").split()
        return None if quota == "max" else int(quota) / int(period)
    except (OSError, ValueError):
        return None


def _shown(limit: int) -> str:
    return "unlimited" if limit == resource.RLIM_INFINITY else str(limit)
