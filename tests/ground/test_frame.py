"""Tables: read with a clear word when they cannot be, written whole or not at all, compared by content."""

import datetime
import gzip
import os
import subprocess
import sys
import textwrap
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fairlead.frame
from fairlead.errors import DiskFullError, MissingExtraError, TableError
from fairlead.frame import (
    ROWS_FOR_TYPES,
    SUFFIXES,
    columns_of,
    file_fingerprint,
    fingerprint,
    read_table,
    scan_table,
    shape_of,
    write_parquet,
    write_table,
)

np = pytest.importorskip("numpy")
pa = pytest.importorskip("pyarrow")
pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")

PEOPLE = {"name": ["Ada", None, "Alan"], "age": [36, 41, None], "height": [1.65, None, 1.8]}
LIBRARY = str(Path(fairlead.frame.__file__).parents[2])


def run_python(code: str, *arguments: str) -> str:
    """Run a script in a process of its own, to see what it loads and how it fails."""
    script = f"import sys; sys.path.insert(0, {LIBRARY!r})\n" + textwrap.dedent(code)
    result = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


class TestReading:
    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_every_format_comes_back_as_it_was_written(self, tmp_path: Path, suffix: str) -> None:
        path = tmp_path / f"people{suffix}"
        write_table(pl.DataFrame(PEOPLE), path)
        assert read_table(path).to_dict(as_series=False) == PEOPLE
        assert read_table(path, columns=["height", "name"]).columns == ["height", "name"]
        assert scan_table(path).select(pl.col("age").sum()).collect().item() == 77

    @pytest.mark.parametrize("row", ["a;70,5", "a;70.5"])
    @pytest.mark.parametrize("columns", [None, ["charge"]])
    def test_a_csv_file_with_semicolons_is_told(self, tmp_path: Path, row: str, columns: list[str] | None) -> None:
        (tmp_path / "people.csv").write_text(f"id;charge\n{row}\n")
        if columns is None and "," not in row:
            assert read_table(tmp_path / "people.csv").columns == ["id;charge"]  # it may be meant so
            return
        with pytest.raises(TableError, match="is it separated by ';'"):
            read_table(tmp_path / "people.csv", columns=columns)

    def test_the_end_of_the_name_may_be_in_capitals(self, tmp_path: Path) -> None:
        (tmp_path / "PEOPLE.CSV").write_text("age\n36\n")
        assert read_table(tmp_path / "PEOPLE.CSV").shape == (1, 1)

    def test_a_format_that_is_given_wins_over_the_name(self, tmp_path: Path) -> None:
        path = tmp_path / "people.data"
        path.write_text("age\n36\n")
        assert read_table(path, format="csv").shape == (1, 1)
        with pytest.raises(TableError, match=r"parquet.*csv.*jsonl.*ipc"):
            read_table(path, format="excel")

    def test_a_packed_csv_of_another_program_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "people.csv.gz"
        path.write_bytes(gzip.compress(b"age\n36\n41\n"))
        assert read_table(path)["age"].to_list() == [36, 41]

    def test_an_arrow_stream_is_read_like_an_arrow_file(self, tmp_path: Path) -> None:
        table = pa.table({"age": [36, 41]})
        with pa.ipc.new_stream(str(tmp_path / "people.arrow"), table.schema) as stream:
            stream.write_table(table)
        assert read_table(tmp_path / "people.arrow", columns=["age"])["age"].to_list() == [36, 41]

    @pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet", ".arrow"])
    def test_a_name_with_pattern_signs_is_one_file(self, tmp_path: Path, suffix: str) -> None:
        for name in ("sales[1]", "sales*", "sales1"):
            write_table(pl.DataFrame({"name": [name]}), tmp_path / f"{name}{suffix}")
        for name in ("sales[1]", "sales*"):
            assert read_table(tmp_path / f"{name}{suffix}")["name"].to_list() == [name]

    @pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
    def test_a_column_may_turn_decimal_far_down(self, tmp_path: Path, suffix: str) -> None:
        path = tmp_path / f"numbers{suffix}"
        row = "{}" if suffix == ".csv" else '{{"n": {}}}'
        rows = [row.format(number) for number in [*range(ROWS_FOR_TYPES + 5), 0.5]]
        path.write_text("\n".join((["n"] if suffix == ".csv" else []) + rows) + "\n")
        assert read_table(path)["n"][-1] == 0.5


