"""Outcomes join by the id of the prediction; what became known last counts."""

import datetime
from pathlib import Path
from typing import Any

import pandas
import polars as pl
import pytest

import fairlead.serve.log.outcomes as module
from fairlead.clock import ManualClock
from fairlead.errors import LogError, OutcomeError
from fairlead.serve.log import (
    PredictionLog,
    Record,
    label_maturity,
    read_joined,
    read_outcomes,
    record_outcomes,
    unknown_outcomes,
)

DAY = 86_400.0
START = 1_795_392_000.0  # 2026-11-23, midnight UTC


@pytest.fixture
def log(tmp_path: Path) -> Path:
    with PredictionLog(tmp_path) as log:
        log.append(
            [Record(f"p{n}", START + n * DAY, "churn", 1, {"age": 30 + n}, [0.25, 0.75], "yes") for n in range(4)]
        )
    return tmp_path


def tell(log: Path, truths: dict[str, Any], days: float = 10.0, **settings: Any) -> module.Recorded:
    rows = [{"id": id, "truth": truth} for id, truth in truths.items()]
    return record_outcomes(log, rows, clock=ManualClock(START + days * DAY), **settings)


def truths(log: Path, **settings: Any) -> dict[str, Any]:
    return dict(read_joined(log, **settings).select("id", "truth").collect().sort("id").rows())


def test_predictions_have_their_outcome_or_none_yet(log: Path) -> None:
    told = tell(log, {"p0": "no", "p2": "yes"})
    assert (told.rows, told.added, told.unknown) == (2, 2, 0)
    assert truths(log) == {"p0": "no", "p1": None, "p2": "yes", "p3": None}
    delays = read_joined(log).sort("id").collect()["delay"].to_list()
    assert delays == [datetime.timedelta(days=10), None, datetime.timedelta(days=8), None]


def test_a_later_correction_wins_and_history_is_not_rewritten(log: Path) -> None:
    tell(log, {"p0": "no"}, days=10)
    told = tell(log, {"p0": "yes"}, days=20)
    assert (told.added, told.corrected) == (0, 1)
    assert truths(log)["p0"] == "yes"
    assert truths(log, as_of=START + 15 * DAY)["p0"] == "no"
    assert truths(log, as_of=START + 5 * DAY)["p0"] is None


def test_what_became_known_before_does_not_replace_what_became_known_last(log: Path) -> None:
    rows = [{"id": "p0", "truth": "yes", "known": "2026-12-24"}]
    record_outcomes(log, rows, known_at="known")
    told = record_outcomes(log, [{"id": "p0", "truth": "no", "known": "2026-12-01T12:00:00+01:00"}], known_at="known")
    assert (told.corrected, told.older) == (0, 1)
    assert truths(log)["p0"] == "yes"
    assert truths(log, as_of=datetime.date(2026, 12, 2))["p0"] == "no"


@pytest.mark.parametrize("as_text", [False, True])
def test_a_day_without_a_time_is_over_when_it_counts_and_today_counts_from_now_on(log: Path, as_text: bool) -> None:
    days = [datetime.date(2026, 11, 28), datetime.date(2026, 12, 3)]
    rows = [{"id": f"p{n}", "truth": "no", "day": day.isoformat() if as_text else day} for n, day in enumerate(days)]
    clock = ManualClock(START + 10 * DAY + 3600)
    record_outcomes(log, pl.DataFrame(rows), known_at="day", clock=clock)
    known = dict(read_outcomes(log).select("id", "known_at").collect().rows())
    assert known["p0"] == datetime.datetime(2026, 11, 28, 23, 59, 59, 999999, tzinfo=datetime.UTC)
    assert known["p1"].timestamp() == START + 10 * DAY + 3600


def test_the_same_outcomes_again_change_nothing(log: Path) -> None:
    tell(log, {"p0": "no", "p1": "yes"}, days=10)
    told = tell(log, {"p0": "no", "p1": "yes"}, days=20)
    assert (told.added, told.corrected, told.repeated) == (0, 0, 2)
    assert len(list((log / "outcomes").iterdir())) == 1
    assert read_outcomes(log).collect()["known_at"].unique().to_list() == [
        datetime.datetime(2026, 12, 3, tzinfo=datetime.UTC)
    ]


def test_unknown_ids_are_reported_kept_apart_and_join_once_the_prediction_is_there(log: Path) -> None:
    told = tell(log, {"p0": "no", "x9": "yes"})
    assert (told.unknown, told.unknown_ids) == (1, ("x9",))
    assert unknown_outcomes(log).collect()["id"].to_list() == ["x9"]
    assert "x9" not in truths(log)
    with PredictionLog(log) as again:
        again.append([Record("x9", START, "churn", 1, {"age": 3}, [0.5, 0.5], "yes")])
    assert truths(log)["x9"] == "yes"
    assert unknown_outcomes(log).collect().is_empty()


