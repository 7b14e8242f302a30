"""Batches are kept once, compared with what came before, measured as outcomes come, and told of once."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy
import polars as pl
import pytest
from watched import NOW, clock, codes, fitted, log_months, made, rows

from fairlead.blobs import LocalBlobs
from fairlead.errors import BatchError, ProjectError
from fairlead.monitor.batches.batch import PROFILE
from fairlead.monitor.batches.shelf import Shelf
from fairlead.monitor.watching.look import Look
from fairlead.project import Project, collect_garbage
from fairlead.project.monitoring.table_batches import Columns
from fairlead.project.monitoring.watch import Watch, add_table, kept_batches, past_looks, remove_batch, watch_model

MONTHS = ("2024-01", "2024-02", "2024-03", "2024-04")
DAY = 86_400.0


def look_of(project: Project, **asked: Any) -> Look:
    found = watch_model(project, clock=clock(), **asked).look
    assert found is not None
    return found


def add(project: Project, table: pl.DataFrame, batch: str | None = "2024-03", **columns: Any) -> Any:
    replaces = columns.pop("replaces", False)
    named = Columns(batch=batch, **{"outcome": "left" if "left" in table.columns else None, "asks": True, **columns})
    return add_table(project, table, "table", named, replaces=replaces, clock=clock())


def months(count: int = 300, last_turned: bool = False, **late: Any) -> dict[str, pl.DataFrame]:
    return {
        month: rows(count, seed=10 + n, turned=last_turned and month == MONTHS[-1]) for n, month in enumerate(MONTHS)
    }


class TestTheLog:
    def test_it_is_cut_into_months_that_are_kept_once(self, tmp_path: Path) -> None:
        project = made(tmp_path)
        log_months(project, months())
        first = watch_model(project, clock=clock())
        assert [(one.name, one.rows, one.labelled, one.kept) for one in first.kept] == [
            (month, 300, 300, "new") for month in MONTHS
        ]
        assert watch_model(project, clock=clock()).kept == ()

    def test_an_open_month_is_kept_again_until_it_is_over(self, tmp_path: Path) -> None:
        project = made(tmp_path)
        middle = NOW - 100 * DAY  # 2024-04-01
        log_months(project, {"2024-03": rows(100), "2024-04": rows(50)}, labelled=0.0)
        found = watch_model(project, clock=clock(middle + 9 * DAY)).look
        assert found is not None
        assert found.batch.name == "2024-03"
        assert [one.batch.is_open for one in found.history] == [False, True]
        later = watch_model(project, clock=clock())
        assert [one.name for one in later.kept] == ["2024-04"]
        assert later.look is not None
        assert not later.look.batch.is_open

    def test_outcomes_that_come_later_are_measured_and_the_rows_stay(self, tmp_path: Path) -> None:
        project = made(tmp_path)
        table = {"2024-03": rows(400, seed=5)}
        log_months(project, table, labelled=0.0)
        before = look_of(project)
        assert (before.verdict.word, before.standing.score and before.standing.score.main.value) == (
            "no outcomes yet",
            None,
        )
        assert "no-outcomes" in codes(before.findings)
        _tell(project, table["2024-03"], 200)
        half = look_of(project)
        assert half.standing.score is not None
        assert half.standing.score.maturity.share == 0.5
        assert half.standing.score.main.value is not None
        _tell(project, table["2024-03"], 400)
        whole = look_of(project)
        assert whole.standing.score is not None
        assert whole.standing.score.maturity.share == 1.0
        assert whole.batch.content == before.batch.content

    @pytest.mark.heavy
    def test_a_correction_of_an_outcome_counts(self, tmp_path: Path) -> None:
        from fairlead.project.serving import log_folder
        from fairlead.serve.log import record_outcomes

        project = made(tmp_path)
        log_months(project, {"2024-03": rows(200, seed=5)})
        before = look_of(project).standing.score
        swapped = [{"id": f"2024-03-{n}", "truth": "yes"} for n in range(100)]
        record_outcomes(log_folder(project, "churn"), swapped, classes=["no", "yes"])
        after = look_of(project).standing.score
        assert before is not None
        assert after is not None
        assert before.main.value != after.main.value

    @pytest.mark.heavy
    def test_the_time_zone_says_to_which_month_a_row_belongs(self, tmp_path: Path) -> None:
        for zone, expected in (("UTC", ["2024-03"]), ("Asia/Tokyo", ["2024-03", "2024-04"])):
            folder = tmp_path / zone.replace("/", "-")
            folder.mkdir()
            project = made(folder, f'[monitor]\ntimezone = "{zone}"\n')
            table = rows(100, seed=5)
            log_months(project, {"2024-03": table}, labelled=0.0)
            _log_at(project, table.head(10), "2024-03-31T20:00:00+00:00")
            watch_model(project, clock=clock())
            assert [one.name for one, _ in kept_batches(project)[1]] == expected

    def test_a_shadow_is_compared_on_the_same_rows_and_is_in_no_metric(self, tmp_path: Path) -> None:
        project = made(tmp_path)
        turned = rows(600, seed=5, turned=True)
        log_months(project, {"2024-03": turned}, shadow=fitted(rows(2000, seed=2, turned=True)))
        found = look_of(project)
        score = found.standing.score
        assert score is not None
        assert (found.batch.rows, score.maturity.labelled) == (600, 600)
        gap = score.gap
        assert gap is not None
        assert (gap.fresh_model, gap.rows, gap.is_sure) == ("churn:2", 600, True)
        assert gap.fresh - gap.stale > 0.3
        assert "stale" in codes(found.findings)

    @pytest.mark.heavy
    def test_a_challenger_of_the_registry_is_asked_only_about_rows_that_came_after_it(self, tmp_path: Path) -> None:
        project = made(tmp_path, '[monitor]\nchallenger = "challenger"\n', versions=2)
        with project.open_registry() as registry:
            registry.promote("churn", 2, "challenger", expect=None, why="to compare")
        log_months(project, {"2024-03": rows(200, seed=5)})  # before both were trained
        score = look_of(project).standing.score
        assert score is not None
        assert score.gaps == {}
        later = {"2031-03": rows(200, seed=6)}
        log_months(project, later)
        found = watch_model(project, clock=clock(NOW + 8 * 365 * DAY)).look
        assert found is not None
        assert found.standing.score is not None
        assert found.standing.score.gap is not None
        assert found.standing.score.gap.fresh_model == "churn:2"

    @pytest.mark.heavy
    def test_a_month_of_which_the_log_has_lost_rows_stays_as_it_was_kept(self, tmp_path: Path) -> None:
        import shutil

        from fairlead.project.serving import log_folder

        project = made(tmp_path)
        log_months(project, {"2024-03": rows(200, seed=5)})
        watch_model(project, clock=clock())
        shutil.rmtree(log_folder(project, "churn"))
        log_months(project, {"2024-03": rows(20, seed=5)})
        found = watch_model(project, clock=clock())
        assert found.kept == ()
        assert found.look is not None
        assert found.look.batch.rows == 200


class TestTables:
    def test_the_same_table_twice_changes_nothing(self, tmp_path: Path) -> None:
        project = made(tmp_path)
        assert add(project, rows(100))[1][0].kept == "new"
        assert add(project, rows(100))[1][0].kept == "same"

    def test_other_rows_need_to_be_meant(self, tmp_path: Path) -> None:
        project = made(tmp_path)
        add(project, rows(100))
        with pytest.raises(BatchError, match="of 100 rows already"):
            add(project, rows(90, seed=3))
        assert add(project, rows(90, seed=3), replaces=True)[1][0].kept == "replaced"

    def test_outcomes_that_come_later_need_no_permission(self, tmp_path: Path) -> None:
        project = made(tmp_path)
        table = rows(100)
        known = pl.Series("left", [*table["left"][:60], *[None] * 40])
        assert add(project, table.with_columns(known))[1][0].labelled == 60
        assert (add(project, table)[1][0].kept, add(project, table)[1][0].labelled) == ("replaced", 100)

    def test_it_is_cut_by_a_column_of_times(self, tmp_path: Path) -> None:
        project = made(tmp_path, '[monitor]\nperiod = "week"\n')
        times = pl.datetime_range(pl.datetime(2024, 3, 4), pl.datetime(2024, 3, 24), "1h", eager=True).head(400)
        name, done = add(project, rows(400).with_columns(at=times), None, time="at")
        assert name == "churn"
        assert [one.name for one in done] == ["2024-W10", "2024-W11", "2024-W12"]
        assert sum(one.rows for one in done) == 400
        assert "times-without-zone" in codes(look_of(project).findings)

    def test_answers_of_another_system_are_taken_as_they_are(self, tmp_path: Path) -> None:
        project = made(tmp_path)
        table = rows(300).with_columns(said=pl.lit("no"), p=pl.lit(0.25))
        add(project, table, answer="said", probability="p", asks=False)
        score = look_of(project).standing.score
        assert score is not None
        share = float((table["left"] == "no").mean())  # type: ignore[arg-type]
        assert score.metrics["accuracy"].value == pytest.approx(share)
        assert score.metrics["roc_auc"].value == 0.5

    def test_without_answers_only_the_inputs_are_compared(self, tmp_path: Path) -> None:
        project = made(tmp_path)
        add(project, rows(300).drop("left"), asks=False)
        found = look_of(project)
        assert found.standing.score is None
        assert found.drift is not None
        assert found.drift.drifted == ()
        assert found.verdict.word == "no outcomes yet"

    @pytest.mark.parametrize(
        ("columns", "said"),
        [
            ({"batch": None}, "not said which batch"),
            ({"time": "tenure"}, "not said which batch"),
            ({"batch": None, "time": "plan"}, "holds text that is no time"),
            ({"batch": None, "time": "tenure"}, "holds Float64, and no times"),
            ({"batch": None, "time": "asked"}, "no column 'asked' for the time"),
            ({"outcome": "lft"}, "no column 'lft' for the outcome"),
            ({"answer": "plan"}, "An answer or outcome is 'f"),
            ({"probability": "bill"}, "a probability between 0 and 1"),
        ],
        ids=str,
    )
    def test_a_column_that_is_not_what_it_is_said_to_be_is_an_error(
        self, tmp_path: Path, columns: dict[str, Any], said: str
    ) -> None:
        project = made(tmp_path)
        with pytest.raises(BatchError, match=said):
            add(project, rows(50), columns.pop("batch", "2024-03"), **columns)
        assert kept_batches(project)[1] == []


@pytest.fixture(scope="module")
def four_months(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Four months, the last one and that of the year before with higher bills; tests only look at them."""
    project = made(tmp_path_factory.mktemp("references"))
    for name, shift in (("2023-04", 30.0), ("2024-02", 0.0), ("2024-03", 0.0), ("2024-04", 30.0)):
        add(project, rows(600, seed=int(name[-1]), shift=shift).drop("left"), name, asks=False)
    return project


