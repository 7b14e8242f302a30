"""`fairlead monitor`: the verdict first, exit codes, reports, a loop, and what is said where nothing is there yet."""

from __future__ import annotations

import json
import re
import signal
import sys
import time
import xml.etree.ElementTree as ElementTree
from typing import Any

import numpy
import pandas
import pytest
from sklearn.linear_model import LogisticRegression

from fairlead.model import Model
from fairlead.project import Project

SETTINGS = """
[monitor]
reference = "previous"
segments = ["plan"]
policy = "below roc_auc target - 0.1"
cost = { error = 5, retrain = 200, currency = "EUR" }
"""


def customers(count: int, seed: int, *, turned: bool = False) -> pandas.DataFrame:
    draw = numpy.random.default_rng(seed)
    tenure = draw.exponential(30, count)
    odds = 0.08 * (tenure - 20)
    left = draw.random(count) < 1 / (1 + numpy.exp(-odds if turned else odds))
    return pandas.DataFrame(
        {"tenure": tenure, "bill": draw.normal(60, 9, count), "plan": "flat", "left": numpy.where(left, "yes", "no")}
    )


@pytest.fixture
def shell(near: Any) -> Any:
    return near


@pytest.fixture(scope="module")
def shop(finished: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A project with a champion and three months, the last of them turned; tests only look at them."""
    shell = type(finished)(tmp_path_factory.mktemp("shop"))
    begin(shell)
    for n in (1, 2, 3):
        customers(300, n, turned=n == 3).to_csv(shell.folder / f"{n}.csv", index=False)
        done = shell("monitor", "add", f"{n}.csv", "--batch", f"2024-0{n}", "--ask", "--outcome", "left")
        assert (done.code, done.err) == (0, "")
    return shell


def begin(shell: Any, settings: str = SETTINGS) -> None:
    """Write a project with a champion."""
    (shell.folder / "fairlead.toml").write_text(settings)
    before = list(sys.path)
    rows = customers(2000, 9)
    model = Model.fit(
        "churn", LogisticRegression(), rows[["tenure", "bill"]], rows["left"].tolist(), seed=7,
        metrics={"roc_auc": 0.84, "accuracy": 0.78},
    )  # fmt: skip
    with Project.find(shell.folder, needs_pipeline=False).open_registry(actor="ada") as registry:
        registry.promote("churn", registry.put(model).version, expect=None, why="first")
    sys.path[:] = before


def test_where_nothing_is_there_the_one_command_that_fills_it_is_named(shell: Any) -> None:
    bare = shell("monitor")
    assert bare.code == 2
    begin(shell)
    said = shell("monitor")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[1].endswith("fairlead monitor add TABLE --batch 2024-03 --ask")
    assert shell("monitor", "list").out == said.out
    assert shell("monitor", "history").out == said.out
    assert shell("monitor", "--json").json["look"] is None


def test_the_verdict_stands_first_and_the_exit_code_says_how_bad_it_is(shop: Any) -> None:
    bad = shop("monitor")
    assert bad.code == 1
    lines = bad.out.splitlines()
    assert lines[0] == "✗ churn: train again"
    assert lines[1].startswith("  The policy asks for it: roc_auc was 0.")
    assert "more errors than promised cost" in " ".join(bad.out.split())
    assert "Retraining: advised" in bad.out
    for level, code in (("never", 0), ("critical", 0), ("error", 1), ("info", 1)):
        assert shop("monitor", "--fail-on", level).code == code, level
    good = shop("monitor", "--batch", "2024-02")
    assert (good.code, good.out.splitlines()[0]) == (0, "✓ churn: holds up")


def test_json_has_everything_and_no_number_that_is_none(shop: Any) -> None:
    document = json.loads(shop("monitor", "--json").out, parse_constant=lambda name: pytest.fail(name))
    look = document["look"]
    assert (look["verdict"], look["batch"], look["reference"]) == ("train again", "2024-03", "2024-02")
    assert [one["batch"] for one in look["history"]] == ["2024-01", "2024-02", "2024-03"]
    assert {"retrain", "no-skill", "worse-than-promised"} <= {one["code"] for one in look["findings"]}
    assert look["history"][0]["score"]["metrics"]["accuracy"]["base"] > 0.5
    assert {"(prediction)", "(target)", "(error)"} <= set(look["drift"]["columns"])
    assert document["retraining"]["state"] == "advised"


def test_the_report_is_one_page_that_needs_nothing_else(shop: Any) -> None:
    assert shop("monitor", "--html", "report.html").code == 1
    page = (shop.folder / "report.html").read_text()
    assert page.index("Train again") < page.index("What to know") < page.index("How good the answers are")
    assert not re.findall(r"<script|<link|<img|@import|url\(|https?://", page)
    assert "prefers-color-scheme:dark" in page
    assert "@media print" in page
    drawings = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(drawings) >= 3
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)
        assert root.get("aria-label")
        assert "nan" not in drawing.lower()
    body = re.sub(r"<(meta)([^>]*)>", r"<\1\2/>", page.partition("\n")[2])
    ElementTree.fromstring(body)  # every tag is closed


def test_prometheus_gets_a_number_a_line_and_none_that_is_nan(shop: Any) -> None:
    shop("monitor", "--prometheus", "churn.prom")
    lines = (shop.folder / "churn.prom").read_text().splitlines()
    numbers = [line for line in lines if not line.startswith("#")]
    form = re.compile(r'fairlead_monitor_[a-z_]+\{model="churn"(,[a-z]+="[^"]*")*\} -?\d[\d.e+-]*').fullmatch
    assert [line for line in numbers if not form(line)] == []
    named = {line.partition("{")[0] for line in numbers}
    assert named == {line.split()[2] for line in lines if line.startswith("# TYPE")}
    assert 'fairlead_monitor_retrain{model="churn"} 1' in numbers
    assert any(line.startswith('fairlead_monitor_segment_metric{model="churn",metric="roc_auc",') for line in numbers)


def test_the_same_table_twice_is_kept_once_and_other_rows_need_to_be_meant(shop: Any) -> None:
    again = shop("monitor", "add", "1.csv", "--batch", "2024-01", "--ask", "--outcome", "left")
    assert again.out.splitlines()[0] == "2024-01: 300 rows, 300 with an outcome, kept already."
    other = shop("monitor", "add", "2.csv", "--batch", "2024-01", "--ask", "--outcome", "left", "--json")
    assert (other.code, other.json["error"]["code"]) == (2, "FL611")
    assert "--replace" in other.json["error"]["hint"]


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--batch", "2024-09"), "no batch '2024-09'"),
        (("--reference", "spring"), "'spring' is no reference"),
        (("--model", "chrun"), "chrun"),
        (("--every", "1h", "--json"), "--every looks again and again"),
        (("add", "1.csv"), "not said which batch"),
        (("add", "nothing.csv", "--batch", "x"), "nothing.csv"),
        (("remove", "2024-09"), "no batch '2024-09'"),
    ],
    ids=lambda words: "-".join(words) if isinstance(words, tuple) else None,
)
def test_what_cannot_be_done_says_why(shop: Any, words: tuple[str, ...], said: str) -> None:
    answer = shop("monitor", *words)
    assert answer.code == 2
    assert said in answer.text


@pytest.mark.heavy
def test_it_looks_again_and_again_until_it_is_stopped(shop: Any) -> None:
    process = shop.start("monitor", "--every", "1s")

    def looks() -> int:
        with Project.find(shop.folder, needs_pipeline=False).open_store() as store:
            return len(store.monitoring.looks("churn", 1000))

    before, deadline = looks(), time.monotonic() + 60
    while looks() < before + 2:
        assert time.monotonic() < deadline, "It does not look again."
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 143
    assert out.count("churn: train again") >= 2
    assert out.splitlines()[-1] == "Stopped. Go on: fairlead monitor --every=1s"


@pytest.mark.heavy
def test_the_pipeline_is_started_and_the_second_look_starts_none(shell: Any) -> None:
    begin(shell, SETTINGS + 'retrain = "start"\n')
    shell.write("def train():\n    return 1\nwith DAG('p') as dag:\n    PythonOperator(train)\n")
    customers(300, 3, turned=True).to_csv(shell.folder / "3.csv", index=False)
    shell("monitor", "add", "3.csv", "--batch", "2024-03", "--ask", "--outcome", "left")
    first = shell("monitor")
    assert "✓ train" in first.out
    assert "Retraining: succeeded" in first.out
    second = shell("monitor", "--json").json
    assert (second["retraining"]["state"], len(shell.ids())) == ("held back", 1)
    history = shell("monitor", "history")
    assert shell.ids()[0] in history.out
    assert [one["state"] for one in shell("monitor", "history", "--json").json["retrainings"]] == ["succeeded"]


def test_a_project_without_a_model_says_what_to_run(shell: Any) -> None:
    (shell.folder / "fairlead.toml").write_text("")
    answer = shell("monitor")
    assert answer.code == 2
    assert "fairlead run" in answer.err
