"""What is read from polars' expressions computes what polars computes, to the last bit, or leaves the row alone."""

from __future__ import annotations

import struct
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.serve.plan.code import Code, Col
from fairlead.serve.plan.polars_lines import polars_lines
from fairlead.serve.plan.row_plan import UNSURE, BeyondPlanError

SCHEMA = pl.Schema({"n": pl.Int64, "gap": pl.Int64, "x": pl.Float64, "y": pl.Float64, "s": pl.String, "t": pl.String})
NULLABLE = ("gap", "y", "t")

LEFT_ALONE = object()
"""Stands for a row that the lines leave to the pipeline."""


def values(function: Any, rows: list[dict[str, Any]]) -> list[Any] | None:
    """Return what the lines of a function give for its last column; None if it cannot be read."""
    code = Code(objects={"NAN": float("nan"), "Beyond": BeyondPlanError})
    cols = [
        Col(code.let(f"row[{name!r}]"), "raw" if name in NULLABLE else "number", name, dtype == pl.String,
            never_missing=name not in NULLABLE)
        for name, dtype in SCHEMA.items()
    ]  # fmt: skip
    found = polars_lines(function, SCHEMA, cols, code)
    if found is None:
        return None
    code.lines.append(f"return {found[-1].local}")
    space = dict(code.objects)
    exec("def plan(row):\n    " + "\n    ".join(code.lines), space)
    answers = []
    for row in rows:
        try:
            answers.append(space["plan"](row))
        except UNSURE:
            answers.append(LEFT_ALONE)
    return answers


def same(mine: Any, theirs: Any) -> bool:
    """Tell whether a value is that of polars; a float that is missing is NaN here."""
    if isinstance(mine, float) and mine != mine:
        return theirs is None or theirs != theirs
    if isinstance(mine, float) and isinstance(theirs, float):
        return struct.pack("d", mine) == struct.pack("d", theirs)
    return bool(mine == theirs) and type(mine) is type(theirs)


NUMBERS = st.floats(-1e6, 1e6) | st.sampled_from([0.0, -0.0, 1e300, -1e300, 5e-324, 0.1])
WHOLE = st.integers(-50, 50) | st.sampled_from([2**53 + 1, 2**63 - 1, -(2**63)])
TEXTS = st.sampled_from(["", "a", "b", "Ü"])
ROWS = st.fixed_dictionaries(
    {"n": WHOLE, "gap": st.none() | WHOLE, "x": NUMBERS, "y": st.none() | NUMBERS, "s": TEXTS, "t": st.none() | TEXTS}
)

number_leaves = st.sampled_from([pl.col(name) for name in ("n", "gap", "x", "y")]) | st.sampled_from(
    [pl.lit(value) for value in (0, 1, 3, -2, 0.5, 1e10)]
)
truth_leaves = st.sampled_from(
    [
        pl.col("s") == "a",
        pl.col("t") == pl.col("s"),
        pl.col("y").is_null(),
        pl.col("gap").is_not_null(),
        pl.col("n") > 3,
    ]
)


def numbers(inner: st.SearchStrategy[pl.Expr], truths: st.SearchStrategy[pl.Expr]) -> st.SearchStrategy[pl.Expr]:
    two = st.tuples(inner, inner)
    return st.one_of(
        two.map(lambda pair: pair[0] + pair[1]),
        two.map(lambda pair: pair[0] - pair[1]),
        two.map(lambda pair: pair[0] * pair[1]),
        two.map(lambda pair: pair[0] / pair[1]),
        two.map(lambda pair: pair[0].fill_null(pair[1])),
        two.map(lambda pair: pl.max_horizontal(*pair)),
        two.map(lambda pair: pl.min_horizontal(*pair)),
        two.map(lambda pair: pl.sum_horizontal(*pair)),
        st.tuples(truths, inner, inner).map(lambda three: pl.when(three[0]).then(three[1]).otherwise(three[2])),
        inner.map(lambda one: one.log1p()),
        inner.map(lambda one: one.exp()),
        inner.map(lambda one: one.sqrt()),
        inner.map(lambda one: one.cast(pl.Float64)),
        truths.map(lambda one: one.cast(pl.Int64)),
    )


