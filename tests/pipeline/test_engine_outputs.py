"""What tasks hand over: every kind of value, unchanged, and writable without touching what is stored."""

from typing import Any

TABLES = """
    import datetime
    def with_pandas():
        import pandas as pd
        return pd.DataFrame({"n": range(5), "x": [0.5] * 5, "name": list("abcde")}, index=list("vwxyz"))
    def changed(with_pandas):
        with_pandas.loc["v", "x"] = 99.0
        with_pandas.loc["w", "name"] = "changed"
        with_pandas["new"] = 1
        return with_pandas
    def seen(with_pandas, changed):
        values = [with_pandas.loc["v", "x"], changed.loc["v", "x"], changed.loc["w", "name"]]
        return [*values, list(with_pandas.columns)]
    def with_numpy():
        import numpy as np
        return {"a": np.arange(6.0).reshape(2, 3), "object": np.array([1, "a"], dtype=object)}
    def numpy_changed(with_numpy):
        with_numpy["a"][0, 0] = 7
        return float(with_numpy["a"].sum())
    def with_polars():
        import polars as pl
        return pl.DataFrame({"n": [1, None, 3], "s": ["a", None, "c"], "l": [[1], [], [2, 3]]})
    def no_columns():
        import polars as pl
        return pl.DataFrame()
    def no_rows():
        import polars as pl
        return pl.DataFrame(schema={"n": pl.Int64})
    def polars_again(with_polars, no_columns, no_rows):
        return with_polars["n"].sum(), no_columns.shape, no_rows.shape, with_polars.vstack(with_polars).height
    def with_arrow():
        import pyarrow as pa
        return pa.table({"n": [1, 2, 3], "s": ["a", "b", None]})
    def arrow_again(with_arrow): return with_arrow.num_rows, with_arrow.column("s").to_pylist()
    with DAG("d") as dag:
        for value in list(globals().values()):
            if hasattr(value, "__code__") and value.__module__ == __name__: PythonOperator(value)
"""


def test_tables_and_arrays_arrive_whole_and_may_be_changed_in_place(project: Any) -> None:
    ran = project.run(TABLES)
    assert set(ran.states.values()) == {"succeeded"}, [row["error"] for row in ran.tasks.values()]
    assert ran.value("seen") == [0.5, 99.0, "changed", ["n", "x", "name"]]
    assert ran.value("numpy_changed") == 22.0
    assert ran.value("with_numpy")["a"][0, 0] == 0
    assert ran.value("with_numpy")["object"].tolist() == [1, "a"]
    assert ran.value("polars_again") == (4, (0, 0), (0, 1), 6)
    assert ran.value("arrow_again") == (3, ["a", "b", None])
    formats = {ran.tasks[name]["artifact"]["format"] for name in ("with_pandas", "with_polars", "with_arrow")}
    assert formats == {"pickle5", "arrow-polars", "arrow-table"}
    assert [ran.tasks[name]["rows_out"] for name in ("with_pandas", "with_polars", "with_arrow")] == [5, 3, 3]
    assert project.run().executed == set()


def test_plain_values_and_classes_of_the_file_arrive_as_they_were(project: Any) -> None:
    ran = project.run(
        """
        import datetime, enum, pathlib
        from dataclasses import dataclass
        class Colour(enum.Enum): RED = 1
        @dataclass
        class Model:
            weights: list
            colour: Colour
        VALUES = [None, 2 ** 200, float("inf"), "\\udcff\\0", b"\\0" * 100, {1: {2, 3}}, ()]
        VALUES.append(datetime.date(2026, 1, 31))
        def values(): return VALUES
        def model(): return Model([1], Colour.RED)
        def nothing(): pass
        def same(values, model, nothing):
            return [values == VALUES, type(model) is Model, model.colour is Colour.RED, nothing]
        with DAG("d") as dag:
            for function in (values, model, nothing, same): PythonOperator(function)
        """
    )
    assert ran.value("same") == [True, True, True, None]
    assert ran.tasks["nothing"]["rows_out"] is None


def test_a_file_that_a_task_returned_is_made_again_if_it_was_changed_or_removed(project: Any) -> None:
    source = """
        from pathlib import Path
        def made():
            Path("out").mkdir(exist_ok=True)
            Path("out/a.txt").write_text("a")
            return Path("out/a.txt").absolute()
        def both():
            for name in "xy": Path(name).write_text(name)
            return [Path("x"), Path("y")]
        def read(made, both): return made.read_text() + "".join(one.read_text() for one in both)
        with DAG("d") as dag: made, both, read = map(PythonOperator, (made, both, read))
    """
    assert project.run(source).value("read") == "axy"
    assert project.run().executed == set()
    project.write("changed", "out/a.txt")
    assert project.run().executed == {"made"}  # it wrote the same again, so nothing follows
    (project.folder / "y").unlink()
    assert project.run().executed == {"both"}
    assert project.run().executed == set()


PUBLISHES = """
    import polars as pl
    def table(): return pl.DataFrame({{"n": [{values}]}})
    def after(table): return table.height
    with DAG("d") as dag:
        PythonOperator(table, publish="out/data/table.parquet"), PythonOperator(after)
"""


def test_a_published_table_is_written_again_when_it_is_gone_or_was_changed(project: Any) -> None:
    import polars as pl

    file = project.folder / "out/data/table.parquet"
    first = project.run(PUBLISHES.format(values="1, 2"))
    assert pl.read_parquet(file)["n"].to_list() == [1, 2]
    assert "published" in first.kinds("table")
    written = file.stat().st_mtime_ns
    assert project.run().kinds("table") == ["task_cached"]
    assert file.stat().st_mtime_ns == written
    file.unlink()
    assert project.run().executed == set()
    assert pl.read_parquet(file)["n"].to_list() == [1, 2]
    file.write_bytes(b"somebody else's")
    project.run()
    assert pl.read_parquet(file)["n"].to_list() == [1, 2]
    project.run(PUBLISHES.format(values="3"))
    assert pl.read_parquet(file)["n"].to_list() == [3]


def test_a_table_that_cannot_be_published_fails_the_run_and_not_the_task(project: Any) -> None:
    ran = project.run(
        """
        def number(): return 5
        with DAG("d") as dag: PythonOperator(number, publish="out/number.parquet")
        """
    )
    assert (ran.state, ran.states) == ("failed", {"number": "succeeded"})
    assert "out/number.parquet could not be written" in ran.outcome.reason
    assert not (project.folder / "out" / "number.parquet").exists()


def test_a_large_table_is_handed_over_without_being_read_as_a_whole(project: Any) -> None:
    ran = project.run(
        """
        import os
        def large():
            import numpy as np
            return np.ones(12_500_000)
        def small(large):
            total = float(large[:10].sum())
            with open("/proc/self/statm") as pages:
                resident = os.sysconf("SC_PAGESIZE") * int(pages.read().split()[1])
            return [total, resident / 1e6]
        with DAG("d") as dag: large, small = PythonOperator(large), PythonOperator(small)
        """
    )
    assert ran.tasks["large"]["artifact"]["size"] >= 100_000_000
    total, resident = ran.value("small")
    assert total == 10.0
    assert resident < 120, "MB in the worker's memory"
