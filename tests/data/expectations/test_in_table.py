"""Membership in a column of another table."""

from datetime import date

import polars as pl
import pytest

from fairlead.data import Suite, in_set, in_table
from fairlead.data.members import Members
from fairlead.errors import SuiteError, TableError

AIRPORTS = pl.DataFrame({"faa": ["JFK", "LGA", None, "JFK"], "n": [1, 2, 2, None]})
FLIGHTS = pl.DataFrame({"dest": ["JFK", "SJU", None, "LGA"], "n": [1, 3, 2, None]})


def unexpected(line, table=FLIGHTS):
    return list(Suite("s", [line]).run(table, samples=None).results[0].index)


def test_values_are_looked_up_in_a_frame_a_file_or_a_list(tmp_path):
    path = tmp_path / "airports.parquet"
    AIRPORTS.write_parquet(path)
    for table in (AIRPORTS, AIRPORTS.lazy(), path, str(path)):
        assert unexpected(in_table("dest", table, "faa")) == [1]
    assert unexpected(in_table("dest", ["JFK", "LGA"])) == [1]
    assert unexpected(in_table("n", AIRPORTS)) == [1]


def test_pandas_and_arrow_tables_are_looked_into():
    pytest.importorskip("pandas")
    assert unexpected(in_table("dest", AIRPORTS.to_arrow(), "faa")) == [1]
    assert unexpected(in_table("dest", AIRPORTS.to_pandas(), "faa")) == [1]


def test_rows_that_are_not_found_are_flagged():
    assert in_table("dest", ["JFK"]).on_row == "flag"
    assert in_table("dest", ["JFK"], on_row="quarantine").on_row == "quarantine"


def test_lookup_agrees_with_in_set_whatever_the_types():
    other = pl.DataFrame(
        {
            "whole": pl.Series([1, 2, 7], dtype=pl.Int16),
            "float": [1.0, 2.5, float("nan")],
            "day": [date(2026, 11, 23)] * 3,
            "code": pl.Series(["JFK", "x", "y"], dtype=pl.Categorical),
            "text": ["2026-11-23", "1", "JFK"],
            "flag": [True, True, None],
        }
    )
    table = pl.DataFrame(
        {
            "whole": pl.Series([1, 2, 3], dtype=pl.UInt32),
            "float": [1.0, 2.5, 3.0],
            "day": [date(2026, 11, 23), date(2026, 11, 24), None],
            "text": ["JFK", "x", "1"],
            "flag": [True, False, None],
        }
    )
    for column in table.columns:
        for looked_up in other.columns:
            members = [one for one in other[looked_up].to_list() if one is not None]
            line, same = in_table(column, other, looked_up), in_set(column, members)
            assert unexpected(line, table) == unexpected(same, table), (column, looked_up)


def test_a_file_that_was_written_again_is_read_again(tmp_path):
    path = tmp_path / "airports.csv"
    path.write_text("faa\nJFK\n")
    line = in_table("dest", str(path), "faa")
    assert unexpected(line) == [1, 3]
    path.write_text("faa\nJFK\nLGA\nSJU\n")
    assert unexpected(line) == []


def test_what_is_loaded_is_shared(tmp_path):
    AIRPORTS.write_parquet(tmp_path / "a.parquet")
    one, other = (Members(str(tmp_path / "a.parquet"), "faa") for _ in range(2))
    assert one.series is other.series
    assert "JFK" in one and "SJU" not in one and len(one) == 2 and sorted(one) == ["JFK", "LGA"]


def test_a_table_or_column_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(TableError, match="none.csv"):
        unexpected(in_table("dest", str(tmp_path / "none.csv"), "faa"))
    with pytest.raises(TableError, match="faa"):
        unexpected(in_table("dest", AIRPORTS, "fa"))
    with pytest.raises(SuiteError, match="table"):
        in_table("dest", None)


def test_two_lines_about_one_frame_are_equal():
    assert in_table("dest", AIRPORTS, "faa") == in_table("dest", AIRPORTS, "faa")
    assert in_table("dest", AIRPORTS, "faa") != in_table("dest", AIRPORTS.clone(), "faa")
    assert in_table("dest", AIRPORTS, "faa").sentence == "dest is a value of faa in a polars table"
