"""Functions of tables: put together, cut into bins, scaled by themselves."""

from __future__ import annotations

import ast

from fairlead.notebook.flow import row_methods, table_methods
from fairlead.notebook.flow.arguments import Arguments
from fairlead.notebook.flow.array_functions import reduce
from fairlead.notebook.flow.columns import names_of
from fairlead.notebook.flow.cutting import is_positions
from fairlead.notebook.flow.fitting import clone_of
from fairlead.notebook.flow.knowledge.tables import AXIS_OF_ROWS
from fairlead.notebook.flow.models import make
from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.values import (
    NO_NAMES,
    UNKNOWN,
    Constant,
    Items,
    Model,
    Table,
    Value,
    mixed,
)


def concat(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return tables one under the other, or side by side."""
    parts = arguments.get(0, "objs", "items", "tup", "arrays")
    values = list(parts.all()) if isinstance(parts, Items) else [parts] if parts is not None else []
    if name.endswith(".append"):
        values = arguments.positional[:2]
    how = arguments.constant(-1, "how", default="")
    if arguments.constant(1, "axis", default=0) in AXIS_OF_ROWS or how == "horizontal":
        return beside(run, name, Arguments(values, {}), node)
    others = _are_other_columns(run, arguments.node(0)) or _are_named_columns(values)
    return row_methods.stacked(run, values, node, copies=not others)


def _are_other_columns(run: Run, node: ast.expr | None) -> bool:
    """Tell whether columns of one array are put one under the other: ``np.concatenate([X[:, 0], X[:, 1]])``."""
    if not isinstance(node, (ast.List, ast.Tuple)) or len(node.elts) < 2:
        return False
    keys: set[str] = set()
    for one in node.elts:
        key = one.slice if isinstance(one, ast.Subscript) else None
        if not isinstance(key, ast.Tuple) or not isinstance(key.elts[0], ast.Slice) or key.elts[0].lower is not None:
            return False
        keys.add(run.text(key))
    return len(keys) == len(node.elts)


def _are_named_columns(values: list[Value]) -> bool:
    """Tell whether other columns are put one under the other: ``np.vstack([df.age, df.fare])``."""
    names: set[str] = set()
    for one in values:
        derived = one.derived if isinstance(one, Table) and one.shape == "column" else None
        if not derived or derived & names:
            return False
        names |= derived
    return len(values) > 1


def across(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return a statistic; along the first axis of a list of columns it goes over these, row by row."""
    parts = arguments.get(0, "a")
    if isinstance(parts, Items) and parts.rest is None and len(parts.values) > 1 and arguments.get(1, "axis"):
        tables = [one for one in parts.values if isinstance(one, Table) and one.rows and one.shape in _OF_ROWS]
        if len(tables) == len(parts.values) and arguments.axis(1) == 0 and not any(one.predictions for one in tables):
            return mixed(tables)
    return reduce(run, name, arguments, node)


_OF_ROWS = ("column", "table")


def beside(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return tables side by side: each row of the result is one row of all of them."""
    values = [one for value in arguments.all() for one in (value.all() if isinstance(value, Items) else [value])]
    tables = [one for one in values if isinstance(one, Table) and one.rows]
    result = mixed(values)
    if not isinstance(result, Table) or is_positions(result):
        return result
    result = result.like(shape="table", learned=result.all_learned, own={}, columns=None, narrowed=True)
    if tables and all(one.columns is not None for one in tables):
        result.columns = frozenset().union(*[one.columns or NO_NAMES for one in tables])
    return result


def merge(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return two tables joined by keys."""
    left = arguments.get(0, "left")
    right = arguments.get(1, "right")
    if isinstance(left, Table):
        return row_methods.merge(run, left, "merge", Arguments([right] if right is not None else [], {}), node)
    return right if isinstance(right, Table) else UNKNOWN


def dummies(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return columns of zeros and ones."""
    table = mixed(arguments.positional[:1] or arguments.all())
    return table_methods.dummies(run, table, "get_dummies", arguments, node) if isinstance(table, Table) else table


def cut(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return bins: their edges are learned from the rows where only their number is given."""
    table = mixed(arguments.positional[:1] or [arguments.get(0, "x") or UNKNOWN])
    bins = arguments.get(1, "bins", "q")
    if not isinstance(table, Table) or not table.rows or table.shape in ("row", "number"):
        return table
    learns = name.endswith(".qcut") or isinstance(bins, Constant) and isinstance(bins.value, int)
    result = table.like(own={})
    if isinstance(bins, Table):
        result.learned = result.learned | bins.all_learned
    if learns:
        result.learned = run.learned(table, name, "preprocess", node)
    wants_edges = arguments.constant(-1, "retbins") is True
    return Items("tuple", [result, Table(shape="number", learned=result.learned)]) if wants_edges else result


def learned(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return data scaled by a statistic of themselves: ``scipy.stats.zscore(x)``, ``scale(X)``."""
    table = mixed(arguments.positional[:1] or arguments.all())
    if not isinstance(table, Table) or not table.rows:
        return table
    if arguments.constant(1, "axis", default=0) in AXIS_OF_ROWS and not name.endswith("boxcox"):
        return table
    result = table.like(learned=run.learned(table, name, "preprocess", node), own={})
    pair = name.endswith((".boxcox", ".yeojohnson")) and arguments.get(1, "lmbda") is None
    return Items("tuple", [result, Table(shape="number", learned=result.learned)]) if pair else result


def row_by_row(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return data changed row by row: `normalize`; along columns it is a statistic of them."""
    if arguments.constant(2, "axis", default=1) == 0:
        return learned(run, name, Arguments(arguments.positional[:1], {}), node)
    return mixed(arguments.all())


def normalize(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return what ``keras.utils.normalize`` makes of data: by rows, unless told to go along columns."""
    if arguments.constant(1, "axis", default=-1) == 0:
        return learned(run, name, Arguments(arguments.positional[:1], {}), node)
    return mixed(arguments.all())


def pad(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return rows that were made equally long; how long tells nothing that leaks."""
    return mixed(arguments.positional[:1] or [arguments.get(0, "sequences") or UNKNOWN])


def clone(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return an unfitted copy of an estimator."""
    value = arguments.get(0, "estimator")
    return clone_of(run, value, node) if isinstance(value, Model) else UNKNOWN


def pipeline(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the pipeline of `make_pipeline`."""
    return make(run, name, arguments, node) or UNKNOWN


def pivot(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return a table of other rows."""
    table = mixed(arguments.positional[:1])
    return row_methods.pivot(run, table, name, arguments, node) if isinstance(table, Table) else table


def factorize(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return codes and labels."""
    return Items("tuple", [mixed(arguments.positional[:1]), UNKNOWN])


def polars_column(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return an expression of Polars over columns: ``pl.col("age")``."""
    names = [found for value in arguments.positional if (found := names_of(value))]
    derived = frozenset().union(*names) if names else None
    return Table(shape="column", rows=row_methods.EXPRESSION, derived=derived)


def missing(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the mask of missing values."""
    first = arguments.get(0, "obj")
    if not isinstance(first, Table) or first.shape == "row":
        return UNKNOWN
    which = "in" if name.endswith((".isnull", ".isna")) else "out"
    text = run.text(node.args[0]) if node.args else run.site(node)
    return Table(
        shape="mask",
        rows=first.rows,
        cut=f"{which}#={','.join(sorted(first.derived or ()))}|{text} is missing",
        derived=first.derived,
        known=first.known,
    )
