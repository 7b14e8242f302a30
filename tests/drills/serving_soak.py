"""Serve a model for minutes under load while versions are promoted and rolled back, and look whether anybody notices.

    python tests/drills/serving_soak.py --seconds 300 --workers 2

A violation is any of these: a request without an answer of 200; an answer that is not that of the version it names, to
the last bit (while the plan of a new version is being proved, its pipeline answers what waits together: then to
`LAST_BITS`); a version that was not the champion while the request was under way, or at most `LAG` seconds before;
memory, open files or threads that grow; at the end, after a SIGTERM under load, a prediction in the log that its client
never got, or one that it got and that is not in the log.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "serve" / "attacks"))

from served import Served, customers, make_project, request, serving, trained

from fairlead.model import Model
from fairlead.project import Project
from fairlead.project.serving import log_folder
from fairlead.serve.log import read_log

LAG = 1.0
"""Seconds within which a change in the registry is served."""

STRENGTHS = (1.0, 0.1, 0.03, 0.01)
"""Of each version the C of its logistic regression."""

LAST_BITS = 4e-16
"""How far probabilities may be apart that the pipeline gives to a row in batches of different sizes."""

MEMORY = 15.0
"""MB by which a worker may grow: it keeps some versions that it has loaded, and what it writes the log with."""

CONNECTIONS = 8
PAUSE = 0.004
"""Seconds between two requests of a connection, so that the load leaves room on two cores."""

MANY = 300
"""Rows of the requests that go through the pipeline, one request in a hundred."""


@dataclass(frozen=True, slots=True)
class Reign:
    """Say from when to when a version was the champion; the moments are those around the change in the registry."""

    version: int
    begun: float
    ended: float


@dataclass(slots=True)
class Tally:
    """Count what a soak did and found."""

    requests: int = 0
    changes: int = 0
    versions: Counter[int] = field(default_factory=Counter)
    batched: int = 0
    lag: float = 0.0
    times: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    threads: list[int] = field(default_factory=list)
    cut_off: int = 0
    logged: int = 0
    violations: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Seen:
    """Hold one answer that awaits its judgement."""

    sent: float
    received: float
    version: int


class Soak:
    """Put load on a server and change its champion meanwhile."""

    def __init__(self, served: Served, project: Project, seed: int, workers: int = 1) -> None:
        self.served = served
        self.workers = workers
        self.project = project
        self.chance = random.Random(seed)
        self.tally = Tally()
        self.seen: list[Seen] = []
        self.answered: set[str] = set()
        self.is_over = self.is_stopping = False
        table, _ = customers()
        self.rows = json.loads(table.head(40).to_json(orient="records"))
        self.batch = [self.rows[n % len(self.rows)] for n in range(MANY)]
        models = {n: trained(strength) for n, strength in enumerate(STRENGTHS, start=1)}
        self.single = {n: [answers_of(model, [row])[0] for row in self.rows] for n, model in models.items()}
        # Fewer rows than the crossover are each answered as if alone, others as a batch: the last bits may differ.
        self.many = {
            n: (answers_of(model, self.batch), [self.single[n][k % len(self.rows)] for k in range(MANY)])
            for n, model in models.items()
        }
        self.reigns = [Reign(1, 0.0, float("inf"))]

    def run(self, seconds: float, every: float) -> None:
        """Load, change, watch; then stop the server under the load."""
        with self.project.open_registry() as registry:
            for strength in STRENGTHS[1:]:
                registry.put(trained(strength))
        load = threading.Thread(target=lambda: asyncio.run(self._load()))
        load.start()
        end = time.monotonic() + seconds
        try:
            while (left := end - time.monotonic()) > 0 and load.is_alive():
                pause = self.chance.uniform(0.3, 1.7) * every
                time.sleep(min(pause, left))
                if pause < left:
                    self._change()
                self._measure()
            self.is_stopping = True
            code = self.served.stop()
        finally:
            self.is_over = True
            load.join()
        if code != 0:
            self.tally.violations.append(f"the server ended with {code}: {self.served.said()[-500:]}")
        self._judge()

    def _change(self) -> None:
        """Promote another version, or go back to the one before."""
        now = self.reigns[-1].version
        others = [n for n in self.single if n != now]
        earlier = sorted({reign.version for reign in self.reigns} - {now})
        with self.project.open_registry() as registry:
            began = time.monotonic()
            if earlier and self.chance.random() < 0.4:
                registry.rollback("churn", to=self.chance.choice(earlier), why="to see")
            else:
                registry.promote("churn", self.chance.choice(others), expect=now, why="to see")
            version = registry.holder("churn").version
        ended = time.monotonic()
        self.reigns[-1] = Reign(now, self.reigns[-1].begun, ended)
        self.reigns.append(Reign(version, began, float("inf")))
        self.tally.changes += 1

    def _measure(self) -> None:
        self.tally.memory.append(self.served.memory())
        self.tally.files.append(self.served.files())
        self.tally.threads.append(self.served.threads())

    async def _load(self) -> None:
        await asyncio.gather(*(self._connection(n) for n in range(CONNECTIONS)))

    async def _connection(self, place: int) -> None:
        """Ask one thing after the other; a connection that the server closes between two requests is opened again."""
        chance = random.Random(place)
        number = 0
        while not self.is_over:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.served.port)
            except OSError as error:
                if not self.is_stopping:
                    self._wrong(f"no connection: {error!r}")
                return
            with contextlib.closing(writer):
                while not self.is_over and not reader.at_eof():
                    number += 1
                    if not await self._ask(reader, writer, f"{place}-{number}", chance):
                        break
                    await asyncio.sleep(PAUSE)

    async def _ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: str, chance: random.Random
    ) -> bool:
        """Ask once and check the answer; tell whether the connection can be used again."""
        is_many = chance.random() < 0.01
        place = chance.randrange(len(self.rows))
        body = json.dumps({"rows": self.batch} if is_many else self.rows[place]).encode()
        sent = time.monotonic()
        try:
            writer.write(request(body, f"X-Request-ID: {name}"))
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.lower().split(b"\r\n")
            length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
            said = await reader.readexactly(length)
        except (OSError, asyncio.IncompleteReadError) as error:
            if self.is_stopping:
                self.tally.cut_off += 1
            else:
                self._wrong(f"{name}: {error!r} after {time.monotonic() - sent:.3f} s")
            return False
        received = time.monotonic()
        status, document = int(head[9:12]), json.loads(said)
        self.tally.requests += 1
        if status != 200:
            if not (self.is_stopping and status == 503):
                self._wrong(f"{name}: {status} {said[:200]!r}")
            return b"connection: close" not in lines
        self._check(document, place, is_many, name, Seen(sent, received, document["version"]))
        return b"connection: close" not in lines

    def _check(self, document: dict[str, Any], place: int, is_many: bool, name: str, seen: Seen) -> None:
        self.tally.times.append(seen.received - seen.sent)
        self.tally.versions[seen.version] += 1
        self.seen.append(seen)
        answers = document["predictions"] if is_many else [document]
        self.answered |= {one["id"] for one in answers}
        right = self.many[seen.version] if is_many else ([self.single[seen.version][place]],)
        found = [one["probabilities"] for one in answers]
        if found in right:
            return
        self.tally.batched += 1
        if any(abs(a[name] - b[name]) > LAST_BITS for a, b in zip(found, right[0], strict=True) for name in b):
            self._wrong(f"{name}: version {seen.version} does not answer so: {str(answers)[:200]}")

    def _wrong(self, what: str) -> None:
        if len(self.tally.violations) < 100:
            self.tally.violations.append(what)

    def _judge(self) -> None:
        """Look which versions answered when, what has grown, and what the log has that nobody got."""
        lags = [lag_of(one, self.reigns) for one in self.seen]
        self.tally.lag = max(lags, default=0.0)
        if late := sum(lag > LAG for lag in lags):
            self._wrong(f"{late} answers are of a version that had been replaced up to {self.tally.lag:.2f} s before")
        for what, values, most in (
            ("memory in MB", self.tally.memory, MEMORY * self.workers),
            ("open files", self.tally.files, 8.0 * self.workers),
            # Of each worker the pool that answers batches and that which writes the first segment of the log.
            ("threads", self.tally.threads, 12.0 * self.workers),
        ):
            third = max(1, len(values) // 3)
            first, last = statistics.median(values[third // 2 : third + 1]), statistics.median(values[-third:])
            if last - first > most:
                self._wrong(f"{what} has grown from {first:.1f} to {last:.1f}")
        logged = set(read_log(log_folder(self.project, "churn")).select("id").collect()["id"].to_list())
        self.tally.logged = len(logged)
        if lost := logged - self.answered:
            self._wrong(f"{len(lost)} predictions are logged that no client got, such as {min(lost)}")
        if unknown := self.answered - logged:
            self._wrong(f"{len(unknown)} answers are not in the log, such as {min(unknown)}")


def lag_of(one: Seen, reigns: Sequence[Reign]) -> float:
    """Return how long before a request was sent the version that answered it had been replaced, seconds.

    >>> reigns = [Reign(1, 0.0, 10.0), Reign(2, 9.9, 20.0), Reign(1, 19.9, float("inf"))]
    >>> [lag_of(Seen(sent, sent + 0.1, 1), reigns) for sent in (5.0, 12.5, 30.0)]
    [0.0, 2.5, 0.0]
    """
    return min(
        (
            max(0.0, one.sent - reign.ended)
            for reign in reigns
            if reign.version == one.version and reign.begun <= one.received
        ),
        default=float("inf"),
    )


def answers_of(model: Model, rows: list[dict[str, Any]]) -> list[dict[str, float]]:
    """Return the probabilities of each class for rows that are asked together."""
    return [dict(zip(map(str, model.classes), one, strict=True)) for one in model.score_rows(rows).tolist()]


def report(tally: Tally) -> str:
    """Return what happened as text."""
    times = sorted(tally.times) or [0.0]
    p50, p99 = (1000 * times[int(len(times) * part)] for part in (0.5, 0.99))
    ends = (f"{values[0]:.0f} -> {values[-1]:.0f}" for values in (tally.memory, tally.files, tally.threads) if values)
    return "\n".join(
        [
            f"{tally.requests} requests, {tally.changes} changes; answers by version: {sorted(tally.versions.items())}",
            f"p50 {p50:.2f} ms, p99 {p99:.2f} ms, longest {1000 * times[-1]:.0f} ms; longest lag {tally.lag:.2f} s",
            f"memory (MB), open files, threads: {', '.join(ends)}",
            f"{tally.batched} requests answered in a batch with others, while a plan was being proved",
            f"at the end: {tally.cut_off} connections cut off, {tally.logged} predictions logged",
            f"{len(tally.violations)} violations",
            *tally.violations[:20],
        ]
    )


def soak(folder: Path, seconds: float, *, workers: int = 1, every: float = 3.0, seed: int = 7) -> Tally:
    """Run a soak in a folder and return what happened."""
    project = make_project(folder)
    with serving(folder, "--workers", str(workers)) as served:
        one = Soak(served, project, seed, workers)
        one.run(seconds, every)
    return one.tally


def main() -> int:
    """Soak and print; return 1 if something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--every", type=float, default=3.0, help="seconds between two changes, on average")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as folder:
        tally = soak(Path(folder), asked.seconds, workers=asked.workers, every=asked.every, seed=asked.seed)
    print(report(tally))
    return 1 if tally.violations else 0


if __name__ == "__main__":
    sys.exit(main())
