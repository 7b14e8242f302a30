"""What a person reads after `fairlead check`: golden texts, carets, widths, escapes."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.cli.check_text import Report
from fairlead.cli.code_lines import pointed, shown, width_of
from fairlead.cli.screen import Screen
from fairlead.finding import Finding, Severity, Where
from fairlead.project.checking.baseline import Known
from fairlead.project.checking.check import Check
from fairlead.project.checking.one import Checked

WHY = (
    "The scaler has seen the test rows, so the score is that of a model that knows the exam. "
    "In production it meets customers that nobody has seen, and the score falls."
)


def finding(code: str, severity: Severity, message: str, where: Where, **more: Any) -> Finding:
    known = {"why": "It hurts.", "fix": "Mend it.", "evidence": {}, **more}
    return Finding(code, severity, message, where, known["why"], known["evidence"], known["fix"])


def step(kind: str, cell: int, line: int, column: int, end: int, source: str, text: str) -> dict[str, Any]:
    place = {"cell": cell, "line": line, "column": column, "end_line": line, "end_column": end}
    return {"step": kind, **place, "source": source, "text": text}


FIT = "X = StandardScaler().fit_transform(X)"
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)"
SCORE = "print(accuracy_score(y_test, model.predict(X_test)))"
LEAK = finding(
    "preprocess-before-split",
    Severity.CRITICAL,
    "StandardScaler learns from all rows of `X` before they are split into train and test.",
    Where("churn.ipynb", line=2, column=5, cell=4, end_line=2, end_column=38),
    why=WHY,
    fix="Split first; then fit the scaler on the training rows, or put it into a Pipeline with the model.",
    evidence={
        "group": "leakage",
        "source": FIT,
        "path": [
            step("fit", 4, 2, 5, 38, FIT, "StandardScaler learns from all rows"),
            step("split", 6, 1, 36, 89, SPLIT, "the test rows are taken away only here"),
            step("score", 9, 3, 7, 52, SCORE, "the score is measured on rows that the scaler has seen"),
        ],
    },
)
PATHS = [
    finding(
        "abs-path",
        Severity.ERROR,
        f"The path '/Users/john/{name}.csv' exists on one machine only.",
        Where("churn.ipynb", line=1, column=16 + len(name), cell=cell, end_line=1, end_column=34 + 2 * len(name)),
        evidence={"group": "portability", "source": f'{name} = pd.read_csv("/Users/john/{name}.csv")'},
        why="On every other machine the first cell stops with FileNotFoundError.",
        fix="Give the path as a parameter.",
    )
    for cell, name in enumerate(["churn", "plans", "calls", "offers", "codes"], 2)
]
NOTES = [
    finding("no-functions", Severity.INFO, "All 40 lines stand outside of functions.", Where("churn.ipynb", cell=1)),
    finding("no-tests-no-asserts", Severity.INFO, "Nothing is asserted anywhere.", Where("churn.ipynb")),
]


def checked(*findings: Finding, file: str = "churn.ipynb", **more: Any) -> Checked:
    own = tuple(replace(one, where=replace(one.where, file=file)) for one in findings)
    return Checked(file, own, cells=12, rules=58, **more)


def text(*notebooks: Checked, screen: Screen | None = None, in_full: bool = False, **more: Any) -> str:
    found = Check(notebooks, rules=58, seconds=0.021, **more)
    return "\n".join(Report(screen, in_full=in_full).lines(found))


def test_one_notebook_reads_as_it_was_found_good(golden: Any) -> None:
    golden("check.txt", text(checked(LEAK, *PATHS, *NOTES)))


def test_several_notebooks_read_as_was_found_good(golden: Any) -> None:
    others = [checked(PATHS[0], file="b.ipynb"), checked(file="c.ipynb"), Checked("d.ipynb", trouble="No such device")]
    gone = (Known("old.ipynb", "abs-path", "f", "c"),)
    golden("check_many.txt", text(checked(LEAK, PATHS[0]), *others, known=3, gone=gone, base="main", unchanged=2))


def test_a_clean_notebook_gets_one_friendly_line() -> None:
    assert text(checked()) == "✓ churn.ipynb is clean: 58 rules, 12 cells of code, nothing found."


@pytest.mark.parametrize(
    ("notebook", "said"),
    [
        (checked(NOTES[0]), "✓ churn.ipynb: nothing in it will hurt; 1 note."),
        (checked(replace(LEAK, severity=Severity.WARNING)), "⚠ churn.ipynb: nothing in it must fail, 1 thing may."),
        (checked(LEAK), "✗ churn.ipynb: its score cannot be trusted."),
        (
            checked(LEAK, PATHS[0]),
            "✗ churn.ipynb: its score cannot be trusted, and it will not run on another machine.",
        ),
        (Checked("x.ipynb", trouble="Permission denied"), "✗ x.ipynb cannot be checked: Permission denied."),
    ],
)
def test_the_first_line_is_the_verdict(notebook: Checked, said: str) -> None:
    assert text(notebook).splitlines()[0] == said


def test_a_rule_is_explained_once_however_many_notebooks_it_is_found_in() -> None:
    told = text(checked(PATHS[0], file="a.ipynb"), checked(PATHS[1], file="b.ipynb"))
    assert told.count("Why: ") == told.count("fairlead rule abs-path") == 1
    assert "/Users/john/plans.csv" in told


def test_the_fourth_place_of_a_rule_is_only_named_unless_all_is_asked_for() -> None:
    short, full = text(checked(*PATHS)), text(checked(*PATHS), in_full=True)
    assert "/Users/john/calls.csv" in short
    assert "/Users/john/offers.csv" not in short
    assert "and cell 5, line 1; cell 6, line 1" in short
    assert "/Users/john/codes.csv" in full


def test_carets_stand_under_the_part_that_is_meant() -> None:
    lines = text(checked(PATHS[0])).splitlines()
    code = next(line for line in lines if "read_csv" in line)
    carets = lines[lines.index(code) + 1]
    assert code[carets.index("^") : carets.rindex("^") + 1] == '"/Users/john/churn.csv"'


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours_appear_on_a_terminal_only_and_change_nothing_else(monkeypatch: Any) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    plain, coloured = text(checked(LEAK, *PATHS)), text(checked(LEAK, *PATHS), screen=Screen(Terminal()))
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


@pytest.mark.parametrize("columns", [60, 75, 100])
def test_no_line_is_wider_than_the_terminal(monkeypatch: Any, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    told = text(checked(LEAK, *PATHS, *NOTES), screen=Screen(Terminal()))
    assert max(map(width_of, told.splitlines())) <= columns


class TestPointing:
    @pytest.mark.parametrize(
        ("line", "part"),
        [
            ("x = 1", "x"),
            ("\tdf = load(path)", "load(path)"),
            ("数据 = 读取('客户.csv')", "'客户.csv'"),
            ("e\u0301tat = lire(1)", "lire(1)"),
            ("    indented = call()", "call()"),
        ],
    )
    def test_marks_are_as_wide_as_what_they_mark(self, line: str, part: str) -> None:
        column = line.index(part) + 1
        code, marks = pointed(line, column, column + len(part), 80)
        assert marks.count("^") == width_of(part)
        before = len(marks) - marks.count("^")
        assert before == width_of(code[: code.index(part)])

    def test_a_long_line_is_cut_so_that_the_part_is_seen(self) -> None:
        line = "y = [" + "1, " * 200 + "'/home/you/x.csv', " + "2, " * 200 + "]"
        column = line.index("'/home") + 1
        code, marks = pointed(line, column, column + 17, 60)
        assert "'/home/you/x.csv'" in code
        assert width_of(code) <= 60
        assert code[marks.index("^") : marks.rindex("^") + 1] == "'/home/you/x.csv'"

    @given(st.text(), st.none() | st.integers(-2, 50), st.none() | st.integers(-2, 50), st.integers(20, 60))
    def test_whatever_the_line_holds_nothing_steers_the_terminal_and_nothing_is_too_wide(
        self, line: str, column: int | None, end: int | None, width: int
    ) -> None:
        code, marks = pointed(line, column, end, width)
        assert (code + marks).isprintable()
        assert max(width_of(code), width_of(marks)) <= width
        assert "^" in marks

    def test_a_tab_is_four_blanks_and_an_escape_is_spelled_out(self) -> None:
        assert shown("\tx\x1b[2J") == "    x\\x1b[2J"


def test_no_message_can_steer_the_terminal() -> None:
    bad = finding("a\x1b[2J", Severity.ERROR, "b\x1b[2J\nc", Where("x.ipynb", cell=1), why="d\x07", fix="e\x1b]0;f")
    told = text(checked(bad, file="g\x1b[2J.ipynb"))
    assert all(line.isprintable() for line in told.splitlines())
