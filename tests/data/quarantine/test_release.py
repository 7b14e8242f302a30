"""Quarantined rows are explained in words, and go back only when they keep the rules; no row is lost on the way."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.clock import ManualClock
from fairlead.data import Suite, between, in_set, increasing, not_null, unique
from fairlead.data.quarantine.folder import MANIFEST, find_splits, read_manifest, read_valid, scan_quarantine
from fairlead.data.quarantine.release import release
from fairlead.data.quarantine.repair import Recode
from fairlead.data.quarantine.rows import exported, quarantined_rows, rules_named, rules_now
from fairlead.errors import DiskFullError, FairleadError, SplitError, TableError

AGE = between("age", 0, 120, fail_above=1.0)
NAME = not_null("name", fail_above=1.0)
PEOPLE = pl.DataFrame(
    {
        "id": [1, 2, 3, 4, 5],
        "age": [36, -1, 41, -1, 200],
        "name": ["Ada", "Alan", None, None, "Grace"],
        "email": ["a@x", "b@x", "c@x", "d@x", "e@x"],
    }
)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Split five people: Ada stays; 2 and 5 have a wrong age, 3 has no name, 4 has neither."""
    Suite("people", [AGE, NAME], keys=["id"], private=["email"]).split(PEOPLE, tmp_path / "out")
    return tmp_path / "out"


def left(out: Path) -> list[tuple[int, int]]:
    """Return id and mask of the rows in the quarantine."""
    return scan_quarantine(out).collect().select("id", "__broken").rows()


def state(out: Path) -> tuple[bytes, list[str]]:
    """Return all that a split says, and the names of its files."""
    names = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
    return (out / MANIFEST).read_bytes(), names


class TestReading:
    def test_reasons_are_sentences_with_the_values(self, out: Path) -> None:
        rows = quarantined_rows(out)
        assert [(row.number, row.why) for row in rows] == [
            (1, "age is -1, expected that age is at least 0 and at most 120"),
            (2, "name is missing, expected that name is not missing"),
            (
                3,
                "age is -1, expected that age is at least 0 and at most 120; "
                "name is missing, expected that name is not missing",
            ),
            (4, "age is 200, expected that age is at least 0 and at most 120"),
        ]
        assert rows[2].wrong == {"age", "name"}

    def test_private_columns_are_left_out_everywhere(self, out: Path) -> None:
        assert all("email" not in row.values for row in quarantined_rows(out))
        assert "email" not in exported(out).columns

    @pytest.mark.parametrize("name", ["age", "between", "between(age, 0, 120)", "0"])
    def test_a_rule_goes_by_number_label_name_and_column(self, out: Path, name: str) -> None:
        assert [row.number for row in quarantined_rows(out, rule=name)] == [1, 3, 4]

    def test_an_unknown_rule_names_the_nearest(self, out: Path) -> None:
        with pytest.raises(SplitError, match="no rule 'betwen'"):
            rules_named(read_manifest(out), "betwen")

    def test_counts_are_those_of_now(self, out: Path) -> None:
        assert [rule.broken for rule in rules_now(out)] == [3, 2]
        release(out, accept=["age"], why="known")
        assert [rule.broken for rule in rules_now(out)] == [1, 2]

    def test_an_export_has_row_keys_columns_and_why(self, out: Path) -> None:
        table = exported(out, limit=1)
        assert table.columns == ["__row", "id", "age", "name", "__why"]
        assert table.row(0) == (1, 2, -1, "Alan", "expected that age is at least 0 and at most 120")

    def test_what_is_no_split_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(SplitError, match="no split in"):
            read_manifest(tmp_path)
        (tmp_path / MANIFEST).write_text("{")
        with pytest.raises(SplitError, match="cannot be read"):
            read_manifest(tmp_path)
        (tmp_path / MANIFEST).write_text('{"format": 99}')
        with pytest.raises(SplitError, match="format 99"):
            read_manifest(tmp_path)
        (tmp_path / MANIFEST).write_text('{"format": 1}')
        with pytest.raises(SplitError, match="cannot be read"):
            read_manifest(tmp_path)

    def test_a_part_that_is_gone_is_named(self, out: Path) -> None:
        (out / "valid" / "part-0.parquet").unlink()
        with pytest.raises(SplitError, match=r"lost its file .*part-0\.parquet"):
            read_valid(out)

    def test_a_file_that_the_report_does_not_name_does_not_count(self, out: Path) -> None:
        pl.DataFrame({"id": [9]}).write_parquet(out / "valid" / "part-7.parquet")
        assert read_valid(out)["id"].to_list() == [1]
        release(out, accept=["age"], why="known")
        assert read_valid(out)["id"].to_list() == [1, 2, 5]

    def test_splits_are_found_below_a_folder_and_hidden_ones_are_not(self, out: Path, tmp_path: Path) -> None:
        os.makedirs(tmp_path / ".out.here-1-0.part")
        (tmp_path / ".out.here-1-0.part" / MANIFEST).write_text("{}")
        assert list(find_splits(tmp_path)) == [out]


