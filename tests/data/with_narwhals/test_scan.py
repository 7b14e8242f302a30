"""Tables of pandas and DuckDB are asked in their own library, and answer in plain Python values."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from fairlead.data import Suite, between, col, expectation, not_null, unique
from fairlead.data.check import check_table
from fairlead.data.kind import KINDS, find_kind
from fairlead.data.result import Result
from fairlead.data.with_narwhals.added import MEMBERS_IN_QUERY
from fairlead.data.with_narwhals.pandas_scan import PandasTable
from fairlead.errors import SuiteError, TableError


def only(table: Any, line: Any) -> Result:
    """Run one line and give its result."""
    return Suite("s", [line]).run(table, samples=None).results[0]


def relation(**columns: list[Any]) -> Any:
    return duckdb.connect().from_arrow(pl.DataFrame(columns, strict=False).to_arrow())


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NaT, pd.NA, np.nan, np.datetime64("NaT")])
def test_all_that_pandas_calls_missing_is_missing(missing: Any) -> None:
    table = pd.DataFrame({"a": pd.Series([1, missing, "x"], dtype=object)})
    result = only(table, not_null("a"))
    assert (result.unexpected, result.index, result.values) == (1, (1,), (None,))


@pytest.mark.parametrize(
    ("index", "label"),
    [
        (["x", "y", "z"], "y"),
        ([7, 7, 7], 7),
        (pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)]), ("a", 2)),
        (pd.date_range("2026-01-01", periods=3), dt.datetime(2026, 1, 2)),
    ],
)
def test_a_pandas_row_is_known_by_its_label(index: Any, label: Any) -> None:
    table = pd.DataFrame({"a": [1, -1, 3]}, index=index)
    assert only(table, between("a", 0, None)).index == (label,)


def test_rows_that_a_filter_left_keep_their_labels() -> None:
    table = pd.DataFrame({"a": [1, -1, 3, -4]})
    found = only(table[table["a"] != 1], between("a", 0, None))
    assert (found.index, found.values) == ((1, 3), (-1, -4))


def plain_types(value: Any) -> set[type]:
    if isinstance(value, (list, tuple)):
        return set().union(*map(plain_types, value))
    return {type(value)}


def test_values_are_plain_python() -> None:
    table = pd.DataFrame(
        {
            "i": np.array([1, 2], dtype="int8"),
            "f": np.array([0.5, np.nan], dtype="float32"),
            "t": pd.to_datetime(["2026-01-01", None]),
            "z": pd.to_datetime(["2026-01-01", None]).tz_localize("Europe/Berlin"),
            "d": pd.to_timedelta([1, 2], unit="h"),
            "n": pd.array([1, None], dtype="Int64"),
            "c": pd.Categorical(["a", "b"]),
            "l": pd.Series([np.array([1, 2]), [np.int64(3)]], dtype=object),
            "p": pd.period_range("2026-01", periods=2, freq="M"),
        }
    )
    types = {name: plain_types(only(table, find_kind("null")(name)).values) for name in "iftzdncl"}
    assert types == {
        "i": {int}, "f": {float}, "t": {dt.datetime}, "z": {dt.datetime}, "d": {dt.timedelta}, "n": {int}, "c": {str},
        "l": {int},
    }  # fmt: skip
    counted = only(table, find_kind("max_between")("i", 0, 1))
    assert json.dumps(counted.observed_value) == "2"


def test_mixed_objects_are_compared_as_far_as_they_can_be() -> None:
    table = pd.DataFrame({"a": pd.Series([1, "x", 2.5, None], dtype=object)})
    assert only(table, find_kind("in_set")("a", [1, "x"])).values == (2.5,)
    with pytest.raises(SuiteError, match="'a' holds 'x', which cannot be compared with a number"):
        only(table, between("a", 0, 2))


def test_decimals_and_dates_in_object_columns_are_compared() -> None:
    table = pd.DataFrame(
        {
            "price": pd.Series([Decimal("1.5"), Decimal("-2"), None], dtype=object),
            "day": pd.Series([dt.date(2026, 1, 1), None, dt.date(2027, 1, 1)], dtype=object),
        }
    )
    assert only(table, between("price", 0, 10)).values == (Decimal("-2"),)
    assert only(table, between("day", "2026-01-01", "2026-12-31")).values == (dt.date(2027, 1, 1),)
    assert only(table, find_kind("mean_between")("price", -1, 0)).observed_value == -0.25


def test_values_without_a_hash_cannot_be_counted() -> None:
    table = pd.DataFrame({"a": pd.Series([[1], [1]], dtype=object)})
    with pytest.raises(SuiteError):
        only(table, unique("a"))


def test_categories_are_compared_as_what_they_stand_for() -> None:
    table = pd.DataFrame({"c": pd.Categorical(["b", "a", None, "c"]), "k": pd.Categorical([1, 2, 3, 1])})
    assert only(table, between("c", "a", "b")).values == ("c",)
    assert only(table, find_kind("matches_regex")("c", "^[ab]$")).values == ("c",)
    assert only(table, between("k", 1, 2)).values == (3,)
    assert only(table, unique("k")).index == (0, 3)


def test_time_zones_are_compared_as_moments() -> None:
    moments = pd.to_datetime(["2026-01-01 00:30", "2026-01-02 00:00"]).tz_localize("Europe/Berlin")
    line = between("at", "2026-01-01T00:00:00+00:00", None)
    assert only(pd.DataFrame({"at": moments}), line).index == (0,)
    assert only(pl.DataFrame({"at": moments}), line).index == (0,)
    assert only(duckdb.connect().from_arrow(pl.DataFrame({"at": moments}).to_arrow()), line).unexpected == 1


def test_whole_numbers_of_pandas_do_not_run_over() -> None:
    great = 2**62
    line = find_kind("sum_equals")(["a", "b"], 2**63)
    assert only(pd.DataFrame({"a": [great], "b": [great]}), line).success
    assert only(relation(a=[great], b=[great]), line).success


def test_a_column_name_that_is_a_number_is_its_text() -> None:
    assert only(pd.DataFrame({0: [1, -1]}), between("0", 0, None)).unexpected == 1


def test_a_long_list_is_joined() -> None:
    members = list(range(0, 10 * MEMBERS_IN_QUERY, 2))
    found = only(relation(a=[0, 1, 2, None, 10**6]), find_kind("in_set")("a", members))
    assert (sorted(found.values), found.missing) == ([1, 10**6], 1)


def test_a_python_function_is_put_to_each_different_value() -> None:
    seen: list[str] = []

    def is_short(text: str) -> bool:
        seen.append(text)
        return len(text) < 3

    @expectation
    def short(a: str) -> Any:
        return col(a).satisfies(is_short, "is_short")

    KINDS.pop("expect_short")
    for table in (relation(a=["x", "long", "x", None, "long"]), pd.DataFrame({"a": ["x", "long", "x", None, "long"]})):
        seen.clear()
        assert only(table, short("a")).unexpected == 2
        assert set(seen) == {"long", "x"}


def test_rows_of_a_database_have_no_numbers_and_no_row_above() -> None:
    table = relation(a=[3, 1])
    assert only(table, between("a", 2, None)).index == (None,)
    with pytest.raises(SuiteError, match="The rows of a table of duckdb have no order"):
        only(table, find_kind("increasing")("a"))


def test_keys_with_missing_parts_are_repeated_as_elsewhere() -> None:
    columns: dict[str, list[Any]] = {"a": [1, 1, None, None], "b": [None, None, 2.0, float("nan")]}
    line = find_kind("compound_unique")(["a", "b"], ignore_row_if="never")
    found = [
        only(table, line).unexpected for table in (pl.DataFrame(columns), pd.DataFrame(columns), relation(**columns))
    ]
    assert found == [2, 2, 2]


def test_a_relation_of_a_connection_of_its_own_leaves_it_as_it_was() -> None:
    connection = duckdb.connect()
    connection.execute("create table people as select 'Ada' as name union all select 'x'")
    line = find_kind("matches_regex")("name", "^[A-Z]")
    assert only(connection.table("people"), line).values == ("x",)
    assert connection.sql("show tables").fetchall() == [("people",)]


def test_the_types_of_a_relation_are_duckdbs() -> None:
    from fairlead.data.source import open_table

    schema = open_table(duckdb.sql("select 1::tinyint a, 'x' b, [1] c, current_date d, 1.5::decimal(5,2) e")).schema
    assert [(one.family, one.dtype) for one in schema.columns] == [
        ("integer", "TINYINT"), ("text", "VARCHAR"), ("nested", "INTEGER[]"), ("date", "DATE"),
        ("decimal", "DECIMAL(5,2)"),
    ]  # fmt: skip
    assert schema.library == "duckdb"


def test_text_compared_with_a_number_is_an_error_in_every_library() -> None:
    for table in (pd.DataFrame({"a": ["x"]}), relation(a=["x"])):
        with pytest.raises(SuiteError, match="'a' is text, and 5 is not"):
            only(table, between("a", 5, None))


def test_a_missing_column_is_an_error() -> None:
    with pytest.raises(TableError, match="Column 'b' is not in the table"):
        only(relation(a=[1]), not_null("b"))


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA])
@pytest.mark.parametrize("dtype", [None, object, "string", "category"])
def test_missing_text_is_missing_in_every_form_of_text(missing: Any, dtype: Any) -> None:
    table = pd.DataFrame({"a": pd.Series(["x", missing, "y", "x"], dtype=dtype)})
    for opened in (table, PandasTable(table)):
        lines = [not_null("a"), find_kind("in_set")("a", ["x"]), find_kind("unique_count_between")("a", 2, 2)]
        lines += [find_kind("distinct_in_set")("a", ["x", "y"]), unique("a"), find_kind("length_between")("a", 2)]
        run = check_table if opened is not table else Suite.run
        found = run(Suite("s", lines), opened, samples=None).results
        assert [one.values for one in found] == [(None,), ("y",), (), (), ("x", "x"), ("x", "y", "x")]
        assert [one.success for one in found] == [False, False, True, True, False, False]


def test_a_pandas_column_may_have_no_name() -> None:
    table = pd.DataFrame({"": [1, 2, None]})
    assert only(table, not_null("")).index == (2,)
    assert only(table, between("", 0, 1)).values == (2,)


@pytest.mark.parametrize("dtype", ["float32", "Float32", "float[pyarrow]"])
def test_floats_of_32_bits_meet_what_they_were_written_as(dtype: str) -> None:
    numbers = pd.Series([0.1, 0.2, 0.3]).astype(dtype)
    for table in (pd.DataFrame({"a": numbers}), relation(a=pl.Series([0.1, 0.2, 0.3], dtype=pl.Float32))):
        assert only(table, between("a", 0.1, 0.3)).success
        assert only(table, find_kind("in_set")("a", [0.1, 0.2, 0.3])).success
        assert only(table, find_kind("not_in_set")("a", [0.2])).unexpected == 1


def in_berlin(*moments: dt.datetime) -> list[Any]:
    """Give the same moments as a table of each library."""
    table = pl.DataFrame({"t": pl.Series(moments).dt.convert_time_zone("Europe/Berlin")})
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Europe/Berlin'")
    return [table, table.to_pandas(), connection.from_arrow(table.to_arrow())]


def test_an_hour_that_the_clocks_leave_out_is_moved_on() -> None:
    moments = [dt.datetime(2026, 3, 29, 0, 30, tzinfo=dt.UTC), dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)]
    for table in in_berlin(*moments):
        assert only(table, between("t", "2026-03-29T02:30", None)).unexpected == 1
        assert only(table, find_kind("in_set")("t", ["2026-03-29T02:30"])).unexpected == 1


def test_of_an_hour_that_the_clocks_show_twice_the_first_is_meant() -> None:
    moments = [dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC), dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)]
    for table in in_berlin(*moments):
        assert only(table, between("t", None, "2026-10-25T02:30")).unexpected == 1
        assert only(table, find_kind("in_set")("t", ["2026-10-25T02:30"])).unexpected == 1
        assert only(table, find_kind("in_set")("t", ["2026-10-25T02:30+01:00"])).unexpected == 1


def test_a_python_function_that_fails_is_an_error_in_every_library() -> None:
    @expectation
    def known(a: str) -> Any:
        return col(a).satisfies(lambda value: bool({}[value]), "is_known")

    KINDS.pop("expect_known")
    frame = pd.DataFrame({"a": ["x", "y"]})
    for table in (frame, frame.astype(object), relation(a=["x", "y"]), pl.DataFrame({"a": ["x", "y"]})):
        with pytest.raises(SuiteError, match="function is_known failed on a value of the type str: KeyError"):
            only(table, known("a"))


def test_the_sum_of_nothing_is_zero_in_every_library() -> None:
    line = find_kind("sum_between")("a", 0, 0)
    empty = [pl.DataFrame({"a": [None]}), pd.DataFrame({"a": [None]}), duckdb.sql("SELECT NULL::INT AS a")]
    assert [only(table, line).observed_value for table in empty] == [0, 0, 0]


def test_a_sum_of_decimals_is_exact_in_every_library() -> None:
    line = find_kind("sum_between")("a", 0.3, 0.3)
    table = pl.DataFrame({"a": [Decimal("0.1"), Decimal("0.2"), None]})
    for one in (table, table.to_pandas(), duckdb.connect().from_arrow(table.to_arrow())):
        assert only(one, line).observed_value == Decimal("0.3")
