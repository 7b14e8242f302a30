"""A split loses no row, changes no value, says why each row went, and appears as a whole or not at all."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from polars.testing.parametric import dataframes

from fairlead.clock import ManualClock
from fairlead.data import (
    Suite,
    between,
    columns_in_order,
    in_set,
    in_table,
    increasing,
    mean_between,
    median_between,
    not_null,
    quantiles_between,
    row_count_between,
    unique,
    unique_count_between,
    z_score_below,
)  # fmt: skip
from fairlead.data.quarantine.folder import has_bit, mask_columns, masks, read_manifest, read_valid, scan_quarantine
from fairlead.data.quarantine.place import appearing
from fairlead.data.quarantine.split import check_rows
from fairlead.data.with_polars import scan
from fairlead.errors import DiskFullError, RowsLostError, SplitError, SuiteError, TableError, ValidationError
from fairlead.finding import Finding, Severity, collected

PEOPLE = pl.DataFrame({"id": [1, 2, 3, 4], "age": [36, -1, 41, 200], "name": ["Ada", "Alan", None, None]})
AGE = between("age", 0, 120, fail_above=1.0)
NAME = not_null("name", fail_above=1.0)


def codes(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.code, str(finding.severity)) for finding in findings]


class TestRows:
    def test_rows_that_break_a_rule_are_put_aside_with_the_rules_they_broke(self, tmp_path: Path) -> None:
        result = Suite("people", [AGE, NAME]).split(PEOPLE, tmp_path / "out")
        assert result.passed
        assert (result.rows_in, result.rows_valid, result.rows_quarantined) == (4, 1, 3)
        assert read_valid(tmp_path / "out").rows() == [(1, 36, "Ada")]
        quarantine = scan_quarantine(tmp_path / "out").collect()
        assert quarantine.columns == ["id", "age", "name", "__broken", "__row"]
        assert quarantine.select("__row", "__broken").rows() == [(1, 0b01), (2, 0b10), (3, 0b11)]

    def test_a_rule_that_flags_counts_rows_and_removes_none(self, tmp_path: Path) -> None:
        lines = [between("age", 0, 120, on_row="flag"), NAME]
        result = Suite("people", lines).split(PEOPLE, tmp_path / "out")
        assert read_valid(tmp_path / "out")["age"].to_list() == [36, -1]
        assert result.results[0].unexpected == 2
        assert result.results[0].values == (-1, 200)
        rules = read_manifest(tmp_path / "out").rules
        assert [(rule.bit, rule.removes, rule.broken) for rule in rules] == [(0, False, 2), (1, True, 2)]

    def test_the_mask_of_a_removed_row_tells_rules_that_only_flag_too(self, tmp_path: Path) -> None:
        lines = [between("age", 0, 120, on_row="flag"), NAME]
        Suite("people", lines).split(PEOPLE, tmp_path / "out")
        quarantine = scan_quarantine(tmp_path / "out").collect()
        assert quarantine.select("__row", "__broken").rows() == [(2, 0b10), (3, 0b11)]

    def test_a_suite_without_rules_about_rows_keeps_every_row(self, tmp_path: Path) -> None:
        result = Suite("people", [mean_between("age", 0, 100)]).split(PEOPLE, tmp_path / "out")
        assert result.rows_valid == 4
        assert scan_quarantine(tmp_path / "out").collect().shape == (0, 5)

    def test_the_row_condition_leaves_rows_out_even_where_it_cannot_be_decided(self, tmp_path: Path) -> None:
        line = between("age", 0, 120, row_condition="name == 'Alan'", fail_above=1.0)
        Suite("people", [line]).split(PEOPLE, tmp_path / "out")
        assert scan_quarantine(tmp_path / "out").collect()["id"].to_list() == [2]

    def test_nan_is_missing_and_stays_nan(self, tmp_path: Path) -> None:
        table = pl.DataFrame({"x": [1.0, float("nan"), None, -0.0]})
        Suite("s", [between("x", 0, 1, fail_above=1.0)]).split(table, tmp_path / "out")
        assert repr(read_valid(tmp_path / "out")["x"].to_list()) == "[1.0, nan, None, -0.0]"

    def test_rules_that_need_the_whole_column_decide_rows_too(self, tmp_path: Path) -> None:
        table = pl.DataFrame(
            {"id": [1, 1, 2, 3], "t": [1, 2, 1, 4], "x": [0.0, 0.1, 0.0, 9.0], "dest": ["A", "B", "A", "A"]}
        )
        lines = [
            unique("id", fail_above=1.0),
            increasing("t", fail_above=1.0),
            z_score_below("x", threshold=1, on_row="quarantine", fail_above=1.0),
            in_table("dest", pl.DataFrame({"d": ["A"]}), "d"),
        ]
        result = Suite("s", lines).split(table, tmp_path / "out")
        quarantine = scan_quarantine(tmp_path / "out").collect()
        assert quarantine.select("__row", "__broken").rows() == [(0, 1), (1, 1 + 8), (2, 2), (3, 4)]
        assert result.results[3].unexpected == 1

    def test_more_rules_than_a_number_has_bits_go_on_in_a_second_column(self, tmp_path: Path) -> None:
        lines = [between("age", 0, 120 + n, fail_above=1.0) for n in range(70)]
        Suite("many", lines).split(PEOPLE, tmp_path / "out")
        quarantine = scan_quarantine(tmp_path / "out").collect()
        assert quarantine.select("__row", "__broken", "__broken_1").rows() == [
            (1, 2**63 - 1, 2**7 - 1),
            (3, 2**63 - 1, 2**7 - 1),
        ]

    @given(st.sets(st.integers(0, 140)), st.integers(1, 141))
    @settings(deadline=None, max_examples=50)
    def test_masks_say_what_was_put_into_them(self, broken: set[int], rules: int) -> None:
        broken = {bit for bit in broken if bit < rules}
        table = pl.select(masks({bit: pl.lit(bit in broken) for bit in range(rules)}, rules))
        assert table.columns == mask_columns(rules)
        assert all(table.dtypes[n] == pl.Int64 and table.row(0)[n] >= 0 for n in range(table.width))
        assert {bit for bit in range(rules) if table.select(has_bit(bit).alias("b"))["b"][0]} == broken


TYPES: list[Any] = [
    pl.Int64, pl.Int8, pl.UInt64, pl.Float64, pl.Float32, pl.String, pl.Boolean, pl.Date, pl.Datetime("us"), pl.Time,
    pl.Datetime("ns", "Europe/Oslo"), pl.Datetime("ms"), pl.Duration("us"), pl.Categorical, pl.Enum(["a", "b"]),
    pl.Binary, pl.List(pl.Int64), pl.Struct({"x": pl.Int64, "y": pl.String}), pl.Decimal(10, 2), pl.Null,
    pl.Array(pl.Int8, 2),
]  # fmt: skip


@given(dataframes(allowed_dtypes=TYPES, max_cols=6, allow_null=True), st.data())
@settings(max_examples=60, deadline=None)
def test_both_parts_in_the_order_of_their_rows_are_the_table(
    tmp_path_factory: pytest.TempPathFactory, table: pl.DataFrame, data: st.DataObject
) -> None:
    lines = [not_null(name, fail_above=1.0) for name in table.columns]
    lines += [between(name, -9, 9, fail_above=1.0) for name, kind in table.schema.items() if kind.is_integer()]
    chosen = data.draw(st.lists(st.sampled_from(lines), unique_by=id)) if lines else []
    out = tmp_path_factory.mktemp("split") / "out"
    result = Suite("s", chosen).split(table, out)
    valid, quarantine = read_valid(out), scan_quarantine(out).collect()
    rows = quarantine["__row"].to_list()
    assert result.rows_in == table.height == valid.height + quarantine.height
    assert rows == sorted(set(rows))
    stay = [n for n in range(table.height) if n not in set(rows)]
    assert_frame_equal(valid, table[stay], check_exact=True)
    assert_frame_equal(quarantine.select(table.columns), table[rows].select(table.columns), check_exact=True)


class TestVerdict:
    def test_a_share_above_fail_above_fails_and_leaves_no_valid_rows(self, tmp_path: Path) -> None:
        result = Suite("people", [between("age", 0, 120, fail_above=0.3)]).split(PEOPLE, tmp_path / "out")
        assert not result.passed
        assert (result.rows_valid, result.rows_quarantined) == (2, 2)
        assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["quarantine", "split.json", "suite.toml"]
        assert scan_quarantine(tmp_path / "out").collect().height == 2
        with pytest.raises(SplitError, match="did not pass"):
            read_valid(tmp_path / "out")
        with pytest.raises(ValidationError, match="age"):
            result.require()

    @pytest.mark.parametrize(
        "line",
        [
            not_null("name", on_row="fail"),
            not_null("name", severity="critical", fail_above=1.0),
            not_null("name", severity="critical", on_row="flag"),
            not_null("name", severity="warning", fail_above=0.1),
            not_null("name", severity="info", on_row="fail"),
            mean_between("age", 0, 10),
        ],
        ids=lambda line: f"{line.severity}-{line.on_row}",
    )
    def test_what_fails_a_split(self, tmp_path: Path, line: Any) -> None:
        result = Suite("people", [line]).split(PEOPLE, tmp_path / "out")
        assert not result.passed
        assert result.worst_severity is not None
        assert result.worst_severity >= Severity.ERROR
        assert not (tmp_path / "out" / "valid").exists()

    @pytest.mark.parametrize(
        "line",
        [
            not_null("name", fail_above=1.0),
            not_null("name", on_row="flag", fail_above=0.0),
            not_null("name", severity="info", fail_above=0.1),
            not_null("name", on_row="fail", mostly=0.5),
            not_null("name", severity="critical", mostly=0.5, fail_above=1.0),
            mean_between("age", 0, 10, severity="warning"),
        ],
        ids=lambda line: f"{line.severity}-{line.on_row}",
    )
    def test_what_does_not_fail_a_split(self, tmp_path: Path, line: Any) -> None:
        assert Suite("people", [line]).split(PEOPLE, tmp_path / "out").passed

    def test_rows_that_break_a_rule_of_the_severity_info_are_put_aside_all_the_same(self, tmp_path: Path) -> None:
        result = Suite("people", [not_null("name", severity="info")]).split(PEOPLE, tmp_path / "out")
        assert (result.passed, result.rows_quarantined) == (True, 2)
        assert codes(result.findings) == [("data-not-null", "info")]

    def test_rows_that_break_a_failing_rule_are_in_the_quarantine_to_be_looked_at(self, tmp_path: Path) -> None:
        Suite("people", [not_null("name", on_row="fail")]).split(PEOPLE, tmp_path / "out")
        assert scan_quarantine(tmp_path / "out").collect()["id"].to_list() == [3, 4]

    def test_lines_about_the_table_are_judged_by_the_whole_table(self, tmp_path: Path) -> None:
        result = Suite("people", [AGE, mean_between("age", 68, 70)]).split(PEOPLE, tmp_path / "out")
        assert result.results[1].observed_value == 69

    def test_three_percent_of_one_code_warn_and_offer_to_recode(self, tmp_path: Path) -> None:
        ages = pl.DataFrame({"age": [-1 if n % 33 == 0 else 36 for n in range(1000)]})
        result = Suite("people", [between("age", 0, 120)]).split(ages, tmp_path / "out")
        assert result.passed
        assert codes(result.findings) == [("data-between", "warning"), ("data-missing-code", "info")]
        offer = result.findings[1]
        assert offer.fix is not None
        assert f"fairlead quarantine release {tmp_path / 'out'} --recode age=-1:null" in offer.fix

    def test_two_different_wrong_values_are_no_code(self, tmp_path: Path) -> None:
        ages = pl.DataFrame({"age": [-1] * 30 + [-2] + [36] * 969})
        result = Suite("people", [between("age", 0, 120)]).split(ages, tmp_path / "out")
        assert codes(result.findings) == [("data-between", "warning")]

    def test_findings_are_told_to_whoever_listens(self, tmp_path: Path) -> None:
        with collected() as heard:
            result = Suite("people", [AGE]).split(PEOPLE, tmp_path / "out")
        assert tuple(heard.findings) == result.findings
        assert heard.findings


def test_a_split_finds_what_a_run_finds_also_of_a_file_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(11)
    table = pl.DataFrame(
        {
            "id": [rng.randrange(900) for _ in range(1000)],
            "age": [rng.choice([-1, None, *range(130)]) for _ in range(1000)],
            "name": [rng.choice(["Ada", "Alan", "", None]) for _ in range(1000)],
            # Quarters, of which the sum is the same in any order.
            "fare": [rng.choice([float("nan"), None, round(4 * rng.gauss(50, 9)) / 4]) for _ in range(1000)],
        }
    )
    lines = [
        AGE, NAME, unique("id"), unique("name", on_row="flag"), in_set("name", ["Ada"], row_condition="age > 30"),
        between("fare", 0, 60, mostly=0.5), increasing("id", on_row="flag"), z_score_below("fare", 2),
        mean_between("fare", 0, 10), median_between("fare", 0, 100),
        quantiles_between("age", {"quantiles": [0.1, 0.9], "value_ranges": [[0, 50], [60, 99]]}),
        unique_count_between("name", 1, 2), columns_in_order(["id", "age", "name", "fare"]), row_count_between(1, 9),
    ]  # fmt: skip
    suite = Suite("s", lines, keys=["id"])
    run, split = suite.run(table).results, suite.split(table, tmp_path / "out").results
    assert split == run
    assert all(one.values for one in split if one.unexpected)
    monkeypatch.setattr(scan, "ROWS_COPIED", 60)
    table.write_parquet(tmp_path / "t.parquet", row_group_size=100)
    cut = suite.split(tmp_path / "t.parquet", tmp_path / "cut").results
    assert cut == run
    whole, parts = (scan_quarantine(tmp_path / name).collect() for name in ("out", "cut"))
    assert_frame_equal(parts, whole, check_exact=True)


def test_a_split_says_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    Suite("people", [AGE]).split(PEOPLE, tmp_path / "out", on_progress=lambda done, rows: told.append((done, rows)))
    assert told[-1] == (4, 4)
    assert read_valid(tmp_path / "out")["age"].to_list() == [36, 41]


class TestReport:
    def test_the_report_says_what_was_found(self, tmp_path: Path) -> None:
        suite = Suite("people", [AGE, NAME], keys=["id"], private=["name"])
        suite.split(PEOPLE, tmp_path / "out", clock=ManualClock(1795445112.25))
        report = json.loads((tmp_path / "out" / "split.json").read_text())
        assert report["format"] == 1
        assert report["created"] == "2026-11-23T14:45:12.250Z"
        assert (report["rows_in"], report["rows_valid"], report["rows_quarantined"]) == (4, 1, 3)
        assert report["valid"] == [{"name": "valid/part-0.parquet", "rows": 1}]
        assert report["quarantine"] == [{"name": "quarantine/part-0.parquet", "rows": 3}]
        assert (report["suite"], report["keys"], report["private"]) == ("people", ["id"], ["name"])
        assert [(rule["bit"], rule["sentence"], rule["broken"]) for rule in report["rules"]] == [
            (0, "age is at least 0 and at most 120", 2),
            (1, "name is not missing", 2),
        ]
        assert {finding["code"] for finding in report["findings"]} == {"data-between", "data-not-null"}

    def test_the_suite_lies_beside_it(self, tmp_path: Path) -> None:
        suite = Suite("people", [AGE, NAME], keys=["id"])
        suite.split(PEOPLE, tmp_path / "out")
        assert Suite.load(tmp_path / "out" / "suite.toml") == suite

    def test_values_that_json_has_no_word_for_are_text(self, tmp_path: Path) -> None:
        table = pl.DataFrame({"x": [float("inf"), 1.0], "d": [date(1900, 1, 1), date(2026, 1, 1)]})
        lines = [between("x", 0, 9, fail_above=1.0), between("d", "2000-01-01", None, fail_above=1.0)]
        Suite("s", lines).split(table, tmp_path / "out")
        text = (tmp_path / "out" / "split.json").read_text()
        report = json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
        assert '"inf"' in text
        assert "1900-01-01" in text
        assert report["passed"]


class TestPlace:
    def test_a_split_that_is_there_stays_unless_it_is_to_be_replaced(self, tmp_path: Path) -> None:
        suite = Suite("people", [AGE])
        suite.split(PEOPLE, tmp_path / "out")
        with pytest.raises(SplitError, match="already"):
            suite.split(PEOPLE.head(1), tmp_path / "out")
        assert read_manifest(tmp_path / "out").rows_in == 4
        suite.split(PEOPLE.head(1), tmp_path / "out", overwrite=True)
        assert read_manifest(tmp_path / "out").rows_in == 1
        assert os.listdir(tmp_path) == ["out"]

    @pytest.mark.parametrize("overwrite", [True, False])
    def test_what_is_no_split_is_never_replaced(self, tmp_path: Path, overwrite: bool) -> None:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "notes.txt").write_text("mine")
        with pytest.raises(SplitError, match="no split"):
            Suite("people", [AGE]).split(PEOPLE, tmp_path / "out", overwrite=overwrite)
        assert (tmp_path / "out" / "notes.txt").read_text() == "mine"

    def test_an_empty_folder_and_missing_ones_above_are_fine(self, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        Suite("people", [AGE]).split(PEOPLE, tmp_path / "out")
        Suite("people", [AGE]).split(PEOPLE, tmp_path / "a" / "b" / "out")
        assert read_valid(tmp_path / "a" / "b" / "out").height == 2

    def test_a_split_can_replace_the_one_that_it_reads(self, tmp_path: Path) -> None:
        suite = Suite("people", [AGE])
        suite.split(PEOPLE, tmp_path / "out")
        suite.split(tmp_path / "out" / "valid" / "part-0.parquet", tmp_path / "out", overwrite=True)
        assert read_valid(tmp_path / "out")["age"].to_list() == [36, 41]

    def test_what_a_killed_process_left_is_cleared_up_and_what_it_moved_aside_comes_back(self, tmp_path: Path) -> None:
        suite = Suite("people", [AGE])
        suite.split(PEOPLE, tmp_path / "out")
        gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
        with appearing(tmp_path / "other") as part:
            prefix = (
                part.name.removesuffix(".part")
                .replace("other", "out")
                .replace(str(os.getpid()), gone.stdout.decode().strip())
            )
        os.rename(tmp_path / "out", tmp_path / f"{prefix}.old")
        (tmp_path / f"{prefix}.part").mkdir()
        alive = tmp_path / f".out.elsewhere-{os.getpid()}-0.part"
        alive.mkdir()
        with pytest.raises(SplitError, match="already"):
            suite.split(PEOPLE, tmp_path / "out")
        assert read_valid(tmp_path / "out")["age"].to_list() == [36, 41]
        assert sorted(os.listdir(tmp_path)) == [alive.name, "other", "out"]

    @pytest.mark.parametrize(
        ("table", "lines", "error"),
        [
            ("nowhere.parquet", [AGE], TableError),
            (PEOPLE, [between("agee", 0, 1)], TableError),
            (PEOPLE, [between("name", 0, 1)], SuiteError),
            (PEOPLE.rename({"name": "__row"}), [AGE], SplitError),
            (PEOPLE.rename({"name": "__broken"}), [AGE], SplitError),
            (7, [AGE], TableError),
        ],
        ids=["missing file", "missing column", "wrong type", "__row", "__broken", "no table"],
    )
    def test_an_error_leaves_nothing_behind(self, tmp_path: Path, table: Any, lines: list[Any], error: Any) -> None:
        with pytest.raises(error):
            Suite("people", lines).split(table, tmp_path / "out")
        assert os.listdir(tmp_path) == []

    def test_a_key_that_is_not_in_the_table_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(TableError, match=r"'idd' is not in the table[\s\S]*did you mean 'id'"):
            Suite("people", [AGE], keys=["idd"]).split(PEOPLE, tmp_path / "out")

    def test_a_broken_file_leaves_nothing_behind(self, tmp_path: Path) -> None:
        table = pl.DataFrame({"age": list(range(200_000))})
        table.write_parquet(tmp_path / "t.parquet", row_group_size=10_000)
        content = bytearray((tmp_path / "t.parquet").read_bytes())
        content[len(content) // 2 : len(content) // 2 + 4000] = b"\0" * 4000
        (tmp_path / "t.parquet").write_bytes(content)
        with pytest.raises(TableError):
            Suite("s", [between("age", 0, 500_000)]).split(tmp_path / "t.parquet", tmp_path / "out")
        assert os.listdir(tmp_path) == ["t.parquet"]

    def test_rows_that_do_not_add_up_are_an_error(self) -> None:
        check_rows(3, 2, 1)
        with pytest.raises(RowsLostError, match="1 is lost"):
            check_rows(3, 1, 1)
        with pytest.raises(RowsLostError, match="1 too many"):
            check_rows(3, 3, 1)

    def test_a_table_that_changes_while_it_is_split_is_noticed_and_nothing_is_kept(self, tmp_path: Path) -> None:
        lengths = iter([3, 2, 2, 2, 2, 2])  # a source that gives another answer to the second query
        changing = pl.LazyFrame({"age": [1]}).map_batches(
            lambda _: pl.DataFrame({"age": [1] * next(lengths)}), schema={"age": pl.Int64}, streamable=False,
            projection_pushdown=False, slice_pushdown=False, predicate_pushdown=False,
        )  # fmt: skip
        with pytest.raises(RowsLostError, match="3 rows came in, and 2 valid"):
            Suite("s", [AGE]).split(changing, tmp_path / "out")
        assert os.listdir(tmp_path) == []

    def test_a_full_disk_is_told_and_leaves_nothing(self, tmp_path: Path) -> None:
        mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(tmp_path)]
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            pytest.skip("a small file system can only be mounted by root")
        try:
            rng = random.Random(7)
            table = pl.DataFrame({"age": [rng.randrange(2**60) for _ in range(500_000)]})
            with pytest.raises(DiskFullError):
                Suite("s", [between("age", 2**59, None, fail_above=1.0)]).split(table, tmp_path / "out")
            assert os.listdir(tmp_path) == []
        finally:
            # Lazily: threads of polars may still hold the file that could not be written.
            subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


class TestKinds:
    def test_every_kind_of_table_gives_the_same_split(self, tmp_path: Path) -> None:
        pandas, duckdb = (pytest.importorskip(name) for name in ("pandas", "duckdb"))
        table = pl.DataFrame(
            {
                "id": [1, 2, 3],
                "x": [1.5, None, -2.0],
                "t": [datetime(2026, 1, n) for n in (1, 2, 3)],
                "s": ["a", None, "c"],
            }
        )
        for suffix in ("parquet", "csv", "jsonl", "arrow"):
            getattr(table, {"jsonl": "write_ndjson", "arrow": "write_ipc"}.get(suffix, f"write_{suffix}"))(
                tmp_path / f"t.{suffix}"
            )
        arrow = table.to_arrow()
        kinds: dict[str, Any] = {
            "eager": table,
            "lazy": table.lazy(),
            "pyarrow": arrow,
            "pandas": pandas.DataFrame(table.to_dict(as_series=False)),
            "duckdb": duckdb.sql("SELECT * FROM arrow"),
            "parquet": tmp_path / "t.parquet",
            "csv": str(tmp_path / "t.csv"),
            "jsonl": tmp_path / "t.jsonl",
            "ipc": tmp_path / "t.arrow",
        }
        suite = Suite("s", [between("x", 0, 9, fail_above=1.0)], keys=["id"])
        for name, kind in kinds.items():
            result = suite.split(kind, tmp_path / "out" / name)
            assert (result.rows_valid, result.rows_quarantined) == (2, 1), name
            assert scan_quarantine(tmp_path / "out" / name).collect()["id"].to_list() == [3], name
            assert read_valid(tmp_path / "out" / name)["s"].to_list() == ["a", None], name
        assert sorted(os.listdir(tmp_path / "out" / "duckdb")) == ["quarantine", "split.json", "suite.toml", "valid"]

    def test_a_csv_whose_types_show_only_far_down_is_split(self, tmp_path: Path) -> None:
        values = [str(n) for n in range(12_000)] + ["0.5"]
        (tmp_path / "t.csv").write_text("x\n" + "\n".join(values) + "\n")
        result = Suite("s", [between("x", 0, 11_998)]).split(tmp_path / "t.csv", tmp_path / "out")
        assert (result.rows_valid, result.rows_quarantined) == (12_000, 1)
        assert read_valid(tmp_path / "out")["x"].to_list()[-1] == 0.5

    def test_files_that_match_a_pattern_are_one_table(self, tmp_path: Path) -> None:
        PEOPLE.head(2).write_parquet(tmp_path / "1.parquet")
        PEOPLE.tail(2).write_parquet(tmp_path / "2.parquet")
        Suite("people", [AGE]).split(str(tmp_path / "*.parquet"), tmp_path / "out")
        assert scan_quarantine(tmp_path / "out").collect().select("id", "__row").rows() == [(2, 1), (4, 3)]

    def test_pandas_columns_come_out_as_they_went_in(self, tmp_path: Path) -> None:
        pandas = pytest.importorskip("pandas")
        table = pandas.DataFrame(
            {
                "f": [float("nan"), 2.0],
                "n": pandas.array([1, None], dtype="Int64"),
                "c": pandas.Categorical(["a", "b"]),
                "z": pandas.to_datetime(["2026-01-01", None]).tz_localize("Europe/Oslo"),
                "o": ["x", None],
            },
            index=pandas.Index(["r1", "r2"], name="label"),
        )
        Suite("s", []).split(table, tmp_path / "out")
        valid = read_valid(tmp_path / "out")
        assert valid.columns == ["label", "f", "n", "c", "z", "o"]
        assert repr(valid["f"].to_list()) == "[nan, 2.0]"
        assert valid["n"].to_list() == [1, None]
        assert valid["o"].to_list() == ["x", None]
        assert valid["z"].dtype.time_zone == "Europe/Oslo"

    def test_a_pandas_column_of_mixed_types_is_named(self, tmp_path: Path) -> None:
        pandas = pytest.importorskip("pandas")
        with pytest.raises(TableError, match="Column 'mix'"):
            Suite("s", []).split(pandas.DataFrame({"mix": [1, "a"]}, dtype=object), tmp_path / "out")
        assert os.listdir(tmp_path) == []

    def test_a_class_derived_from_pandas_is_pandas(self, tmp_path: Path) -> None:
        pandas = pytest.importorskip("pandas")
        people = type("People", (pandas.DataFrame,), {"__module__": "people"})({"age": [36, -1]})
        assert Suite("s", [AGE]).split(people, tmp_path / "out").rows_valid == 1

    def test_a_duckdb_query_that_fails_leaves_nothing_behind(self, tmp_path: Path) -> None:
        duckdb = pytest.importorskip("duckdb")
        relation = duckdb.sql("SELECT CAST(x AS INTEGER) AS age FROM (VALUES ('1'), ('old')) t(x)")
        with pytest.raises(TableError, match="duckdb"):
            Suite("s", [AGE]).split(relation, tmp_path / "out")
        assert os.listdir(tmp_path) == []

    def test_two_pandas_columns_of_one_name_are_an_error(self, tmp_path: Path) -> None:
        pandas = pytest.importorskip("pandas")
        with pytest.raises(TableError, match="'a'"):
            Suite("s", []).split(pandas.DataFrame([[1, 2]], columns=["a", "a"]), tmp_path / "out")

    def test_tables_without_rows_or_columns_split_into_empty_parts(self, tmp_path: Path) -> None:
        result = Suite("people", [AGE, NAME]).split(PEOPLE.clear(), tmp_path / "a")
        assert result.passed
        assert read_valid(tmp_path / "a").schema == PEOPLE.schema
        result = Suite("nothing", []).split(pl.DataFrame(), tmp_path / "b")
        assert (result.rows_in, result.rows_valid) == (0, 0)

    def test_texts_of_ten_megabytes_are_split_like_others(self, tmp_path: Path) -> None:
        table = pl.DataFrame({"s": ["x" * 10_000_000, "y"]})
        Suite("s", [in_set("s", ["y"], fail_above=1.0)]).split(table, tmp_path / "out")
        assert read_valid(tmp_path / "out")["s"].to_list() == ["y"]
        assert (tmp_path / "out" / "split.json").stat().st_size < 10_000


KILLED = """
import sys
import polars as pl
from fairlead.data import Suite, between
table = pl.DataFrame({"id": range(400_000)}).with_columns(age=pl.col("id") % 130, x=pl.col("id") * 0.5)
suite = Suite("people", [between("age", 0, 120)], keys=["id"])
print("ready", flush=True)
while True:
    suite.split(table, sys.argv[1], overwrite=True)
"""


@pytest.mark.drill
def test_a_kill_at_any_moment_leaves_a_whole_split_or_none(tmp_path: Path) -> None:
    out, rng, seen, longest = tmp_path / "out", random.Random(3), 0, 0.8
    for _ in range(20):
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(out)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(rng.uniform(0, longest))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if not out.exists():
            longest *= 1.3  # a machine with much else to do: nothing was split yet
        else:
            seen += 1
            manifest = read_manifest(out)
            valid, quarantine = read_valid(out), scan_quarantine(out).collect()
            assert manifest.rows_in == 400_000 == valid.height + quarantine.height
            assert sorted([*valid["id"], *quarantine["id"]]) == list(range(400_000))
    assert seen > 5
    Suite("people", [AGE]).split(PEOPLE, out, overwrite=True)
    assert os.listdir(tmp_path) == ["out"]