class TestRelease:
    def test_a_code_made_missing_puts_rows_back(self, out: Path) -> None:
        told = release(out, recode=["age=-1:null"], who="ada", clock=ManualClock(1795445112.25))
        assert (told.rows, told.checked, told.still_broken) == (1, 2, {"not_null(name)": 1})
        assert read_valid(out).rows() == [(1, 36, "Ada", "a@x"), (2, None, "Alan", "b@x")]
        assert left(out) == [(3, 0b10), (4, 0b10), (5, 0b01)]
        assert read_manifest(out).releases[0] == {
            "when": "2026-11-23T14:45:12.250Z", "who": "ada", "why": None, "repaired": None, "recoded": ["age=-1:null"],
            "accepted": [], "rows": 1, "checked": 2,
        }  # fmt: skip

    def test_repaired_rows_go_back_and_half_repaired_ones_stay(self, out: Path) -> None:
        repaired = pl.DataFrame({"__row": [3, 2], "age": [50, 41], "name": [None, "Alonzo"]})
        told = release(out, repaired=repaired)
        assert (told.rows, told.checked, told.unmatched) == (1, 2, 0)
        assert read_valid(out).rows() == [(1, 36, "Ada", "a@x"), (3, 41, "Alonzo", "c@x")]
        assert left(out) == [(2, 0b01), (4, 0b10), (5, 0b01)]
        assert scan_quarantine(out).collect().filter(id=4)["age"].to_list() == [50]

    def test_rows_are_matched_by_their_keys_without_a_row_number(self, out: Path) -> None:
        told = release(out, repaired={"id": [5, 77], "age": [20, 20]})
        assert (told.rows, told.unmatched) == (1, 1)
        assert read_valid(out)["id"].to_list() == [1, 5]

    def test_an_accepted_rule_lets_rows_back_and_keeps_the_reason(self, out: Path) -> None:
        told = release(out, accept=["age"], why="checked on the phone")
        assert (told.rows, told.checked) == (2, 3)
        assert read_valid(out)["age"].to_list() == [36, -1, 200]
        assert left(out) == [(3, 0b10), (4, 0b11)]  # the mask still tells the truth
        record = read_manifest(out).releases[0]
        assert (record["accepted"], record["why"]) == (["between(age, 0, 120)"], "checked on the phone")

    def test_a_dry_run_says_the_same_and_writes_nothing(self, out: Path) -> None:
        before = state(out)
        told = release(out, recode=["age=-1:null"], dry_run=True)
        assert state(out) == before
        assert told.dry_run
        done = release(out, recode=["age=-1:null"])
        assert (told.rows, told.rows_valid, told.rows_quarantined) == (
            done.rows,
            done.rows_valid,
            done.rows_quarantined,
        )
        assert state(out) != before

    def test_everything_can_go_back(self, out: Path) -> None:
        told = release(out, accept=["age", "name"], why="all known")
        assert told.rows_quarantined == 0
        assert read_valid(out).sort("id").equals(PEOPLE)
        assert scan_quarantine(out).collect().shape == (0, 6)
        assert sorted(state(out)[1]) == [
            "quarantine/part-1.parquet", "split.json", "suite.toml", "valid/part-0.parquet", "valid/part-1.parquet",
        ]  # fmt: skip
        assert release(out, accept=["age"], why="again").checked == 0

    def test_what_nobody_meant_changes_nothing(self, out: Path) -> None:
        before = state(out)
        told = release(out, recode=["age=-7:null"])
        assert (told.rows, told.checked) == (0, 0)
        assert state(out) == before

    def test_the_user_comes_from_the_environment(self, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LOGNAME", "grace")
        release(out, recode=["age=-1:null"])
        assert read_manifest(out).releases[0]["who"] == "grace"

    def test_a_value_of_a_private_column_is_not_kept_with_the_release(self, tmp_path: Path) -> None:
        lines = [in_set("email", ["a@x"], fail_above=1.0)]
        Suite("people", lines, private=["email"]).split(PEOPLE, tmp_path / "out")
        release(tmp_path / "out", recode=["email=b@x:null"])
        assert "b@x" not in (tmp_path / "out" / MANIFEST).read_text()

    @pytest.mark.parametrize(
        ("asked", "error", "words"),
        [
            ({}, SplitError, "Nothing was said"),
            ({"accept": ["age"]}, SplitError, "only with a reason"),
            ({"accept": ["age"], "why": " "}, SplitError, "only with a reason"),
            ({"accept": ["agee"], "why": "known"}, SplitError, "no rule 'agee'"),
            ({"recode": ["age=-1"]}, SplitError, "what to recode"),
            ({"recode": ["=-1:null"]}, SplitError, "what to recode"),
            ({"recode": ["agee=-1:null"]}, TableError, "'agee' is not in the table"),
            ({"recode": ["age=old:null"]}, SplitError, "'age' are Int64"),
            ({"repaired": "nowhere.csv"}, TableError, "no table at 'nowhere.csv'"),
            ({"repaired": {"age": [1]}}, SplitError, "neither the column __row nor all key"),
            ({"repaired": {"__row": [1, 1], "age": [1, 2]}}, SplitError, "two of them have the same __row"),
            ({"repaired": {"__row": [1], "agee": [1]}}, TableError, "'agee' is not in the table"),
            ({"repaired": {"__row": [1], "age": ["old"]}}, SplitError, "'age' are Int64"),
        ],
    )
    def test_what_cannot_be_done_is_told_and_changes_nothing(
        self, out: Path, asked: dict[str, Any], error: type[FairleadError], words: str
    ) -> None:
        before = state(out)
        with pytest.raises(error, match=words):
            release(out, **asked)
        assert state(out) == before

    def test_a_wrong_value_of_a_private_column_is_not_shown(self, tmp_path: Path) -> None:
        Suite("people", [NAME], private=["age"]).split(PEOPLE, tmp_path / "out")
        with pytest.raises(SplitError, match="'age' are Int64: the column is private") as caught:
            release(tmp_path / "out", repaired={"__row": [2], "age": ["s3cret"]})
        assert "s3cret" not in str(caught.value)

    def test_a_failed_split_has_no_valid_rows_to_join(self, tmp_path: Path) -> None:
        Suite("people", [not_null("name", on_row="fail")]).split(PEOPLE, tmp_path / "out")
        with pytest.raises(SplitError, match="did not pass"):
            release(tmp_path / "out", accept=["name"], why="known")

    def test_two_rows_with_one_key_need_their_row_numbers(self, tmp_path: Path) -> None:
        table = pl.DataFrame({"id": [1, 1, 2], "age": [-1, -1, 3]})
        Suite("s", [AGE], keys=["id"]).split(table, tmp_path / "out")
        with pytest.raises(SplitError, match="several quarantined rows have the same id"):
            release(tmp_path / "out", repaired={"id": [1], "age": [5]})
        assert release(tmp_path / "out", repaired={"__row": [1], "age": [5]}).rows == 1

    def test_a_suite_changed_by_hand_is_no_measure(self, out: Path) -> None:
        text = (out / "suite.toml").read_text()
        (out / "suite.toml").write_text(text.replace("120", "500"))
        with pytest.raises(SplitError, match="other rules than the table was split by"):
            release(out, recode=["age=-1:null"])

    def test_a_suite_that_no_file_can_hold_splits_and_says_so_at_a_release(self, tmp_path: Path) -> None:
        line = between("age", 0, 120, fail_above=1.0, meta={"owner": object()})
        result = Suite("s", [line]).split(PEOPLE, tmp_path / "out")
        assert result.rows_quarantined == 3
        with pytest.raises(SplitError, match="holds no suite"):
            release(tmp_path / "out", recode=["age=-1:null"])


class TestCheckedAgain:
    def test_a_repeated_row_goes_back_once_it_is_unique_among_the_valid_rows(self, tmp_path: Path) -> None:
        table = pl.DataFrame({"id": [1, 2, 2, 3], "v": ["a", "b", "c", "d"]})
        out = tmp_path / "out"
        Suite("s", [unique("id", fail_above=1.0)]).split(table, out)
        assert left(out) == [(2, 1), (2, 1)]
        assert release(out, repaired={"__row": [2], "id": [3]}).rows == 0  # 3 is among the valid rows
        assert release(out, repaired={"__row": [1, 2], "id": [7, 7]}).rows == 0  # each is the other's copy
        assert release(out, repaired={"__row": [1], "id": [7]}).rows == 1
        assert release(out, repaired={"__row": [2], "id": [8]}).rows == 1
        assert read_valid(out).rows() == [(1, "a"), (3, "d"), (7, "b"), (8, "c")]

    def test_a_rule_about_the_order_of_rows_only_lets_accepted_rows_back(self, tmp_path: Path) -> None:
        out = tmp_path / "out"
        Suite("s", [increasing("t", fail_above=1.0)]).split(pl.DataFrame({"t": [1, 5, 2, 6]}), out)
        assert release(out, repaired={"__row": [2], "t": [5]}).rows == 0
        assert release(out, accept=["increasing"], why="sorted later").rows == 1
        assert sorted(read_valid(out)["t"].to_list()) == [1, 5, 5, 6]

    def test_a_rule_that_only_flags_holds_no_row_back(self, tmp_path: Path) -> None:
        lines = [not_null("name", on_row="flag"), AGE]
        Suite("s", lines).split(PEOPLE, tmp_path / "out")
        before = left(tmp_path / "out")
        assert any(mask & 0b01 for _, mask in before)
        told = release(tmp_path / "out", recode=["age=-1:null"])
        assert (told.rows, dict(told.still_broken)) == (2, {})
        assert left(tmp_path / "out") == before[2:]

    def test_a_row_that_stays_says_which_rules_that_flag_it_breaks_now(self, tmp_path: Path) -> None:
        lines = [not_null("name", on_row="flag"), between("age", 0, 120, fail_above=1.0)]
        Suite("s", lines).split(pl.DataFrame({"id": [1, 2], "name": [None, "Ada"], "age": [-1, 36]}), tmp_path / "out")
        assert left(tmp_path / "out") == [(1, 0b11)]
        told = release(tmp_path / "out", repaired={"__row": [0], "name": ["Alan"]})
        assert dict(told.still_broken) == {"between(age, 0, 120)": 1}
        assert left(tmp_path / "out") == [(1, 0b10)]

    def test_a_row_that_breaks_another_rule_after_its_repair_stays_for_that(self, out: Path) -> None:
        release(out, repaired={"__row": [1], "age": [30], "name": [None]})
        assert left(out) == [(2, 0b10), (3, 0b10), (4, 0b11), (5, 0b01)]


TYPED = pl.DataFrame(
    {
        "bad": [-1, -1],
        "i8": pl.Series([1, None], dtype=pl.Int8),
        "f": [0.1 + 0.2, float("inf")],
        "s": ["", None],
        "q": ['say "hi", ok', "two\nlines"],
        "b": [True, None],
        "d": [date(2026, 1, 2), None],
        "t": pl.Series([datetime(2026, 1, 2, 3, 4, 5, 678), None], dtype=pl.Datetime("us")),
        "z": pl.Series([datetime(2026, 7, 2, 3, tzinfo=UTC), None]).dt.convert_time_zone("Europe/Oslo"),
        "e": pl.Series(["a", "b"], dtype=pl.Enum(["a", "b"])),
        "c": pl.Series(["x", "y"], dtype=pl.Categorical),
        "dec": pl.Series(["1.10", None]).cast(pl.Decimal(10, 2)),
        "list": [[1], [2]],
        "bin": [b"x", b"y"],
    }
)


@pytest.mark.parametrize("suffix", ["csv", "csv.gz", "jsonl", "parquet"])
def test_rows_that_go_out_to_a_file_and_back_keep_their_values_and_types(tmp_path: Path, suffix: str) -> None:
    from fairlead.frame import write_table

    out = tmp_path / "out"
    table = TYPED if suffix != "jsonl" else TYPED.with_columns(f=pl.Series([0.1 + 0.2, 5.0]))
    good = table.head(1).with_columns(bad=pl.lit(5, dtype=pl.Int64))
    Suite("s", [between("bad", 0, 9, fail_above=1.0)]).split(pl.concat([good, table]), out)
    write_table(exported(out, flat=True).with_columns(bad=pl.Series([1, 2])), tmp_path / f"repair.{suffix}")
    assert release(out, repaired=tmp_path / f"repair.{suffix}").rows == 2
    assert read_valid(out).equals(pl.concat([good, table.with_columns(bad=pl.Series([1, 2]))]), null_equal=True)


@given(st.lists(st.tuples(st.sampled_from("ran"), st.integers(0, 5)), max_size=4), st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_whatever_is_released_no_row_is_lost(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]], seed: int
) -> None:
    rng = random.Random(seed)
    table = pl.DataFrame({"id": list(range(60)), "age": [rng.choice([-1, 36, 200]) for _ in range(60)]})
    table = table.with_columns(name=pl.Series([rng.choice(["Ada", None]) for _ in range(60)]))
    out = tmp_path_factory.mktemp("release") / "out"
    Suite("people", [AGE, NAME], keys=["id"]).split(table, out)
    actions: dict[str, Callable[[int], Any]] = {
        "r": lambda n: release(out, recode=[f"age={(-1, 200)[n % 2]}:null"]),
        "a": lambda n: release(out, accept=[("age", "name")[n % 2]], why="known"),
        "n": lambda n: release(out, repaired={"id": list(range(n * 10, n * 10 + 10)), "name": ["Alan"] * 10}),
    }
    for action, n in steps:
        actions[action](n)
        manifest = read_manifest(out)
        valid, quarantine = read_valid(out), scan_quarantine(out).collect()
        assert (manifest.rows_valid, manifest.rows_quarantined) == (valid.height, quarantine.height)
        assert sorted([*valid["id"], *quarantine["id"]]) == list(range(60))
        assert quarantine["__row"].is_sorted()


