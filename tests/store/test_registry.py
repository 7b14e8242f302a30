"""The registry on SQLite and on a real PostgreSQL: what is put is there, who is champion is never lost."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pandas
import pytest
from sklearn.linear_model import LogisticRegression

from fairlead.blobs import LocalBlobs
from fairlead.clock import ManualClock
from fairlead.errors import (
    ModelError,
    PromotionError,
    StaleChampionError,
    StillNeededError,
    TamperedModelError,
    UnknownModelError,
    UntrustedTypeError,
)
from fairlead.model import Model, Registry, Strategy
from fairlead.store import Store

NOW = 1_795_445_112.25
DAY = 86400.0
ROWS = pandas.DataFrame({"tenure": [1, 2, 3, 30, 40, 50], "charge": [70.5, 80.0, 75.0, 20.0, 30.5, 25.0]})
MODEL = Model.fit("churn", LogisticRegression(), ROWS, ["yes", "yes", "yes", "no", "no", "no"], seed=7)


def model(number: int, name: str = "churn") -> Model:
    """Return a model of another content for each number."""
    return dataclasses.replace(MODEL, name=name, metadata={"number": number})


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def blobs(tmp_path: Path) -> LocalBlobs:
    return LocalBlobs(tmp_path / "blobs", durable=True)


@pytest.fixture
def registry(store: Store, blobs: LocalBlobs, clock: ManualClock) -> Registry:
    return Registry(store, blobs, clock, "ada")


@pytest.fixture
def three(registry: Registry, clock: ManualClock) -> Registry:
    """Return a registry of three versions, each of which became champion a day after the other."""
    for number in (1, 2, 3):
        registry.put(model(number))
        registry.promote("churn", number, expect=number - 1 or None, why=f"round {number}")
        clock.advance(DAY)
    return registry


class TestPut:
    def test_what_is_put_comes_back_the_same(self, registry: Registry) -> None:
        version = registry.put(model(1), run="r1", why="nightly")
        assert (str(version), version.run, version.why, version.actor, version.at) == (
            "churn:1", "r1", "nightly", "ada", NOW,
        )  # fmt: skip
        loaded = registry.load("churn", 1)
        assert loaded.digest == version.digest == model(1).digest
        assert version.card["rows"] == 6
        assert registry.documents("churn", 1)["schema"] == loaded.schema.to_document()

    def test_the_same_content_again_is_the_same_version(self, registry: Registry) -> None:
        assert [registry.put(model(n)).version for n in (1, 2, 1)] == [1, 2, 1]
        assert [event["kind"] for event in registry.events("churn")] == ["put", "put"]

    def test_models_of_other_names_are_apart(self, registry: Registry) -> None:
        registry.put(model(1))
        assert registry.put(model(1, "price")).version == 1
        assert registry.names() == ["churn", "price"]
        assert [str(one) for one in registry.versions()] == ["churn:1", "price:1"]

    def test_what_cannot_be_saved_leaves_nothing(self, registry: Registry, blobs: LocalBlobs) -> None:
        with pytest.raises(ModelError, match="'my model' cannot be the name of a model"):
            registry.put(model(1, "my model"))
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import FunctionTransformer

        steps = make_pipeline(FunctionTransformer(lambda rows: rows), LogisticRegression())
        with pytest.raises(UntrustedTypeError):
            registry.put(Model.fit("churn", steps, ROWS, ["yes", "no"] * 3))
        assert registry.names() == []
        assert list(blobs.digests()) == []

    def test_a_file_that_is_removed_before_the_row_is_written_again(
        self, store: Store, blobs: LocalBlobs, clock: ManualClock
    ) -> None:
        written: list[str] = []

        def lose_one(point: str) -> None:
            if point == "model-files-written" and not written:
                written.extend(blobs.digests())
                blobs.delete(written[0])

        registry = Registry(store, blobs, clock, "ada", step=lose_one)
        registry.put(model(1))
        assert set(registry.get("churn", 1).parts.values()) <= set(blobs.digests())
        assert registry.load("churn", 1).digest == model(1).digest

    def test_a_tampered_version_is_not_loaded_and_others_are(self, three: Registry, blobs: LocalBlobs) -> None:
        digest = three.get("churn", 3).parts["card.json"]
        blobs.delete(digest)
        with pytest.raises(TamperedModelError):
            three.load("churn")
        assert three.load("churn", 2).digest == model(2).digest


class TestPromote:
    def test_the_first_champion_replaces_nobody(self, registry: Registry) -> None:
        registry.put(model(1))
        holder = registry.promote("churn", 1, expect=None, why="first")
        assert (holder.version, holder.trial, holder.why, holder.actor) == (1, None, "first", "ada")
        assert registry.get("churn").version == 1
        assert registry.get("churn").aliases == ("champion",)

    def test_a_stale_promotion_changes_nothing(self, three: Registry) -> None:
        before = three.events("churn")
        with pytest.raises(StaleChampionError, match="is version 3, and no longer version 1"):
            three.promote("churn", 2, expect=1, why="good")
        with pytest.raises(StaleChampionError, match="is version 3, and no longer nobody"):
            three.promote("churn", 2, expect=None, why="good")
        assert three.events("churn") == before
        assert three.holder("churn").version == 3

    def test_aliases_are_apart(self, three: Registry) -> None:
        three.promote("churn", 1, "challenger", expect=None, why="good")
        assert three.get("churn", "challenger").version == 1
        assert three.get("churn").version == 3
        assert {one.alias for one in three.holders("churn")["churn"]} == {"challenger", "champion"}

    @pytest.mark.parametrize("strategy", [Strategy("canary", 0.1), Strategy("shadow")])
    def test_a_version_on_trial_leaves_the_champion(self, three: Registry, strategy: Strategy) -> None:
        holder = three.promote("churn", 1, expect=3, strategy=strategy, why="good")
        assert (holder.version, holder.trial, holder.strategy) == (3, 1, strategy)
        assert three.get("churn").version == 3
        holder = three.promote("churn", 1, expect=3, why="good")
        assert (holder.version, holder.trial, holder.strategy) == (1, None, Strategy())

    def test_the_first_version_cannot_be_on_trial(self, registry: Registry) -> None:
        registry.put(model(1))
        with pytest.raises(PromotionError, match="no champion of 'churn' yet"):
            registry.promote("churn", 1, expect=None, strategy=Strategy("shadow"), why="good")

    def test_the_verdict_is_kept_with_the_event(self, three: Registry) -> None:
        three.promote("churn", 1, expect=3, evidence={"passed": True, "auc": 0.85}, why="good")
        event = three.events("churn")[-1]
        assert event["data"] == {"strategy": "replace", "evidence": {"passed": True, "auc": 0.85}}
        assert (event["previous"], event["actor"], event["at"]) == (3, "ada", NOW + 3 * DAY)

    @pytest.mark.parametrize(
        ("asked", "said"),
        [(("chrun", 1), "no model 'chrun'"), (("churn", 9), "no version 9"), (("churn", "challenger"), "challenger")],
    )
    def test_what_is_not_there_is_named(self, three: Registry, asked: tuple[str, Any], said: str) -> None:
        with pytest.raises(UnknownModelError, match=said):
            three.get(*asked)

    def test_what_is_not_there_cannot_be_promoted(self, registry: Registry) -> None:
        registry.put(model(1))
        for name, version in (("churn", 2), ("chrun", 1)):
            with pytest.raises(UnknownModelError):
                registry.promote(name, version, expect=None, why="good")
        assert registry.holders() == {}


class TestRollback:
    def test_back_to_the_one_before_and_then_further_back(self, three: Registry) -> None:
        assert three.rollback("churn", why="precision fell").version == 2
        assert three.rollback("churn", why="still").version == 1
        with pytest.raises(PromotionError, match="before version 1; 2, 3 have been since"):
            three.rollback("churn", why="still")

    def test_back_to_any_that_was_champion(self, three: Registry) -> None:
        assert three.rollback("churn", to=1, why="audited").version == 1
        assert three.rollback("churn", to=3, why="it was not the model").version == 3

    @pytest.mark.parametrize(
        ("to", "said"), [(3, "is its champion already"), (4, "never been its champion; 1, 2 have been")]
    )
    def test_not_to_the_holder_nor_to_one_that_never_was(self, three: Registry, to: int, said: str) -> None:
        three.put(model(4))
        with pytest.raises(PromotionError, match=said):
            three.rollback("churn", to=to, why="x")

    def test_while_a_version_is_on_trial_only_that_ends(self, three: Registry) -> None:
        three.put(model(4))
        three.promote("churn", 4, expect=3, strategy=Strategy("canary", 0.5), why="good")
        holder = three.rollback("churn", why="too slow")
        assert (holder.version, holder.trial) == (3, None)
        assert three.events("churn")[-1]["kind"] == "end_trial"
        assert three.rollback("churn", why="and this one too").version == 2

    def test_a_reason_is_needed(self, three: Registry) -> None:
        with pytest.raises(PromotionError, match="none was given"):
            three.rollback("churn", why=" ")

    def test_there_must_be_a_champion(self, registry: Registry) -> None:
        registry.put(model(1))
        with pytest.raises(UnknownModelError, match="is its champion"):
            registry.rollback("churn", why="x")


class TestRetention:
    def test_newest_named_and_late_champions_stay(self, three: Registry, clock: ManualClock) -> None:
        for number in (4, 5, 6):
            three.put(model(number))
        three.promote("churn", 4, "challenger", expect=None, why="good")
        # Version 1 was champion until two days ago, 2 until one day ago, 3 is.
        assert three.unneeded("churn", 1, champion_days=1.5) == [1, 5]
        assert three.keep("churn", 1, champion_days=0.5) == [1, 2, 5]
        assert [one.version for one in three.versions("churn")] == [6, 4, 3]
        assert [one.version for one in three.versions("churn", retired=True)] == [6, 5, 4, 3, 2, 1]
        assert three.keep("churn", 1, champion_days=0.5) == []

    def test_a_retired_version_is_known_and_not_loaded(self, three: Registry) -> None:
        three.retire("churn", 1, why="holds data of a customer who asked us to forget")
        assert three.get("churn", 1).retired == NOW + 3 * DAY
        with pytest.raises(UnknownModelError, match="was retired"):
            three.load("churn", 1)
        with pytest.raises(UnknownModelError, match="was retired"):
            three.rollback("churn", to=1, why="x")

    def test_putting_it_again_brings_it_back(self, three: Registry, blobs: LocalBlobs) -> None:
        three.retire("churn", 1)
        for digest in three.get("churn", 1).parts.values():
            blobs.delete(digest)
        version = three.put(model(1))
        assert (version.version, version.retired) == (1, None)
        assert three.load("churn", 1).digest == model(1).digest

    def test_what_is_in_use_is_not_retired(self, three: Registry) -> None:
        three.promote("churn", 1, expect=3, strategy=Strategy("shadow"), why="good")
        for version, said in ((3, "it is the champion"), (1, "on trial beside the champion")):
            with pytest.raises(StillNeededError, match=said):
                three.retire("churn", version)


def test_looks_at_a_holdout_are_counted(three: Registry) -> None:
    assert [three.look("churn", "h" * 64) for _ in range(3)] == [1, 2, 3]
    assert three.looks("churn", "h" * 64) == 3
    assert three.looks("churn", "other") == 0