class TestReferences:
    @pytest.mark.parametrize(
        ("reference", "name", "drifted"),
        [
            ("2024-02,2024-03", "2024-02 to 2024-03", True),
            ("2024-02..2024-03", "2024-02 to 2024-03", True),
            ("first 1", "2023-04", False),
            ("last 2", "2024-02 to 2024-03", True),
            ("last month", "2024-03", True),
            ("last year", "2023-04", False),
            ("previous", "2024-03", True),
            ("same month last year", "2023-04", False),
            ("training", "training", True),
        ],
    )
    def test_any_earlier_window_is_one_without_its_rows(
        self, four_months: Project, reference: str, name: str, drifted: bool
    ) -> None:
        found = look_of(four_months, reference=reference)
        assert found.reference == name
        assert found.drift is not None
        assert ("bill" in found.drift.drifted) is drifted

    @pytest.mark.parametrize("reference", ["last 7", "2024-01", "spring", "2024-04..2024-02", "last 0"])
    def test_a_window_that_is_not_there_is_an_error_that_says_which_are(
        self, four_months: Project, reference: str
    ) -> None:
        with pytest.raises(BatchError, match="2024-02"):
            look_of(four_months, reference=reference)

    def test_a_window_of_the_settings_that_is_not_there_yet_is_a_finding(self, tmp_path: Path) -> None:
        project = made(tmp_path, '[monitor]\nreference = "last year"\n')
        add(project, rows(300))
        found = look_of(project)
        assert found.drift is None
        assert "no-reference" in codes(found.findings)

    @pytest.mark.heavy
    def test_three_batches_in_a_row_say_what_is_usual(self, tmp_path: Path) -> None:
        project = made(tmp_path)
        for n in range(5):
            add(project, rows(800, seed=n, shift=25.0 * (n % 2)).drop("left"), f"2024-0{n + 1}", asks=False)
        by_custom = look_of(project, reference="previous")
        learned = look_of(project, reference="last 4")
        assert by_custom.drift is not None
        assert learned.drift is not None
        assert by_custom.drift.drifted == ("bill",)
        assert (learned.drift.thresholds.windows, learned.drift.drifted) == (3, ())


