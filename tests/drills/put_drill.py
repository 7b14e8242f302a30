"""Kill processes with SIGKILL while they put models into a registry, and look what is left.

    python tests/drills/put_drill.py --kills 100 --seed 7

Only kills that land between the beginning and the end of a `put` count. A violation is any of these: a version a file
of which is missing or has other bytes, one that cannot be loaded, one whose `put` had returned and that is gone, a gap
in the numbers, a version without its event.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas
from sklearn.linear_model import LogisticRegression

from fairlead.blobs import BlobRef, LocalBlobs
from fairlead.clock import SystemClock
from fairlead.errors import FairleadError
from fairlead.model import Model, Registry
from fairlead.store import Store

POINTS = (
    "blob-part-written", "blob-renamed", "model-files-written", "version-written", "version-committed",
)  # fmt: skip
"""Every point that a `put` passes, in this order; those of a blob once for each file."""

LONGEST = 0.12
"""Seconds within which a kill at a random moment comes; a `put` takes some hundredths of a second."""

ROWS = pandas.DataFrame({"tenure": [1, 2, 3, 30, 40, 50], "charge": [70.5, 80.0, 75.0, 20.0, 30.5, 25.0]})
MODEL = Model.fit("churn", LogisticRegression(), ROWS, ["yes", "yes", "yes", "no", "no", "no"], seed=7)


@dataclass(slots=True)
class Tally:
    """Count what a drill did and found."""

    inside: int = 0
    outside: int = 0
    by_point: Counter[str] = field(default_factory=Counter)
    versions: int = 0
    returned: int = 0
    violations: list[str] = field(default_factory=list)


class PutDrill:
    """Put models in a folder, under attack."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.tally = Tally()
        self.next = 1
        self.returned: dict[int, str] = {}
        self.checked: set[int] = set()

    def open(self, step: Callable[[str], None] | None = None) -> tuple[Store, LocalBlobs, Registry]:
        store = Store(str(self.folder / "store.db"), durable=True)
        blobs = LocalBlobs(self.folder / "blobs", durable=True, step=step)
        return store, blobs, Registry(store, blobs, SystemClock(), "drill", step=step)

    def at_every_point(self) -> None:
        """Kill once at each named point."""
        for point in POINTS:
            self._life(point, 1)
        self.look_at_all()

    def at_random(self, kills: int) -> None:
        """Kill until so many kills have landed inside of a `put`: at a point, or at any moment."""
        while self.tally.inside < kills:
            if self.chance.random() < 0.4:
                self._life(self.chance.choice(POINTS), self.chance.randint(1, 8))
            else:
                self._life(None, 0)
        self.look_at_all()

    def _life(self, point: str | None, passage: int) -> None:
        """Let a process put models until it is killed, and look at what is there then."""
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            self._put_for_ever(writer, point, passage)
        os.close(writer)
        with os.fdopen(reader) as told:
            first = told.readline()
            if point is None:
                time.sleep(self.chance.uniform(0, LONGEST))
                os.kill(pid, signal.SIGKILL)
            said = [first, *told.readlines()]
        _, status = os.waitpid(pid, 0)
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
            self.tally.violations.append(f"a process ended by itself, with {status}")
        self._count(said, point)
        self._look()

    def _put_for_ever(self, writer: int, point: str | None, passage: int) -> None:
        left = passage

        def step(name: str) -> None:
            nonlocal left
            if name == point:
                left -= 1
                if left <= 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        _, _, registry = self.open(step)
        while True:
            os.write(writer, f"begin {self.next}\n".encode())
            version = registry.put(dataclasses.replace(MODEL, metadata={"number": self.next}))
            os.write(writer, f"end {self.next} {version.version} {version.digest}\n".encode())
            self.next += 1

    def _count(self, said: list[str], point: str | None) -> None:
        words = [line.split() for line in said if line.endswith("\n")]
        for _, number, version, digest in (one for one in words if one[0] == "end"):
            self.returned[int(version)] = digest
            self.next = int(number) + 1
        self.next += 1  # the one that was begun may or may not be there
        is_inside = bool(words) and words[-1][0] == "begin"
        self.tally.inside += is_inside
        self.tally.outside += not is_inside
        if point is not None and is_inside:
            self.tally.by_point[point] += 1

    def _look(self) -> None:
        """Compare the rows with the files, for versions that were not there before."""
        store, blobs, registry = self.open()
        with store:
            rows = store.models.versions("churn")
            events = Counter(event["version"] for event in store.models.events("churn"))
        numbers = sorted(row["version"] for row in rows)
        if numbers != list(range(1, len(rows) + 1)):
            self.tally.violations.append(f"the numbers of the versions are {numbers}")
        known = {row["version"]: row["digest"] for row in rows}
        for version, digest in self.returned.items():
            if known.get(version) != digest:
                self.tally.violations.append(f"version {version} was returned and is not there")
        for row in rows:
            if row["version"] in self.checked:
                continue
            self.checked.add(row["version"])
            if events[row["version"]] != 1:
                self.tally.violations.append(f"version {row['version']} has {events[row['version']]} events")
            self._verify(blobs, row["version"], row["parts"])

    def _verify(self, blobs: LocalBlobs, version: int, parts: dict[str, str]) -> None:
        for part, digest in parts.items():
            try:
                blobs.verify(BlobRef(digest, 0, ""))
            except FairleadError as error:
                self.tally.violations.append(f"version {version}, {part}: {error.message}")

    def look_at_all(self) -> None:
        """Load every version."""
        store, _, registry = self.open()
        with store:
            if store.driver.query("PRAGMA integrity_check")[0]["integrity_check"] != "ok":
                self.tally.violations.append("the database is damaged")
            versions = registry.versions("churn") if registry.names() else []
            for version in versions:
                try:
                    registry.load("churn", version.version)
                except FairleadError as error:
                    self.tally.violations.append(f"version {version.version} cannot be loaded: {error.message}")
        self.tally.versions, self.tally.returned = len(versions), len(self.returned)


def report(tally: Tally) -> str:
    points = ", ".join(f"{name} {count}" for name, count in tally.by_point.most_common())
    return "\n".join(
        [
            f"{tally.inside} kills inside a put ({tally.outside} between two); at points: {points}",
            f"{tally.versions} versions, {tally.returned} of them returned; {len(tally.violations)} violations",
            *tally.violations,
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        drill = PutDrill(Path(folder), asked.seed)
        drill.at_random(asked.kills)
    print(report(drill.tally))
    return 1 if drill.tally.violations else 0


if __name__ == "__main__":
    sys.exit(main())
