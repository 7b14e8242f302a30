"""`fairlead validate`, in a shell: what it prints, what it writes, and how it exits."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pty
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fairlead.cli.edge import perform
from fairlead.data import Suite
from fairlead.project import Project, validate
from fairlead.project.validation import find_suite, history_of

SUITE = """\
name = "customers"
keys = ["id"]
private = ["email"]

[[expect]]
type = "not_null"
column = "id"
severity = "critical"
on_row = "fail"

[[expect]]
type = "between"
column = "age"
min_value = 0
max_value = 120
fail_above = 0.5

[[expect]]
type = "matches_regex"
column = "email"
regex = '@'
severity = "warning"
fail_above = 0.5
"""
GOOD = "id,age,email\n1,36,ada@example.org\n2,41,alan@example.org\n"
BAD = "id,age,email\n1,36,ada@example.org\n2,-1,alan@example.org\n3,77,nobody\n4,20,grace@example.org\n"


@dataclass(frozen=True, slots=True)
class Here:
    """The command line in this process, in a folder: the same as in a shell, in a tenth of the time."""

    folder: Path

    def __call__(self, *arguments: str) -> Answer:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = perform(arguments)
        return Answer(code, out.getvalue(), err.getvalue())


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def text(self) -> str:
        return self.out + self.err


def fill(folder: Path) -> None:
    """Write two tables and a suite."""
    for name, text in (("good.csv", GOOD), ("bad.csv", BAD), ("suite.toml", SUITE)):
        (folder / name).write_text(text)


@pytest.fixture
def shop(tmp_path: Path) -> Here:
    """A folder with two tables and a suite, in no project."""
    fill(tmp_path)
    return Here(tmp_path)


def test_in_a_shell_of_its_own_it_prints_and_exits_the_same(shell: Any, shop: Here) -> None:
    fill(shell.folder)
    apart, here = (run("validate", "bad.csv", "-s", "suite.toml") for run in (shell, shop))
    assert (apart.code, apart.err) == (here.code, here.err) == (1, "")
    assert [line for line in lines(apart.out) if "checked in" not in line] == [
        line for line in lines(here.out) if "checked in" not in line
    ]


@pytest.fixture
def project(shop: Any) -> Any:
    """The same folder as a project, without a pipeline."""
    (shop.folder / "fairlead.toml").write_text('[project]\nname = "shop"\n')
    return shop


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


class TestText:
    def test_a_good_table_passes_with_0(self, shop: Any) -> None:
        answer = shop("validate", "good.csv", "--suite", "suite.toml")
        assert (answer.code, answer.err) == (0, "")
        assert lines(answer.out)[0] == "✓ customers passed: all 3 rules hold for 2 rows."

    def test_a_bad_table_fails_with_1_and_the_worst_stands_first(self, shop: Any) -> None:
        answer = shop("validate", "bad.csv", "--suite", "suite.toml")
        assert answer.code == 1
        said = lines(answer.out)
        assert said[0] == "✗ customers failed: 2 of 3 rules are broken, in 4 rows."
        assert said[3] == "verdict rule rows broken share"
        assert said[4] == "✗ error age is at least 0 and at most 120 4 1 25.00 %"
        assert said[5] == "⚠ warning email matches @ 4 1 25.00 %"
        assert said[6] == "✓ holds id is not missing 4 0 0 %"
        assert said.index("ERROR") < said.index("WARNING") < said.index("2 findings: 1 error, 1 warning.")

    def test_no_private_value_is_printed_in_any_format(self, shop: Any) -> None:
        for form in ("text", "json", "github"):
            assert "nobody" not in shop("validate", "bad.csv", "-s", "suite.toml", "-f", form).text
        shop("validate", "bad.csv", "-s", "suite.toml", "-f", "html", "-o", "r.html")
        assert "nobody" not in (shop.folder / "r.html").read_text()

    def test_the_next_step_can_be_typed(self, shop: Any) -> None:
        answer = shop("validate", "bad.csv", "--suite", "suite.toml")
        (step,) = [line for line in answer.out.splitlines() if "--split OUT" in line]
        words = step.partition("fairlead ")[2].replace("OUT", "out").split()
        assert shop(*words).code == 0
        assert (shop.folder / "out" / "valid").is_dir()

    @pytest.mark.parametrize(("fail_on", "code"), [("critical", 0), ("error", 1), ("warning", 1), ("never", 0)])
    def test_what_counts_as_failing_can_be_said(self, shop: Any, fail_on: str, code: int) -> None:
        assert shop("validate", "bad.csv", "-s", "suite.toml", "--fail-on", fail_on).code == code

    def test_a_pattern_of_names_is_one_table(self, shop: Any) -> None:
        for number in range(3):
            pl.DataFrame({"a": [number]}).write_parquet(shop.folder / f"part-{number}.parquet")
        (shop.folder / "s.toml").write_text('[[expect]]\ntype = "between"\ncolumn = "a"\nmax_value = 1\n')
        answer = shop("validate", "part-*.parquet", "-s", "s.toml")
        assert lines(answer.out)[0] == "✗ s failed: the one rule is broken, in 3 rows."


class TestFormats:
    def test_json_is_one_document_with_every_rule(self, shop: Any) -> None:
        answer = shop("validate", "bad.csv", "-s", "suite.toml", "--json")
        assert answer.code == 1
        document = answer.json
        assert (document["verdict"], document["rows"], document["id"]) == ("failed", 4, None)
        age = document["rules"][1]
        assert (age["unexpected"], age["values"], age["row_numbers"], age["keys"]) == (1, [-1], [1], [{"id": 2}])
        assert document["rules"][2]["values"] is None
        assert document["findings"][0]["severity"] == "error"

    def test_samples_says_how_many_values_are_kept(self, shop: Any) -> None:
        document = shop("validate", "bad.csv", "-s", "suite.toml", "--json", "--samples", "0").json
        assert document["rules"][1]["values"] == []

    def test_the_keys_of_great_expectations_are_printed_if_asked_for(self, shop: Any) -> None:
        document = shop("validate", "bad.csv", "-s", "suite.toml", "--result-format", "COMPLETE").json
        assert document["success"] is False
        assert document["results"][1]["result"]["unexpected_list"] == [-1]
        assert document["results"][1]["expectation_config"]["type"] == "expect_column_values_to_be_between"

    def test_github_shows_notes_beside_the_suite(self, shop: Any) -> None:
        out = shop("validate", "bad.csv", "-s", "suite.toml", "-f", "github").out
        assert out.startswith("::error file=suite.toml,title=data-between::Expected that age")
        good = shop("validate", "good.csv", "-s", "suite.toml", "-f", "github").out
        assert good == "::notice file=suite.toml,title=data::customers: all 3 rules hold for 2 rows.\n"

    def test_html_goes_to_a_file_and_the_verdict_to_the_screen(self, shop: Any) -> None:
        answer = shop("validate", "bad.csv", "-s", "suite.toml", "--format", "html")
        assert lines(answer.out) == [
            "✗ customers failed: 2 of 3 rules are broken, in 4 rows.",
            "Written: customers-report.html",
        ]
        assert (shop.folder / "customers-report.html").read_text().startswith("<!DOCTYPE html>")

    @pytest.mark.parametrize("form", ["text", "json", "github"])
    def test_each_format_can_go_to_a_file(self, shop: Any, form: str) -> None:
        on_screen = shop("validate", "good.csv", "-s", "suite.toml", "-f", form).out
        assert shop("validate", "good.csv", "-s", "suite.toml", "-f", form, "-o", "new/file").code == 0
        written = (shop.folder / "new" / "file").read_text()
        assert written.splitlines()[0] == on_screen.splitlines()[0]


class TestSplit:
    def test_the_good_rows_go_on(self, shop: Any) -> None:
        answer = shop("validate", "bad.csv", "-s", "suite.toml", "--split", "out")
        assert answer.code == 0
        assert lines(answer.out)[0].startswith("⚠ customers passed with warnings")
        assert "2 rows are valid, 2 in quarantine" in answer.out
        assert "fairlead quarantine show out" in answer.out

    def test_what_is_there_is_not_replaced_unasked(self, shop: Any) -> None:
        assert shop("validate", "bad.csv", "-s", "suite.toml", "--split", "out").code == 0
        assert shop("validate", "bad.csv", "-s", "suite.toml", "--split", "out").code == 2
        assert shop("validate", "bad.csv", "-s", "suite.toml", "--split", "out", "--overwrite").code == 0

    def test_a_split_that_does_not_pass_says_so(self, shop: Any) -> None:
        (shop.folder / "worse.csv").write_text(BAD.replace("36", "-1").replace("77", "-1"))
        answer = shop("validate", "worse.csv", "-s", "suite.toml", "--split", "out")
        assert answer.code == 1
        assert "The split did not pass: no valid rows were written." in answer.out


class TestSuites:
    def test_a_suite_written_in_python_is_named_by_its_file(self, shop: Any) -> None:
        text = "from fairlead.data import Suite, between\nadults = Suite('adults', [between('age', 18, 120)])\n"
        (shop.folder / "checks.py").write_text(text)
        for name in ("checks.py:adults", "checks.py"):
            assert lines(shop("validate", "bad.csv", "-s", name).out)[0].startswith("✗ adults failed")
        answer = shop("validate", "bad.csv", "-s", "checks.py:adult")
        assert answer.code == 2
        assert "did you mean 'adults'?" in answer.err

    def test_a_suite_of_great_expectations_is_read(self, shop: Any) -> None:
        suite: dict[str, Any] = {"name": "old", "expectations": []}
        kwargs = {"column": "age", "min_value": 0}
        suite["expectations"].append({"type": "expect_column_values_to_be_between", "kwargs": kwargs})
        (shop.folder / "suite.json").write_text(json.dumps(suite))
        assert shop("validate", "bad.csv", "-s", "suite.json").code == 1

    def test_several_suites_in_one_file_must_be_named(self, tmp_path: Path, monkeypatch: Any) -> None:
        from fairlead.errors import SuiteError

        monkeypatch.chdir(tmp_path)
        Path("two.py").write_text("from fairlead.data import Suite\na = Suite('a')\nb = Suite('b')\n")
        assert find_suite("two.py:b").name == "b"
        with pytest.raises(SuiteError, match="holds 2 suites"):
            find_suite("two.py")


class TestErrors:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["validate"], "Which table?"),
            (["validate", "good.csv"], "By which suite?"),
            (["validate", "god.csv", "-s", "suite.toml"], "did you mean 'good.csv'?"),
            (["validate", "good.csv", "-s", "suit.toml"], "did you mean 'suite.toml'?"),
            (["validate", "good.csv", "-s", "wrong.toml"], "wrong.toml:3"),
            (["validate", "good.csv", "-s", "other.toml"], "did you mean 'age'?"),
            (["validate", "--history"], "no project here"),
            (["validate", "good.csv", "-s", "suite.toml", "--fail-on", "bad"], "--fail-on"),
        ],
    )
    def test_what_cannot_be_done_is_said_with_2(self, shop: Any, arguments: list[str], said: str) -> None:
        (shop.folder / "wrong.toml").write_text('[[expect]]\ntype = "between"\ncolum = "age"\nmin_value = 0\n')
        (shop.folder / "other.toml").write_text('[[expect]]\ntype = "not_null"\ncolumn = "agee"\n')
        answer = shop(*arguments)
        assert (answer.code, answer.out) == (2, "")
        assert said in answer.err
        assert "Traceback" not in answer.err

    def test_a_broken_table_leaves_nothing_half_written(self, shop: Any) -> None:
        (shop.folder / "broken.parquet").write_bytes(b"PAR1 and no more")
        answer = shop("validate", "broken.parquet", "-s", "suite.toml", "--split", "out", "-f", "html", "-o", "r.html")
        assert answer.code == 2
        assert not (shop.folder / "out").exists()
        assert not (shop.folder / "r.html").exists()

    def test_an_error_is_a_document_too(self, shop: Any) -> None:
        answer = shop("validate", "good.csv", "-s", "none.toml", "--json")
        assert answer.json["error"]["code"] == "FL510"


class TestSuggest:
    def test_a_proposed_suite_can_be_used_at_once(self, shop: Any) -> None:
        rows = range(500)
        table = pl.DataFrame({"id": rows, "age": [-1 if n % 50 == 0 else 18 + n % 60 for n in rows]})
        table.write_parquet(shop.folder / "people.parquet")
        answer = shop("validate", "--suggest", "people.parquet", "--output", "people.toml")
        assert answer.code == 0
        assert "from 500 rows: people.toml" in answer.out
        assert "age is -1 in 10 rows (2.00 %): does that mean missing?" in answer.out
        assert shop("validate", "people.parquet", "--suite", "people.toml").code == 0
        assert Suite.load(shop.folder / "people.toml").name == "people"

    def test_a_suite_that_a_person_may_have_changed_is_not_replaced(self, shop: Any) -> None:
        answer = shop("validate", "--suggest", "good.csv", "-o", "suite.toml")
        assert answer.code == 2
        assert "is there already" in answer.err
        assert (shop.folder / "suite.toml").read_text() == SUITE
        assert shop("validate", "--suggest", "good.csv", "-o", "suite.toml", "--overwrite").code == 0

    def test_without_a_file_the_suite_is_printed_and_nothing_else(self, shop: Any) -> None:
        answer = shop("validate", "--suggest", "good.csv")
        (shop.folder / "printed.toml").write_text(answer.out)
        assert len(Suite.load(shop.folder / "printed.toml")) > 3
        document = shop("validate", "--suggest", "good.csv", "--json").json
        assert document["rules"][0].keys() >= {"rule", "evidence", "confidence"}


class TestHistory:
    def test_outside_a_project_nothing_is_kept(self, shop: Any) -> None:
        assert shop("validate", "good.csv", "-s", "suite.toml").code == 0
        assert not (shop.folder / ".fairlead").exists()

    def test_it_shows_each_rule_over_time(self, project: Any) -> None:
        for table in ("good.csv", "bad.csv", "good.csv"):
            project("validate", table, "-s", "suite.toml")
        answer = project("validate", "--history", "customers")
        said = lines(answer.out)
        assert said[0] == "customers: the latest 3 validations, the newest on the right"
        assert "▁█▁ 0 % 25.00 % age is at least 0 and at most 120" in said
        assert [line.split()[2:4] for line in said[-3:]] == [["✓", "passed"], ["✗", "error"], ["✓", "passed"]]
        assert project("validate", "--history").out == answer.out == project("validate", "--history", "suite.toml").out

    def test_the_report_draws_it(self, project: Any) -> None:
        for table in ("good.csv", "bad.csv"):
            project("validate", table, "-s", "suite.toml", "-f", "html", "-o", "r.html")
        html = (project.folder / "r.html").read_text()
        assert "share of broken rows in the last 2 validations: from 0 % to 25.00 %" in html

    def test_json_holds_the_numbers(self, project: Any) -> None:
        project("validate", "bad.csv", "-s", "suite.toml", "--split", "out")
        document = project("validate", "--history", "--json").json
        assert document["rules"][1]["over_time"] == [0.25]
        assert document["validations"][0]["split"]["rows_quarantined"] == 2

    def test_no_history_keeps_nothing(self, project: Any) -> None:
        assert project("validate", "good.csv", "-s", "suite.toml", "--no-history").code == 0
        answer = project("validate", "--history")
        assert answer.code == 2
        assert "No validation is stored" in answer.err

    def test_several_suites_are_listed_and_an_unknown_one_is_an_error(self, project: Any) -> None:
        (project.folder / "other.toml").write_text('[[expect]]\ntype = "not_null"\ncolumn = "id"\n')
        for suite in ("suite.toml", "other.toml"):
            project("validate", "good.csv", "-s", suite)
        assert [line.split()[0] for line in project("validate", "--history").out.splitlines()[:3]] == [
            "suite", "customers", "other",
        ]  # fmt: skip
        assert "did you mean 'customers'?" in project("validate", "--history", "customer").err

    def test_a_store_in_trouble_does_not_hide_what_was_found(self, project: Any) -> None:
        (project.folder / ".fairlead" / "store.db").mkdir(parents=True)
        answer = project("validate", "bad.csv", "-s", "suite.toml")
        assert answer.code == 1
        assert "The project's history was not written" in answer.err
        assert "2 of 3 rules are broken" in answer.out

    def test_gc_forgets_the_oldest_beyond_a_hundred(self, tmp_path: Path) -> None:
        from fairlead.clock import ManualClock
        from fairlead.project import collect_garbage

        (tmp_path / "pipeline.py").write_text("")
        project = Project.find(tmp_path)
        table, clock = pl.DataFrame({"a": [1]}), ManualClock(1_000_000.0)
        for _ in range(103):
            clock.advance(60)
            found = validate(table, Suite("s"), project=project, clock=clock)
        assert found.id is not None
        assert collect_garbage(project, dry_run=True).validations == 3
        assert collect_garbage(project).validations == 3
        with project.open_store() as store:
            assert len(store.validations.recent(limit=1000)) == 100


def test_a_rule_that_was_not_there_yet_has_a_gap() -> None:
    def row(validation: str, sentence: str, **values: Any) -> dict[str, Any]:
        known = {"considered": 10, "unexpected": 1, "observed": None, "success": False}
        return {"validation_id": validation, "sentence": sentence, **known, **values}

    rows = [
        row("v1", "old"),
        row("v2", "old", considered=0, unexpected=0),
        row("v2", "new", considered=None, unexpected=None, observed=2.5),
        row("v2", "types", considered=None, unexpected=None, observed="Int64"),
    ]
    assert history_of(rows) == {"old": (0.1, 0.0), "new": (None, 2.5), "types": (None, 1.0)}


def on_a_terminal(shell: Any, *arguments: str) -> str:
    """Run a command with stderr on a terminal of its own, and return what it wrote there."""
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "fairlead", *arguments],
        cwd=shell.folder,
        env={**os.environ, "TERM": "xterm"},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    written = b""
    try:
        while part := os.read(ours, 65536):
            written += part
    except OSError:  # how a terminal says that nobody writes to it any more
        pass
    os.close(ours)
    assert done.wait(60) == 0
    return written.decode()


def test_a_short_scan_shows_no_bar(shell: Any) -> None:
    fill(shell.folder)
    assert on_a_terminal(shell, "validate", "good.csv", "-s", "suite.toml") == ""


def bar(monkeypatch: Any, seconds: float) -> Any:
    """Return a bar on a terminal, of a scan that has been going on for some seconds."""
    from fairlead.cli.validation_progress import ScanBar

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    one = ScanBar("big.parquet")
    one.advance(0, 10)
    one._began -= seconds  # type: ignore[operator]  # it has begun
    return one


def test_the_bar_comes_after_half_a_second(monkeypatch: Any) -> None:
    early = bar(monkeypatch, 0.0)
    early.advance(1, 10)
    assert early._bar is None
    with bar(monkeypatch, 1.0) as late:
        late.advance(3, 10)
        (task,) = late._bar.tasks
        assert (task.completed, task.total) == (3, 10)


def test_a_suite_in_a_package_of_the_project_may_import_the_package(shop: Here) -> None:
    package = shop.folder / "shoplib"
    package.mkdir()
    (package / "limits.py").write_text("OLDEST = 120\n")
    (package / "quality.py").write_text(
        "from fairlead.data import Suite, between\n"
        "from shoplib.limits import OLDEST\n"
        'ADULTS = Suite("adults", [between("age", 0, OLDEST)])\n'
    )
    before = list(sys.path)
    assert shop("validate", "bad.csv", "-s", "shoplib/quality.py:ADULTS").code == 1
    assert sys.path == before
