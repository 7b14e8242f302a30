"""Whatever a person calls a table is opened, and what cannot be is refused with the reason and the file's name."""

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import narwhals
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet
import pytest

from fairlead.data import Suite, between, not_null, row_count_between
from fairlead.errors import TableError

ROWS = {"name": ["Ada", "Alan", None], "age": [36, -1, 41]}
SUITE = Suite("people", [between("age", 0, 120)])
FRAME = pl.DataFrame(ROWS)
IN_MEMORY = {
    "polars": FRAME,
    "polars, lazy": FRAME.lazy(),
    "pandas": pd.DataFrame(ROWS),
    "pyarrow": FRAME.to_arrow(),
    "pyarrow batch": FRAME.to_arrow().to_batches()[0],
    "pyarrow reader": None,
    "pyarrow dataset": pa.dataset.dataset(FRAME.to_arrow()),
    "duckdb": duckdb.from_arrow(FRAME.to_arrow()),
    "columns": ROWS,
    "rows": FRAME.to_dicts(),
    "narwhals": narwhals.from_native(FRAME),
    "narwhals, lazy": narwhals.from_native(FRAME.lazy()),
}


def error_of(table: Any) -> str:
    with pytest.raises(TableError) as caught:
        SUITE.run(table)
    return str(caught.value)


@pytest.mark.parametrize("name", IN_MEMORY)
def test_every_sort_of_table_is_opened(name: str) -> None:
    table = IN_MEMORY[name] if name != "pyarrow reader" else FRAME.to_arrow().to_reader()
    result = SUITE.run(table)
    assert (result.rows, result["age"].unexpected, result["age"].values) == (3, 1, (-1,))


@pytest.mark.parametrize("value", [5, None, object(), pl.Series([1]), pd.Series([1]), pa.array([1]), [1, 2]])
def test_what_is_no_table_is_refused(value: Any) -> None:
    assert "is expected" in error_of(value)


def write(path: Path, frame: pl.DataFrame = FRAME) -> Path:
    writers = {".parquet": frame.write_parquet, ".csv": frame.write_csv, ".jsonl": frame.write_ndjson}
    writers[path.suffix](path)
    return path


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".jsonl"])
def test_a_file_a_pattern_and_a_folder_are_opened(tmp_path: Path, suffix: str) -> None:
    write(tmp_path / f"a{suffix}")
    write(tmp_path / f"b{suffix}")
    (tmp_path / "_SUCCESS").touch()
    found = [SUITE.run(where).rows for where in (tmp_path / f"a{suffix}", f"{tmp_path}/*{suffix}", tmp_path)]
    assert found == [3, 6, 6]


def test_row_numbers_run_through_the_files(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet")
    write(tmp_path / "b.parquet")
    assert SUITE.run(tmp_path)["age"].index == (1, 4)


def test_partitions_of_a_folder_are_a_column(tmp_path: Path) -> None:
    for year in (2025, 2026):
        (tmp_path / f"year={year}").mkdir()
        write(tmp_path / f"year={year}" / "part.parquet")
    assert Suite("s", [between("year", 2026, None)]).run(tmp_path)["year"].unexpected == 3


def test_a_file_with_other_columns_is_named(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet")
    write(tmp_path / "b.parquet", FRAME.drop("name"))
    assert error_of(tmp_path).startswith(
        f"The file '{tmp_path}/b.parquet' is not of the same table as '{tmp_path}/a.parquet': it has no column 'name'"
    )


def test_a_file_with_another_type_is_named(tmp_path: Path) -> None:
    write(tmp_path / "a.csv")
    write(tmp_path / "b.csv", FRAME.with_columns(age=pl.lit("old")))
    assert "b.csv' is not of the same table" in error_of(tmp_path)
    assert "column 'age' is String there, not Int64" in error_of(tmp_path)


def test_whole_and_decimal_numbers_of_several_files_go_together(tmp_path: Path) -> None:
    write(tmp_path / "a.csv")
    write(tmp_path / "b.csv", FRAME.with_columns(age=pl.lit(0.5)))
    assert SUITE.run(tmp_path).rows == 6


def test_a_missing_file_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path / "people.csv")
    assert "did you mean" in error_of(tmp_path / "peeple.csv")
    assert "No file matches" in error_of(f"{tmp_path}/*.parquet")
    (tmp_path / "empty").mkdir()
    assert "No file matches" in error_of(tmp_path / "empty")


def test_an_empty_file_is_an_error(tmp_path: Path) -> None:
    for suffix in (".csv", ".parquet", ".jsonl"):
        (tmp_path / f"a{suffix}").touch()
        assert "is empty (0 bytes)" in error_of(tmp_path / f"a{suffix}")


@pytest.mark.parametrize("where", ["head", "middle", "tail"])
def test_a_broken_parquet_file_is_named(tmp_path: Path, where: str) -> None:
    frame = pl.DataFrame({"age": range(50_000), "name": [f"name {n}" for n in range(50_000)]})
    write(tmp_path / "a.parquet", frame)
    content = bytearray(write(tmp_path / "b.parquet", frame).read_bytes())
    start = {"head": 0, "middle": 4, "tail": len(content) - 400}[where]
    content[start : start + 396] = b"\xff" * 396
    (tmp_path / "b.parquet").write_bytes(content)
    assert f"The table '{tmp_path}/b.parquet' cannot be read" in error_of(tmp_path / "b.parquet")
    assert f"The table '{tmp_path}/b.parquet' cannot be read" in error_of(tmp_path)


def test_a_parquet_file_cut_off_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet")
    path.write_bytes(path.read_bytes()[:-20])
    assert "a.parquet' cannot be read" in error_of(path)


def test_a_csv_column_that_turns_decimal_further_down_is_read(tmp_path: Path) -> None:
    lines = ["age", *["1"] * 20_000, "0.5", "-3"]
    (tmp_path / "a.csv").write_text("\n".join(lines))
    assert SUITE.run(tmp_path / "a.csv")["age"].values == (-3,)


def test_a_csv_column_that_turns_to_text_further_down_is_an_error(tmp_path: Path) -> None:
    lines = ["age", *["1"] * 20_000, "old"]
    (tmp_path / "a.csv").write_text("\n".join(lines))
    assert "column 'age' is integer in its first rows, and text further down" in error_of(tmp_path / "a.csv")


@pytest.mark.parametrize("gap", [0, 20_000])
def test_a_csv_row_with_too_many_fields_is_an_error_whatever_is_asked(tmp_path: Path, gap: int) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["age,city,n", *["36,Oslo,1"] * gap, "41,Rome,2,3", "36,Oslo,1"]))
    for line in (between("age", 0, 120), row_count_between(1, 10**9), not_null("n")):
        with pytest.raises(TableError, match=r"a.csv' cannot be read: found more fields"):
            Suite("people", [line]).run(path)


