"""Numbers whose meaning only their author knows."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.index import Found
from fairlead.notebook.rules.rule import Hit, rule

_COMMON = frozenset(
    (
        *(12, 18, 21, 24, 25, 28, 30, 31, 32, 50, 52, 60, 65, 75, 90, 99, 128, 180, 255, 256, 360, 365, 366, 512),
        *(
            999,
            1024,
            1440,
            2048,
            3600,
            4096,
            9999,
            65535,
            86400,
            99999,
            365.25,
            30.5,
            273.15,
            1.5,
            2.5,
            0.5,
            0.95,
            0.05,
        ),
        *(0.25, 0.75, 0.01, 0.99, 0.001),
    )
)
"""Numbers of calendars, clocks, computers and habits: everybody knows them."""


@rule("data", "info")
def magic_constants(facts: Facts) -> Iterator[Hit]:
    """Find fill values and thresholds that were once found in the data and then typed in.

    What it does
    ------------
    Reports a number such as 29.7 in ``fillna(29.7)`` or ``replace(np.nan, 29.7)``, and a crooked threshold to which a
    column is compared when a new column or a new table is made of it (``df["high"] = df["fare"] > 263``). Numbers
    that everybody knows (0, 1, -1, powers of ten, 24, 365), years, sentinels such as -999, seeds, sizes and
    hyper-parameters are fine, and so is a number that has a name.

    Why it hurts in production
    --------------------------
    29.7 was the mean age of a file that nobody has any more. With new data it is wrong, but nothing tells so, and it
    does not change when the model is trained again. Whoever reads it cannot know where it comes from.

    Example
    -------
    Bad::

        # %%
        import pandas as pd

        passengers = pd.read_csv("passengers.csv")
        passengers["age"] = passengers["age"].fillna(29.7)

    Good::

        # %%
        import pandas as pd

        train = pd.read_csv("train.csv")
        mean_age = train["age"].mean()
        train["age"] = train["age"].fillna(mean_age)

    Fix
    ---
    Compute it from the training rows (an imputer in a pipeline does), or give it a name and say where it comes from.

    Known limits
    ------------
    A list of cut points for ``pd.cut`` is taken as meant. Of several numbers in a line the first is reported.
    """
    seen: set[tuple[int, int]] = set()
    for hit in sorted([*_fills(facts), *_thresholds(facts)], key=lambda one: one.place):
        if (hit.place.cell, hit.place.line) not in seen:
            seen.add((hit.place.cell, hit.place.line))
            yield hit


def _fills(facts: Facts) -> Iterator[Hit]:
    for found, name in facts.index.calls(".fillna", ".fill_null", ".replace"):
        arguments = found.node.args
        if name == ".replace":
            if len(arguments) < 2 or not _is_missing(facts, arguments[0]):
                continue
            arguments = arguments[1:]
        values = [*arguments[:1], *(keyword.value for keyword in found.node.keywords if keyword.arg == "value")]
        for value in values:
            for node in value.values if isinstance(value, ast.Dict) else (value,):
                number = _number(node)
                if number is not None and _is_crooked(number):
                    message = f"{number} stands in for missing values; where it comes from is written nowhere."
                    yield Hit(facts.index.place_of(node, found.cell), message, evidence={"value": number})


def _is_missing(facts: Facts, node: ast.expr) -> bool:
    return facts.index.name_of(node) in ("numpy.nan", "numpy.NaN", "pandas.NA", "None") or (
        isinstance(node, ast.Constant) and node.value is None
    )


def _thresholds(facts: Facts) -> Iterator[Hit]:
    for found in facts.index.of(ast.Compare):
        node = found.node
        if len(node.ops) != 1 or not isinstance(node.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
            continue
        if not _makes_data(found):
            continue
        for column, value in ((node.left, node.comparators[0]), (node.comparators[0], node.left)):
            number = _number(value)
            name = _column(column)
            if number is not None and name and _is_crooked(number) and not _is_year(name, number):
                message = f"{number} decides here about '{name}'; where it comes from is written nowhere."
                yield Hit(facts.index.place_of(value, found.cell), message, "medium", evidence={"value": number})


def _makes_data(found: Found[ast.Compare]) -> bool:
    """Tell whether a comparison makes a column or a table, rather than being looked at."""
    statement = found.statement
    return isinstance(statement, ast.Assign) and not isinstance(found.function, ast.Lambda)


def _column(node: ast.expr) -> str:
    """Return the name of a column: ``df["fare"]``, ``df.fare``, ``pl.col("fare")``."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return node.slice.value
    if (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.attr not in ("shape", "size", "ndim")
    ):
        return node.attr
    if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).endswith("col"):
        given = node.args[0]
        return str(given.value) if isinstance(given, ast.Constant) else ""
    return ""


def _number(node: ast.expr) -> float | int | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        number = _number(node.operand)
        return None if number is None else -number
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        value: float | int = node.value  # type: ignore[assignment]
        return value
    return None


def _is_crooked(number: float | int) -> bool:
    """Tell whether a number looks as if it were measured: two digits or more that are not zero, and known to nobody."""
    size = abs(number)
    if size in _COMMON or size <= 10 and size == int(size) or size != size or size == float("inf"):
        return False
    digits = f"{size:.10g}".replace(".", "").strip("0")
    return "e" not in digits and len(digits) >= 2 and set(digits) != {"9"}


def _is_year(name: str, number: float | int) -> bool:
    return 1900 <= number <= 2100 and ("year" in name.lower() or "yr" in name.lower() or number == int(number))
