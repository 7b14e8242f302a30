"""Kill runs of a pipeline at random moments and at every named point of the crash protocol, and resume them.

    python tests/drills/kill_drill.py --kills 1000 --seed 7

After every kill, what really happened (a journal and a file of effects that the tasks write outside
Fairlead's state) is compared with what Fairlead says. A violation is any of these: a finished task was lost
or ran again, a task counts as done without its whole output, an effect happened twice, more was repeated than
was in flight, a run stays "running" without its owner, a process outlived its coordinator, the artifacts
differ in the end.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from place import Execution, Life, Place, kill, wait_until

from fairlead.pipeline.crash import POINTS

IN_WORKER = frozenset(POINTS[POINTS.index("order-received") : POINTS.index("result-received")])
"""The points that a worker passes; the coordinator, or the process that made the run, passes the others."""

ONCE = ("run-committed", "owner-taken", "run-ended")
"""The points that a coordinator passes once; it passes the others once a task or oftener."""

VICTIMS = ("coordinator", "worker", "loader", "everything")
LIVES = 60
"""A run that is not finished after so many coordinators will never be."""

TRIES = 4
"""So often a named point is waited for before it counts as one that no process passes."""

SPAN = 0.9
"""Seconds that a coordinator lives undisturbed, roughly; kills at any moment are spread over it."""


@dataclass(slots=True)
class Tally:
    """Count what a drill did and found."""

    by_victim: Counter[str] = field(default_factory=Counter)
    by_point: Counter[str] = field(default_factory=Counter)
    lives: int = 0
    runs: int = 0
    rivals: int = 0
    executions: int = 0
    repeated: int = 0
    in_flight: int = 0
    unknown_effects: int = 0
    violations: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        return self.by_victim.total() + self.by_point.total()


@dataclass(slots=True)
class Witness:
    """Watch one run: remember what was finished after each kill, and compare it with what is seen later."""

    place: Place
    undisturbed: dict[str, str | None]
    tally: Tally
    run_id: str | None = None
    finished: dict[str, int] = field(default_factory=dict)
    committed: set[str] = field(default_factory=set)
    earlier: set[str] = field(default_factory=set)
    start: int = 0
    seen: int = 0
    effects: int = 0
    in_flight: int = 0
    story: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start = self.seen = len(self.place.executions())
        self.effects = len(self.place.effects("notify"))
        self.earlier = {row["id"] for row in self.place.runs()} if self.place.has_store() else set()

    def violated(self, what: str) -> None:
        self.tally.violations.append(f"{self.place.folder.name} {self.run_id}: {what}; after {self.story}")

    def look(self, lives: Sequence[Life], kills: Counter[str]) -> dict[str, Any] | None:
        """Compare everything after the end of a coordinator or two; return the run's row, if there is one."""
        if survivors := self.place.survivors():
            self.violated(f"processes {survivors} outlived their coordinator")
        row = self._row()
        executions = [one for one in self.place.executions()[self.start :] if "/" not in one.task]
        begun = Counter(one.task for one in executions)
        self._compare_finished(begun)
        self._compare_effects()
        if row is not None:
            self._compare_store(row, begun)
        lost = {one.task for one in executions[self.seen - self.start :]} - self.finished.keys()
        self.seen = self.start + len(executions)
        # What was lost and begun again within this life, by its coordinator or its rival, was in some hands.
        all_hands = kills["loader"] + (kills["coordinator"] + kills["everything"] if len(lives) > 1 else 0)
        self.in_flight += len(lost) + kills["worker"] + all_hands * (self.place.workers + 1)
        self._compare_executions(executions)
        self._compare_answers([life.finish() for life in lives], kills)
        return row

    def _row(self) -> dict[str, Any] | None:
        if not self.place.has_store():
            return None
        if (said := self.place.integrity()) != "ok":
            self.violated(f"the database is damaged: {said}")
        rows = [row for row in self.place.runs() if row["id"] not in self.earlier]
        if len(rows) > 1:
            self.violated("one run was made twice")
        self.run_id = rows[0]["id"] if rows else None
        return rows[0] if rows else None

    def _compare_finished(self, begun: Counter[str]) -> None:
        for task, times in self.finished.items():
            if begun[task] > times:
                self.violated(f"{task} was finished and ran again")
                self.finished[task] = begun[task]

    def _compare_effects(self) -> None:
        if len(self.place.effects("notify")) > self.effects + 1:
            self.violated("the effect happened twice")
        if len(set(self.place.effects("pay"))) > 1:
            self.violated("the effect with a key had two keys")

    def _compare_store(self, row: dict[str, Any], begun: Counter[str]) -> None:
        if row["state"] == "running":
            self.violated("the run is running, and its owner is dead")
        tasks = self.place.tasks(row["id"])
        for task in self.committed:
            if tasks[task]["state"] != "succeeded":
                self.violated(f"{task} was finished and is {tasks[task]['state']}")
        for name, task in tasks.items():
            if task["state"] == "succeeded":
                self.committed.add(name)
                if task["artifact"] and not self.place.is_whole(task["artifact"]):
                    self.violated(f"{name} counts as done, and its output is not there")
        stored = {one["task"] for one in self.place.manifests() if one["run"] == row["id"]}
        for name in stored | self.committed:
            self.finished.setdefault(name, begun[name])

    def _compare_executions(self, executions: Sequence[Execution]) -> None:
        """Only what a killed process was at work on may have been repeated: the last thing that it began."""
        last_of = {one.pid: one for one in executions}
        later: set[str] = set()
        for one in reversed(executions):
            if one.task in later and last_of[one.pid] != one:
                self.violated(f"{one.task} was repeated, and process {one.pid} had gone on after it")
            later.add(one.task)
        repeated = len(executions) - len({one.task for one in executions})
        if repeated > self.in_flight:
            self.violated(f"{repeated} executions were repeated, {self.in_flight} were in flight")

    def _compare_answers(self, answers: Sequence[dict[str, Any]], kills: Counter[str]) -> None:
        allowed = {None}
        if len(answers) > 1:
            allowed |= {"RunOwnedError", "NothingToResumeError"}
        if kills["loader"]:
            allowed.add("LoaderDiedError")
        for answer in answers:
            if "hanging" in answer or "crashed" in answer or answer.get("error") not in allowed:
                self.violated(f"a coordinator said {answer}")

    def compare_end(self) -> None:
        """Compare a run that has succeeded with one that nobody disturbed."""
        assert self.run_id is not None
        if self.place.digests(self.run_id) != self.undisturbed:
            self.violated("the artifacts are not those of an undisturbed run")
        rows = self.place.tasks(self.run_id).values()
        if unfinished := [row["task_id"] for row in rows if row["state"] != "succeeded"]:
            self.violated(f"the run succeeded, and {unfinished} did not")
        if len(self.place.effects("notify")) != self.effects + 1 or not self.place.effects("pay"):
            self.violated(f"the effects are {self.place.effects('notify')} and {self.place.effects('pay')}")
        begun = [one.task for one in self.place.executions()[self.start :] if "/" not in one.task]
        steps = [one.task for one in self.place.executions()[self.start :] if "/" in one.task and one.ended]
        if len(steps) != len(set(steps)):
            self.violated("a step before a checkpoint was repeated")
        self.tally.executions += len(begun)
        self.tally.repeated += len(begun) - len(set(begun))
        self.tally.in_flight += self.in_flight


