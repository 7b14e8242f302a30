"""What a name can hold in the abstract run.

A value is mutable on purpose and stands for one object: two names of one table are one `Table`, so that
``for table in [train, test]: table["age"] = ...`` changes both. What differs from the class's default is all that an
instance stores: a run makes thousands of them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from fairlead.notebook.flow.events import Data, Estimator, Learned
from fairlead.notebook.flow.rows import NO_ROWS, Rows, union
from fairlead.notebook.notebook import Place
from fairlead.notebook.record import record

NO_STATISTICS: frozenset[Learned] = frozenset()
NO_NAMES: frozenset[str] = frozenset()
MOST_STATISTICS = 48


class Value:
    """Be anything; by itself, something of which nothing is known."""

    __slots__ = ("__dict__",)


UNKNOWN = Value()


class Constant(Value):
    """Hold a number, a string, a truth value or None."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


NOTHING = Constant(None)


@record()
class Column:
    """Hold what is known of one column that was written by itself."""

    learned: frozenset[Learned]
    derived: frozenset[str] | None


@record()
class Prediction:
    """Tell which model answered for which data."""

    estimator: Estimator
    trained_on: Data | None
    fit: Place | None
    data: Data
    place: Place


class Table(Value):
    """Hold rows: a table, a column, an array, one row, or a number that was computed from rows.

    Attributes
    ----------
    shape : ``table``, ``column``, ``row`` (one element: nothing can be learned from it), ``number``, ``mask``,
    ``index``,
        ``groups`` or ``count`` (of missing values, of rows: nothing that leaks).
    rows : the rows it holds; a number holds none.
    learned : statistics that its values depend on, apart from those of the columns in `own`.
    own : columns that were written by themselves.
    columns : all its columns, where they are known; dropped : columns that are surely gone; narrowed : whether columns
        were chosen in a way that is not known; seen : names of columns that were read from its origin.
    derived : columns that its values were computed from.
    repeated : where rows of it were repeated or made up.
    known : whether no unknown call stood on its way.
    predictions : the answers of models in it; truth : what they were compared with.
    cut : the part of other rows that it chooses, for a mask or an index.
    length_of : the rows that it counts.
    answers : the true answers that a loader of rows carries along.
    ordered : whether its values look at neighbouring rows, such as a rolling mean.
    keyed : of several tables or arrays in one, what a key of it says of rows: ``each`` has rows of its own, or those
        that name ``parts`` such as train and test have; of ``arrays``, all that name no part share their rows.
    """

    shape: str = "table"
    rows: Rows = NO_ROWS
    learned: frozenset[Learned] = NO_STATISTICS
    own: dict[str, Column] = {}
    columns: frozenset[str] | None = None
    dropped: frozenset[str] = NO_NAMES
    narrowed: bool = False
    seen: set[str] | None = None
    derived: frozenset[str] | None = None
    repeated: Place | None = None
    known: bool = True
    predictions: tuple[Prediction, ...] = ()
    truth: Table | None = None
    answers: Table | None = None
    cut: str | None = None
    length_of: Rows | None = None
    ordered: bool = False
    keyed: str = ""

    def __init__(self, **known: Any) -> None:
        self.__dict__ = known

    def like(self, **changed: Any) -> Table:
        """Return another table with the same facts but for some."""
        other = Table.__new__(Table)
        other.__dict__ = {**self.__dict__, **changed}
        return other

    @property
    def all_learned(self) -> frozenset[Learned]:
        """Return the statistics that any of its columns depends on."""
        if not self.own:
            return self.learned
        return self.learned.union(*[column.learned for column in self.own.values()])

    def become(self, other: Table) -> None:
        """Take the facts of another: ``df.dropna(inplace=True)``."""
        if other is not self:
            self.__dict__.clear()
            self.__dict__.update(other.__dict__)