class TestUnreadable:
    def test_a_missing_file_names_the_nearest_one(self, tmp_path: Path) -> None:
        (tmp_path / "customers.csv").write_text("a\n1\n")
        for read in (read_table, scan_table, file_fingerprint):
            with pytest.raises(TableError) as caught:
                read(tmp_path / "custmers.csv")
            assert f"did you mean '{tmp_path}/customers.csv'?" in str(caught.value)

    def test_a_missing_file_in_a_missing_folder_is_told(self, tmp_path: Path) -> None:
        for place in (tmp_path / "no" / "people.csv", tmp_path / "file" / "people.csv"):
            (tmp_path / "file").touch()
            with pytest.raises(TableError, match=r"people\.csv"):
                read_table(place)

    def test_an_unknown_ending_lists_the_known_ones(self, tmp_path: Path) -> None:
        path = tmp_path / "people.xlsx"
        path.write_bytes(b"PK")
        with pytest.raises(TableError, match=r"\.parquet"):
            read_table(path)
        with pytest.raises(TableError, match=r"\.parquet"):
            write_table(pl.DataFrame(PEOPLE), path)

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_an_empty_file_is_said_to_be_empty(self, tmp_path: Path, suffix: str) -> None:
        path = tmp_path / f"people{suffix}"
        path.touch()
        with pytest.raises(TableError, match="empty"):
            read_table(path)

    @pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".jsonl", ".csv.gz"])
    def test_a_corrupt_file_is_told_with_its_name(self, tmp_path: Path, suffix: str) -> None:
        path = tmp_path / f"people{suffix}"
        path.write_bytes(b"\x1f\x8bPAR1 {this was cut off")
        for read in (read_table, scan_table):
            with pytest.raises(TableError, match=f"people{suffix}"):
                read(path)

    @pytest.mark.parametrize("keep", [0.2, 0.5, 0.99])
    def test_a_parquet_file_that_was_cut_off_is_told(self, tmp_path: Path, keep: float) -> None:
        path = tmp_path / "people.parquet"
        write_table(pl.DataFrame({"n": range(10_000)}), path)
        os.truncate(path, int(path.stat().st_size * keep))
        with pytest.raises(TableError, match=r"people\.parquet"):
            read_table(path)

    def test_a_folder_is_not_a_table(self, tmp_path: Path) -> None:
        (tmp_path / "people.csv").mkdir()
        with pytest.raises(TableError, match="folder"):
            read_table(tmp_path / "people.csv")

    @pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet", ".arrow"])
    def test_a_missing_column_names_the_nearest_one(self, tmp_path: Path, suffix: str) -> None:
        path = tmp_path / f"people{suffix}"
        write_table(pl.DataFrame(PEOPLE), path)
        with pytest.raises(TableError, match="did you mean 'height'"):
            read_table(path, columns=["heigth"])

    def test_without_polars_the_extra_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "people.csv").write_text("a\n1\n")
        code = """
            sys.modules["polars"] = None  # as if it were not installed
            from fairlead.errors import MissingExtraError
            from fairlead.frame import read_table
            try:
                read_table(sys.argv[1])
            except MissingExtraError as error:
                print(error)
        """
        assert "fairlead[tables]" in run_python(code, str(tmp_path / "people.csv"))

    def test_without_pyarrow_a_fingerprint_names_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pyarrow", None)
        with pytest.raises(MissingExtraError, match="pyarrow"):
            fingerprint(pl.DataFrame(PEOPLE))