@dataclass(frozen=True, slots=True)
class Attack:
    """Say how one life of a coordinator is to be disturbed.

    Attributes
    ----------
    point : die there; victim : who dies at a random moment; after : seconds, from what is waited for.
    begun : how many more tasks must have begun before `after` counts; 0 for none.
    task : which of them counts; None for any.
    rival : whether a second coordinator tries to get the same run.
    """

    point: str | None = None
    victim: str | None = None
    after: float = 0.0
    begun: int = 0
    task: str | None = None
    rival: bool = False

    def __str__(self) -> str:
        what = f"{self.begun} of {self.task or 'any task'}"
        moment = f"{self.victim} {self.after * 1000:.0f} ms after {what}" if self.victim else None
        return " and ".join(one for one in (self.point, moment, self.rival and "a rival") if one) or "nothing"


CALM = Attack()


def random_attack(chance: random.Random) -> Attack:
    """Choose how to disturb a life: at a named point, at a random moment, or not at all."""
    kind = chance.random()
    rival = chance.random() < 0.06
    if kind < 0.06:
        return Attack(rival=rival)
    if kind < 0.5:
        point = chance.choice(POINTS)
        nth = 1 if point in ONCE else chance.choice((1, 1, 2, 3, 5, 8, 12))
        follow = "coordinator" if point in IN_WORKER and chance.random() < 0.7 else None
        return Attack(f"{point}:{nth}", follow, chance.uniform(0, 0.04), rival=rival)
    victim = chance.choices(VICTIMS, (45, 25, 12, 18))[0]
    if kind < 0.63:
        return Attack(None, victim, chance.uniform(0, SPAN), rival=rival)
    if kind < 0.75:
        return Attack(None, victim, chance.uniform(0, 0.02), 1, chance.choice(("notify", "pay", "steps")), rival)
    return Attack(None, victim, chance.uniform(0, 0.03), chance.randint(1, 16), rival=rival)