class TestBadRows:
    """What each kind of bad rows becomes: a finding or an error, and never a verdict on nothing."""

    @pytest.fixture
    def project(self, tmp_path: Path) -> Project:
        project = made(tmp_path)
        add(project, rows(400, seed=3), "2024-02", asks=False)
        return project

    @pytest.mark.parametrize(
        ("change", "code", "column"),
        [
            (lambda t: t.with_columns(bill=pl.lit(None, dtype=pl.Float64)), "all-missing", "bill"),
            (lambda t: t.with_columns(bill=pl.lit("65")), "type-changed", "bill"),
            (lambda t: t.with_columns(plan=pl.lit("flat")), "constant-column", "plan"),
            (lambda t: t.with_columns(tenure=pl.lit(7.0)), "constant-column", "tenure"),
            (lambda t: t.drop("bill"), "missing-column", "bill"),
            (lambda t: t.with_columns(colour=pl.lit("red")), "new-column", "colour"),
            (lambda t: t.with_columns(bill=_infinite(t)), "drift", "bill"),
            (lambda t: t.with_columns(plan=pl.lit(None, dtype=pl.String)), "all-missing", "plan"),
        ],
        ids=["all-null", "text", "constant-word", "constant-number", "missing", "new", "infinite", "all-null-words"],
    )
    def test_a_column_gone_wrong_is_found(self, project: Project, change: Any, code: str, column: str) -> None:
        add(project, change(rows(400, seed=4)), asks=False)
        found = look_of(project, reference="training" if code != "new-column" else "previous")
        assert any(one.code == code and one.where.table_column == column for one in found.findings), found.findings
        assert_finite(found)

    def test_rows_that_the_model_cannot_answer_are_said_so(self, project: Project) -> None:
        add(project, rows(50).with_columns(bill=pl.lit("many")))
        found = look_of(project)
        assert {"not-answered", "type-changed"} <= set(codes(found.findings))
        assert found.verdict.word == "needs attention"

    def test_an_empty_batch_is_an_error_of_the_batch(self, project: Project) -> None:
        add(project, rows(0))
        found = look_of(project)
        assert "empty-batch" in codes(found.findings)
        assert found.verdict.word == "needs attention"
        assert_finite(found)

    def test_a_batch_after_an_empty_one_has_nothing_to_be_compared_with(self, project: Project) -> None:
        add(project, rows(0))
        add(project, rows(300), "2024-04")
        found = look_of(project, reference="previous")
        assert found.drift is None
        assert "empty-reference" in codes(found.findings)
        assert_finite(found)

    @pytest.mark.parametrize(
        ("outcomes", "said"),
        [
            ([None] * 200, "no outcome is known yet"),
            (["no"] * 10 + [None] * 190, "10 outcomes are known, 30 needed"),
            (["no"] * 200, "roc_auc has no value"),
        ],
        ids=["none", "few", "one-class"],
    )
    def test_outcomes_that_say_nothing_are_no_verdict(self, project: Project, outcomes: list[Any], said: str) -> None:
        add(project, rows(200, seed=4).with_columns(left=pl.Series(outcomes, dtype=pl.String)))
        found = look_of(project)
        score = found.standing.score
        assert score is not None
        assert score.main.value is None
        assert score.main.skill is None
        assert score.main.why_not is not None
        assert any(said.partition(" has")[0] in one.message for one in found.findings)
        assert_finite(found)

    def test_times_that_are_odd_are_told_once(self, project: Project) -> None:
        table = rows(200, seed=4)
        times = pl.Series([f"2024-03-{1 + n % 20:02d}T10:00:00" for n in range(199)] + [None], dtype=pl.String)
        add(project, table.with_columns(at=times), None, time="at")
        found = look_of(project)
        assert {"times-unsorted", "times-repeated", "times-missing", "times-without-zone"} <= set(codes(found.findings))
        assert found.batch.rows == 199

    def test_times_with_a_zone_of_their_own_are_moved_to_that_of_the_project(self, project: Project) -> None:
        times = pl.Series(["2024-03-31T23:30:00-05:00"] * 100)
        (done,) = add(project, rows(100, seed=4).with_columns(at=times), None, time="at")[1]
        assert done.name == "2024-04"

    def test_a_hour_that_the_clock_skips_is_left_out_and_said(self, tmp_path: Path) -> None:
        project = made(tmp_path, '[monitor]\ntimezone = "Europe/Rome"\n')
        times = ["2024-03-31T02:30:00"] * 10 + ["2024-03-31T03:30:00"] * 90
        (done,) = add(project, rows(100).with_columns(at=pl.Series(times)), None, time="at")[1]
        assert (done.name, done.rows) == ("2024-03", 90)
        assert "times-missing" in codes(look_of(project).findings)

    def test_a_batch_in_the_future_is_said_so(self, project: Project) -> None:
        add(project, rows(100), "2030-01")
        assert "times-in-future" in codes(look_of(project).findings)

    def test_ids_that_come_twice_are_counted(self, project: Project) -> None:
        add(project, rows(100).with_columns(id=pl.Series([n // 2 for n in range(100)])), id="id")
        (finding,) = [one for one in look_of(project).findings if one.code == "ids-repeated"]
        assert finding.message == "50 of 100 rows have the id of another row."


class TestAnswers:
    def test_a_model_that_has_turned_wrong_is_told_by_its_promise_and_its_segments(self, tmp_path: Path) -> None:
        project = made(tmp_path, '[monitor]\nsegments = ["plan", "tenure: 12, 36"]\n')
        log_months(project, months(last_turned=True))
        found = look_of(project)
        assert {"worse-than-promised", "no-skill"} <= set(codes(found.findings))
        score = found.standing.score
        assert score is not None
        assert sorted(name for name in score.segments if name.startswith("tenure")) == [
            "tenure = 12 to below 36",
            "tenure = 36 or more",
            "tenure = below 12",
        ]
        assert sum(one.labelled for name, one in score.segments.items() if name.startswith("plan")) == 300
        assert found.scored is not None
        assert found.scored.batch.name == "2024-04"

    def test_segments_are_compared_with_the_same_segments_of_the_reference(self, tmp_path: Path) -> None:
        project = made(tmp_path, '[monitor]\nsegments = ["plan"]\nreference = "previous"\n')
        add(project, rows(1500, seed=3), "2024-02")
        flat = pl.col("plan") == "flat"
        add(project, rows(1500, seed=4).with_columns(bill=pl.when(flat).then(pl.col("bill") + 60).otherwise("bill")))
        found = look_of(project)
        assert set(found.segments) == {"plan"}
        drifted = {name for name, one in found.segments["plan"].items() if "bill" in one.drifted}
        assert drifted == {"flat"}

    @pytest.mark.heavy
    def test_a_promise_is_that_of_the_first_model_or_of_the_settings(self, tmp_path: Path) -> None:
        project = made(tmp_path)
        add(project, rows(200))
        assert look_of(project).target == {"roc_auc": 0.80, "accuracy": 0.75}
        with project.open_registry() as registry:
            worse = registry.put(fitted(rows(2000, seed=1), 0.001, {"roc_auc": 0.6}))
            registry.promote("churn", worse.version, expect=1, why="worse")
        assert look_of(project).target["roc_auc"] == 0.80
        (tmp_path / "fairlead.toml").write_text("[monitor]\ntarget = 0.9\n")
        assert look_of(project).target["roc_auc"] == 0.9

    def test_an_estimate_stands_beside_and_past_errors_are_in_its_band(self, tmp_path: Path) -> None:
        project = made(tmp_path)
        log_months(project, {month: rows(400, seed=10 + n) for n, month in enumerate(MONTHS[:3])})
        watch_model(project, clock=clock())
        log_months(project, {"2024-04": rows(400, seed=20)}, labelled=0.0)
        found = look_of(project)
        assert found.batch.name == "2024-04"
        estimate = found.estimate
        assert estimate is not None
        assert estimate.metric == "roc_auc"
        assert 0.6 < estimate.value < 0.95
        assert estimate.off_by is not None
        assert estimate.alert is None  # three batches say nothing of what is usual
        assert "Rows that look alike" in estimate.assumption
        assert found.scored is not None
        assert found.scored.batch.name == "2024-03"

    @pytest.mark.heavy
    def test_late_outcomes_are_seen_by_what_was_known_at_that_age_before(self, tmp_path: Path) -> None:
        project = made(tmp_path)
        log_months(project, {"2024-01": rows(200, seed=1), "2024-02": rows(200, seed=2)})
        log_months(project, {"2024-03": rows(200, seed=3)}, labelled=0.2)
        found = look_of(project)
        assert found.standing.expected == pytest.approx(1.0)
        assert "outcomes-late" not in codes(found.findings)  # 2024-02 is the latest whose outcomes are mature
        (tmp_path / "fairlead.toml").write_text("[monitor]\nmature = 0.1\n")
        assert "outcomes-late" in codes(look_of(project).findings)

    def test_money_is_told_where_errors_have_a_price(self, tmp_path: Path) -> None:
        project = made(tmp_path, '[monitor.cost]\nerror = 5\ncurrency = "EUR"\n')
        add(project, rows(600, seed=5, turned=True))
        (finding,) = [one for one in look_of(project).findings if one.code == "worse-than-promised"]
        assert "more errors than promised cost" in finding.message
        assert "EUR" in finding.message


class TestAlerts:
    def test_news_is_told_once_to_the_log_the_webhook_and_the_command(self, tmp_path: Path, hook: Any) -> None:
        heard = tmp_path / "heard.json"
        project = made(tmp_path, _alerts(hook.url, heard))
        log_months(project, months(last_turned=True))
        first = watch_model(project, clock=clock())
        assert [(one.who, one.error) for one in first.told] == [
            (str(tmp_path / "alerts.jsonl"), None),
            ("the webhook", None),
            ("sh", None),
        ]
        (line,) = (tmp_path / "alerts.jsonl").read_text().splitlines()
        for message in (json.loads(line), hook.heard[0], json.loads(heard.read_text())):
            assert (message["model"], message["batch"], message["verdict"]) == ("churn", "2024-04", "needs attention")
            assert "no-skill" in [one["code"] for one in message["findings"]]
        assert watch_model(project, clock=clock()).told == ()
        assert len(hook.heard) == 1

    @pytest.mark.heavy
    def test_a_message_that_is_lost_is_said_and_stops_nothing(self, tmp_path: Path) -> None:
        project = made(tmp_path, '[monitor.alerts]\nwebhook = "http://127.0.0.1:9/x"\ncommand = ["false"]\n')
        log_months(project, months(last_turned=True))
        found = watch_model(project, clock=clock())
        assert [one.who for one in found.told] == ["the webhook", "false"]
        assert all(one.error for one in found.told)
        assert found.look is not None

    @pytest.mark.heavy
    def test_what_is_not_bad_enough_is_not_told(self, tmp_path: Path) -> None:
        project = made(tmp_path, '[monitor.alerts]\nlog = "a.jsonl"\non = "critical"\n')
        log_months(project, months(last_turned=True))
        assert watch_model(project, clock=clock()).told == ()
        assert not (tmp_path / "a.jsonl").exists()


class TestKeeping:
    def test_a_process_killed_between_profile_and_row_leaves_no_batch(self, tmp_path: Path) -> None:
        project = made(tmp_path)

        class Killed(BaseException):
            pass

        def die(point: str) -> None:
            raise Killed(point)

        add(project, rows(50), "2024-01")
        with project.open_store() as store:
            shelf = Shelf(store, project.open_blobs(), "churn", step=die)
            batch = shelf.batch("2024-01")
            with pytest.raises(Killed, match="profiles-written"):
                shelf.put(_renamed(batch, "2024-02"), {PROFILE: b"x"})
            assert [one.name for one in shelf.batches()] == ["2024-01"]

    @pytest.mark.heavy
    def test_garbage_collection_leaves_the_profiles(self, tmp_path: Path) -> None:
        project = made(tmp_path)
        add(project, rows(100), "2024-02")
        add(project, rows(100, seed=2))
        blobs = project.open_blobs()
        assert isinstance(blobs, LocalBlobs)
        for digest in list(blobs.digests()):  # as if it had been there for an hour
            os.utime(blobs.path(_ref(blobs, digest)), (1.0, 1.0))
        orphan = blobs.write([b"nobody needs this"]).digest
        os.utime(blobs.path(_ref(blobs, orphan)), (1.0, 1.0))
        collect_garbage(project)
        assert look_of(project, reference="previous").drift is not None

    def test_a_profile_that_is_gone_is_an_error_that_says_how_to_make_it(self, tmp_path: Path) -> None:
        project = made(tmp_path)
        add(project, rows(100))
        blobs = project.open_blobs()
        (batch,) = [one for one, _ in kept_batches(project)[1]]
        blobs.delete(batch.blobs[PROFILE])
        with pytest.raises(BatchError, match="is gone") as caught:
            look_of(project)
        assert "--batch 2024-03 --replace" in str(caught.value.hint)

    def test_a_batch_is_forgotten_when_asked(self, tmp_path: Path) -> None:
        project = made(tmp_path)
        add(project, rows(100))
        assert remove_batch(project, "2024-03") == "churn"
        with pytest.raises(BatchError, match="no batch '2024-03'"):
            remove_batch(project, "2024-03")
        assert watch_model(project, clock=clock()) == Watch("churn", None)

    def test_a_profile_takes_about_12_kb_a_column(self, tmp_path: Path) -> None:
        project = made(tmp_path)
        add(project, rows(20_000), asks=False, outcome=None, leave_out=("left",))
        (batch,) = [one for one, _ in kept_batches(project)[1]]
        size = project.open_blobs().stat(batch.blobs[PROFILE])
        assert size is not None
        assert size.size < 2 * 15_000 + 1_000

    def test_looks_are_remembered(self, tmp_path: Path) -> None:
        project = made(tmp_path)
        add(project, rows(100))
        look_of(project)
        name, looks, retrainings = past_looks(project)
        assert (name, [one["batch"] for one in looks], retrainings) == ("churn", ["2024-03"], [])
        look_of(project, batch="2024-03", tells=False)
        assert len(past_looks(project)[1]) == 1


class TestSettings:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ('period = "year"', "monitor.period"),
            ('timezone = "Europe/Berln"', "monitor.timezone"),
            ('metric = "acuracy"', "monitor.metric"),
            ('retrain = "yes"', "monitor.retrain"),
            ("mature = 0", "monitor.mature"),
            ("mature = 2.0", "monitor.mature"),
            ('cool_down = "soon"', "monitor.cool_down"),
            ('segments = ["tenure: many"]', "monitor.segments"),
            ('segments = ["tenure: 24, 12"]', "monitor.segments"),
            ("columns = [3]", "monitor.columns"),
            ("cost = { eror = 5 }", "monitor.cost.eror"),
            ("cost = { error = -5 }", "monitor.cost.error"),
            ('cost = { error = "much" }', "monitor.cost.error"),
            ('alerts = { on = "bad" }', "monitor.alerts.on"),
            ('alerts = { webhook = "chat" }', "monitor.alerts.webhook"),
            ("alerts = { command = [] }", "monitor.alerts.command"),
            ('polcy = "never"', "monitor.polcy"),
        ],
    )
    def test_a_setting_that_means_nothing_is_refused(self, tmp_path: Path, text: str, said: str) -> None:
        with pytest.raises(ProjectError, match=said):
            watch_model(made(tmp_path, f"[monitor]\n{text}\n"))

    @pytest.mark.heavy
    def test_only_the_named_columns_are_compared(self, tmp_path: Path) -> None:
        project = made(tmp_path, '[monitor]\ncolumns = ["tenure"]\n')
        add(project, rows(300, shift=50.0))
        found = look_of(project)
        assert found.drift is not None
        assert [name for name in found.drift if not name.startswith("(")] == ["tenure"]
        assert found.drift.drifted == ()

    @pytest.mark.heavy
    def test_another_metric_is_the_main_one(self, tmp_path: Path) -> None:
        project = made(tmp_path, '[monitor]\nmetric = "brier"\n')
        add(project, rows(300))
        score = look_of(project).standing.score
        assert score is not None
        assert score.main.metric == "brier"


def assert_finite(look: Look) -> None:
    """Fail if any number of a look is NaN or infinite."""
    json.dumps(look.to_dict() | {"drift": None, "segments": None}, allow_nan=False, default=str)
    text = json.dumps(look.to_dict(), default=str)
    assert "NaN" not in text
    for finding in look.findings:
        assert "nan" not in finding.message.lower().split()
    assert "nan" not in look.verdict.sentence.lower().split()


def _infinite(table: pl.DataFrame) -> pl.Series:
    values = table["bill"].to_numpy().copy()
    values[::50] = numpy.inf
    return pl.Series("bill", values)


def _tell(project: Project, table: pl.DataFrame, count: int) -> None:
    from fairlead.project.serving import log_folder
    from fairlead.serve.log import record_outcomes

    told = [{"id": f"2024-03-{n}", "truth": table["left"][n]} for n in range(count)]
    record_outcomes(log_folder(project, "churn"), told, classes=["no", "yes"])


def _log_at(project: Project, table: pl.DataFrame, moment: str) -> None:
    from fairlead.clock import parse_timestamp
    from fairlead.project.serving import log_folder
    from fairlead.serve.log import PredictionLog, Record

    at = parse_timestamp(moment)
    with PredictionLog(log_folder(project, "churn")) as log:
        log.append(
            [
                Record(f"late-{n}", at + n, "churn", 1, row, [0.5, 0.5], "no")
                for n, row in enumerate(table.drop("left").to_dicts())
            ]
        )


def _alerts(url: str, heard: Path) -> str:
    command = json.dumps(["sh", "-c", f"cat > {heard}"])
    return f'[monitor.alerts]\nlog = "alerts.jsonl"\nwebhook = "{url}"\ncommand = {command}\n'


def _renamed(batch: Any, name: str) -> Any:
    from dataclasses import replace

    return replace(batch, name=name)


def _ref(blobs: LocalBlobs, digest: str) -> Any:
    found = blobs.stat(digest)
    assert found is not None
    return found


class Hook:
    """A web server on loopback that remembers what it was sent."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        heard = self.heard

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"


@pytest.fixture
def hook() -> Iterator[Hook]:
    found = Hook()
    thread = threading.Thread(target=found.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()


class TestRegression:
    def test_the_error_of_a_regression_is_measured_and_estimated_from_the_log(self, tmp_path: Path) -> None:
        project = _regression(tmp_path)
        found = look_of(project)
        assert found.batch.name == "2024-04"
        score = found.standing.score
        assert score is not None
        assert (score.main.metric, score.wrong) == ("mae", None)
        assert score.main.value is None
        estimate = found.estimate
        assert estimate is not None
        assert estimate.metric == "mae"
        assert estimate.off_by is not None
        assert estimate.value == pytest.approx(1.0, abs=0.3)
        assert found.scored is not None
        assert found.scored.score is not None
        march = found.scored.score.main
        assert found.scored.batch.name == "2024-03"
        assert march.value == pytest.approx(1.0, abs=0.3)
        assert march.skill is not None
        assert 0 < march.skill < 1


def _regression(folder: Path) -> Project:
    """Return a project whose model misses by 1 on average; of the last of four months no outcome is known."""
    from datetime import datetime

    from sklearn.linear_model import LinearRegression

    from fairlead.model import Model
    from fairlead.project.serving import log_folder
    from fairlead.serve.log import PredictionLog, Record, record_outcomes

    (folder / "fairlead.toml").write_text("")
    project = Project.find(folder, needs_pipeline=False)
    draw = numpy.random.default_rng(3)
    size = draw.random(1000)
    noise = draw.laplace(0, 1.0, 1000)
    model = Model.fit(
        "price", LinearRegression(), pl.DataFrame({"size": size}).to_pandas(), (5 * size + noise).tolist()
    )
    with project.open_registry() as registry:
        registry.promote("price", registry.put(model).version, expect=None, why="first")
    told = []
    with PredictionLog(log_folder(project, "price")) as log:
        for n, month in enumerate(MONTHS):
            begin = datetime.fromisoformat(f"{month}-02T00:00:00+00:00").timestamp()
            size = draw.random(250)
            said = model.predict(pl.DataFrame({"size": size}).to_pandas())
            log.append(
                [
                    Record(
                        f"{n}-{k}", begin + k, "price", 1, {"size": float(size[k])}, [float(said[k])], float(said[k])
                    )
                    for k in range(250)
                ]
            )
            if month != MONTHS[-1]:
                truth = 5 * size + draw.laplace(0, 1.0, 250)
                told += [{"id": f"{n}-{k}", "truth": float(truth[k])} for k in range(250)]
    record_outcomes(log_folder(project, "price"), told, classes=[])
    return project