class TestWriting:
    def test_parquet_of_each_library_has_equal_content(self, tmp_path: Path) -> None:
        arrow = pa.table(PEOPLE)
        tables = [pl.DataFrame(PEOPLE), pl.LazyFrame(PEOPLE), arrow, arrow.to_batches()[0]]
        tables.append(arrow.to_pandas(types_mapper=pd.ArrowDtype))
        for number, table in enumerate(tables):
            path = tmp_path / "made" / "on the way" / f"{number}.parquet"
            write_parquet(table, path)
            assert read_table(path).to_dict(as_series=False) == PEOPLE
        assert len(list(tmp_path.rglob("*.*"))) == len(tables)

    def test_parquet_is_packed_with_zstd(self, tmp_path: Path) -> None:
        from pyarrow import parquet

        for number, table in enumerate([pl.DataFrame(PEOPLE), pa.table(PEOPLE), pd.DataFrame(PEOPLE)]):
            write_parquet(table, tmp_path / f"{number}.parquet")
            metadata = parquet.read_metadata(tmp_path / f"{number}.parquet")
            assert metadata.row_group(0).column(0).compression == "ZSTD"

    def test_pandas_reads_its_index_back_from_parquet(self, tmp_path: Path) -> None:
        table = pd.DataFrame({"age": [36, 41]}, index=pd.Index(["Ada", "Alan"], name="name"))
        write_parquet(table, tmp_path / "people.parquet")
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "people.parquet"), table)

    def test_an_index_that_says_something_becomes_a_column_of_a_csv(self, tmp_path: Path) -> None:
        named = pd.DataFrame({"age": [36, 41]}, index=pd.Index(["Ada", "Alan"], name="name"))
        write_table(named, tmp_path / "named.csv")
        assert (tmp_path / "named.csv").read_text() == "name,age\nAda,36\nAlan,41\n"
        filtered = pd.DataFrame({"age": [36, 41]}).query("age > 40")
        write_table(filtered, tmp_path / "filtered.csv")
        assert (tmp_path / "filtered.csv").read_text() == "age\n41\n"

    @pytest.mark.parametrize("suffix", [".parquet", ".csv", ".jsonl", ".arrow"])
    def test_a_pandas_column_that_cannot_be_written_is_named(self, tmp_path: Path, suffix: str) -> None:
        path = tmp_path / f"people{suffix}"
        path.write_text("as it was")
        table = pd.DataFrame({"fine": [1, 2], "mixed": pd.Series([1, "two"], dtype=object)})
        with pytest.raises(TableError, match="Column 'mixed' cannot be written"):
            write_table(table, path)
        assert path.read_text() == "as it was"
        assert os.listdir(tmp_path) == [path.name]

    @pytest.mark.parametrize("suffix", [".parquet", ".csv"])
    def test_a_polars_column_of_objects_is_named(self, tmp_path: Path, suffix: str) -> None:
        table = pl.DataFrame({"fine": [1], "things": [object()]})
        with pytest.raises(TableError, match="Column 'things' cannot be written"):
            write_table(table, tmp_path / f"people{suffix}")
        assert os.listdir(tmp_path) == []

    def test_lists_in_a_csv_are_refused_by_name(self, tmp_path: Path) -> None:
        with pytest.raises(TableError, match="Column 'tags' cannot be written"):
            write_table(pl.DataFrame({"tags": [["a", "b"]]}), tmp_path / "people.csv")

    def test_two_columns_of_one_name_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(TableError, match="cannot be written"):
            write_parquet(pd.DataFrame([[1, 2]], columns=["a", "a"]), tmp_path / "people.parquet")

    @pytest.mark.parametrize("value", [[{"a": 1}], {"a": [1]}, np.ones((2, 2)), pd.Series([1]), None])
    def test_what_is_no_table_is_refused(self, tmp_path: Path, value: object) -> None:
        for write in (write_parquet, write_table):
            with pytest.raises(TableError, match="A table of polars, pandas or pyarrow is expected"):
                write(value, tmp_path / "people.parquet")
        with pytest.raises(TableError, match="is expected"):
            fingerprint(value)
        assert os.listdir(tmp_path) == []

    @pytest.mark.parametrize("suffix", [".parquet", ".csv", ".arrow"])
    def test_a_full_disk_is_told_and_leaves_nothing(self, tmp_path: Path, suffix: str) -> None:
        mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(tmp_path)]
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            pytest.skip("a small file system can only be mounted by root")
        table = pl.DataFrame({"n": np.random.default_rng(7).random(400_000)})
        try:
            with pytest.raises(DiskFullError):
                write_table(table, tmp_path / f"numbers{suffix}")
            with pytest.raises(DiskFullError):
                write_table(table.to_pandas(), tmp_path / f"numbers{suffix}")
            assert os.listdir(tmp_path) == []
        finally:
            subprocess.run(["umount", str(tmp_path)], check=True)


