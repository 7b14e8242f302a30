"""What a result means: how bad, why, and what to do; and whether removed rows differ from kept ones."""

import json
import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from scipy import stats

from fairlead.data import (
    Suite,
    between,
    expectation,
    length_equals,
    max_between,
    mean_between,
    not_null,
    pair_equal,
)
from fairlead.data.line import Expectation
from fairlead.data.policy import finding_of, passes, recode_command, sentinel_of, severity_of
from fairlead.data.quarantine.selection import Sample, difference_of, selection_findings
from fairlead.data.quarantine.sentinel import is_sentinel
from fairlead.data.result import Result
from fairlead.errors import SuiteError
from fairlead.finding import Finding, Severity, render_json


def found(line: Expectation, unexpected: int, rows: int = 1000, **more: Any) -> Result:
    return Result(line, line.is_kept(unexpected, rows), rows, 0, unexpected, **more)


def age(**options: Any) -> Expectation:
    line: Expectation = between("age", 0, 120, **options)
    return line


class TestSeverity:
    @pytest.mark.parametrize(
        ("options", "unexpected", "expected"),
        [
            ({}, 0, None),
            ({}, 1, "info"),
            ({}, 10, "info"),  # exactly warn_above is not above it
            ({}, 11, "warning"),
            ({}, 100, "warning"),
            ({}, 101, "error"),
            ({"severity": "warning"}, 101, "error"),
            ({"severity": "info"}, 50, "info"),
            ({"severity": "info"}, 101, "info"),
            ({"severity": "info", "on_row": "flag"}, 900, "info"),
            ({"severity": "info", "on_row": "fail"}, 1, "error"),
            ({"severity": "critical"}, 1, "critical"),
            ({"severity": "critical", "mostly": 0.9}, 50, "warning"),
            ({"severity": "critical", "mostly": 0.9}, 101, "critical"),
            ({"on_row": "flag"}, 0, None),
            ({"on_row": "flag"}, 10, "info"),
            ({"on_row": "flag"}, 900, "warning"),
            ({"on_row": "flag", "severity": "critical"}, 1, "critical"),
            ({"on_row": "fail"}, 1, "error"),
            ({"on_row": "fail", "severity": "warning"}, 1, "error"),
            ({"on_row": "fail", "mostly": 0.9}, 50, None),
            ({"warn_above": 0.0, "fail_above": 0.0}, 1, "error"),
            ({"warn_above": 1.0, "fail_above": 1.0}, 1000, "info"),
        ],
    )
    def test_in_a_split_the_share_of_rows_decides(
        self, options: dict[str, Any], unexpected: int, expected: str | None
    ) -> None:
        severity = severity_of(found(age(**options), unexpected), is_split=True)
        assert (None if severity is None else str(severity)) == expected

    @pytest.mark.parametrize(
        "options",
        [
            {"warn_above": 0.2},
            {"warn_above": 0.2, "fail_above": 0.1},
            {"on_row": "flag", "warn_above": 1, "fail_above": 0},
        ],
    )
    def test_a_rule_cannot_warn_where_a_split_has_failed(self, options: dict[str, Any]) -> None:
        with pytest.raises(SuiteError, match="'warn_above' of between is"):
            age(**options)

    @pytest.mark.parametrize(
        "options",
        [
            {"fail_above": 0.0},
            {"warn_above": 0.1},
            {"on_row": "flag", "warn_above": 0.5},
            {"on_row": "fail", "warn_above": 1},
        ],
    )
    def test_a_default_that_decides_nothing_is_no_contradiction(self, options: dict[str, Any]) -> None:
        assert age(**options).label == "between(age, 0, 120)"

    def test_a_note_about_many_rows_does_not_call_them_a_failure(self) -> None:
        finding = finding_of(found(age(severity="info"), 900), is_split=True)
        assert finding is not None
        assert finding.why == getattr(finding_of(found(age(severity="info"), 9), is_split=True), "why", None)

    @pytest.mark.parametrize("name", ["info", "warning", "error", "critical"])
    def test_without_a_split_what_does_not_succeed_is_as_bad_as_its_line(self, name: str) -> None:
        assert severity_of(found(age(severity=name), 1), is_split=False) == Severity.of(name)
        assert severity_of(found(age(severity=name), 0), is_split=False) is None

    @pytest.mark.parametrize("is_split", [True, False])
    def test_a_line_about_the_table_is_as_bad_as_it_says(self, is_split: bool) -> None:
        line = mean_between("age", 0, 10, severity="warning")
        assert severity_of(Result(line, False, observed_value=12.0), is_split=is_split) == Severity.WARNING
        assert severity_of(Result(line, True, observed_value=2.0), is_split=is_split) is None

    def test_a_split_passes_up_to_a_warning(self) -> None:
        told = [Finding("a", Severity.INFO, "A."), Finding("b", Severity.WARNING, "B.")]
        assert passes([])
        assert passes(told)
        assert not passes([*told, Finding("c", Severity.ERROR, "C.")])


