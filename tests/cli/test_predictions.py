"""`fairlead predict` and `fairlead outcomes`: a table is answered, and what happened later is joined to the log."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pandas
import polars as pl
import pytest
from sklearn.linear_model import LogisticRegression

from fairlead.model import Model
from fairlead.project import Project
from fairlead.project.serving import log_folder
from fairlead.serve.log import PredictionLog, Record

ROWS = pandas.DataFrame({"tenure": [1, 2, 3, 30, 40, 50], "charge": [70.0, 80.0, 75.0, 20.0, 30.0, 25.0]})
LEFT = ["yes", "yes", "yes", "no", "no", "no"]
DAY = 86_400.0
START = 1_795_392_000.0  # 2026-11-23, midnight UTC


@pytest.fixture
def shell(near: Any) -> Any:
    return near


@pytest.fixture
def project(shell: Any) -> Project:
    """Return a project with a champion and a version beside it."""
    shell.write("", "fairlead.toml", header="")
    before = list(sys.path)
    project = Project.find(shell.folder, needs_pipeline=False)
    with project.open_registry(actor="ada") as registry:
        for strength in (0.1, 1.0):
            registry.put(Model.fit("churn", LogisticRegression(C=strength), ROWS, LEFT, seed=7))
        registry.promote("churn", 1, expect=None, why="first")
    sys.path[:] = before
    return project


def test_a_table_is_answered_and_refused_rows_lie_beside(shell: Any, project: Project) -> None:
    (shell.folder / "in.csv").write_text("id,tenure,charge\na,3,70.5\nb,,20\nc,45,22\n")
    answer = shell("predict", "in.csv", "--out", "out.parquet", "--keep", "id")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines() == [
        "3 rows = 2 answered by churn:1 + 1 refused.",
        "Refused most often, each with the words of one row:",
        "  1  'tenure' is null; a whole number is expected, and it may not be missing.",
        "Answers: out.parquet",
        "Refused rows, with the reasons: out.quarantine.parquet",
    ]
    out = pl.read_parquet(shell.folder / "out.parquet")
    assert out.select("id", "prediction", "model_version").rows() == [("a", "yes", "churn:1"), ("c", "no", "churn:1")]
    assert pl.read_parquet(shell.folder / "out.quarantine.parquet")["id"].to_list() == ["b"]
    again = shell("predict", "in.csv", "--out", "out.parquet")
    assert again.code == 2
    assert "FL595 There is a file already, and it is not overwritten." in again.err
    other = shell("predict", "in.csv", "--out", "two.parquet", "--model", "churn:2", "--json").json
    assert (other["model"], other["answered"], other["quarantined"], other["resumed_at"]) == ("churn:2", 2, 1, 0)
    said = "'tenure' is null; a whole number is expected, and it may not be missing."
    assert other["reasons"] == [{"example": said, "rows": 1}]


def test_the_most_frequent_reasons_are_told_with_the_number_of_their_rows(shell: Any, project: Project) -> None:
    from fairlead.cli.predict import _why
    from fairlead.serve.scoring_reasons import Reason

    assert _why([]) == []
    lines = _why([Reason(f"reason {n}", 1200 - 200 * n) for n in range(6)])
    assert lines[1:] == [
        "  1,200  reason 0",
        "  1,000  reason 1",
        "    800  reason 2",
        "    600  reason 3",
        "    400  reason 4",
        "  and 1 more reason.",
    ]


def test_a_table_of_which_no_row_is_answered_or_that_has_none_exits_with_0(shell: Any, project: Project) -> None:
    (shell.folder / "bad.csv").write_text("tenure,charge\nx,1\ny,2\n")
    (shell.folder / "none.csv").write_text("tenure,charge\n")
    bad, none = shell("predict", "bad.csv", "--out", "bad.parquet"), shell("predict", "none.csv", "--out", "no.parquet")
    assert (bad.code, none.code) == (0, 0)
    assert bad.out.splitlines()[0] == "2 rows = 0 answered by churn:1 + 2 refused."
    assert none.out.splitlines()[0] == "0 rows = 0 answered by churn:1 + 0 refused."


def test_outcomes_are_added_shown_and_exported(shell: Any, project: Project) -> None:
    with PredictionLog(log_folder(project, "churn")) as log:
        log.append(
            [Record(f"p{n}", START + n * DAY, "churn", 1, {"tenure": n}, [0.2, 0.8], "yes") for n in range(3)]
            + [Record("q", START, "churn", 1, {"tenure": "x"}, [], None, problems=["quarantined"])]
        )
    (shell.folder / "left.csv").write_text(
        "request,churned,on\np0,no,2026-11-25\np1,yes,2026-11-30\nzz,no,2026-11-30\n"
    )
    columns = ("--id", "request", "--truth", "churned", "--known-at", "on")
    answer = shell("outcomes", "add", "left.csv", *columns)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines() == [
        "3 outcomes for churn: 3 added.",
        "1 belongs to no prediction in the log: zz. It is kept, and waits.",
    ]
    assert shell("outcomes", "add", "left.csv", *columns).out == "3 outcomes for churn: 3 known already.\n"
    lines = shell("outcomes", "show").out.splitlines()
    assert [line.split()[:4] for line in lines[1:4]] == [
        ["2026-11-23", "1", "1", "100%"], ["2026-11-24", "1", "1", "100%"], ["2026-11-25", "1", "0", "0%"],
    ]  # fmt: skip
    document = shell("outcomes", "show", "--json").json
    assert (document["predictions"], document["labelled"], document["unknown"]) == (3, 2, 1)
    assert document["days"][0]["median_delay_s"] == pytest.approx(3 * DAY)  # a day is over when it counts
    exported = (
        "Wrote 3 predictions to joined.parquet, and 1 row that nobody was given an answer to (shadow, quarantine).\n"
    )
    assert shell("outcomes", "export", "joined.parquet").out == exported
    assert shell("outcomes", "show").out.splitlines()[-1] == "1 outcome belongs to no prediction in the log."
    assert shell("outcomes", "export", "new/folder/joined.parquet").code == 0
    refused = shell("outcomes", "export", "joined.csv")
    assert (refused.code, "end it with .parquet" in refused.err) == (2, True)
    joined = pl.read_parquet(shell.folder / "joined.parquet").sort("id")
    assert joined.select("id", "truth").rows() == [("p0", "no"), ("p1", "yes"), ("p2", None), ("q", None)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("outcomes", "export", "joined.parquet"), "FL593 No prediction has been logged here."),
        (("outcomes", "add", "nowhere.csv"), "FL500"),
        (("outcomes", "show", "--model", "other"), "FL540"),
        (("predict", "left.csv", "--out", "out.parquet"), "FL595 The table has no column 'tenure'"),
        (("predict", "semicolons.csv", "--out", "out.parquet"), "Hint: is it separated by ';'? Write it with commas."),
    ],
)
def test_what_is_not_possible_says_why(shell: Any, project: Project, arguments: tuple[str, ...], message: str) -> None:
    (shell.folder / "left.csv").write_text("id,truth\np0,no\n")
    (shell.folder / "semicolons.csv").write_text("id;tenure;charge\na;3;70.5\n")
    answer = shell(*arguments)
    assert answer.code == 2
    assert message in answer.err
    assert not list(Path(shell.folder).glob("out*"))


def test_before_the_first_prediction_it_is_said_how_one_is_made(shell: Any, project: Project) -> None:
    answer = shell("outcomes", "show")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "No prediction of churn is logged yet. Serve it: fairlead serve churn\n"
    document = shell("outcomes", "show", "--json").json
    assert (document["predictions"], document["days"]) == (0, [])


@pytest.mark.parametrize("arguments", [("outcomes", "show"), ("predict", "left.csv", "--out", "out.parquet")])
def test_with_two_models_the_hint_names_the_option(shell: Any, project: Project, arguments: tuple[str, ...]) -> None:
    with project.open_registry(actor="ada") as registry:
        registry.put(Model.fit("price", LogisticRegression(), ROWS, LEFT, seed=7))
    (shell.folder / "left.csv").write_text("id,truth\np0,no\n")
    answer = shell(*arguments)
    assert answer.code == 2
    assert "`--model churn`" in answer.err
