"""The function of one row while it is being written: lines of Python, and the columns they compute."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Form = Literal["raw", "number", "float"]
"""What a local holds: a value as the row has it, missing ones as None; an int or float, or only a float, missing ones
as NaN."""


class NoPlanError(Exception):
    """Say that a step cannot be written as a function of one row, and why; the real pipeline answers then."""


@dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """Several columns that depend on one value: a row of numbers for each value that is known.

    Parameters
    ----------
    value : str, the local that holds the value.
    rows : the numbers by value; None stands for a missing one.
    unknown : the numbers of every other value; None if the pipeline refuses it.
    """

    value: str
    rows: Mapping[Any, tuple[float, ...]]
    unknown: tuple[float, ...] | None

    def mapped(self, function: Any) -> Lookup:
        """Return the lookup with a function applied to each row of numbers."""
        unknown = None if self.unknown is None else function(self.unknown)
        return Lookup(self.value, {value: function(row) for value, row in self.rows.items()}, unknown)

    @property
    def has_one_number(self) -> bool:
        """Tell whether in each row at most one number is not 0."""
        rows = [*self.rows.values(), *([] if self.unknown is None else [self.unknown])]
        return all(sum(number != 0.0 for number in row) <= 1 for row in rows)

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return len(next(iter(self.rows.values()), self.unknown or ()))


@dataclass(frozen=True, slots=True)
class Col:
    """One column at some place of the pipeline.

    Parameters
    ----------
    local : str, the local that holds it; empty if it is a place in a lookup.
    form : see `Form`.
    name : str or None, its name if the table there has names.
    is_text : bool, whether it holds text, or anything else that is no number.
    gap : "nan" or "none", how a missing value stands in the table of the pipeline.
    may_overflow : bool, whether it may be infinite although no value of the row is.
    never_missing : bool, whether it always has a value.
    is_single : bool, whether it is of single precision; columns of which all are so are calculated with in that.
    lookup, place : the lookup that it is a part of, and which.
    """

    local: str = ""
    form: Form = "float"
    name: str | None = None
    is_text: bool = False
    gap: Literal["nan", "none"] = "nan"
    may_overflow: bool = False
    never_missing: bool = False
    is_single: bool = False
    lookup: Lookup | None = None
    place: int = 0

    def named(self, name: str | None) -> Col:
        """Return the same column under another name."""
        return replace(self, name=name)


@dataclass(slots=True)
class Code:
    """Collect the lines of the function, and the objects that they use.

    Parameters
    ----------
    lines, objects : of the function, and by which names it finds objects.
    after : lines that change `outputs` or `place` when the others have returned them.
    words : what it does.
    where : the steps around the one that is being written.
    is_sparse : whether the columns there are a sparse matrix.
    takes_apart, has_taken_apart : whether a person's function may be written as what it does, and whether one was.
    sample : some rows as they are there, in the table or array of the pipeline.
    columns : the schema of the model's rows, as long as the columns there are among them.
    """

    lines: list[str] = field(default_factory=list)
    objects: dict[str, Any] = field(default_factory=dict)
    after: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    is_sparse: bool = False
    takes_apart: bool = True
    has_taken_apart: bool = False
    sample: Any = None
    columns: Any = None
    _locals: int = 0
    _pulled: dict[tuple[int, int], str] = field(default_factory=dict)
    _numbers: dict[str, str] = field(default_factory=dict)
    _rows: dict[int, str] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Be inside a step, for the sentence that says where no plan could be made."""
        self.where.append(f"'{name}'")
        yield
        self.where.pop()

    def refuse(self, why: str) -> NoPlanError:
        """Return the error that says where and why there is no plan."""
        place = f"step {' > '.join(self.where)}: " if self.where else ""
        return NoPlanError(f"{place}{why}")

    def say(self, sentence: str) -> None:
        """Note in words what the function does."""
        place = " > ".join(one.strip("'") for one in self.where)
        self.words.append(f"{place}: {sentence}" if place else sentence)

    def let(self, expression: str) -> str:
        """Write ``name = expression`` and return the name, a new one."""
        self._locals += 1
        name = f"v{self._locals}"
        self.lines.append(f"{name} = {expression}")
        return name

    def keep(self, value: Any, prefix: str = "K") -> str:
        """Return a name under which the function finds an object; a finite float is written as it is."""
        if type(value) is float and math.isfinite(value):
            return f"({value!r})" if value < 0 or str(value)[0] == "-" else repr(value)
        name = f"{prefix}{len(self.objects)}"
        self.objects[name] = value
        return name

    def looked_up(self, lookup: Lookup) -> str:
        """Return the local that holds the row of numbers of a lookup."""
        if id(lookup) not in self._rows:
            self._rows[id(lookup)] = self.let(self.look_up(lookup.value, lookup.rows, lookup.unknown))
            self.keep(lookup)  # alive as long as its id is a key
        return self._rows[id(lookup)]

    def look_up(self, value: str, rows: Mapping[Any, Any], unknown: Any) -> str:
        """Return the expression that looks a value up; a value that the pipeline refuses is a KeyError."""
        table = self.keep(dict(rows))
        return f"{table}[{value}]" if unknown is None else f"{table}.get({value}, {self.keep(unknown)})"

    def number(self, col: Col) -> str:
        """Return a local, or an expression as short, that holds a column as an int or a float, NaN if it is missing."""
        if col.lookup is not None:
            key = (id(col.lookup), col.place)
            if key not in self._pulled:
                self._pulled[key] = self.let(f"{self.looked_up(col.lookup)}[{col.place}]")
            return self._pulled[key]
        if col.is_text:
            raise self.refuse(f"column {col.name or col.local!r} is no number")
        if col.form != "raw":
            return col.local
        if col.local not in self._numbers:
            self._numbers[col.local] = self.let(f"NAN if {col.local} is None else {col.local}")
        return self._numbers[col.local]

    def floating(self, col: Col) -> str:
        """Return a local that holds a column as a float, NaN if it is missing."""
        if col.lookup is not None or col.form == "float":
            return self.number(col)
        if col.is_text:
            raise self.refuse(f"column {col.name or col.local!r} is no number")
        if col.form == "number":
            return self.let(f"float({col.local})")
        return self.let(f"NAN if {col.local} is None else float({col.local})")

    def stretches(self, cols: Sequence[Col]) -> Iterator[Col | Lookup]:
        """Yield the columns in their order, the columns of a lookup that stand together as a whole as one."""
        at = 0
        while at < len(cols):
            lookup = cols[at].lookup
            width = 0 if lookup is None else lookup.width
            stretch = cols[at : at + width]
            if lookup is not None and [(id(one.lookup), one.place) for one in stretch] == [
                (id(lookup), n) for n in range(width)
            ]:
                yield lookup
                at += width
            else:
                yield cols[at]
                at += 1


def of_lookup(lookup: Lookup, names: Sequence[str | None] | None = None) -> list[Col]:
    """Return the columns of a lookup."""
    return [Col(lookup=lookup, place=n, name=name) for n, name in enumerate(names or [None] * lookup.width)]
