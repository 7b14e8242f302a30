"""Put statements together into tasks: those of one stage that hand values to each other, as few as keep branches apart.

A task is a set of statements in the notebook's order. It is sound when

- each statement finds, under each name, the version it found in the notebook: within a task a name may come in from
  outside once, and only before the task binds it itself (`Sound`);
- what others need from it is what the name holds at its end;
- no task needs, through others, what it gives itself.

Whatever is not sound is joined with what stands in its way. One task of all statements is always sound: it is the
notebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from fairlead.notebook.convert.unit import Stage, Unit
from fairlead.notebook.convert.versions import RANDOM, Flow, Version

_APPENDS_TO: dict[Stage, tuple[Stage, ...]] = {
    "extract": ("extract",),
    "validate": ("validate",),
    "explore": ("explore",),
    "transform": ("transform",),
    "split": ("split",),
    "train": ("train",),
    "evaluate": ("evaluate",),
    "deploy": ("deploy",),
}


@dataclass(slots=True, eq=False)
class Group:
    """Hold the statements of a task: its own, and those that are repeated in it (constants, options, definitions)."""

    id: int
    stage: Stage
    units: set[int] = field(default_factory=set)
    repeated: set[int] = field(default_factory=set)
    name: str = ""

    @property
    def all(self) -> list[int]:
        """Return all statements in order."""
        return sorted(self.units | self.repeated)


@dataclass(frozen=True, slots=True)
class Sound:
    """Hold what a task takes and leaves, if its statements can stand together.

    Parameters
    ----------
    takes : the versions that come from outside; leaves : what each name holds at the end.
    clash : the version that stands in the way, if there is one.
    """

    takes: dict[str, int]
    leaves: dict[str, int]
    clash: Version | None = None


class Grouper:
    """Group the units of a notebook."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.groups: dict[int, Group] = {}
        self.owner: dict[int, int] = {}
        self._classes: dict[int, int] = {}
        self._moved: dict[int, int] = {}
        self._setups = [unit.id for unit in flow.units if unit.role == "setup" and unit.id not in flow.at_top]
        self._next = 0

    def run(self) -> list[Group]:
        """Return the groups in an order in which they can run."""
        for unit in self.flow.units:
            if unit.role == "work":
                self._place(unit)
        self._sink()
        self._compact()
        self._sink()
        return self._ordered()

    # Facts

    def needed(self, units: Iterable[int]) -> set[int]:
        """Return what has to be repeated with statements: constants and definitions that they read, and options."""
        found: set[int] = set()
        waiting = sorted(units)
        last = waiting[-1] if waiting else -1
        waiting += [number for number in self._setups if number < last]
        found |= {number for number in self._setups if number < last}
        while waiting:
            for name, writer in self.flow.units[waiting.pop()].inputs.items():
                role = self.flow.units[writer].role
                if writer in self.flow.at_top or role not in ("constant", "definition", "import", "setup"):
                    continue
                if writer not in found and name != RANDOM:
                    found.add(writer)
                    waiting.append(writer)
        return found

    def sound(self, units: set[int]) -> Sound:
        """Follow the names through statements that would form a task."""
        env: dict[str, int] = {}
        takes: dict[str, int] = {}
        clash: Version | None = None
        for number in sorted(units | self.needed(units)):
            unit = self.flow.units[number]
            for name, writer in unit.inputs.items():
                if writer in self.flow.at_top:
                    continue
                if name not in env:
                    env[name] = takes[name] = writer
                elif env[name] != writer and clash is None:
                    clash = (name, writer)
            for name in unit.writes:
                env[name] = number
        return Sound(takes, env, clash)

    def upstream(self, units: set[int]) -> set[int]:
        """Return the groups that statements need something from."""
        found = set()
        for number in units | self.needed(units):
            unit = self.flow.units[number]
            for writer in (*unit.inputs.values(), *unit.after):
                if writer in self.owner and writer not in units:
                    found.add(self.owner[writer])
        return found

    def below(self, group: int) -> set[int]:
        """Return the groups that need, directly or not, what a group gives."""
        after: dict[int, set[int]] = {}
        for one in self.groups.values():
            for up in self.upstream(one.units):
                after.setdefault(up, set()).add(one.id)
        found: set[int] = set()
        waiting = [group]
        while waiting:
            for number in after.get(waiting.pop(), ()):
                if number not in found:
                    found.add(number)
                    waiting.append(number)
        return found

    def broken(self, units: set[int]) -> set[int]:
        """Return the groups that need something which is no longer there at the end of a task of these statements."""
        leaves = self.sound(units).leaves
        found = set()
        for number in units:
            for name in self.flow.units[number].writes:
                if leaves.get(name) == number:
                    continue
                for reader in self.flow.readers.get((name, number), ()):
                    if reader in units:
                        continue
                    role = self.flow.units[reader].role
                    if role == "work" and reader in self.owner:
                        found.add(self.owner[reader])
                    elif role in ("constant", "definition", "setup"):
                        found |= {
                            one.id for one in self.groups.values() if reader in one.repeated and not one.units <= units
                        }
        return found

    def fits(self, group: Group, unit: Unit) -> bool:
        """Tell whether a statement can be added to a task as it is."""
        units = group.units | {unit.id}
        if self.sound(units).clash is not None or self.broken(units):
            return False
        return not (self.upstream({unit.id}) - {group.id}) & self.below(group.id)

    # Placing

    def _place(self, unit: Unit) -> None:
        number = self.flow.glued(unit.id)
        if number in self._classes:
            group = self.groups[self._find(self._classes[number])]
            if self.fits(group, unit):
                self._add(group, unit)
            else:
                group = self._new(unit)
                self._join({group.id, self._find(self._classes[number])})
        else:
            chosen = self._choose(unit)
            if chosen is None:
                self._new(unit)
            else:
                self._add(chosen, unit)
        self._classes[number] = self.owner[unit.id]
        for one, group_id in list(self._classes.items()):
            self._classes[one] = self._find(group_id)

    def _find(self, group: int) -> int:
        return group if group in self.groups else self._moved[group]

    def _new(self, unit: Unit) -> Group:
        assert unit.stage is not None
        group = self.groups[self._next] = Group(self._next, unit.stage)
        self._next += 1
        self._add(group, unit)
        clash = self.sound(group.units).clash
        if clash is not None and clash[1] in self.owner:  # a constant that comes along is in the way
            return self._join({group.id, self.owner[clash[1]]})
        return group

    def _add(self, group: Group, unit: Unit) -> None:
        group.units.add(unit.id)
        group.repeated = self.needed(group.units)
        self.owner[unit.id] = group.id

    def _choose(self, unit: Unit) -> Group | None:
        """Return the task that a statement belongs to: one of its stage that it follows, or with the same sources."""
        assert unit.stage is not None
        sources = self.upstream({unit.id})
        if unit.stage == "explore":
            within = self._looks_within(unit)
            if within is not None:
                return within
        best: tuple[int, int, Group] | None = None
        for group in self.groups.values():
            if group.stage not in _APPENDS_TO[unit.stage]:
                continue
            nearness = self._nearness(group, unit, sources)
            if nearness and (best is None or (nearness, group.id) > best[:2]) and self.fits(group, unit):
                best = (nearness, group.id, group)
        return best[2] if best else None

    def _nearness(self, group: Group, unit: Unit, sources: set[int]) -> int:
        """Return how much a statement belongs to a task: 3 where it follows it, 2 where both share a source."""
        if unit.stage == "transform" and unit.learns and not self._follows_learner(group, unit):
            return 0
        if group.id in sources:
            return 3
        if unit.stage == "train":
            return 0
        mine = self.upstream(group.units)
        if unit.stage == "evaluate":
            trained = {one for one in sources if self.groups[one].stage == "train"}
            return (
                2
                if trained and trained == {one for one in mine if self.groups[one].stage == "train"}
                else (1 if not trained and sources and sources <= mine else 0)
            )
        if unit.stage in ("explore", "validate", "deploy"):
            return 2 if sources & mine else 1
        if unit.stage == "extract":
            same_cell = any(self.flow.units[one].cell == unit.cell for one in group.units)
            return 1 if same_cell or not unit.labels & {"read"} or not self._reads(group) else 0
        if unit.stage == "split":
            return 0
        return 2 if sources & mine else 0

    def _follows_learner(self, group: Group, unit: Unit) -> bool:
        """Tell whether a statement needs what was learned in a task."""
        waiting, seen = list(unit.inputs.values()), set()
        while waiting:
            number = waiting.pop()
            if number in group.units and number not in seen:
                seen.add(number)
                if self.flow.units[number].learns:
                    return True
                waiting += self.flow.units[number].inputs.values()
        return False

    def _learns(self, group: int) -> bool:
        return any(self.flow.units[one].learns for one in self.groups[group].units)

    def _reads(self, group: Group) -> bool:
        return any("read" in self.flow.units[one].labels for one in group.units)

    def _looks_within(self, unit: Unit) -> Group | None:
        """Return the task that makes what a statement looks at, where that is about to be changed in the same task."""
        for name, writer in unit.inputs.items():
            if writer not in self.owner or name == RANDOM:
                continue
            group = self.groups[self.owner[writer]]
            following = self._next_writer(name, writer, unit.id)
            is_kept = following is None or following.role != "work" or following.stage != group.stage
            if not is_kept and group.stage != "explore" and self.fits(group, unit):
                return group
        return None

    def _next_writer(self, name: str, writer: int, after: int) -> Unit | None:
        for unit in self.flow.units[after + 1 :]:
            if name in unit.writes and unit.role != "dropped":
                return unit
        return None

    # Joining

    def _join(self, wanted: set[int]) -> Group:
        """Make one sound task of several, with whatever has to come along."""
        taken = {self._find(one) for one in wanted}
        while True:
            taken |= self._between(taken)
            units = set().union(*(self.groups[one].units for one in taken))
            clash = self.sound(units).clash
            more = self.broken(units) - taken
            if clash is not None and clash[1] in self.owner:
                more |= {self.owner[clash[1]]} - taken
            if not more:
                break
            taken |= more
        kept = self.groups[min(taken)]
        kept.stage = self._stage_of(units)
        kept.units = units
        kept.repeated = self.needed(units)
        for number in units:
            self.owner[number] = kept.id
        for one in taken - {kept.id}:
            del self.groups[one]
            self._moved[one] = kept.id
        for one, into in list(self._moved.items()):
            self._moved[one] = kept.id if into in taken else into
        return kept

    def _between(self, taken: set[int]) -> set[int]:
        """Return the tasks on the ways from one of these to another."""
        below = set().union(*(self.below(one) for one in taken))
        found: set[int] = set()
        for one in below - taken:
            if self.below(one) & taken:
                found.add(one)
        return found

    def _stage_of(self, units: set[int]) -> Stage:
        """Return the stage of tasks that were joined: what a person would call the whole."""
        found = {self.flow.units[one].stage for one in units}
        for stage in ("train", "evaluate", "split", "deploy", "transform", "extract", "validate", "explore"):
            if stage in found:
                return stage
        return "transform"

    def _compact(self) -> None:
        """Join tasks of one stage that need not be apart, such as two that prepare one after the other."""
        for stage in ("extract", "transform", "explore", "evaluate", "deploy", "validate"):
            tried: set[tuple[int, int]] = set()
            while True:
                pair = next(self._pairs_of(stage, tried), None)
                if pair is None:
                    break
                tried.add(pair)
                self._try_join(*pair)

    def _pairs_of(self, stage: str, tried: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        ids = sorted(one.id for one in self.groups.values() if one.stage == stage)
        for position, one in enumerate(ids):
            for other in ids[position + 1 :]:
                if (one, other) in tried:
                    continue
                sources, others = self.upstream(self.groups[one].units), self.upstream(self.groups[other].units)
                if (
                    other in sources
                    or one in others
                    or sources & others
                    or (stage != "extract" and len(self.groups) > 12)
                ):
                    yield one, other

    def _try_join(self, one: int, other: int) -> None:
        """Join two tasks if nothing else has to come along."""
        if not self._is_apart(one, other):
            return
        if self.groups[one].stage == "transform" and len(self.groups) <= 12 and self._branch(one, other):
            return
        if self.groups[one].stage == "evaluate":
            trains = [
                {up for up in self.upstream(self.groups[number].units) if self.groups[up].stage == "train"}
                for number in (one, other)
            ]
            if trains[0] != trains[1] and len(self.groups) <= 12:
                return
        self._join({one, other})

    def _sink(self) -> None:
        """Let what only puts constants together, such as a model not yet fitted, stand where it is first used."""
        for one in sorted(self.groups):
            group = self.groups.get(one)
            if group is None or not all(self.flow.units[number].goes_along for number in group.units):
                continue
            readers = [other for other in self.groups.values() if one in self.upstream(other.units) and other.id != one]
            for reader in sorted(readers, key=lambda other: min(other.units)):
                if self._is_apart(one, reader.id):
                    self._join({one, reader.id})
                    break

    def _branch(self, one: int, other: int) -> bool:
        """Tell whether two tasks that prepare are branches that learn, or a branch and what several of them need."""
        branches = [self.upstream(self.groups[number].units) for number in (one, other) if self._learns(number)]
        if len(branches) == 2 and one not in branches[1] and other not in branches[0]:
            return True
        stem, branch = (one, other) if one in self.upstream(self.groups[other].units) else (other, one)
        if not self._learns(branch) or self._learns(stem):
            return False
        siblings = [
            each
            for each in self.groups.values()
            if each.stage == "transform" and each.id != branch and self._learns(each.id)
        ]
        return any(stem in self.upstream(each.units) for each in siblings)

    def _is_apart(self, one: int, other: int) -> bool:
        """Tell whether two tasks can be joined without anything else coming along."""
        units = self.groups[one].units | self.groups[other].units
        return (
            not self._between({one, other})
            and self.sound(units).clash is None
            and not self.broken(units) - {one, other}
        )

    def _ordered(self) -> list[Group]:
        waiting = {one.id: self.upstream(one.units) - {one.id} for one in self.groups.values()}
        done: list[Group] = []
        placed: set[int] = set()
        while waiting:
            ready = [one for one, needs in waiting.items() if needs <= placed]
            assert ready, "tasks need each other"
            first = min(ready, key=lambda one: min(self.groups[one].units))
            placed.add(first)
            done.append(self.groups[first])
            del waiting[first]
        return done


def groups_of(flow: Flow) -> list[Group]:
    """Return the tasks of a notebook, in an order in which they can run."""
    return Grouper(flow).run()
