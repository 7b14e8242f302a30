"""What the store must remember of tests, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from typing import Any

from fairlead.store import Store

NOW = 1_795_445_112.25


def result(test: str, outcome: str = "passed", **values: Any) -> dict[str, Any]:
    return {
        "test": test, "layer": "data", "level": "unit", "outcome": outcome, "seconds": 0.25, "said": "", "proves": "",
        **values,
    }  # fmt: skip


def add(store: Store, name: str, at: float, *results: dict[str, Any]) -> None:
    with store.transaction():
        store.tests.add({"id": name, "at": at, "seconds": 1.5, "model": "churn"}, results)


def test_a_session_and_its_results_come_back_in_order(store: Store) -> None:
    add(store, "s1", NOW, result("b"), result("a", "failed", said="AssertionError: no\x00", layer=None, level=None))
    assert store.tests.sessions() == [{"id": "s1", "at": NOW, "seconds": 1.5, "model": "churn", "version": None}]
    first, second = store.tests.results("s1")
    assert (first["test"], first["outcome"], first["seconds"]) == ("b", "passed", 0.25)
    assert (second["layer"], second["outcome"]) == (None, "failed")
    assert second["said"].startswith("AssertionError: no")


def test_the_latest_result_of_each_test_is_found(store: Store) -> None:
    add(store, "s1", NOW, result("a", "failed"), result("b"))
    add(store, "s2", NOW + 60, result("a"))
    assert [(row["test"], row["outcome"], row["at"]) for row in store.tests.latest()] == [
        ("a", "passed", NOW + 60),
        ("b", "passed", NOW),
    ]
    assert [row["outcome"] for row in store.tests.history("a")] == ["failed", "passed"]
    assert [row["outcome"] for row in store.tests.history("a", limit=1)] == ["passed"]


def test_a_session_without_tests_is_kept(store: Store) -> None:
    add(store, "s1", NOW)
    assert [row["id"] for row in store.tests.sessions()] == ["s1"]
    assert store.tests.latest() == []
