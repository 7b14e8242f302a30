"""A suite in a file: what is written is read again as it was, and what is wrong is shown by its line."""

from __future__ import annotations

import math
import textwrap
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.data import Suite, between, col, not_null
from fairlead.data.files.condition_text import condition_text
from fairlead.data.files.suite_file import suite_text
from fairlead.data.files.toml_text import from_toml, toml_line
from fairlead.data.kind import load_kinds
from fairlead.data.row_condition import parse_condition
from fairlead.errors import SuiteError

CUSTOMERS = """\
name = "customers"
keys = ["customer_id"]
private = ["email"]

[[expect]]
type = "not_null"
column = "customer_id"
severity = "critical"
on_row = "fail"

[[expect]]
type = "between"
column = "age"
min_value = 0
max_value = 120
where = "col('country') == 'NO'"
mostly = 0.99

[[expect]]
type = "between"
column = "born"
max_value = 2026-11-23
"""


def read(folder: Path, text: str) -> Suite:
    path = folder / "suite.toml"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return Suite.load(path)


def refused(folder: Path, text: str) -> SuiteError:
    with pytest.raises(SuiteError) as caught:
        read(folder, text)
    return caught.value


def line_of(error: SuiteError) -> int:
    return int(str(error.where).rpartition(":")[2])


class TestReading:
    def test_a_file_holds_what_python_would_say(self, tmp_path: Path) -> None:
        assert read(tmp_path, CUSTOMERS) == Suite(
            "customers",
            [
                not_null("customer_id", severity="critical", on_row="fail"),
                between("age", 0, 120, row_condition="col('country') == 'NO'", mostly=0.99),
                between("born", max_value=date(2026, 11, 23)),
            ],
            keys=["customer_id"],
            private=["email"],
        )

    def test_the_name_of_great_expectations_is_understood_too(self, tmp_path: Path) -> None:
        text = '[[expect]]\ntype = "expect_column_values_to_not_be_null"\ncolumn = "a"\n'
        assert read(tmp_path, text).expectations == (not_null("a"),)

    def test_a_suite_without_a_name_is_called_as_its_file(self, tmp_path: Path) -> None:
        assert read(tmp_path, '[[expect]]\ntype = "not_null"\ncolumn = "age"\n').name == "suite"

    def test_a_suite_that_was_read_can_be_run(self, tmp_path: Path) -> None:
        import polars as pl

        suite = read(tmp_path, '[[expect]]\ntype = "between"\ncolumn = "age"\nmin_value = 0\n')
        assert suite.run(pl.DataFrame({"age": [36, -1]}))["age"].values == (-1,)


class TestWriting:
    def test_the_text_is_what_a_person_would_write(self, tmp_path: Path) -> None:
        read(tmp_path, CUSTOMERS).save(tmp_path / "again.toml")
        assert (tmp_path / "again.toml").read_text() == CUSTOMERS

    def test_only_what_differs_from_the_default_is_written(self) -> None:
        text = suite_text(Suite("s", [between("age", 0, 120, strict_min=False, mostly=1.0)]))
        assert "strict_min" not in text
        assert "mostly" not in text

    def test_a_long_list_is_broken_into_lines(self) -> None:
        lines = toml_line("value_set", list(range(100))).splitlines()
        assert max(map(len, lines)) <= 120
        assert len(lines) > 2

    def test_a_regular_expression_keeps_its_single_backslashes(self) -> None:
        assert toml_line("regex", r"^\d{4}-\w+$") == r"regex = '^\d{4}-\w+$'"

    def test_what_toml_cannot_hold_is_refused_and_nothing_is_written(self, tmp_path: Path) -> None:
        suite = Suite("s", [not_null("a", meta={"made by": object()})])
        with pytest.raises(SuiteError, match="'meta' of not_null holds a value of type object"):
            suite.save(tmp_path / "s.toml")
        assert list(tmp_path.iterdir()) == []

    def test_a_condition_with_a_regular_expression_is_refused(self, tmp_path: Path) -> None:
        suite = Suite("s", [not_null("a", row_condition=col("b").matches("x"))])
        with pytest.raises(SuiteError, match="because of matches"):
            suite.save(tmp_path / "s.toml")

    def test_a_folder_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(SuiteError, match="cannot be written"):
            Suite("s").save(tmp_path / "no" / "s.toml")