def test_one_id_told_twice_at_once_is_a_conflict_and_the_last_row_counts(log: Path) -> None:
    rows = [{"id": "p0", "truth": "no"}, {"id": "p1", "truth": "no"}, {"id": "p0", "truth": "yes"}]
    told = record_outcomes(log, [*rows, rows[1]])
    assert (told.added, told.conflicting, told.repeated) == (2, 1, 2)
    assert truths(log)["p0"] == "yes"


def test_an_outcome_that_is_not_known_yet_is_left_out(log: Path) -> None:
    told = tell(log, {"p0": None, "p1": "no"})
    assert (told.added, told.empty) == (1, 1)
    assert truths(log)["p0"] is None


@pytest.mark.parametrize(
    ("classes", "given", "expected"),
    [
        (("no", "yes"), ["yes", "no"], ["yes", "no"]),
        ((0, 1), ["1", "0"], [1, 0]),
        ((0, 1), [1.0, 0.0], [1, 0]),
        ((0, 1), [True, False], [1, 0]),
        ((False, True), ["True", "False"], [True, False]),
        ((), ["1.5", "2"], [1.5, 2.0]),
        ((), [1, 2], [1.0, 2.0]),
    ],
)
def test_a_truth_has_the_type_of_the_answers(log: Path, classes: Any, given: list[Any], expected: list[Any]) -> None:
    tell(log, {"p0": given[0], "p1": given[1]}, classes=classes)
    found = list(truths(log).values())[:2]
    assert found == expected
    assert [type(one) for one in found] == [type(one) for one in expected]


@pytest.mark.parametrize(
    ("rows", "settings", "message"),
    [
        ([{"id": "p0", "churn": "no"}], {}, "no column 'truth' for the truth"),
        ([{"id": "p0", "truth": "no"}], {"id": "key"}, "no column 'key' for the id"),
        ([{"id": None, "truth": "no"}], {}, "1 outcome without an id"),
        ([{"id": "p0", "truth": "maybe"}], {"classes": ("no", "yes")}, "answers 'no', 'yes', and the outcomes say 'm"),
        ([{"id": "p0", "truth": "many"}], {"classes": ()}, "answers numbers, and the outcomes say 'many'"),
        ([{"id": "p0", "truth": float("nan")}], {"classes": ()}, "the outcomes say nan"),
        ([{"id": "p0", "truth": "no", "t": "soon"}], {"known_at": "t"}, "'soon' in column 't' is no time"),
    ],
)
def test_what_cannot_be_joined_is_refused_as_a_whole(log: Path, rows: Any, settings: Any, message: str) -> None:
    with pytest.raises(OutcomeError, match=message):
        record_outcomes(log, rows, **settings)
    assert read_outcomes(log).collect().is_empty()


@pytest.mark.parametrize("library", [pandas.DataFrame, pl.DataFrame, lambda rows: pl.DataFrame(rows).to_arrow()])
def test_tables_of_every_library_are_taken(log: Path, library: Any) -> None:
    told = record_outcomes(log, library({"id": ["p0", "p1"], "truth": ["no", "yes"]}))
    assert told.added == 2
    assert truths(log)["p1"] == "yes"


def test_many_files_become_one_and_say_the_same(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FILES", 5)
    for n in range(12):
        tell(log, {f"p{n % 4}": f"truth {n}"}, days=10 + n)
    assert len(list((log / "outcomes").iterdir())) <= 5
    assert truths(log) == {f"p{n}": f"truth {n + 8}" for n in range(4)}
    assert truths(log, as_of=START + 11 * DAY)["p1"] == "truth 1"


def test_maturity_says_how_many_predictions_of_a_day_have_an_outcome(log: Path) -> None:
    tell(log, {"p0": "no", "p2": "yes"})
    with PredictionLog(log) as again:
        again.append([Record("p0", START, "churn", 2, {"age": 30}, [0.5, 0.5], "no", arm="shadow")])
    found = label_maturity(read_joined(log))
    assert found["predictions"].to_list() == [1, 1, 1, 1]
    assert found["share"].to_list() == [1.0, 0.0, 1.0, 0.0]
    assert found["median_delay"].to_list()[2] == datetime.timedelta(days=8)
    assert label_maturity(read_joined(log), every="2d")["labelled"].to_list() == [1, 1]
    shadow = read_joined(log).filter(pl.col("arm") == "shadow").collect()
    assert shadow["truth"].to_list() == ["no"]


def test_without_a_log_there_is_nothing_to_join(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="No prediction has been logged"):
        record_outcomes(tmp_path, [{"id": "p0", "truth": "no"}])