class TestWords:
    @pytest.mark.parametrize("is_split", [True, False])
    @pytest.mark.parametrize("line", [age(), age(on_row="flag"), age(on_row="fail"), mean_between("age", 0, 1)])
    def test_every_finding_says_why_it_matters_and_what_to_do(self, line: Expectation, is_split: bool) -> None:
        result = found(line, 500) if line.is_about_rows else Result(line, False, observed_value=7.5)
        finding = finding_of(result, is_split=is_split, out="out/people")
        assert finding is not None
        assert finding.why.endswith(".")
        assert finding.fix
        assert finding.evidence
        assert finding.where.table_column == "age"

    def test_a_quarantine_is_looked_at_with_a_command_that_can_be_copied(self) -> None:
        finding = finding_of(found(age(), 30), is_split=True, out="my out/people")
        assert finding is not None
        assert "`fairlead quarantine show 'my out/people'`" in str(finding.fix)
        assert finding.evidence["share"] == 0.03
        assert (finding.evidence["warn_above"], finding.evidence["fail_above"]) == (0.01, 0.1)

    def test_at_most_three_different_values_are_shown_and_missing_ones_are_none(self) -> None:
        finding = finding_of(found(age(), 30, values=(-1, -2, -2, -3, -4)))
        assert finding is not None
        assert finding.evidence["values"] == [-1, -2, -3]
        missing = finding_of(found(not_null("age"), 30, values=(None, None)))
        assert missing is not None
        assert "values" not in missing.evidence

    @pytest.mark.parametrize("line", [age(), pair_equal("name", "age")])
    def test_no_value_of_a_private_column_is_shown(self, line: Expectation) -> None:
        result = found(line, 30, values=("s3cret", "s3cret"))
        finding = finding_of(result, is_split=True, private=frozenset({"age"}))
        assert finding is not None
        assert "s3cret" not in str(finding.to_dict())
        assert sentinel_of(replace(result, values=(-1,)), private=frozenset({"age"}), out="out") is None

    def test_a_private_column_in_a_condition_of_ones_own_hides_the_values_too(self) -> None:
        from fairlead.data import col

        @expectation
        def positive_policy_margin(revenue: str, cost: str) -> Any:
            """The revenue is more than the cost."""
            return col(revenue) > col(cost)

        result = found(positive_policy_margin("revenue", "cost"), 3, values=({"revenue": 77, "cost": 99},))
        finding = finding_of(result, private=frozenset({"cost"}))
        assert finding is not None
        assert "99" not in str(finding.to_dict())

    def test_what_was_measured_of_a_private_column_is_not_shown(self) -> None:
        result = Result(mean_between("salary", 0, 10), False, observed_value=7777.5)
        finding = finding_of(result, private=frozenset({"salary"}))
        assert finding is not None
        assert "7777" not in str(finding.to_dict())


class TestSentinels:
    @pytest.mark.parametrize(
        "value", [-1, 999, 999.0, -9999, "N/A", " null ", "", date(1900, 1, 1), datetime(1970, 1, 1)]
    )
    def test_values_that_often_stand_for_missing_ones(self, value: Any) -> None:
        assert is_sentinel(value)

    @pytest.mark.parametrize(
        "value", [0, 1, 36, -1.5, True, None, "Ada", date(1900, 1, 2), datetime(1970, 1, 1, 3), float("nan")]
    )
    def test_values_that_do_not(self, value: Any) -> None:
        assert not is_sentinel(value)

    def test_the_command_can_be_pasted_into_a_shell(self) -> None:
        assert recode_command("my out", "first name", "N/A") == (
            "fairlead quarantine release 'my out' --recode 'first name=N/A:null'"
        )


