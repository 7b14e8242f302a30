"""Without a folder a split gives both parts back, as tables of the library that the table came from."""

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from polars.testing import assert_frame_equal

from fairlead.data import Suite, between, columns_in_order, in_set, not_null, of_type
from fairlead.errors import SplitError, TableError, ValidationError

SUITE = Suite("people", [between("age", 0, 120, fail_above=0.5), not_null("name", fail_above=0.5)], keys=["name"])
ROWS = {"name": ["Ada", None, "Alan", "Edsger"], "age": [36, -1, 41, 200]}


def test_both_parts_are_polars_tables_with_the_columns_of_the_table() -> None:
    table = pl.DataFrame(ROWS)
    split = SUITE.split(table)
    assert_frame_equal(split.valid, table[[0, 2]])
    assert_frame_equal(split.quarantined, table[[1, 3]])
    assert (split.rows_in, split.rows_valid, split.rows_quarantined, split.out) == (4, 2, 2, None)
    age, name = "age is at least 0 and at most 120", "name is not missing"
    assert split.tables is not None
    assert split.tables.reasons == ((age, name), (age,))


def test_pandas_keeps_its_index_and_types() -> None:
    table = pd.DataFrame(ROWS, index=["w", "x", "y", "z"]).astype({"age": "int16", "name": "category"})
    split = SUITE.split(table)
    pd.testing.assert_frame_equal(split.valid, table.loc[["w", "y"]])
    pd.testing.assert_frame_equal(split.quarantined, table.loc[["x", "z"]])


def test_reasons_name_rules_that_only_flag_too() -> None:
    suite = Suite("people", [between("age", 0, 120, fail_above=0.5), not_null("name", on_row="flag")])
    split = suite.split(pl.DataFrame(ROWS))
    assert split.tables is not None
    age, name = "age is at least 0 and at most 120", "name is not missing"
    assert split.tables.reasons == ((age, name), (age,))


@pytest.mark.parametrize(
    "odd",
    [[36, "x", None, b"y"], [object(), {1}, None, 1j], [{}, {}, {}, {}], np.arange(4, dtype="longdouble")],
    ids=["mixed", "objects", "empty records", "longdouble"],
)
def test_a_column_that_parquet_cannot_hold_spoils_no_split_in_memory(odd: Any, tmp_path: Path) -> None:
    table = pd.DataFrame({**ROWS, "odd": odd})
    lines = [*SUITE.expectations, columns_in_order(["name", "age", "odd"])]
    suite = Suite("people", lines, keys=["name"])
    split = suite.split(table)
    pd.testing.assert_frame_equal(split.valid, table.loc[[0, 2]])
    pd.testing.assert_frame_equal(split.quarantined, table.loc[[1, 3]])
    assert [one.success for one in split.results] == [False, False, True]
    with pytest.raises(TableError):
        suite.split(table, tmp_path / "out")


@pytest.mark.parametrize(
    "line", [not_null("odd"), of_type("odd", "int"), between("age", 0, 120, row_condition='col("odd").notNull()')]
)
def test_a_column_that_a_rule_needs_has_to_be_one_that_can_be_converted(line: Any) -> None:
    with pytest.raises(TableError, match="'odd'"):
        Suite("people", [line]).split(pd.DataFrame({**ROWS, "odd": [1, "x", None, b"y"]}))


def test_how_removed_rows_differ_is_told_of_columns_that_no_rule_needs() -> None:
    table = pl.DataFrame({"age": [-1] * 100 + [36] * 1900, "carrier": ["UA"] * 100 + ["AA", "DL"] * 950})
    split = Suite("s", [between("age", 0, 120)]).split(table)
    assert (
        "carrier is 'UA' in 100% of them" in next(one for one in split.findings if one.code == "data-selection").message
    )


def test_a_class_derived_from_pandas_gives_itself() -> None:
    kind = type("People", (pd.DataFrame,), {"__module__": "people", "_constructor": property(lambda _: kind)})
    split = SUITE.split(kind(ROWS))
    assert type(split.valid) is kind
    assert split.valid["name"].to_list() == ["Ada", "Alan"]


def test_pyarrow_gives_pyarrow() -> None:
    split = SUITE.split(pa.table(ROWS))
    assert split.valid.to_pydict() == {"name": ["Ada", "Alan"], "age": [36, 41]}
    assert split.quarantined.num_rows == 2


def test_a_path_or_a_lazy_table_gives_polars(tmp_path: Path) -> None:
    pl.DataFrame(ROWS).write_parquet(tmp_path / "people.parquet")
    for table in (tmp_path / "people.parquet", pl.scan_parquet(tmp_path / "people.parquet")):
        split = SUITE.split(table)
        assert split.valid["name"].to_list() == ["Ada", "Alan"]
        assert split.quarantined.columns == ["name", "age"]


@pytest.mark.parametrize("table", [pl.DataFrame(ROWS), pd.DataFrame(ROWS)])
def test_a_split_that_does_not_pass_has_no_valid_rows(table: Any) -> None:
    split = Suite("people", [between("age", 0, 120)]).split(table)  # half of the rows are above fail_above
    assert not split.passed
    assert len(split.quarantined) == 2
    with pytest.raises(ValidationError, match="2 of 4 rows"):
        _ = split.valid


def test_no_finding_names_a_folder_that_is_gone() -> None:
    split = Suite("people", [between("age", 0, 120)]).split(pl.DataFrame({"age": [1] * 99 + [-1]}))
    words = " ".join(f"{one.message} {one.fix}" for one in split.findings)
    assert "-1" in words
    assert "fairlead quarantine" not in words


def test_a_split_in_memory_is_the_output_of_a_task_like_any_other() -> None:
    split = pickle.loads(pickle.dumps(SUITE.split(pl.DataFrame(ROWS))))
    assert split.valid.height == 2


def test_a_table_without_rows_or_without_broken_ones_is_split_too() -> None:
    empty = pl.DataFrame(ROWS).clear()
    assert SUITE.split(empty).valid.height == 0
    good = pl.DataFrame({"plan": ["a", "b"]})
    split = Suite("plans", [in_set("plan", ["a", "b"])]).split(good)
    assert split.valid.equals(good)
    assert split.tables is not None
    assert split.tables.reasons == ()


def test_a_split_in_a_folder_gives_its_rows_too(tmp_path: Path) -> None:
    split = SUITE.split(pl.DataFrame(ROWS), tmp_path / "out")
    assert split.valid["name"].to_list() == ["Ada", "Alan"]
    assert split.quarantined["__row"].to_list() == [1, 3]
    refused = Suite("people", [between("age", 0, 120)]).split(pl.DataFrame(ROWS), tmp_path / "refused")
    with pytest.raises(SplitError):
        _ = refused.valid