class TestShape:
    def test_everything_like_a_table_has_a_shape(self) -> None:
        shapes = {
            (3, 3): [pl.DataFrame(PEOPLE), pd.DataFrame(PEOPLE), pa.table(PEOPLE), np.ones((3, 3))],
            (3, None): [pl.Series([1, 2, 3]), pd.Series([1, 2, 3]), pd.Index([1, 2, 3]), np.ones(3)],
            (2, None): [[1, 2], (1, 2), pa.array([1, 2]), pa.chunked_array([[1], [2]])],
            (0, 0): [pl.DataFrame(), pd.DataFrame(), pa.table({})],
        }
        shapes[3, 3].append(pa.table(PEOPLE).to_batches()[0])
        for shape, values in shapes.items():
            for value in values:
                assert shape_of(value) == shape, type(value)

    def test_what_is_not_like_a_table_has_none(self) -> None:
        values = [None, 5, "text", b"bytes", {"a": 1}, {1}, np.ones((2, 2, 2)), np.float64(1), pl.DataFrame]
        values += [pl.LazyFrame(PEOPLE), pl.Int64, pa.int64(), object()]
        for value in values:
            assert shape_of(value) is None, value
            assert columns_of(value) is None, value

    def test_a_subclass_of_a_table_is_a_table(self) -> None:
        class People(pd.DataFrame):  # type: ignore[misc]
            pass

        assert shape_of(People(PEOPLE)) == (3, 3)
        assert columns_of(People(PEOPLE)) == list(PEOPLE)

    def test_columns_are_named_in_order(self) -> None:
        for table in (pl.DataFrame(PEOPLE), pd.DataFrame(PEOPLE), pa.table(PEOPLE)):
            assert columns_of(table) == list(PEOPLE)
        assert columns_of(pd.DataFrame([[1, 2]])) == ["0", "1"]
        assert columns_of(np.ones((2, 2))) is None

    def test_no_library_is_loaded_to_measure(self) -> None:
        code = """
            from fairlead.frame import columns_of, shape_of
            shape_of([1, 2]), shape_of({"a": 1}), columns_of(object())
            print([name for name in ("numpy", "polars", "pandas", "pyarrow") if name in sys.modules])
            print([name for name in sys.modules if name.startswith("fairlead.")])
        """
        assert run_python(code) == "[]\n['fairlead.frame', 'fairlead.frame.shape']\n"

    def test_every_public_name_is_found_and_no_other(self) -> None:
        code = """
            import fairlead.frame as frame
            import fairlead.frame.fingerprints
            print([getattr(frame, name).__name__ for name in frame.__all__ if name.islower()])
            print(hasattr(frame, "read_tabel"))
        """
        lower = [name for name in fairlead.frame.__all__ if name.islower()]
        assert run_python(code) == f"{lower}\nFalse\n"


moments = st.datetimes(datetime.datetime(1700, 1, 1), datetime.datetime(2200, 1, 1))
CELLS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "whole": (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "small": (pa.uint8(), st.integers(0, 255)),
    "decimal": (pa.float64(), st.floats(allow_nan=False)),
    "single": (pa.float32(), st.floats(allow_nan=False, width=32)),
    "text": (pa.string(), st.text(st.characters(exclude_categories=["Cs"]), max_size=5)),
    "flag": (pa.bool_(), st.booleans()),
    "day": (pa.date32(), st.dates(datetime.date(1700, 1, 1))),
    "moment": (pa.timestamp("us"), moments),
    "moment in a zone": (
        pa.timestamp("us", "UTC"),
        moments.map(lambda moment: moment.replace(tzinfo=datetime.UTC)),
    ),
    "span": (pa.duration("us"), st.timedeltas(datetime.timedelta(-1000), datetime.timedelta(1000))),
    "bytes": (pa.binary(), st.binary(max_size=5)),
    "money": (pa.decimal128(38, 2), st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents) / 100)),
    "list": (pa.list_(pa.int64()), st.lists(st.none() | st.integers(-5, 5), max_size=3)),
    "pair": (
        pa.struct([("a", pa.int64()), ("b", pa.string())]),
        st.fixed_dictionaries({"a": st.none() | st.integers(-5, 5), "b": st.none() | st.text("xyz", max_size=2)}),
    ),
}