class TestSelection:
    def split(self, tmp_path: Path, table: pl.DataFrame, **options: Any) -> list[Finding]:
        suite = Suite("s", [between("age", 0, 120, fail_above=1.0)], **options)
        return [one for one in suite.split(table, tmp_path / "out").findings if one.code == "data-selection"]

    def table(self, rng: random.Random, rows: int = 20_000) -> pl.DataFrame:
        """Ages are wrong in one row of 33 as a whole, and in every third of UA in September."""
        days = [date(2013, 1, 1) + timedelta(days=rng.randrange(365)) for _ in range(rows)]
        carriers = [rng.choice(["UA", "AA", "DL", "B6"]) for _ in range(rows)]
        wrong = [
            day.month == 9 and name == "UA" and rng.random() < 0.9 for day, name in zip(days, carriers, strict=True)
        ]
        return pl.DataFrame({
            "day": days, "carrier": carriers, "age": [-1 if one else 36 for one in wrong],
            "fare": [rng.gauss(100, 20) for _ in range(rows)], "id": list(range(rows)),
        })  # fmt: skip

    def test_rows_removed_from_one_month_and_carrier_are_told_with_both_shares(self, tmp_path: Path) -> None:
        findings = self.split(tmp_path, self.table(random.Random(1)))
        assert len(findings) == 1
        assert "day is 2013-09 in 100% of them and in " in findings[0].message
        assert "carrier is 'UA' in 100% of them and in 2" in findings[0].message
        assert "fare" not in findings[0].message
        assert "id" not in findings[0].evidence
        assert "age" not in findings[0].evidence  # the rule is about it, so it has to differ
        assert findings[0].severity == Severity.WARNING

    def test_rows_removed_at_random_are_not_told(self, tmp_path: Path) -> None:
        rng = random.Random(2)
        table = self.table(rng).with_columns(age=pl.Series([-1 if rng.random() < 0.03 else 36 for _ in range(20_000)]))
        assert self.split(tmp_path, table) == []

    def test_so_few_rows_that_they_change_nothing_are_only_a_note(self, tmp_path: Path) -> None:
        table = self.table(random.Random(1), rows=10_000)
        few = table.filter(pl.col("age") < 0).head(60)
        findings = self.split(tmp_path, pl.concat([table.filter(pl.col("age") >= 0), few]))
        assert [one.severity for one in findings] == [Severity.INFO]

    @pytest.mark.parametrize("seed", range(20))
    def test_few_rows_removed_at_random_are_not_told_either(self, seed: int) -> None:
        rng = random.Random(seed)
        kept = pl.DataFrame({
            "name": [f"n{rng.randrange(100)}" for _ in range(5000)], "x": [rng.random() for _ in range(5000)],
        })  # fmt: skip
        removed = {name: kept[name].sample(60, seed=seed) for name in kept.columns}
        assert selection_findings(Sample(kept, removed), 0.5) == []

    def test_too_few_rows_are_not_compared(self) -> None:
        assert difference_of(pl.Series("x", ["a"] * 49), pl.Series("x", ["b"] * 5000)) is None
        assert difference_of(pl.Series("x", ["a"] * 50), pl.Series("x", ["b"] * 5000)) is not None

    def test_the_distance_of_numbers_is_that_of_scipy(self) -> None:
        rng = random.Random(3)
        gone = pl.Series("x", [rng.gauss(1, 1) for _ in range(400)])
        stay = pl.Series("x", [rng.gauss(0, 1) for _ in range(900)])
        difference = difference_of(gone, stay)
        assert difference is not None
        assert difference.distance == pytest.approx(stats.ks_2samp(gone.to_list(), stay.to_list()).statistic)

    def test_a_column_that_is_missing_in_the_removed_rows_differs(self) -> None:
        difference = difference_of(
            pl.Series("x", [None] * 80 + [1.5] * 20), pl.Series("x", [n * 0.1 for n in range(500)])
        )
        assert difference is not None
        assert "x is missing in 80% of them and in 0% of the kept rows" in difference.words

    def test_rows_that_break_another_rule_count_for_a_column_that_a_rule_is_about(self, tmp_path: Path) -> None:
        table = pl.DataFrame({
            "age": [-1] * 200 + [36] * 4800, "carrier": ["UA"] * 200 + [None] * 100 + ["AA", "UA"] * 2350,
        })  # fmt: skip
        suite = Suite("s", [between("age", 0, 120), not_null("carrier")])
        findings = [one for one in suite.split(table, tmp_path / "out").findings if one.code == "data-selection"]
        assert "carrier is 'UA' in 100% of them" in findings[0].message

    def test_no_value_of_a_private_column_is_told(self, tmp_path: Path) -> None:
        findings = self.split(tmp_path, self.table(random.Random(1)), private=["carrier"])
        assert "UA" not in str(findings[0].to_dict())
        assert "carrier" in findings[0].message

    @pytest.mark.parametrize(
        ("first", "step", "shown"),
        [
            (datetime(2026, 1, 1), timedelta(hours=12), "2026-01"),
            (datetime(2026, 1, 1), timedelta(minutes=30), "2026-01-01"),
            (datetime(2026, 1, 1), timedelta(minutes=2), "2026-01-01 00 h"),
        ],
    )
    def test_time_is_cut_as_finely_as_it_goes(self, first: datetime, step: timedelta, shown: str) -> None:
        moments = pl.Series("t", [first + n * step for n in range(600)])
        difference = difference_of(pl.Series("t", [first] * 60), moments)
        assert difference is not None
        assert f"t is {shown} in 100% of them" in difference.words

    def test_whole_numbers_with_few_values_are_compared_by_value(self) -> None:
        difference = difference_of(pl.Series("month", [6] * 100), pl.Series("month", list(range(1, 13)) * 50))
        assert difference is not None
        assert difference.words == "month is 6 in 100% of them and in 8% of the kept rows"


def test_evidence_is_what_json_can_hold() -> None:
    moment = datetime(2019, 1, 1)
    table = pl.DataFrame({"at": [moment], "price": [Decimal("1.5")], "note": ["x" * 10_000]})
    suite = Suite(
        "all",
        [
            between("at", "2020-01-01", None),
            between("price", 2, 3),
            length_equals("note", 1),
            max_between("at", "2020-01-01", None),
        ],
    )
    found = suite.run(table).findings
    assert json.loads(render_json(found))["findings"][0]["evidence"]["values"] == ["2019-01-01 00:00:00"]
    assert len(json.dumps([finding.to_dict() for finding in found])) < 5_000