class Items(Value):
    """Hold several values in order or by key.

    Attributes
    ----------
    kind : ``list``, ``tuple``, ``dict`` or ``set``.
    values : those that are known one by one.
    keys : of a dict, as many as values; a key that is not known is None.
    rest : what stands for all others, such as those appended in a loop.
    """

    __slots__ = ("keys", "kind", "rest", "values")

    def __init__(
        self, kind: str, values: list[Value], keys: list[Any] | None = None, rest: Value | None = None
    ) -> None:
        self.kind = kind
        self.values = values
        self.keys = keys
        self.rest = rest

    def all(self) -> list[Value]:
        """Return every value."""
        return self.values if self.rest is None else [*self.values, self.rest]


class OtherColumns(Items):
    """Be the names of a table's columns but for some: ``[name for name in df.columns if name not in ("y", "id")]``.

    Attributes
    ----------
    names : those that are left out.
    """

    __slots__ = ("names",)

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__("list", [], rest=UNKNOWN)
        self.names = names


class Record(Items):
    """Be a named tuple.

    Attributes
    ----------
    names : of its values, in order.
    """

    __slots__ = ("names",)

    def __init__(self, names: tuple[str, ...], values: list[Value]) -> None:
        super().__init__("tuple", values)
        self.names = names


class Library(Value):
    """Be a module, class or function of a library, by its qualified name."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class Function(Value):
    """Be a function of the notebook with the scope it was made in; of a method, with its object."""

    def __init__(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: Any, defaults: dict[str, Value]
    ) -> None:
        self.node = node
        self.scope = scope
        self.defaults = defaults
        self.owner: Value | None = None
        self.cell = 1
        self.decorator = ""

    def bound(self, owner: Value) -> Function:
        """Return the method of an object."""
        method = Function(self.node, self.scope, self.defaults)
        method.cell = self.cell
        method.owner = None if self.decorator == "staticmethod" else owner
        return method


class Class(Value):
    """Be a class of the notebook.

    Attributes
    ----------
    fields : names of what an object is given in order, where the class has no ``__init__`` of its own.
    is_tuple : whether its objects are named tuples.
    """

    def __init__(self, name: str, members: dict[str, Value], bases: list[Value], fields: tuple[str, ...] = ()) -> None:
        self.name = name
        self.members = members
        self.bases = bases
        self.fields = fields
        self.is_tuple = False
        for base in bases:
            if isinstance(base, Class):
                self.fields = (*base.fields, *self.fields)
            if getattr(base, "is_tuple", False) or isinstance(base, Library) and base.name == "typing.NamedTuple":
                self.is_tuple = True

    def member(self, name: str) -> Value | None:
        """Return a method or attribute of the class or of the classes it is made from."""
        if name in self.members:
            return self.members[name]
        for base in self.bases:
            found = base.member(name) if isinstance(base, Class) and base is not self else None
            if found is not None:
                return found
        return None


class Instance(Value):
    """Be an object of a class of the notebook."""

    def __init__(self, kind: Class) -> None:
        self.kind = kind
        self.members: dict[str, Value] = {}


class Method(Value):
    """Be a method that is handed on without being called: ``f = df.mean``."""

    def __init__(self, owner: Value, name: str) -> None:
        self.owner = owner
        self.name = name


class Partial(Value):
    """Be a function of which some arguments are given already: `functools.partial`."""

    def __init__(self, function: Value, arguments: Any) -> None:
        self.function = function
        self.arguments = arguments


class Splitter(Value):
    """Be a cross-validator: ``KFold(5)``."""

    def __init__(self, name: str, arguments: dict[str, Any], place: Place) -> None:
        self.name = name
        self.arguments = arguments
        self.place = place


class Folds(Value):
    """Be pairs of indices of train and test rows: ``KFold(5).split(X)``."""

    def __init__(self, train: Table, test: Table) -> None:
        self.train = train
        self.test = test

    def pair(self) -> Items:
        """Return one fold."""
        return Items("tuple", [self.train, self.test])


class Model(Value):
    """Be an object that learns, with what it has learned.

    Attributes
    ----------
    description : what it is, for events.
    parts : the models in it.
    teaches : kind of what transformed data depend on afterwards: ``preprocess``, ``select``, ``target-encode``,
        ``resample``; "" where nothing is learned that leaks (a one-hot encoder).
    trained_on : data of its last fit; fit : where that was.
    learned : statistics that its answers depend on.
    known : whether its class is one that we know.
    holds : rows that it was made of, such as those of a data loader.
    """

    def __init__(self, description: Estimator, parts: list[Model], teaches: str, known: bool = True) -> None:
        self.description = description
        self.parts = parts
        self.teaches = teaches
        self.known = known
        self.trained_on: Data | None = None
        self.fit: Place | None = None
        self.learned: frozenset[Learned] = NO_STATISTICS
        self.holds: Table | None = None
        self.members: dict[str, Value] = {}

    def copy_fit(self, other: Model) -> None:
        """Know what another has learned."""
        self.trained_on, self.fit, self.learned = other.trained_on, other.fit, other.learned


def tables_in(value: Value, depth: int = 3) -> Iterable[Table]:
    """Yield every table that a value is made of.

    >>> list(tables_in(Items("list", [UNKNOWN, Table(shape="row")])))[0].shape
    'row'
    """
    kind = type(value)
    if kind is Table:
        yield value  # type: ignore[misc]
    elif depth <= 0:
        return
    elif isinstance(value, Items):
        for one in value.all()[:12]:
            yield from tables_in(one, depth - 1)
    elif isinstance(value, Model):
        if value.holds is not None:
            yield value.holds
    elif isinstance(value, Instance):
        for one in list(value.members.values())[:12]:
            yield from tables_in(one, depth - 2)


def mixed(values: Iterable[Value], **changed: Any) -> Value:
    """Return what is computed from several values: it holds the rows of all and depends on all their statistics."""
    tables: list[Table] = []
    for value in values:
        if type(value) is Table:
            tables.append(value)
        elif value is not UNKNOWN:
            tables += tables_in(value)
    if not tables:
        return UNKNOWN if not changed.get("learned") else Table(**changed)
    if len(tables) == 1:
        return tables[0].like(**changed)
    first = tables[0]
    facts: dict[str, Any] = {}
    rows = {table.rows for table in tables if table.rows}
    facts["rows"] = next(iter(rows)) if len(rows) == 1 else union(rows)
    learned = {statistics for table in tables if (statistics := table.all_learned)}
    if learned:
        facts["learned"] = _bounded(NO_STATISTICS.union(*learned))
    facts["derived"] = names_in(tables)
    if not all(table.known for table in tables):
        facts["known"] = False
    for table in tables:
        if table.repeated is not None:
            facts["repeated"] = table.repeated
        if table.ordered:
            facts["ordered"] = True
        if table.truth is not None:
            facts["truth"] = table.truth
    predictions = dict.fromkeys(prediction for table in tables for prediction in table.predictions)
    if predictions:
        facts["predictions"] = tuple(predictions)[:8]
    shapes = {table.shape for table in tables if table.shape != "number"}
    facts["shape"] = (
        shapes.pop() if len(shapes) == 1 else ("table" if "table" in shapes else "column") if shapes else "number"
    )
    facts["seen"] = first.seen
    facts["narrowed"] = True
    facts.update(changed)
    return Table(**facts)


def names_in(tables: list[Table]) -> frozenset[str] | None:
    """Return the columns that several were computed from, None where that is not known of one that has rows."""
    names: set[str] = set()
    for table in tables:
        if table.derived is not None:
            names |= table.derived
        elif table.rows and table.shape != "index":
            return None
    return frozenset(names)


def _bounded(learned: frozenset[Learned]) -> frozenset[Learned]:
    if len(learned) <= MOST_STATISTICS:
        return learned
    return frozenset(sorted(learned, key=lambda one: one.place)[:MOST_STATISTICS])