@st.composite
def arrow_tables(draw: st.DrawFn, min_rows: int = 0) -> Any:
    """Draw a table of one to four columns of any type, with missing values."""
    kinds = draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=4, unique=True))
    rows = draw(st.integers(min_rows, 6))
    columns = {}
    for kind in kinds:
        arrow_type, cells = CELLS[kind]
        values = draw(st.lists(st.none() | cells, min_size=rows, max_size=rows))
        columns[kind] = pa.array(values, arrow_type)
    return pa.table(columns)


def normal(value: object) -> object:
    """Give what a cell is compared by: -0.0 and 0.0 are one number."""
    return value + 0.0 if isinstance(value, float) else value


class TestFingerprint:
    @given(table=arrow_tables())
    def test_equal_content_is_equal_in_all_libraries(self, table: Any) -> None:
        expected = fingerprint(table)
        assert fingerprint(pl.from_arrow(table)) == expected
        assert fingerprint(table.to_pandas(types_mapper=pd.ArrowDtype)) == expected

    @given(table=arrow_tables(min_rows=1), data=st.data())
    def test_chunks_and_slices_do_not_count(self, table: Any, data: st.DataObject) -> None:
        cut = data.draw(st.integers(0, table.num_rows))
        chunked = pa.concat_tables([table.slice(0, cut), table.slice(cut)])
        assert fingerprint(chunked) == fingerprint(table)
        others = pa.Table.from_pylist([{}, {}, {}], schema=table.schema)
        surrounded = pa.concat_tables([others, table, others]).combine_chunks().slice(3, table.num_rows)
        for part in (surrounded, surrounded.to_batches()[0], pl.from_arrow(surrounded)):
            assert fingerprint(part) == fingerprint(table)
        assert fingerprint(pl.concat([pl.from_arrow(chunked)], rechunk=False)) == fingerprint(table)

    @given(table=arrow_tables(min_rows=1), data=st.data())
    def test_one_changed_cell_counts(self, table: Any, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(table.column_names))
        row = data.draw(st.integers(0, table.num_rows - 1))
        values = table[name].to_pylist()
        arrow_type, cells = CELLS[name]
        other = data.draw((st.none() | cells).filter(lambda cell: normal(cell) != normal(values[row])))
        values[row] = other
        position = table.column_names.index(name)
        changed = table.set_column(position, name, pa.array(values, arrow_type))
        assert fingerprint(changed) != fingerprint(table)

    @given(table=arrow_tables(min_rows=2), data=st.data())
    def test_the_order_of_rows_counts(self, table: Any, data: st.DataObject) -> None:
        order = data.draw(st.permutations(range(table.num_rows)))
        shuffled = table.take(order)
        before = [[normal(cell) for cell in row.values()] for row in table.to_pylist()]
        after = [[normal(cell) for cell in row.values()] for row in shuffled.to_pylist()]
        assert (fingerprint(shuffled) == fingerprint(table)) == (before == after)

    @given(table=arrow_tables())
    def test_names_and_the_order_of_columns_count(self, table: Any) -> None:
        names = table.column_names
        assert fingerprint(table.rename_columns([f"{names[0]}_", *names[1:]])) != fingerprint(table)
        if len(names) > 1:
            assert fingerprint(table.select(names[::-1])) != fingerprint(table)

    def test_plain_pandas_and_polars_tables_agree(self) -> None:
        days = [datetime.datetime(2020, 1, day) for day in (1, 2, 3)]
        content = {"name": ["Ada", None, "Alan"], "height": [1.65, None, -0.0], "n": [1, 2, 3], "day": days}
        assert fingerprint(pd.DataFrame(content)) == fingerprint(pl.DataFrame(content))

    def test_how_a_value_is_stored_does_not_count(self) -> None:
        names = ["Ada", "Alan", None, "Ada"]
        plain = fingerprint(pl.DataFrame({"name": names}))
        for kind in (pl.Categorical, pl.Enum(["Alan", "Ada"])):
            assert fingerprint(pl.DataFrame({"name": pl.Series(names, dtype=kind)})) == plain
        assert fingerprint(pd.DataFrame({"name": pd.Categorical(names)})) == plain
        for kind in (pa.string(), pa.large_string(), pa.string_view()):
            assert fingerprint(pa.table({"name": pa.array(names, kind)})) == plain
        assert fingerprint(pa.table({"name": pa.array(names).dictionary_encode()})) == plain
        fixed = pa.array([[1, 2], None], pa.list_(pa.int64(), 2))
        assert fingerprint(pa.table({"x": fixed})) == fingerprint(pl.DataFrame({"x": [[1, 2], None]}))

    def test_the_unit_of_a_time_does_not_count_but_its_nanoseconds_do(self) -> None:
        moments = [datetime.datetime(2020, 1, 1, 12, 30, 15), None, datetime.datetime(1950, 1, 1)]
        tables = [pa.table({"t": pa.array(moments, pa.timestamp(unit))}) for unit in ("s", "ms", "us", "ns")]
        assert len({fingerprint(table) for table in tables}) == 1
        nanoseconds = pa.array([1_577_881_815_000_000_001, None, -631_152_000_000_000_000], pa.int64())
        later = pa.table({"t": nanoseconds.cast(pa.timestamp("ns"))})
        assert fingerprint(later) != fingerprint(tables[0])
        zoned = pa.table({"t": pa.array(moments, pa.timestamp("us", "Europe/Berlin"))})
        assert fingerprint(zoned) != fingerprint(tables[0])

    def test_types_count(self) -> None:
        tables = [pa.table({"x": pa.array([1, 0], kind)}) for kind in (pa.int64(), pa.int32(), pa.float64())]
        tables += [pa.table({"x": [True, False]}), pa.table({"x": ["1", "0"]}), pa.table({"x": [b"1", b"0"]})]
        assert len({fingerprint(table) for table in tables}) == len(tables)

    def test_minus_zero_is_zero_and_nan_is_missing(self) -> None:
        zero, nan = pl.DataFrame({"x": [0.0, None]}), pl.DataFrame({"x": [-0.0, float("nan")]})
        assert fingerprint(zero) == fingerprint(nan)
        assert fingerprint(zero) == fingerprint(pd.DataFrame({"x": [-0.0, float("nan")]}))
        assert fingerprint(zero) != fingerprint(pl.DataFrame({"x": [0.0, 0.0]}))

    def test_text_cannot_move_from_one_cell_to_the_next(self) -> None:
        tables = [["ab", "c"], ["a", "bc"], ["abc", ""], ["abc", None]]
        assert len({fingerprint(pa.table({"x": values})) for values in tables}) == len(tables)
        lists = [[[1], [2]], [[1, 2], []], [[], [1, 2]], [[1, 2], None]]
        assert len({fingerprint(pa.table({"x": values})) for values in lists}) == len(lists)

    def test_the_names_inside_a_struct_count(self) -> None:
        tables = [pa.table({"x": [value]}) for value in ({"a": 1, "b": 2}, {"b": 1, "a": 2}, {"a": 1}, {"b": 1})]
        assert len({fingerprint(table) for table in tables}) == len(tables)

    def test_an_index_with_a_name_counts_and_row_numbers_do_not(self) -> None:
        plain = pd.DataFrame({"age": [36, 41]})
        filtered = pd.DataFrame({"age": [1, 36, 41]}).query("age > 30")
        assert fingerprint(filtered) == fingerprint(plain)
        named = plain.set_index(pd.Index([7, 8], name="id"))
        assert fingerprint(named) == fingerprint(pd.DataFrame({"id": [7, 8], "age": [36, 41]}))
        assert fingerprint(plain.set_index(pd.Index(["a", "b"]))) != fingerprint(plain)

    def test_tables_without_rows_or_columns_have_one_too(self) -> None:
        tables = [pl.DataFrame(), pl.DataFrame({"x": []}), pl.DataFrame({"x": []}, schema={"x": pl.Int64})]
        assert len({fingerprint(table) for table in tables}) == 3
        assert fingerprint(pl.DataFrame()) == fingerprint(pa.table({})) == fingerprint(pd.DataFrame())

    def test_a_lazy_table_has_the_fingerprint_of_its_rows(self) -> None:
        assert fingerprint(pl.LazyFrame(PEOPLE)) == fingerprint(pl.DataFrame(PEOPLE))

    @pytest.mark.parametrize(
        "table",
        [
            pd.DataFrame({"x": pd.Series([1, "two"], dtype=object)}),
            pl.DataFrame({"x": [object()]}),
            pl.DataFrame({"x": pl.Series([1], dtype=pl.Int128)}),
        ],
        ids=["mixed", "objects", "no Arrow type"],
    )
    def test_a_column_that_has_no_common_type_is_named(self, table: Any) -> None:
        with pytest.raises(TableError, match="Column 'x'"):
            fingerprint(table)

    def test_the_same_table_has_the_same_fingerprint_in_every_version(self) -> None:
        # A changed number here means that runs of before can no longer be compared: say so in the changelog.
        assert fingerprint(pl.DataFrame(PEOPLE)).startswith("47b28d96afa57cab")


