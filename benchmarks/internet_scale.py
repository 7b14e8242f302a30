"""What a store on one PostgreSQL server bears: N coordinators that write to it at once, with Fairlead's own code.

    python benchmarks/internet_scale.py                       # 1 to 100 coordinators, with tasks and idle
    python benchmarks/internet_scale.py --coordinators 1,20 --seconds 5 --json scale.json

The server is a real one, made for the occasion with its default settings (fsync on). A simulated coordinator does what
a real one does to the store, by the same `Journal`: it commits a run with its tasks, claims them, and writes that they
began and succeeded, with their events; nothing is computed in between, so that the store is all there is to wait for.
An idle one only holds its lease, as a run whose tasks take hours does.

What is printed first was measured here; what comes after "reckoned" is arithmetic on it, for the load that is named.
"""

from __future__ import annotations

import argparse
import glob
import json
import multiprocessing
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fairlead.clock import SystemClock, new_run_id
from fairlead.errors import StoreError
from fairlead.pipeline.journal import HEARTBEAT, LEASE, Journal
from fairlead.pipeline.owner import this_process
from fairlead.store import Store

TASKS = 50
WAVE = 8
PIPELINES, RUNS_A_DAY, ROWS_A_DAY = 1_000, 24, 1_000_000_000
PROCESSES = 4
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Measured:
    """Hold what one number of coordinators gave; times in milliseconds are those of a commit."""

    kind: str
    coordinators: int
    per_second: float
    median_ms: float
    p99_ms: float
    server_cpu_ms: float
    client_cpu_ms: float
    bytes_each: float