EXAMPLES = [kind for kind in load_kinds().values() if kind.example is not None and not kind.is_custom]
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.dates()
    | st.datetimes()
    | st.datetimes(timezones=st.just(UTC))
    | st.times()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=100)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=8), inner, max_size=3),
    max_leaves=12,
)


class TestRoundTrip:
    @pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.alias)
    def test_the_example_of_every_kind_comes_back_as_it_was(self, kind: Any, tmp_path: Path) -> None:
        suite = Suite("s", [kind(**kind.example.kwargs, mostly=0.5, meta={"by": None}, on_row="flag")])
        suite.save(tmp_path / "s.toml")
        again = Suite.load(tmp_path / "s.toml")
        assert again == suite
        assert suite_text(again, tmp_path) == (tmp_path / "s.toml").read_text()

    @given(meta=st.dictionaries(st.text(min_size=8), PLAIN, max_size=4))
    def test_any_plain_values_come_back_as_they_were(self, meta: dict[str, Any]) -> None:
        import tomllib

        assert from_toml(tomllib.loads(toml_line("meta", meta)))["meta"] == meta

    @given(st.text(), st.text())
    def test_names_of_columns_may_hold_anything(self, column: str, other: str) -> None:
        import tomllib

        text = suite_text(Suite(column, [not_null(column, row_condition=col(other).is_null())]))
        (found,) = tomllib.loads(text)["expect"]
        assert found["column"] == column
        assert parse_condition(found["where"]).columns == {other}

    @pytest.mark.parametrize(
        "condition",
        [
            (col("a") > 1) & ~(col("b") == "x'y\"z"),
            col("a").is_in([1, 2.5, None, "c"]) | col("first name").is_null(),
            (col("a") - -1) * 2 / col("b") <= col("c") + 1,
            ~(col("a").is_not_null() & (col("flag") == True)),  # noqa: E712  # a literal of the condition
        ],
    )
    def test_a_condition_reads_as_it_was_written(self, condition: Any) -> None:
        assert parse_condition(condition_text(condition)).text == condition.text

    def test_infinite_numbers_and_exact_ones_keep_their_types(self) -> None:
        import tomllib

        values = [math.inf, -math.inf, 1.0, 1, Decimal("1.10"), time(12, 30), datetime(2026, 11, 23, tzinfo=UTC)]
        again = from_toml(tomllib.loads(toml_line("x", values)))["x"]
        assert again == values
        assert [type(one) for one in again] == [type(one) for one in values]


