"""A table that is taken as it comes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.rules.rule import Hit, rule

_READS = (
    *("pandas.read_csv", "pandas.read_table", "pandas.read_excel", "pandas.read_json", "pandas.read_sql"),
    *(
        "pandas.read_sql_query",
        "pandas.read_fwf",
        "polars.read_csv",
        "polars.scan_csv",
        "polars.read_json",
        "polars.read_excel",
    ),
)
_STATED = frozenset(
    ("dtype", "dtypes", "schema", "schema_overrides", "usecols", "columns", "names", "converters", "new_columns")
)
_CHECKERS = frozenset(
    ("pandera", "great_expectations", "pointblank", "cerberus", "pydantic", "fairlead", "tensorflow_data_validation")
)
_SAYS_WHAT_IT_IS = re.compile(r"\.(?:columns|dtypes?|shape)\b|set\(|\.is(?:na|null)\(|\.between\(|\bin\b|\.empty|len\(")


@rule("data", "warning")
def input_without_schema(facts: Facts) -> Iterator[Hit]:
    """Find tables that are read without saying or checking what must be in them.

    What it does
    ------------
    Looks at tables read from text (CSV, Excel, JSON, SQL), whose columns and types pandas or Polars guess. If no read
    says what it expects (``dtype``, ``usecols``, ``schema``), and nothing in the notebook checks it (an ``assert`` on
    columns or values, a validation library, ``astype`` with a mapping), the first read is reported.

    Why it hurts in production
    --------------------------
    The next file has a column less, a price with a comma, an age of -1. Nothing complains: numbers turn into text,
    a code such as 01234 loses its zero, and the model answers all the same, only wrongly.

    Example
    -------
    Bad::

        # %%
        import pandas as pd

        customers = pd.read_csv("customers.csv")
        # %%
        customers["charge_per_month"] = customers["total"] / customers["tenure"]

    Good::

        # %%
        import pandas as pd

        TYPES = {"customer": "string", "tenure": "int64", "total": "float64"}
        customers = pd.read_csv("customers.csv", dtype=TYPES, usecols=list(TYPES))

    Fix
    ---
    Say which columns and types you expect, and check the values that must not be; `fairlead validate` proposes a
    suite from good data.

    Known limits
    ------------
    Formats that carry their types (Parquet, Feather) are left alone. Any check counts, also one of another table.
    """
    reads = [found for found, _ in facts.index.calls(*_READS)]
    if not reads or any(_is_stated(found.node) for found in reads) or _is_checked(facts):
        return
    more = f" So are {len(reads) - 1} more." if len(reads) > 2 else " So is one more." if len(reads) == 2 else ""
    message = "This table is taken as it comes: nothing says or checks which columns and types it must have." + more
    yield Hit(facts.index.place(reads[0]), message, evidence={"reads": len(reads)})


def _is_stated(node: ast.Call) -> bool:
    return any(keyword.arg in _STATED for keyword in node.keywords)


def _is_checked(facts: Facts) -> bool:
    index = facts.index
    if any(one.module.partition(".")[0] in _CHECKERS for one in index.imports):
        return True
    if any(_SAYS_WHAT_IT_IS.search(ast.unparse(found.node.test)) for found in index.of(ast.Assert)):
        return True
    if any(_raises(found.node) for found in index.of(ast.If)):
        return True
    if any("testing.assert" in name for name in index.called):
        return True
    return any(_is_mapping(facts, found.node) for found, _ in index.calls(".astype", ".cast"))


def _raises(node: ast.If) -> bool:
    """Tell whether a condition on columns or values stops the notebook."""
    stops = any(isinstance(one, ast.Raise) for one in node.body)
    return stops and _SAYS_WHAT_IT_IS.search(ast.unparse(node.test)) is not None


def _is_mapping(facts: Facts, node: ast.Call) -> bool:
    """Tell whether types are given for several columns."""
    given = node.args[0] if node.args else None
    if isinstance(given, ast.Name):
        bound = facts.texts.bindings.get(given.id)
        given = bound[-1][1] if bound else None
    return isinstance(given, ast.Dict) and len(given.keys) > 1
