"""The staleness matrix is what it says, is made once, and says what training again is worth."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

import numpy
import polars
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from fairlead.errors import MonitorError, ReplayError
from fairlead.monitor import Costs, Every, Matrix, ReplayReport, Staleness, WhenBelow, cut, policy_of, replay, staleness
from fairlead.monitor.replays.keeping import Kept
from fairlead.monitor.replays.matrix import cells
from fairlead.monitor.replays.page import price_sentence, replay_page
from fairlead.monitor.replays.shelf import gaps, interval, shelf_life, volume_control

RECIPE = make_pipeline(StandardScaler(), LogisticRegression())


def history(months: int = 6, rows: int = 300, seed: int = 0) -> polars.DataFrame:
    """Return a year in which the outcome turns from one column to the other; the rows in no order."""
    draw = numpy.random.default_rng(seed)
    month = numpy.repeat(numpy.arange(months), rows)
    x, z = draw.normal(size=(2, months * rows))
    turned = month / months * 2
    sure = 1 / (1 + numpy.exp(-3 * (x * numpy.cos(turned) + z * numpy.sin(turned))))
    days = [
        datetime.date(2013, int(one) + 1, int(day))
        for one, day in zip(month, draw.integers(1, 28, len(x)), strict=True)
    ]
    table = polars.DataFrame({"at": days, "x": x, "z": z, "left": draw.random(len(x)) < sure})
    return table.sample(fraction=1, shuffle=True, seed=seed)


def made(tmp_path: Path, table: polars.DataFrame | None = None, recipe: Any = RECIPE, **more: Any) -> Staleness:
    cutting = {name: more.pop(name) for name in ("every", "columns", "leave_out") if name in more}
    rows = history() if table is None else table
    parts = cut(rows, Kept(tmp_path).periods, time="at", target="left", **cutting)
    return staleness(parts, recipe, tmp_path, **more)


def test_a_cell_is_a_model_of_the_past_on_rows_of_later(tmp_path: Path) -> None:
    found = made(tmp_path)
    table = history()
    for trained, scored in ((0, 1), (1, 4), (3, 5)):
        learned = table.filter(polars.col("at").dt.month() <= trained + 1).sort("at", maintain_order=True)
        asked = table.filter(polars.col("at").dt.month() == scored + 1)
        model = RECIPE.fit(learned.select("x", "z").to_numpy(), learned["left"].to_numpy())
        sure = model.predict_proba(asked.select("x", "z").to_numpy())[:, 1]
        cell = found.matrix.scores[trained, scored]
        assert cell["accuracy"] == pytest.approx(accuracy_score(asked["left"], sure >= 0.5))
        assert cell["roc_auc"] == pytest.approx(roc_auc_score(asked["left"], sure))
        assert cell["errors"] == pytest.approx(300 * (1 - cell["accuracy"]))
    assert found.matrix.periods == [f"2013-0{n}" for n in range(1, 7)]
    assert found.matrix.rows == [300] * 6
    assert list(found.matrix.days) == [31, 59, 90, 120, 151, 181]
    assert set(found.matrix.drift[0, 5]) == {"x", "z"}


def test_what_was_made_is_not_made_again_and_a_new_month_needs_one_new_column(tmp_path: Path) -> None:
    first = made(tmp_path, history(5))
    again = made(tmp_path, history(5))
    assert (first.kept, again.made) == (0, 0)
    assert again.matrix == first.matrix
    table = polars.concat([history(5), history(6).filter(polars.col("at").dt.month() == 6)])
    kept = {path.name: path.stat().st_mtime_ns for path in tmp_path.rglob("*.pickle")}
    longer = made(tmp_path, table)
    assert longer.matrix.scores[0, 3] == first.matrix.scores[0, 3]
    assert longer.matrix.seconds[:4] == first.matrix.seconds[:4]  # measured then, not now
    assert len(list(tmp_path.rglob("*.pickle"))) == len(kept) + 2  # of the new month, and of the same size


@pytest.mark.parametrize(
    "other",
    [
        {"recipe": make_pipeline(StandardScaler(), LogisticRegression(C=0.5))},
        {"seed": 1},
        {"library": "pandas"},
        {"table": history(3, seed=1)},
        {"columns": ["x"]},
    ],
)
def test_other_rows_or_another_recipe_are_other_models(tmp_path: Path, other: dict[str, Any]) -> None:
    made(tmp_path, history(3))
    assert made(tmp_path, **{"table": history(3), **other}).kept == 0


def test_a_recipe_whose_code_cannot_be_followed_is_not_kept(tmp_path: Path) -> None:
    found = made(tmp_path, identity=None)
    assert found.findings[-1].code == "not-kept"
    assert not list(tmp_path.rglob("*.json"))
    assert made(tmp_path, identity=None).matrix.scores == found.matrix.scores


def test_a_torn_file_is_made_again(tmp_path: Path) -> None:
    first = made(tmp_path)
    for path in [*tmp_path.rglob("*.json"), *tmp_path.rglob("*.pickle"), *(tmp_path / "v1/profiles").iterdir()]:
        path.write_bytes(path.read_bytes()[:20])
    again = made(tmp_path)
    assert again.made == first.made
    assert again.matrix.scores == first.matrix.scores


def test_several_processes_give_what_one_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fairlead.monitor.replays.staleness.HERE_FOR", 0.0)
    alone, together = made(tmp_path / "a", history(4)), made(tmp_path / "b", history(4), processes=2)
    assert alone.matrix.scores == together.matrix.scores
    assert alone.matrix.control == together.matrix.control


def test_a_window_forgets_and_the_control_is_of_one_size(tmp_path: Path) -> None:
    parts = cut(history(), Kept(tmp_path).periods, time="at", target="left")
    one = staleness(parts, RECIPE, tmp_path, window=1)
    assert one.matrix.scores == one.matrix.control  # the newest month is as many rows as the first
    whole = staleness(parts, RECIPE, tmp_path)
    assert whole.matrix.control == one.matrix.scores
    assert whole.matrix.scores[3, 5]["errors"] > one.matrix.scores[3, 5]["errors"]  # old rows do harm here
    assert staleness(parts, RECIPE, tmp_path, control=False).matrix.control == {}


def test_the_first_model_may_learn_from_several_periods(tmp_path: Path) -> None:
    found = made(tmp_path, first=3)
    assert found.matrix.periods == ["2013-01..2013-03", "2013-04", "2013-05", "2013-06"]
    assert found.matrix.rows == [900, 300, 300, 300]
    assert {"accuracy", "roc_auc"} <= set(found.matrix.target)


def test_weeks_begin_on_monday_and_rows_need_no_order(tmp_path: Path) -> None:
    found = cut(history(2), tmp_path, time="at", target="left", every="week")
    assert found.periods[0].name == "2012-12-31"
    assert all(datetime.date.fromisoformat(one.name).weekday() == 0 for one in found.periods)
    assert sum(one.rows for one in found.periods) == 600
    assert {one.code for one in found.findings} == {"thin-periods"}


def test_a_regression_has_errors_of_its_own(tmp_path: Path) -> None:
    table = history().with_columns(left=polars.col("x") * 2 + polars.col("z"))
    found = made(tmp_path, table, LinearRegression())
    assert found.task == "regression"
    assert found.matrix.scores[0, 5]["mae"] == pytest.approx(0, abs=1e-9)
    assert found.matrix.base[5]["mae"] > 1
    report = ReplayReport.of(found)
    assert report.metric == "mae"
    assert report.best.retrains == 0


def test_three_classes_are_compared_by_accuracy(tmp_path: Path) -> None:
    table = history().with_columns(left=polars.when(polars.col("x") > 1).then(polars.lit("much")).otherwise(
        polars.when(polars.col("x") > 0).then(polars.lit("some")).otherwise(polars.lit("none"))))  # fmt: skip
    report = ReplayReport.of(made(tmp_path, table))
    assert (report.staleness.task, report.metric) == ("multiclass", "accuracy")
    assert report.never.mean("accuracy") > 0.9


def test_a_period_with_one_outcome_has_no_auc_and_all_the_rest(tmp_path: Path) -> None:
    june = polars.col("at").dt.month() == 6
    report = ReplayReport.of(made(tmp_path, history().with_columns(left=polars.col("left") & ~june)))
    cell = report.staleness.matrix.scores[0, 5]
    assert "roc_auc" not in cell and "accuracy" in cell
    assert 0 < report.never.mean("roc_auc") < 1
    assert report.gaps[-1].gap is None
    assert "NaN" not in json.dumps(report.to_document())
    assert replay_page(report, source="x", made="now")


def test_what_warns_in_training_is_told_once(tmp_path: Path) -> None:
    found = made(tmp_path, recipe=LogisticRegression(max_iter=1))
    warned = [one for one in found.findings if one.code == "training-warning"]
    assert len(warned) == 1
    assert "ConvergenceWarning" in warned[0].message


@pytest.mark.parametrize(
    ("table", "more", "said"),
    [
        (history().drop("at"), {}, "The column 'at' of the time is not in the table"),
        (history().rename({"left": "gone"}), {}, "of the outcome is not in the table"),
        (history().with_columns(at=1), {}, "holds no times: it holds Int"),
        (history().with_columns(at=polars.lit("soon")), {}, "such as 'soon'"),
        (history().with_columns(left=None), {}, "0 have no time, 1800 no outcome"),
        (history().clear(), {}, "0 rows can be used"),
        (history().with_columns(left=True), {}, "have the outcome True"),
        (history(1), {}, "1 period cannot be replayed"),
        (history(), {"first": 6}, "1 period cannot be replayed"),
        (history(), {"first": 0}, "--first is 0"),
        (history(), {"window": 0}, "--window is 0"),
        (history(), {"processes": 0}, "--workers is 0"),
        (history(), {"every": "hour"}, "one of day, week"),
        (history(), {"library": "arrow"}, "polars or pandas"),
        (history(), {"columns": ["y"]}, "The column 'y' of the recipe"),
        (history(), {"leave_out": ["x", "z"]}, "what is learned from"),
        (history().with_columns(x=polars.lit(numpy.inf)), {}, "of 2013-0. could not be made and scored: ValueError"),
        (history().with_columns(x=polars.lit("a")), {}, "could not convert string to float"),
    ],
)  # fmt: skip
def test_a_history_that_cannot_be_replayed_is_refused(
    tmp_path: Path, table: polars.DataFrame, more: dict[str, Any], said: str
) -> None:
    with pytest.raises(MonitorError) as caught:
        made(tmp_path, table, **more)
    assert re.search(said, str(caught.value)), str(caught.value)


def test_rows_without_time_or_outcome_are_counted_and_left_out(tmp_path: Path) -> None:
    row = polars.int_range(polars.len())
    table = history().with_columns(
        at=polars.when(row < 7).then(None).otherwise("at"),
        left=polars.when((row >= 7) & (row < 12)).then(None).otherwise("left"),
    )
    found = made(tmp_path, table.filter(polars.col("at").is_null() | (polars.col("at").dt.month() != 3)))
    said = {one.code: one.message for one in found.findings}
    assert said["rows-without-time"].startswith("7 of ")
    assert said["rows-without-outcome"].startswith("5 of ")
    assert "from 2013-03 until 2013-04" in said["gap"]


DECAY = Matrix(
    list("abcdef"),
    [30.0 * n for n in range(6)],
    [100] * 6,
    {(s, t): {"errors": 10.0 + 2 * (t - s - 1), "accuracy": 0.9 - 0.02 * (t - s - 1)} for s, t in cells(6)},
    {"accuracy": 0.9},
)


def test_the_shelf_life_compares_each_period_with_itself() -> None:
    hard = {(s, t): {**one, "accuracy": one["accuracy"] - 0.1 * (t == 5)} for (s, t), one in DECAY.scores.items()}
    for scores in (DECAY.scores, hard):
        curve = shelf_life(Matrix(DECAY.periods, DECAY.days, DECAY.rows, scores), "accuracy")
        assert [round(one.loss, 6) for one in curve] == [0, 0.02, 0.04, 0.06, 0.08]
        assert [one.days for one in curve] == [30, 60, 90, 120, 150]


def test_the_interval_is_that_of_students_t() -> None:
    from scipy import stats

    values = [0.01, 0.03, 0.02, 0.05]
    expected = stats.t.interval(0.95, 3, loc=numpy.mean(values), scale=stats.sem(values))
    assert interval(values) == pytest.approx(expected)
    assert interval(values[:2]) == (None, None)


@pytest.mark.parametrize(
    ("same_size", "share", "said"),
    [(14.0, 0.25, "25% are avoided by more data"), (18.0, None, "all of that is more data"), (8.0, None, "do harm")],
)
def test_the_volume_control_tells_more_data_from_newer_data(same_size: float, share: float | None, said: str) -> None:
    later = cells(5)
    scores = {(s, t): {"errors": 13.0 if s == t - 1 > 0 else 17.0} for s, t in later}
    control = {(s, t): {"errors": same_size if s == t - 1 > 0 else 17.0} for s, t in later}
    found = volume_control(Matrix(list("abcde"), [0, 1, 2, 3, 4], [100] * 5, scores, control=control))
    assert found is not None
    assert said in found.sentence
    if share is not None:
        assert found.share == pytest.approx(share)
    assert volume_control(DECAY) is None


def report_of(matrix: Matrix = DECAY, **more: Any) -> ReplayReport:
    policies = [policy_of("every 2"), policy_of("below accuracy target - 0.03")]
    return ReplayReport.of(Staleness(matrix, "binary"), policies, metric="accuracy", **more)


def test_the_verdict_names_the_cheapest_that_could_be_followed() -> None:
    report = report_of(costs=Costs(error=5, retrain=1), currency="EUR")
    assert report.best.policy == "always"
    assert "'always'" in report.verdict.message and " EUR" in report.verdict.message
    assert report.oracle.money <= report.best.money
    dear = report_of(costs=Costs(error=5, retrain=1000))
    assert dear.best.retrains == 0
    assert dear.verdict.message.startswith("Training again would not have paid")


def test_without_a_price_errors_are_counted() -> None:
    report = report_of()
    assert "errors" in report.verdict.message
    assert report.to_document()["costs"] is None
    assert "Nothing has a price" in price_sentence(report)


def test_labels_are_those_to_decide_by_and_to_learn_from() -> None:
    assert replay(DECAY, Every(periods=2)).labels == 400  # before f it is trained on all up to e
    assert replay(DECAY, Every(periods=3)).labels == 300
    assert replay(DECAY, WhenBelow("accuracy", 0.1)).labels == 400  # looks at all, never trains
    assert replay(DECAY, Every(periods=99)).labels == 0


def test_a_label_has_its_price_in_the_oracle_too() -> None:
    report = report_of(costs=Costs(error=1, retrain=1, label=10))
    assert report.oracle.retrains == 0
    assert all(report.oracle.money <= one.money for one in report.policies)


def test_a_challenger_is_trained_to_be_compared_and_that_is_counted() -> None:
    seconds = [1.0] * 6
    with_loss = {cell: {**one, "log_loss": 0.4} for cell, one in DECAY.scores.items()}
    history = Matrix(DECAY.periods, DECAY.days, DECAY.rows, with_loss, seconds=seconds)
    found = replay(history, policy_of("challenger 0.01"))
    assert (found.retrains, found.shadows, found.seconds) == (0, 3, 3.0)


@pytest.mark.parametrize(
    ("policies", "more", "said"),
    [
        (["below r2 0.5"], {}, "'r2 below 0.5' is about r2"),
        (["every 3 or challenger"], {}, "is about log_loss"),
        (["every 3"], {"metric": "f1"}, "'--metric' is about f1"),
        (["every 3"], {"label_delay": 5}, "from 0 to 4"),
        (["every 3"], {"label_delay": -1}, "from 0 to 4"),
    ],
)
def test_a_policy_that_could_never_decide_is_refused(policies: list[str], more: dict[str, Any], said: str) -> None:
    with pytest.raises(ReplayError) as caught:
        ReplayReport.of(Staleness(DECAY, "multiclass"), [policy_of(one) for one in policies], **more)
    assert said in str(caught.value)


def test_a_drop_from_a_promise_that_nobody_measured_is_refused() -> None:
    silent = Matrix(DECAY.periods, DECAY.days, DECAY.rows, DECAY.scores)
    with pytest.raises(ReplayError, match="could not be measured"):
        report_of(silent)


def test_a_score_that_rises_while_the_model_ages_shows_its_gap() -> None:
    easier = {(s, t): {**one, "accuracy": one["accuracy"] + 0.05 * t} for (s, t), one in DECAY.scores.items()}
    found = gaps(Matrix(DECAY.periods, DECAY.days, DECAY.rows, easier), "accuracy")
    assert [round(one.stale or 0, 3) for one in found] == [0.95, 0.98, 1.01, 1.04, 1.07]
    assert [round(one.gap or 0, 3) for one in found] == [0, 0.02, 0.04, 0.06, 0.08]


def test_the_page_begins_with_the_verdict_and_needs_nothing_else(tmp_path: Path) -> None:
    found = made(tmp_path)
    report = ReplayReport.of(found, costs=Costs(5, 10), currency="<EUR>")
    page = replay_page(report, source="<history>", made="Made today.")
    assert page.index("Train again") < page.index("<h2>Policies")
    assert "<history>" not in page and "<EUR>" not in page
    assert not re.search(r"<script|https?://|<link", page)
    assert page.count('<svg class="plot"') == 4
    assert "nan" not in re.sub(r"<style>.*?</style>", "", page, flags=re.S).lower().replace("financ", "")
    long = Matrix([f"d{n}" for n in range(120)], list(range(120)), [9] * 120, {
        (s, t): {"errors": 1.0, "roc_auc": 0.5 + 0.001 * (t - s)} for s, t in cells(120)})  # fmt: skip
    drawn = replay_page(ReplayReport.of(Staleness(long, "binary"), []), source="x", made="")
    assert "One of 3 periods is drawn" in drawn
    assert len(drawn) < 600_000


def test_a_matrix_is_the_same_after_writing_and_reading(tmp_path: Path) -> None:
    matrix = made(tmp_path).matrix
    assert Matrix.from_document(json.loads(json.dumps(matrix.to_document()))) == matrix


def test_the_folder_keeps_what_was_used_last(tmp_path: Path) -> None:
    import os

    kept = Kept(tmp_path)
    for n in range(5):
        kept.write(f"{n}", {"n": n})
        os.utime(tmp_path / "v1" / "models" / f"{n}.json", (n, n))
    kept.read("0")
    assert kept.tidy(most=2 * len('{"n": 0}')) == 3
    assert [kept.read(f"{n}") is not None for n in range(5)] == [True, False, False, False, True]