@contextmanager
def server() -> Iterator[tuple[str, int]]:
    """Start a PostgreSQL server on loopback; give its URL and its process."""
    found = shutil.which("initdb") or sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))[-1]
    programs = Path(found).resolve().parent
    folder = Path(tempfile.mkdtemp(prefix="fairlead-scale-"))
    user: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to be run by root
        names = {entry.pw_name for entry in pwd.getpwall()}
        other = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
        user = {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []}
        os.chown(folder, other.pw_uid, other.pw_gid)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    process = None
    try:
        words = [
            programs / "initdb",
            f"--pgdata={folder}/data",
            "--username=fairlead",
            "--auth=trust",
            "--locale=C",
            "--encoding=UTF8",
        ]
        subprocess.run(words, cwd=folder, stdout=subprocess.DEVNULL, check=True, **user)
        settings = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=300"]
        process = subprocess.Popen(
            [programs / "postgres", "-D", f"{folder}/data", "-p", str(port), *settings],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **user,
        )
        url = f"postgresql://fairlead@127.0.0.1:{port}/postgres"
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                Store(url).close()
                break
            except (OSError, StoreError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        yield url, process.pid
    finally:
        if process is not None:
            process.send_signal(signal.SIGINT)
            process.wait(60)
        shutil.rmtree(folder)


def new_run(store: Store, clock: SystemClock) -> tuple[Journal, list[dict[str, Any]]]:
    """Commit a run with its tasks, owned by this process, and return its journal."""
    run_id = new_run_id(clock.now())
    columns = ("reason", "started", "ended", "cpu", "pid", "cache_key", "artifact", "rows_in", "rows_out", "error")
    rows: list[dict[str, Any]] = [
        {**dict.fromkeys((*columns, "source_run", "pool")), "run_id": run_id, "task_id": f"t{n}", "name": f"t{n}",
         "position": n, "state": "pending", "attempt": 0, "cached": 0}
        for n in range(TASKS)
    ]  # fmt: skip
    graph = {"name": "scale", "tasks": [{"id": row["task_id"], "upstream": []} for row in rows]}
    run = {"id": run_id, "pipeline": "scale", "file": "pipeline.py", "state": "pending", "created": clock.now()}
    with store.transaction():
        store.runs.create({**run, "logical_date": None, "options": {}, "graph": graph}, rows)
        fence = store.runs.take(run_id, this_process(), None, clock.now(), LEASE)
    return Journal(store.runs.get(run_id), rows, fence, store, clock, lambda event: None), rows


def work(store: Store, until: float, times: list[float]) -> int:
    """Do run after run, as quickly as the store takes them; return how many tasks were done."""
    clock, done = SystemClock(), 0
    while time.monotonic() < until:
        journal, rows = new_run(store, clock)
        for first in range(0, TASKS, WAVE):
            wave = rows[first : first + WAVE]
            for row in wave:
                journal.change(row, state="running", attempt=1, cache_key=f"{row['task_id']:0>64}", pid=1)
            times.append(timed(journal))
            artifact = {"digest": "0" * 64, "size": 1000, "seal": "", "format": "pickle5", "rows": 10}
            for row in wave:
                journal.event("task_started", row["task_id"], 1, pid=1)
                journal.event("task_succeeded", row["task_id"], 1, rows_in=None, rows_out=10, seconds=1.0)
                now = clock.now()
                journal.change(row, state="succeeded", started=now, ended=now, artifact=artifact, rows_out=10)
            times.append(timed(journal))
            done += len(wave)
        with store.transaction():
            store.runs.end(journal.run_id, journal.fence, "succeeded", None, clock.now())
    return done


def hold(store: Store, until: float, times: list[float]) -> int:
    """Only renew the lease, as often as the store takes it; return how often."""
    clock, done = SystemClock(), 0
    journal, _ = new_run(store, clock)
    while time.monotonic() < until:
        began = time.monotonic()
        with store.transaction():
            store.runs.hold(journal.run_id, journal.fence, clock.now() + LEASE, 0)
        times.append(time.monotonic() - began)
        done += 1
    return done


def timed(journal: Journal) -> float:
    """Commit, and return how long that took."""
    began = time.monotonic()
    with journal._committing(in_turn=False):
        pass
    return time.monotonic() - began


def some(url: str, count: int, seconds: float, kind: str, gate: Any, answers: Any) -> None:
    """Be so many coordinators in one process, a thread and a connection each."""
    stores = [Store(url) for _ in range(count)]
    act = work if kind == "tasks" else hold
    times: list[list[float]] = [[] for _ in stores]
    done = [0] * count
    gate.wait()
    until = time.monotonic() + seconds

    def one(place: int) -> None:
        done[place] = act(stores[place], until, times[place])

    threads = [threading.Thread(target=one, args=(place,)) for place in range(count)]
    cpu = time.process_time()
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    answers.put((sum(done), took, time.process_time() - cpu, [time for each in times for time in each]))


def measured(url: str, pid: int, kind: str, coordinators: int, seconds: float) -> Measured:
    """Let so many coordinators write at once."""
    context = multiprocessing.get_context("spawn")
    processes = min(PROCESSES, coordinators)
    shares = [coordinators // processes + (n < coordinators % processes) for n in range(processes)]
    gate, answers = context.Barrier(processes), context.Queue()
    before, size = cpu_of(pid), size_of(url)
    started = [
        context.Process(target=some, args=(url, share, seconds, kind, gate, answers), daemon=True) for share in shares
    ]
    for one in started:
        one.start()
    found = [answers.get(timeout=seconds + 300) for _ in started]
    for one in started:
        one.join()
    total = sum(one[0] for one in found)
    times = sorted(time for one in found for time in one[3])
    return Measured(
        kind,
        coordinators,
        per_second=total / max(one[1] for one in found),
        median_ms=1000 * times[len(times) // 2],
        p99_ms=1000 * times[int(len(times) * 0.99)],
        server_cpu_ms=1000 * (cpu_of(pid) - before) / total,
        client_cpu_ms=1000 * sum(one[2] for one in found) / total,
        bytes_each=(size_of(url) - size) / total,
    )


def size_of(url: str) -> int:
    """Return the bytes of the database."""
    with Store(url) as store:
        return int(store.driver.query("SELECT pg_database_size(current_database()) AS size")[0]["size"])


def cpu_of(pid: int) -> float:
    """Return the CPU seconds of the server with all its processes, ended ones included."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(path.parent.name) == pid:
            ticks += sum(map(int, fields[11:15]))
        elif int(fields[1]) == pid:
            ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def reckoned(found: list[Measured]) -> list[str]:
    """Say what the measured numbers come to at the load that is named at the top."""
    tasks = [one for one in found if one.kind == "tasks"]
    idle = [one for one in found if one.kind == "leases"]
    wanted = PIPELINES * RUNS_A_DAY * TASKS / DAY
    best = max(tasks, key=lambda one: one.per_second)
    lines = [
        f"reckoned, not measured: {PIPELINES:,} pipelines, {RUNS_A_DAY} runs a day of {TASKS} tasks each",
        f"  tasks: {wanted:.0f} a second on average; the server took {best.per_second:.0f} here "
        f"({best.per_second / wanted:.0f} times as many, from {best.coordinators} coordinators)",
        f"  processor of the server: {wanted * best.server_cpu_ms / 1000:.2f} cores for the tasks",
        f"  the record grows by {wanted * DAY * best.bytes_each / 1e9:.1f} GB a day until `fairlead gc`",
    ]
    if idle:
        beats = PIPELINES / HEARTBEAT
        top = max(idle, key=lambda one: one.per_second)
        lines.append(
            f"  leases, if all {PIPELINES:,} run at the same time: {beats:.0f} commits a second; the server took "
            f"{top.per_second:.0f} here; {beats * top.server_cpu_ms / 1000:.2f} cores; {PIPELINES:,} connections"
        )
    return lines


def main() -> None:
    """Measure, reckon, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--coordinators", default="1,10,50,100")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found: list[Measured] = []
    with server() as (url, pid):
        print(f"measured: {os.cpu_count()} processors for server and coordinators, load {os.getloadavg()[0]:.0f}")
        print("kind    coordinators  a second  commit median ms   p99 ms  server CPU ms  client CPU ms  bytes each")
        for kind in ("tasks", "leases"):
            for coordinators in map(int, given.coordinators.split(",")):
                one = measured(url, pid, kind, coordinators, given.seconds)
                found.append(one)
                print(
                    f"{kind:8}{coordinators:12}{one.per_second:10.0f}{one.median_ms:18.1f}{one.p99_ms:9.1f}"
                    f"{one.server_cpu_ms:15.2f}{one.client_cpu_ms:15.2f}{one.bytes_each:12.0f}",
                    flush=True,
                )
    print("", *reckoned(found), sep="\n")
    if given.json:
        given.json.write_text(json.dumps([asdict(one) for one in found], indent=2))
    sys.exit(0)


if __name__ == "__main__":
    main()
