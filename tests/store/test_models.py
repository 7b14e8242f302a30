"""What the store must remember of models, on SQLite and on a real PostgreSQL, also while others write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fairlead.errors import StoreError
from fairlead.store import Store
from fairlead.store.drivers import open_driver
from fairlead.store.schema import VERSION, migrate, version_of

NOW = 1_795_445_112.25
PARTS = {"card.json": "c" * 64, "pipeline.skops": "p" * 64}
CARD = {"metrics": {"auc": 0.85}, "rows": 7043}


def add(store: Store, digest: str = "d1", name: str = "churn", **values: Any) -> int:
    row = {"name": name, "digest": digest, "at": NOW, "actor": "ada", "why": "", "parts": PARTS, "card": CARD}
    with store.transaction():
        store.models.take_turns()
        return store.models.add({**row, **values})


def move(store: Store, version: int, expect: int | None, **values: Any) -> bool:
    row = {"name": "churn", "alias": "champion", "version": version, "strategy": "replace", "share": 0.0}
    with store.transaction():
        return store.models.move({**row, "at": NOW, "actor": "ada", "why": "", **values}, expect)


def log(store: Store, **values: Any) -> None:
    with store.transaction():
        store.models.take_turns()
        store.models.log({"name": "churn", "at": NOW, "kind": "put", "actor": "ada", "why": "", **values})


class TestVersions:
    def test_what_was_added_comes_back(self, store: Store) -> None:
        assert add(store, why="nightly", run_id="r1") == 1
        assert store.models.version("churn", 1) == {
            "name": "churn", "version": 1, "digest": "d1", "at": NOW, "run_id": "r1", "actor": "ada",
            "why": "nightly", "parts": PARTS, "card": CARD, "retired": None,
        }  # fmt: skip
        assert store.models.version("churn", 2) is None

    def test_each_model_counts_from_one_and_the_newest_comes_first(self, store: Store) -> None:
        numbers = [add(store, "a"), add(store, "b"), add(store, "a", "price")]
        assert numbers == [1, 2, 1]
        assert [row["version"] for row in store.models.versions("churn")] == [2, 1]
        assert [row["name"] for row in store.models.versions()] == ["churn", "churn", "price"]
        assert store.models.names() == ["churn", "price"]

    def test_one_content_is_one_version(self, store: Store) -> None:
        add(store, "a")
        with pytest.raises(StoreError):
            add(store, "a")
        found = store.models.with_digest("churn", "a")
        assert found is not None and found["version"] == 1
        assert store.models.with_digest("churn", "b") is None
        assert len(store.models.versions("churn")) == 1

    def test_files_of_retired_versions_are_not_needed(self, store: Store) -> None:
        add(store, "a")
        add(store, "b", parts={"card.json": "e" * 64})
        assert store.models.digests() == {"c" * 64, "p" * 64, "e" * 64}
        assert store.models.digests(without=[("churn", 1)]) == {"e" * 64}
        with store.transaction():
            store.models.write_retired("churn", 1, NOW)
        assert store.models.digests() == {"e" * 64}
        with store.transaction():
            store.models.write_retired("churn", 1, None)
            store.models.write_parts("churn", 1, {"card.json": "f" * 64})
        assert store.models.digests() == {"e" * 64, "f" * 64}


class TestAliases:
    def test_an_alias_moves_only_from_whom_it_is_expected_at(self, store: Store) -> None:
        for digest in "abc":
            add(store, digest)
        assert not move(store, 1, expect=2)
        assert move(store, 1, expect=None)
        assert not move(store, 2, expect=None)
        assert not move(store, 2, expect=3)
        assert move(store, 2, expect=1, trial=3, strategy="canary", share=0.1, why="better")
        assert store.models.alias("churn", "champion") == {
            "name": "churn", "alias": "champion", "version": 2, "trial": 3, "strategy": "canary", "share": 0.1,
            "at": NOW, "actor": "ada", "why": "better",
        }  # fmt: skip
        assert store.models.alias("churn", "challenger") is None
        assert len(store.models.aliases()) == len(store.models.aliases("churn")) == 1

    def test_what_was_undone_has_moved_nothing(self, store: Store) -> None:
        add(store)
        with pytest.raises(RuntimeError), store.transaction():
            store.models.move(
                {"name": "churn", "alias": "champion", "version": 1, "strategy": "replace", "share": 0.0, "at": NOW,
                 "actor": "ada", "why": ""}, None,
            )  # fmt: skip
            raise RuntimeError
        assert store.models.aliases("churn") == []


class TestEvents:
    def test_events_are_numbered_and_keep_what_they_say(self, store: Store) -> None:
        log(store, version=1)
        log(store, kind="promote", version=1, alias="champion", previous=None, data={"strategy": "replace"})
        log(store, name="price")
        found = store.models.events("churn")
        assert [(row["number"], row["kind"]) for row in found] == [(1, "put"), (2, "promote")]
        assert found[1]["data"] == {"strategy": "replace"}
        assert [row["kind"] for row in store.models.events("churn", ["promote"])] == ["promote"]

    def test_looks_at_a_holdout_are_counted(self, store: Store) -> None:
        for subject in ("h1", "h1", "h2"):
            log(store, kind="look", subject=subject)
        assert store.models.count("churn", "look", "h1") == 2
        assert store.models.count("churn", "look", "h3") == 0

    def test_text_that_a_database_refuses_is_written_as_escapes(self, store: Store) -> None:
        log(store, why="a\0b \udc80")
        assert store.models.events("churn")[0]["why"] == "a\\x00b \\udc80"


class TestTogether:
    def test_versions_of_many_processes_are_all_there(self, store: Store, race: Callable[..., Any]) -> None:
        numbers = race("add_versions", 6, versions=10)
        assert sorted(number for found in numbers for number in found) == list(range(1, 61))

    @pytest.mark.parametrize("racers", [2, 6])
    def test_promotions_of_many_processes_none_is_lost_and_stale_ones_are_refused(
        self, store: Store, race: Callable[..., Any], racers: int
    ) -> None:
        for number in range(1 + racers * 20):
            add(store, f"d{number}")
        move(store, 1, expect=None)
        done = race("promote", racers, racers=racers, times=20)
        assert all(isinstance(one, dict) for one in done), done
        events = store.models.events("churn", ["promote"])
        assert len(events) == sum(one["promoted"] for one in done)
        # In each round all had compared with the same champion: one of them came first.
        assert sum(one["promoted"] for one in done) == 20
        assert sum(one["refused"] for one in done) == 20 * (racers - 1)
        # Each came after the one before it: nobody overwrote what it had not seen.
        chain = [1, *(event["version"] for event in events)]
        assert [event["previous"] for event in events] == chain[:-1]
        holder = store.models.alias("churn", "champion")
        assert holder is not None and holder["version"] == chain[-1]


def test_a_store_of_the_version_before_is_brought_up(location: str) -> None:
    driver = open_driver(location, durable=False)
    migrate(driver, 3)
    driver.close()
    with Store(location) as store:
        assert version_of(store.driver) == VERSION
        assert store.models.names() == []