class TestInterrupted:
    def test_a_second_release_at_the_same_time_is_told_to_wait(self, out: Path) -> None:
        import fcntl

        handle = os.open(out, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(SplitError, match="Another process"):
            release(out, recode=["age=-1:null"])
        os.close(handle)
        assert release(out, recode=["age=-1:null"]).rows == 1

    def test_a_full_disk_leaves_the_split_as_it_was(self, tmp_path: Path) -> None:
        mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(tmp_path)]
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            pytest.skip("a small file system can only be mounted by root")
        try:
            rng, out = random.Random(7), tmp_path / "out"
            table = pl.DataFrame({"x": [rng.randrange(2**60) for _ in range(300_000)], "bad": [-1] * 300_000})
            Suite("s", [between("bad", 0, 9, fail_above=1.0)]).split(table, out)
            before = state(out)
            with pytest.raises(DiskFullError):
                release(out, recode=["bad=-1:null"])
            assert state(out) == before
        finally:
            subprocess.run(["umount", str(tmp_path)], check=True)


KILLED = """
import sys
import polars as pl
from fairlead.data.quarantine.release import release
print("ready", flush=True)
for n in range(1000):
    release(sys.argv[1], repaired={"id": list(range(n * 20, n * 20 + 20)), "age": [7] * 20})
"""


@pytest.mark.drill
def test_a_kill_at_any_moment_of_a_release_leaves_the_old_state_or_the_new(tmp_path: Path) -> None:
    table = pl.DataFrame({"id": list(range(20_000)), "age": [-1] * 20_000})
    suite, out, rng, released = Suite("s", [AGE], keys=["id"]), tmp_path / "out", random.Random(5), 0
    for _ in range(15):
        suite.split(table, out, overwrite=True)
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(out)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(rng.uniform(0, 1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        valid, quarantine = read_valid(out), scan_quarantine(out).collect()
        manifest = json.loads((out / MANIFEST).read_text())
        assert (manifest["rows_valid"], manifest["rows_quarantined"]) == (valid.height, quarantine.height)
        assert sorted([*valid["id"], *quarantine["id"]]) == list(range(20_000))
        assert valid.height == 20 * len(manifest["releases"])
        released += valid.height
        assert release(out, recode=["age=-1:null"]).rows_quarantined == 0
    assert released > 0


def test_a_recode_is_read_from_its_text() -> None:
    assert Recode.parse("a=b=c:null") == Recode("a", "b=c")
    assert Recode.parse("note=:null") == Recode("note", "")