def truths(inner: st.SearchStrategy[pl.Expr], numbers_: st.SearchStrategy[pl.Expr]) -> st.SearchStrategy[pl.Expr]:
    two, pair = st.tuples(inner, inner), st.tuples(numbers_, numbers_)
    return st.one_of(
        two.map(lambda both: both[0] & both[1]),
        two.map(lambda both: both[0] | both[1]),
        inner.map(lambda one: ~one),
        pair.map(lambda both: both[0] < both[1]),
        pair.map(lambda both: both[0] >= both[1]),
        pair.map(lambda both: both[0] == both[1]),
    )


small_truths = truths(truth_leaves, number_leaves) | truth_leaves
small_numbers = numbers(number_leaves, small_truths) | number_leaves
EXPRESSIONS = st.one_of(
    numbers(small_numbers, small_truths),
    truths(small_truths, small_numbers),
    numbers(numbers(small_numbers, small_truths), small_truths),
)


@settings(max_examples=200)
@given(EXPRESSIONS, st.lists(ROWS, min_size=1, max_size=6))
def test_lines_give_what_polars_gives_or_leave_the_row_alone(expr: pl.Expr, rows: list[dict[str, Any]]) -> None:
    def function(table: Any) -> Any:
        return table.with_columns(expr.alias("made"))

    mine = values(function, rows)
    if mine is None:
        return
    for row, value in zip(rows, mine, strict=True):
        if value is LEFT_ALONE:
            continue
        theirs = function(pl.DataFrame([row], schema=SCHEMA))["made"][0]
        assert same(value, theirs), (str(expr), row, value, theirs)


@pytest.mark.parametrize(
    "expr",
    [
        pl.col("x").mean(),
        pl.col("n") // 2,
        pl.col("x").rank(),
        pl.col("n").shift(1),
        pl.col("s").str.to_uppercase(),
        pl.col("x").cast(pl.Int64),
        pl.col("n").cast(pl.Int8),
    ],
)
def test_what_is_not_known_is_not_read(expr: pl.Expr) -> None:
    assert values(lambda table: table.with_columns(expr.alias("made")), []) is None


@pytest.mark.parametrize("y", [None, -0.0, 0.0, 2.5])
@pytest.mark.parametrize("x", [-0.0, 0.0, -2.5])
def test_a_sum_across_columns_keeps_its_zero(x: float, y: float | None) -> None:
    row = {"n": 1, "gap": None, "x": x, "y": y, "s": "", "t": None}
    for columns in (("x", "y"), ("y", "gap"), ("y",)):

        def function(table: Any, columns: Any = columns) -> Any:
            return table.with_columns(pl.sum_horizontal(*columns).alias("made"))

        found = values(function, [row])
        assert found is not None
        assert same(found[0], function(pl.DataFrame([row], schema=SCHEMA))["made"][0])


def test_most_of_what_people_write_is_read() -> None:
    def function(table: pl.DataFrame) -> pl.DataFrame:
        return table.select("n", (pl.col("x") / pl.max_horizontal("n", 1)).alias("r")).with_columns(z=pl.col("r") + 1)

    assert values(function, [{"n": 3, "x": 1.5, "gap": None, "y": None, "s": "", "t": None}]) == [1.5]


def test_a_function_that_needs_rows_or_raises_is_not_read() -> None:
    assert values(lambda table: table.filter(pl.col("n") > table["n"][0]), []) is None
    assert values(lambda table: table.to_pandas(), []) is None
    assert values(lambda table: table.with_columns(pl.col("nowhere") + 1), []) is None
