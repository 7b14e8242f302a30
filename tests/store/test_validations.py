"""What the store must remember of validations, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from typing import Any

import pytest

from fairlead.errors import StoreError
from fairlead.store import Store
from fairlead.store.drivers import open_driver
from fairlead.store.schema import VERSION, migrate, version_of

NOW = 1_795_445_112.25
AGE = {"rule": "between(age, 0, 120)", "sentence": "age is at least 0 and at most 120"}


def add(store: Store, name: str, at: float = NOW, rules: Any = (), **values: Any) -> None:
    row = {"id": name, "suite": "customers", "source": "customers.parquet", "at": at, "row_count": 1000}
    with store.transaction():
        store.validations.add({**row, "success": True, "seconds": 0.25, **values}, rules)


def rule(unexpected: int | None = 0, **values: Any) -> dict[str, Any]:
    considered = None if unexpected is None else 1000
    return {**AGE, "considered": considered, "unexpected": unexpected, "success": not unexpected, **values}


class TestValidations:
    def test_what_was_added_comes_back(self, store: Store) -> None:
        split = {"rows_in": 1000, "rows_valid": 970, "rows_quarantined": 30}
        add(store, "v1", success=False, worst="warning", split=split, run_id="r1", task_id="validate")
        (found,) = store.validations.recent()
        assert found == {
            "id": "v1", "suite": "customers", "source": "customers.parquet", "at": NOW, "row_count": 1000,
            "success": False, "worst": "warning", "split": split, "run_id": "r1", "task_id": "validate",
            "seconds": 0.25,
        }  # fmt: skip

    def test_the_newest_comes_first_and_the_suite_chooses(self, store: Store) -> None:
        for name, at, suite in (("v1", NOW, "a"), ("v3", NOW + 2, "a"), ("v2", NOW + 1, "b")):
            add(store, name, at, suite=suite)
        assert [row["id"] for row in store.validations.recent()] == ["v3", "v2", "v1"]
        assert [row["id"] for row in store.validations.recent("a", limit=1)] == ["v3"]
        assert store.validations.suites() == ["a", "b"]

    def test_the_validations_of_a_run_are_found(self, store: Store) -> None:
        add(store, "v1", run_id="r1")
        add(store, "v2")
        assert [row["id"] for row in store.validations.of_run("r1")] == ["v1"]

    def test_two_of_one_id_are_refused_and_leave_nothing(self, store: Store) -> None:
        add(store, "v1", rules=[rule()])
        with pytest.raises(StoreError):
            add(store, "v1", rules=[rule(), rule()])
        assert len(store.validations.rules("v1")) == 1


class TestRules:
    @pytest.mark.parametrize("observed", [None, 3, 2.5, "text", [1, None, "a"], {"quantile": [0.5]}, True])
    def test_an_observed_value_comes_back_as_it_was(self, store: Store, observed: Any) -> None:
        add(store, "v1", rules=[rule(None, observed=observed)])
        (found,) = store.validations.rules("v1")
        assert (found["observed"], found["considered"], found["success"]) == (observed, None, True)

    def test_text_that_a_database_refuses_is_written_as_escapes(self, store: Store) -> None:
        add(store, "v1", source="a\0b", rules=[rule(sentence="in \udc80, \0", observed="\0")])
        (found,) = store.validations.rules("v1")
        assert (found["sentence"], found["observed"]) == ("in \\udc80, \\x00", "\0")

    def test_two_rules_with_the_same_label_are_both_kept_in_their_order(self, store: Store) -> None:
        add(store, "v1", rules=[rule(5), rule(3), rule(4)])
        assert [row["unexpected"] for row in store.validations.rules("v1")] == [5, 3, 4]

    def test_the_history_runs_from_old_to_new_over_the_latest_validations(self, store: Store) -> None:
        for number in range(5):
            add(store, f"v{number}", NOW + number, rules=[rule(number), rule(None, rule="rows")])
        add(store, "other", NOW, suite="b", rules=[rule(99)])
        found = store.validations.history("customers", limit=3)
        assert [row["unexpected"] for row in found if row["rule"] == AGE["rule"]] == [2, 3, 4]
        assert [row["at"] - NOW for row in found] == [2, 2, 3, 3, 4, 4]


class TestRetention:
    def test_the_latest_of_each_suite_stay(self, store: Store) -> None:
        for number in range(4):
            add(store, f"a{number}", NOW + number, suite="a")
        add(store, "b0", NOW, suite="b")
        assert store.validations.old(keep=2, before=NOW + 10) == ["a0", "a1"]
        assert store.validations.old(keep=2, before=NOW + 0.5) == ["a0"]

    def test_what_is_deleted_takes_its_rules_with_it(self, store: Store) -> None:
        for name in ("v1", "v2"):
            add(store, name, rules=[rule(1)])
        with store.transaction():
            store.validations.delete(["v1"])
        assert [row["id"] for row in store.validations.recent()] == ["v2"]
        assert store.validations.rules("v1") == []
        assert len(store.validations.rules("v2")) == 1

    def test_nothing_to_delete_is_no_error(self, store: Store) -> None:
        store.validations.delete([])
        assert store.validations.recent() == []


def test_a_store_of_the_version_before_is_brought_up(location: str) -> None:
    driver = open_driver(location, durable=False)
    migrate(driver, 2)
    driver.close()
    with Store(location) as store:
        assert version_of(store.driver) == VERSION
        assert store.validations.recent() == []