class Drill:
    """Run the drill's pipeline in fresh folders, under attack."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.tally = Tally()
        calm = Place(folder / "undisturbed")
        answer = calm.finish()
        assert answer.get("state") == "succeeded", answer
        self.undisturbed = calm.digests(answer["run"])

    def at_random(self, kills: int, show: Callable[[Tally], None] = lambda tally: None) -> None:
        """Attack at random until that many processes or more were killed."""
        while self.tally.kills < kills:
            self._run(lambda row: random_attack(self.chance) if self.tally.kills < kills else CALM)
            show(self.tally)

    def at_every_point(self, points: Sequence[str] = POINTS) -> None:
        """Attack once at each named point; one that no process passes is a violation."""

        def attack(row: dict[str, Any] | None) -> Attack:
            left = [one for one in points if not self.tally.by_point[one]]
            left = [one for one in left if row is None or one != "run-committed"]
            if not left:
                return CALM
            point = min(left, key=tried.__getitem__)
            tried[point] += 1
            return Attack(point, "coordinator" if point in IN_WORKER else None)

        tried: Counter[str] = Counter()
        while any(tried[point] < TRIES and not self.tally.by_point[point] for point in points):
            self._run(attack, again=False)
        missed = [point for point in points if not self.tally.by_point[point]]
        self.tally.violations.extend(f"no process passed the point {point}" for point in missed)

    def _run(self, attack: Callable[[dict[str, Any] | None], Attack], *, again: bool | None = None) -> None:
        """Bring one run to its end under attack; now and then force it once more in the same folder."""
        place = Place(self.folder / f"run-{self.tally.runs}")
        self._finish(place, attack, force=False)
        if self.chance.random() < 0.25 if again is None else again:
            self._finish(place, attack, force=True)
        if not any(one.startswith(f"{place.folder.name} ") for one in self.tally.violations):
            shutil.rmtree(place.folder)  # where something is wrong, everything stays for whoever looks

    def _finish(self, place: Place, attack: Callable[[dict[str, Any] | None], Attack], *, force: bool) -> None:
        self.tally.runs += 1
        witness = Witness(place, self.undisturbed, self.tally)
        row: dict[str, Any] | None = None
        for _ in range(LIVES):
            row = self._live(place, witness, attack(row), row, force)
            if row is not None and row["state"] == "succeeded":
                witness.compare_end()
                return
        witness.violated("the run does not come to an end")

    def _live(
        self, place: Place, witness: Witness, attack: Attack, row: dict[str, Any] | None, force: bool
    ) -> dict[str, Any] | None:
        self.tally.lives += 1
        orders: dict[str, Any] = {"force": force}
        if row is not None:
            orders = {"resume": row["id"], **self._decisions(place, row, witness)}
        orders["may_fork"] = self.chance.random() < 0.5
        witness.story.append(f"{attack} ({'run' if row is None else 'resume'})")
        moment = place.begun(attack.task) + attack.begun
        life = place.start(attack.point, **orders)
        rival = place.start(**orders) if attack.rival and row is not None else None
        kills = self._strike(life, attack, lambda: place.begun(attack.task) >= moment)
        life.finish()
        if rival is not None:
            rival.finish()
            self.tally.rivals += 1
        self.tally.by_victim.update(kills)
        if life.has_crashed and attack.point:
            point = attack.point.partition(":")[0]
            self.tally.by_point[point] += 1
            kills["worker" if point in IN_WORKER else "coordinator"] += 1
        return witness.look([life] if rival is None else [life, rival], kills)

    def _strike(self, life: Life, attack: Attack, is_time: Callable[[], bool]) -> Counter[str]:
        """Kill the victim of an attack when its moment has come, if there is still one."""
        if attack.victim is None:
            return Counter()
        if attack.point is not None:
            wait_until(lambda: life.has_crashed or life.is_over)
        else:
            wait_until(lambda: life.is_over or is_time())
        time.sleep(attack.after)
        if attack.victim != "coordinator":
            wait_until(lambda: life.is_over or life.victims(attack.victim or ""))
        victims = life.victims(attack.victim)
        if attack.victim == "worker" and victims:
            victims = [self.chance.choice(victims)]
        return Counter({attack.victim: 1}) if not life.is_over and kill(victims) else Counter()

    def _decisions(self, place: Place, row: dict[str, Any], witness: Witness) -> dict[str, list[str]]:
        """Do what a person does about an effect that may have happened: look, and say so."""
        failed = [one for one in place.tasks(row["id"]).values() if one["state"] == "failed"]
        for one in failed:
            if one["error"]["type"] == "EffectUnknownError" and one["task_id"] == "notify":
                self.tally.unknown_effects += 1
                happened = len(place.effects("notify")) > witness.effects
                return {"assume_done" if happened else "repeat_effects": ["notify"]}
            if one["error"]["type"] != "WorkerDied":
                witness.violated(f"{one['task_id']} failed: {one['error']}")
        return {}


def report(tally: Tally, seconds: float) -> str:
    """Return what a drill did and found, for people."""
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in usage)
    lines = [
        f"{tally.kills} kills in {tally.lives} lives of {tally.runs} runs; {tally.rivals} lives had a rival",
        "  at random moments:",
        *(f"    {victim:22}{tally.by_victim[victim]:6}" for victim in VICTIMS),
        "  at named points:",
        *(f"    {point:22}{tally.by_point[point]:6}" for point in POINTS),
        f"{tally.executions} executions; {tally.repeated} repeated, {tally.in_flight} in flight when killed",
        f"{tally.unknown_effects} effects were left for a person to decide",
        f"{len(tally.violations)} violations",
        *(f"  {one}" for one in tally.violations),
        f"{seconds:.0f} s, {cpu:.0f} CPU s",
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the drill from the command line; return 1 if there was a violation."""
    parser = argparse.ArgumentParser(description="Kill runs at random and at every named point; resume them.")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", action="store_true", help="keep the folders of runs with violations")
    given = parser.parse_args(arguments)
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="kill-drill-"))
    drill = Drill(folder, given.seed)
    drill.at_every_point()
    drill.at_random(given.kills, _show)
    print(report(drill.tally, time.monotonic() - began))
    if drill.tally.violations and given.keep:
        print(f"kept in {folder}")
    else:
        shutil.rmtree(folder)
    return 1 if drill.tally.violations else 0


def _show(tally: Tally) -> None:
    print(f"\r{tally.kills} kills, {len(tally.violations)} violations", end="\r", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