class TestWrongFiles:
    @pytest.mark.parametrize(
        ("text", "line", "message", "hint"),
        [
            ('name = "c"\n\n[[expect]]\ntype = "betwen"', 4, "no expectation 'betwen'", "'between'"),
            ('[[expect]]\ntype = "between"\ncolumn = "a"\nmin_valu = 0', 4, "no argument 'min_valu'", "'min_value'"),
            ('[[expect]]\ntype = "between"\nmax_value = 0\ncolumn = "a"\nmin_value = 9', 5, "can never hold", "swap"),
            ('[[expect]]\ntype = "between"\ncolumn = "a"\nmax_value = 1\nmostly = 1.5', 5, "expected a share", ""),
            ('[[expect]]\ntype = "not_null"\ncolumn = "a"\nwhere = "age >"', 4, "cannot be read", "col("),
            ('[[expect]]\ntype = "not_null"\ncolumn = "a"\nseverity = "bad"', 4, "is 'bad'; expected info", ""),
            ('[[expect]]\ntype = "not_null"\ncolumn = "a"\nmeta = { x = { decimal = "1,1" } }', 4, "decimal", ""),
            ('[[expect]]\ntype = "not_null"', 2, "needs 'column'", ""),
            ('# a\n[[expect]]\ncolumn = "a"', 2, "only 'column', not its type", ""),
            ('[[expect]]\ntype = 3', 1, "not its type", ""),
            ('name = "c"\nexpects = 1', 2, "has no 'expects'", "'expect'"),
            ('\n[[expectation]]\ntype = "not_null"', 2, "has no 'expectation'", "'expect'"),
            ('\n[expect]\ntype = "not_null"', 2, "expected tables, each under [[expect]]", ""),
            ('name = 3', 1, "'name' of the suite is 3; expected text", ""),
            ('keys = "id"', 1, "expected a list of names", ""),
            ('python = "checks.py"', 1, "no Python file 'checks.py'", "folder"),
            ('name = "c"\n[[expect]]\ntype = between', 3, "not valid TOML", "quotes"),
            ('name = "c', 1, "not valid TOML", "quotes"),
        ],
    )  # fmt: skip
    def test_the_error_names_the_line_and_what_to_do(
        self, tmp_path: Path, text: str, line: int, message: str, hint: str
    ) -> None:
        error = refused(tmp_path, text)
        assert (line_of(error), str(error.where).endswith(f"suite.toml:{line}")) == (line, True)
        assert message in error.message
        assert hint in (error.hint or "")

    def test_a_head_inside_a_text_of_several_lines_is_not_counted(self, tmp_path: Path) -> None:
        text = """\
        [[expect]]
        type = "not_null"
        column = "a"
        notes = '''
        [[expect]]
        mostly = 7
        '''

        [[expect]]
        type = "not_null"
        column = "a"
        mostly = 7
        """
        assert line_of(refused(tmp_path, text)) == 12

    def test_the_second_table_is_told_from_the_first(self, tmp_path: Path) -> None:
        good = '[[expect]]\ntype = "not_null"\ncolumn = "a"\nmostly = 0.5\n[expect.meta]\nmostly = 3\n'
        bad = '[[expect]]\ntype = "not_null"\ncolumn = "a"\nmostly = 5\n'
        assert line_of(refused(tmp_path, good + bad)) == 10

    def test_a_missing_file_is_told_with_the_nearest_name(self, tmp_path: Path) -> None:
        (tmp_path / "churn.toml").touch()
        with pytest.raises(SuiteError) as caught:
            Suite.load(tmp_path / "chrun.toml")
        assert caught.value.hint == "did you mean 'churn.toml'?"

    def test_a_folder_and_a_binary_file_are_told(self, tmp_path: Path) -> None:
        (tmp_path / "s.toml").write_bytes(b"\xff\xfe")
        with pytest.raises(SuiteError, match="not UTF-8"):
            Suite.load(tmp_path / "s.toml")
        with pytest.raises(SuiteError, match="cannot be read"):
            Suite.load(tmp_path)


CHECKS = """\
from fairlead.data import col, expectation

@expectation
def margin_is_positive(revenue, cost, least=0):
    return col(revenue) - col(cost) > least
"""


class TestOwnExpectations:
    SUITE = 'python = "{}"\n[[expect]]\ntype = "margin_is_positive"\nrevenue = "r"\ncost = "c"\nleast = 2\n'

    @pytest.fixture(autouse=True)
    def forget(self) -> Any:
        yield
        load_kinds().pop("expect_margin_is_positive", None)

    def test_they_come_from_the_file_that_the_suite_names(self, tmp_path: Path) -> None:
        import polars as pl

        (tmp_path / "checks.py").write_text(CHECKS)
        suite = read(tmp_path, self.SUITE.format("checks.py"))
        assert suite.run(pl.DataFrame({"r": [5, 5], "c": [1, 4]})).results[0].index == (1,)

    def test_a_suite_that_uses_them_comes_back_as_it_was(self, tmp_path: Path) -> None:
        (tmp_path / "checks.py").write_text(CHECKS)
        suite = read(tmp_path, self.SUITE.format("checks.py"))
        suite.save(tmp_path / "again.toml")
        assert 'python = ["checks.py"]' in (tmp_path / "again.toml").read_text()
        assert Suite.load(tmp_path / "again.toml").expectations == suite.expectations

    def test_without_the_file_they_are_not_known(self, tmp_path: Path) -> None:
        (tmp_path / "checks.py").write_text(CHECKS)
        text = self.SUITE.format("checks.py").partition("\n")[2]
        assert "no expectation 'margin_is_positive'" in refused(tmp_path, text).message

    def test_a_file_that_fails_is_told_at_its_line(self, tmp_path: Path) -> None:
        (tmp_path / "checks.py").write_text("1 / 0")
        error = refused(tmp_path, self.SUITE.format("checks.py"))
        assert "ZeroDivisionError" in error.message
        assert line_of(error) == 1

    def test_one_that_is_in_no_file_cannot_be_written(self, tmp_path: Path) -> None:
        space = {"__name__": "nowhere"}
        exec(CHECKS, space)
        suite = Suite("s", [space["margin_is_positive"]("r", "c")])  # type: ignore[operator]
        with pytest.raises(SuiteError, match="no file that a suite can name"):
            suite.save(tmp_path / "s.toml")
