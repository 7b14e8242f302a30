"""Two runs that share a store claim tasks at the same moment: places in pools, and side effects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fairlead.clock import ManualClock
from fairlead.errors import FencedError
from fairlead.pipeline.journal import HEARTBEAT, Journal, Terms, new_row
from fairlead.pipeline.spec import TaskSpec
from fairlead.store import Store

NOW = 1_795_445_112.25
SPECS = {name: TaskSpec(name, pool="db") for name in "abc"}
EFFECT = Terms(effect_key="p/deploy/v1")

Begin = Callable[..., Journal]


@pytest.fixture
def begin(location: str) -> Iterator[Begin]:
    """Return a function that starts a run of tasks a, b, c, each run on a connection of its own."""
    stores: list[Store] = []

    def begin(name: str, on_event: Callable[[Any], None] = lambda event: None) -> Journal:
        store = Store(location)
        stores.append(store)
        run = {"id": name, "pipeline": "p", "file": "p.py", "state": "pending", "created": NOW}
        rows = [new_row(name, task, spec, n) for n, (task, spec) in enumerate(SPECS.items())]
        with store.transaction():
            store.runs.create(run | {"logical_date": None, "options": {}, "graph": {}}, rows)
            fence = store.runs.take(name, {"pid": len(stores)}, None, NOW, 10.0)
        return Journal(store.runs.get(name), rows, fence, store, ManualClock(NOW), on_event)

    yield begin
    for store in stores:
        store.close()


def claim(journal: Journal, task: str, terms: Terms) -> bool:
    row = journal.row(task, SPECS[task])
    return journal.claim(row, terms, state="running", attempt=row["attempt"] + 1)


def state(journal: Journal, task: str) -> tuple[str, int]:
    """Return what the database holds of a task: its state and attempt."""
    row = next(row for row in journal.store.runs.tasks(journal.run_id) if row["task_id"] == task)
    return row["state"], row["attempt"]


def test_the_last_place_in_a_pool_is_given_once(begin: Begin) -> None:
    one, other = begin("r1"), begin("r2")
    # Both have seen an empty pool of one place; nobody looks again but the claim itself.
    assert claim(one, "a", Terms(pool="db", others=0))
    assert not claim(other, "a", Terms(pool="db", others=0))
    assert (state(one, "a"), state(other, "a")) == (("running", 1), ("pending", 0))
    assert other.rows["a"]["state"] == "pending"


def test_eight_runs_that_rush_into_a_pool_fill_it_and_no_more(begin: Begin, race: Callable[..., Any]) -> None:
    for number in range(1, 9):
        begin(f"run-{number}")
    assert sum(race("enter_pool", 8, places=5, now=NOW)) == 5


def test_a_place_that_was_left_can_be_taken(begin: Begin) -> None:
    one, other = begin("r1"), begin("r2")
    claim(one, "a", Terms(pool="db", others=1))
    assert claim(other, "a", Terms(pool="db", others=1))
    assert not claim(other, "b", Terms(pool="db", others=0))
    one.change(one.rows["a"], state="succeeded")
    one.commit()
    assert claim(other, "b", Terms(pool="db", others=0))


def test_a_refused_claim_still_writes_what_was_gathered(begin: Begin) -> None:
    told: list[Any] = []
    one, other = begin("r1"), begin("r2", told.append)
    claim(one, "a", Terms(pool="db"))
    other.change(other.rows["b"], state="succeeded")
    other.event("task_succeeded", "b")
    assert not claim(other, "a", Terms(pool="db"))
    assert state(other, "b") == ("succeeded", 0)
    assert [event["kind"] for event in told] == ["task_succeeded"]
    assert not other.commit()


def test_an_effect_is_claimed_by_one_run_until_it_has_failed(begin: Begin) -> None:
    one, other = begin("r1"), begin("r2")
    assert claim(one, "a", EFFECT)
    assert not claim(other, "a", EFFECT)
    assert state(other, "a") == ("pending", 0)
    one.effect("p/deploy/v1", one.rows["a"], "failed")
    one.commit()
    assert claim(other, "a", EFFECT)
    assert not claim(one, "a", EFFECT)


def test_a_repeated_attempt_leaves_its_intent_standing(begin: Begin) -> None:
    """The outcome of the first attempt and the claim of the second are written together, in this order."""
    one, other = begin("r1"), begin("r2")
    claim(one, "a", EFFECT)
    one.effect("p/deploy/v1", one.rows["a"], "failed")
    assert claim(one, "a", EFFECT)
    known = one.store.runs.effect("p/deploy/v1", NOW)
    assert known is not None and (known["state"], known["attempt"]) == ("intent", 2)
    assert not claim(other, "a", EFFECT)


def test_who_waits_for_a_place_does_not_hold_the_effect(begin: Begin) -> None:
    one, other = begin("r1"), begin("r2")
    claim(one, "a", Terms(pool="db"))
    assert not claim(other, "b", Terms(pool="db", effect_key="p/deploy/v1"))
    assert other.store.runs.effect("p/deploy/v1", NOW) is None


def test_an_owner_that_was_replaced_claims_nothing(begin: Begin) -> None:
    one, other = begin("r1"), begin("r2")
    with other.store.transaction():
        other.store.runs.take("r1", {"pid": 99}, None, NOW + 60, 10.0)
    with pytest.raises(FencedError):
        claim(one, "a", EFFECT)
    assert one.store.runs.effect("p/deploy/v1", NOW) is None
    assert state(one, "a") == ("pending", 0)


def test_a_mapped_task_takes_no_place_but_its_parts_do() -> None:
    spec = TaskSpec("a", pool="db", mapped="file")
    assert new_row("r1", "a", spec, 0)["pool"] is None
    assert new_row("r1", "a[0]", spec, 0)["pool"] == "db"


def test_what_manifests_keep_as_well_is_gathered_for_a_moment(begin: Begin) -> None:
    one = begin("r1")
    now = one.clock.monotonic()
    assert one.due == now + HEARTBEAT
    assert not one.commit()
    one.change(one.rows["a"], state="succeeded")
    assert now < one.due < now + 0.1
    assert one.commit()
    assert one.due == now + HEARTBEAT


@pytest.mark.parametrize("what", ["effect", "attempt", "answered"])
def test_what_only_the_store_would_know_is_due_at_once(begin: Begin, what: str) -> None:
    one = begin("r1")
    row = one.rows["a"]
    match what:
        case "effect":
            one.effect("p/deploy/v1", row, "failed")
        case "attempt":
            one.attempt(row, "failed", NOW)
        case _:
            one.answered("a request")
    assert one.due <= one.clock.monotonic()
