"""What the store must remember of models in production, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fairlead.store import Store
from fairlead.store.drivers import open_driver
from fairlead.store.schema import VERSION, migrate, version_of

NOW = 1_795_445_112.25
BEFORE_MONITORING = 6
"""The version of the tables that knew nothing of monitoring."""


def batch(name: str = "2024-03", **values: Any) -> dict[str, Any]:
    row = {
        "model": "churn", "name": name, "version": 3, "versions": {"3": 900, "4": 100}, "began": NOW, "ended": NOW + 1,
        "row_count": 1000, "source": "log", "content": "c" * 64, "blobs": {"profile": "a" * 64}, "facts": {"n": [1]},
        "at": NOW,
    }  # fmt: skip
    return row | values


def put(store: Store, *rows: dict[str, Any]) -> None:
    for row in rows:
        with store.transaction():
            store.monitoring.take_turns()
            store.monitoring.put(row)


def score(labelled: int, at: float = NOW, name: str = "2024-03", **data: Any) -> dict[str, Any]:
    return {"model": "churn", "batch": name, "labelled": labelled, "at": at, "data": data}


class TestBatches:
    def test_what_was_put_comes_back(self, store: Store) -> None:
        put(store, batch())
        assert store.monitoring.batch("churn", "2024-03") == batch()
        assert store.monitoring.batch("churn", "2024-04") is None
        assert store.monitoring.models() == ["churn"]

    def test_a_batch_takes_the_place_of_one_of_its_name(self, store: Store) -> None:
        put(store, batch(), batch(row_count=7, version=None, began=None))
        (found,) = store.monitoring.batches("churn")
        assert (found["row_count"], found["version"], found["began"]) == (7, None, None)

    def test_batches_come_by_time_and_those_without_one_last(self, store: Store) -> None:
        put(store, batch("b", began=None), batch("late", began=9.0), batch("a", began=None), batch("early", began=-5.0))
        assert [row["name"] for row in store.monitoring.batches("churn")] == ["early", "late", "a", "b"]

    def test_every_blob_that_a_batch_needs_is_named(self, store: Store) -> None:
        put(store, batch(), batch("2024-04", blobs={"profile": "b" * 64, "answers": "d" * 64}))
        assert store.monitoring.digests() == {"a" * 64, "b" * 64, "d" * 64}

    def test_a_batch_is_forgotten_with_its_scores(self, store: Store) -> None:
        put(store, batch(), batch("2024-04"))
        with store.transaction():
            store.monitoring.put_score(score(10))
            assert store.monitoring.remove("churn", "2024-03")
            assert not store.monitoring.remove("churn", "2024-03")
        assert [row["name"] for row in store.monitoring.batches("churn")] == ["2024-04"]
        assert store.monitoring.scores("churn") == []


class TestScores:
    def test_one_is_kept_for_each_number_of_outcomes_and_the_latest_counts(self, store: Store) -> None:
        put(store, batch())
        for labelled, at, value in ((0, 1.0, None), (10, 2.0, 0.7), (10, 3.0, 0.8)):
            store.monitoring.put_score(score(labelled, at, value=value))
        found = store.monitoring.scores("churn", "2024-03")
        assert [(row["labelled"], row["data"]) for row in found] == [(0, {"value": None}), (10, {"value": 0.8})]
        assert store.monitoring.latest_scores("churn")["2024-03"]["labelled"] == 10

    def test_a_number_that_is_none_is_refused_and_not_kept_as_text(self, store: Store) -> None:
        put(store, batch())
        with pytest.raises(ValueError, match="JSON"):
            store.monitoring.put_score(score(1, value=float("nan")))


class TestLooks:
    def test_looks_are_numbered_and_the_newest_comes_first(self, store: Store) -> None:
        for verdict in ("holds up", "train again"):
            with store.transaction():
                look = {"model": "churn", "at": NOW, "batch": "2024-03", "findings": [{"code": "drift"}]}
                store.monitoring.add_look({**look, "verdict": verdict})
        assert [(row["number"], row["verdict"]) for row in store.monitoring.looks("churn")] == [
            (2, "train again"),
            (1, "holds up"),
        ]
        assert store.monitoring.looks("churn", 1)[0]["findings"] == [{"code": "drift"}]

    def test_a_promise_does_not_move(self, store: Store) -> None:
        for version, value in ((1, 0.83), (2, 0.70)):
            store.monitoring.begin_target(
                {"model": "churn", "version": version, "at": NOW, "metrics": {"roc_auc": value}}
            )
        found = store.monitoring.target("churn")
        assert found is not None
        assert (found["version"], found["metrics"]) == (1, {"roc_auc": 0.83})


class TestRetrainings:
    ROW = {"model": "churn", "cause": "2024-03", "at": NOW, "run_id": "r1", "reason": "it fell", "version": 3}

    def test_a_cause_is_claimed_once(self, store: Store) -> None:
        assert store.monitoring.claim(self.ROW)
        assert not store.monitoring.claim({**self.ROW, "run_id": "r2"})
        assert store.monitoring.claim({**self.ROW, "cause": "2024-04", "run_id": "r2", "at": NOW + 1})
        assert [(row["run_id"], row["state"]) for row in store.monitoring.retrainings("churn")] == [
            ("r2", "started"),
            ("r1", "started"),
        ]

    def test_how_it_ended_is_written_or_the_claim_is_taken_back(self, store: Store) -> None:
        store.monitoring.claim(self.ROW)
        store.monitoring.settle("churn", "2024-03", "succeeded", "version 4 is in use", NOW + 9)
        (found,) = store.monitoring.retrainings("churn")
        assert (found["state"], found["said"], found["settled"]) == ("succeeded", "version 4 is in use", NOW + 9)
        store.monitoring.forget("churn", "2024-03")
        assert store.monitoring.claim(self.ROW)


def test_a_store_without_these_tables_is_brought_up(location: str) -> None:
    driver = open_driver(location, durable=False)
    migrate(driver, BEFORE_MONITORING)
    assert not driver.has_table("batch")
    driver.close()
    with Store(location) as store:
        assert version_of(store.driver) == VERSION
        put(store, batch())
        assert store.monitoring.batches("churn") == [batch()]


class TestTogether:
    @pytest.mark.parametrize("monitors", [2, 6])
    def test_of_monitors_that_ask_at_once_one_may_start_a_run_for_a_cause(
        self, store: Store, race: Callable[..., Any], monitors: int
    ) -> None:
        causes = 15
        done = race("claim_retraining", monitors, causes=causes, now=NOW)
        assert all(isinstance(one, list) for one in done), done
        assert sorted(cause for won in done for cause in won) == list(range(causes))
        rows = store.monitoring.retrainings("churn")
        assert sorted(row["cause"] for row in rows) == sorted(f"cause {n}" for n in range(causes))