def test_a_csv_column_that_no_rule_is_about_may_turn_to_text_further_down(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\n".join(["age,note", *["1,1"] * 20_000, "-3,old"]))
    assert SUITE.run(tmp_path / "a.csv")["age"].values == (-3,)


def test_duplicate_columns_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("age,age\n1,2\n")
    two = pa.table([pa.array([1]), pa.array([2])], names=["age", "age"])
    pa.parquet.write_table(two, tmp_path / "a.parquet")
    pandas = pd.DataFrame([[1, 2]], columns=["age", "age"])
    relation = duckdb.sql("select 1 as age, 2 as age")
    for table in (tmp_path / "a.csv", tmp_path / "a.parquet", two, pandas):
        assert "called 'age'" in error_of(table) or "duplicate" in error_of(table).lower()
    assert relation.columns == ["age", "age_1"] or "called 'age'" in error_of(relation)


def test_no_columns_and_no_rows() -> None:
    empty = FRAME.clear()
    for table in (empty, empty.to_pandas(), duckdb.from_arrow(empty.to_arrow())):
        result = SUITE.run(table)
        assert (result.success, result.rows) == (True, 0)
    for table in (pl.DataFrame(), pd.DataFrame()):
        assert "Column 'age' is not in the table (0 columns)" in error_of(table)


def test_a_missing_column_names_the_nearest_in_every_library() -> None:
    for name in ("polars", "pandas", "duckdb"):
        with pytest.raises(TableError, match="did you mean 'age'"):
            Suite("s", [between("aeg", 0, 1)]).run(IN_MEMORY[name])


def test_python_objects_in_polars_are_an_error() -> None:
    table = pl.DataFrame({"age": pl.Series([object(), object()], dtype=pl.Object)})
    assert "Column 'age' holds Python objects" in error_of(table)


def test_lists_of_unequal_length_or_mixed_types_are_an_error() -> None:
    assert "cannot answer" in error_of({"age": [1, 2], "name": ["Ada"]})
    assert "cannot answer" in error_of({"age": [1, "old"]})
    assert "cannot answer" in error_of([{"age": 1}, {"age": dt.date(2026, 1, 1)}])


def test_a_query_that_fails_in_the_database_is_told() -> None:
    relation = duckdb.sql("select cast(name as integer) as age from (values ('Ada')) as t(name)")
    assert error_of(relation).startswith("duckdb cannot answer what the suite asks of the table: ")


def test_a_function_that_fails_in_a_lazy_table_is_told() -> None:
    def failing(values: pl.Series) -> pl.Series:
        raise ValueError("no such unit")

    lazy = pl.LazyFrame({"age": [36]}).with_columns(pl.col("age").map_batches(failing, return_dtype=pl.Int64))
    assert "could not be gone through to its end: no such unit" in error_of(lazy)


def test_a_table_of_a_closed_connection_is_told() -> None:
    connection = duckdb.connect()
    table = connection.sql("SELECT 36 AS age")
    connection.close()
    assert "duckdb cannot answer what the suite asks of the table" in error_of(table)