class TestFileFingerprint:
    def test_a_file_has_the_digest_of_its_content_and_not_of_its_name(self, tmp_path: Path) -> None:
        (tmp_path / "one").write_bytes(b"abc")
        (tmp_path / "two").write_bytes(b"abc")
        assert file_fingerprint(tmp_path / "one") == file_fingerprint(str(tmp_path / "two"))
        (tmp_path / "two").write_bytes(b"abd")
        assert file_fingerprint(tmp_path / "one") != file_fingerprint(tmp_path / "two")

    def test_a_folder_changes_with_content_names_and_nothing_else(self, tmp_path: Path) -> None:
        folder = tmp_path / "data"
        (folder / "deep").mkdir(parents=True)
        (folder / "a.csv").write_text("1")
        (folder / "deep" / "b.csv").write_text("2")
        before = file_fingerprint(folder)
        seen = {before}

        (folder / ".hidden").write_text("x")
        (folder / ".git").mkdir()
        (folder / ".git" / "config").write_text("x")
        (folder / "empty").mkdir()
        os.utime(folder / "a.csv", (1, 1))
        assert file_fingerprint(folder) == before
        folder.rename(tmp_path / "moved")
        folder = tmp_path / "moved"
        assert file_fingerprint(folder) == before

        (folder / "a.csv").write_text("3")
        seen.add(file_fingerprint(folder))
        (folder / "a.csv").rename(folder / "c.csv")
        seen.add(file_fingerprint(folder))
        (folder / "c.csv").rename(folder / "deep" / "c.csv")
        seen.add(file_fingerprint(folder))
        (folder / "deep" / "c.csv").unlink()
        seen.add(file_fingerprint(folder))
        assert len(seen) == 5

    def test_linked_folders_count_and_circles_end(self, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "data" / "linked").symlink_to(tmp_path / "elsewhere")
        (tmp_path / "elsewhere" / "circle").symlink_to(tmp_path / "data")
        before = file_fingerprint(tmp_path / "data")
        (tmp_path / "elsewhere" / "new.csv").write_text("1")
        assert file_fingerprint(tmp_path / "data") != before

    def test_progress_is_told_in_bytes(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"x" * 1_500_000)
        (tmp_path / "b").write_bytes(b"x" * 10)
        chunks: list[int] = []
        file_fingerprint(tmp_path, chunks.append)
        assert sum(chunks) == 1_500_010
        assert len(chunks) == 3
