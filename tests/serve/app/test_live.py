"""What is served follows the registry: promotions, trials, rollbacks; and what cannot be served is not."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from asking import InProcess
from models import ROW, promote, registry_of
from processes import wait_for

from fairlead.blobs import LocalBlobs
from fairlead.errors import UnknownModelError
from fairlead.model import Model, Strategy
from fairlead.serve.arms import BEING_PROVED, Arm
from fairlead.serve.domain import Domain
from fairlead.serve.plan import Compiled, compile_plan

Open = Callable[..., InProcess]
QUICK = {"look_seconds": 0.02}


def version(app: InProcess) -> int:
    return app.live.lineup.champion.version


def test_a_promotion_and_a_rollback_are_followed(opened: Open, folder: Path) -> None:
    app = opened(**QUICK)
    assert version(app) == 1
    promote(folder, 2)
    wait_for(lambda: version(app) == 2)
    assert app.predict(ROW).json["version"] == 2
    with registry_of(folder) as registry:
        registry.rollback("churn", why="precision fell")
    assert wait_for(lambda: version(app) == 1) < 2.0
    assert 'version="1",arm="champion"} 1' in app.get("/metrics").body.decode()
    assert 'fairlead_serving_workers{model="churn",version="2",arm="champion"} 0' in app.get("/metrics").body.decode()


def test_a_fixed_version_stays(opened: Open, folder: Path) -> None:
    app = opened(which=2, **QUICK)
    promote(folder, 3)
    with registry_of(folder) as registry:
        registry.promote("churn", 1, expect=3, why="back")
    follower = opened(**QUICK)
    assert (version(follower), version(app)) == (1, 2)


def test_the_newest_version_is_ready_before_it_is_promoted(opened: Open, folder: Path) -> None:
    app = opened(**QUICK)
    wait_for(lambda: app.live._readying.known(3) is not None)
    assert version(app) == 1


def test_a_new_champion_answers_by_its_pipeline_until_its_plan_is_proved(opened: Open, folder: Path) -> None:
    may_prove = threading.Event()

    def proving(model: Model, domain: Domain) -> Compiled:
        assert may_prove.wait(30)
        return compile_plan(model, domain=domain, fuzz=50)

    def at_once(model: Model, domain: Domain) -> Compiled:
        return BEING_PROVED

    may_prove.set()
    app = opened(**QUICK, make=partial(Arm.of, compiled=proving), make_at_once=partial(Arm.of, compiled=at_once))
    wait_for(lambda: not waits_for_proof(app, 3))
    may_prove.clear()
    promote(folder, 2)
    wait_for(lambda: version(app) == 2)
    first = app.predict(ROW).json
    assert app.get("/model").json["fallback"] == "its plan is being proved."
    promote(folder, 3)
    wait_for(lambda: version(app) == 3)  # no change waits for the proof of another version
    assert app.get("/model").json["answers_by"] == "plan"
    with registry_of(folder) as registry:
        registry.rollback("churn", why="precision fell")
    wait_for(lambda: version(app) == 2)
    may_prove.set()
    wait_for(lambda: app.get("/model").json["answers_by"] == "plan")
    assert app.predict(ROW).json["probabilities"] == first["probabilities"]


def waits_for_proof(app: InProcess, number: int) -> bool:
    known = app.live._readying.known(number)
    return known is None or known.waits_for_proof


def test_a_canary_answers_its_share_and_each_id_always_the_same(opened: Open, folder: Path) -> None:
    promote(folder, 2, strategy=Strategy("canary", 0.25))
    app = opened(**QUICK)
    ids = [f"order-{n}" for n in range(400)]
    first = {one: app.predict(ROW, x_request_id=one).json["version"] for one in ids}
    again = {one: app.predict(ROW, x_request_id=one).json["version"] for one in ids[:50]}
    share = sum(found == 2 for found in first.values()) / len(ids)
    assert set(first.values()) == {1, 2}
    assert 0.18 < share < 0.32  # four standard deviations of a fair draw are 0.087
    assert again == {one: first[one] for one in ids[:50]}
    assert {(record.version, record.arm) for record in app.log.records} == {(1, "champion"), (2, "canary")}
    arms = {one["arm"]: (one["version"], one["share"]) for one in app.get("/model").json["arms"]}
    assert arms == {"champion": (1, 0.75), "canary": (2, 0.25)}


def test_a_shadow_answers_unheard(opened: Open, folder: Path) -> None:
    promote(folder, 2, strategy=Strategy("shadow"))
    app = opened(**QUICK)
    heard = [app.predict([ROW, ROW]).json, app.predict(ROW, x_request_id="r1").json]
    assert {one["version"] for one in heard} == {1}
    wait_for(lambda: len(app.log.records) == 6)
    unheard = [record for record in app.log.records if record.arm == "shadow"]
    assert [record.version for record in unheard] == [2, 2, 2]
    assert unheard[2].id == "r1"
    with registry_of(folder) as registry:
        expected = registry.load("churn", 2).score_rows([ROW]).tolist()[0]
    assert list(unheard[2].outputs) == expected


def test_a_version_that_was_tampered_with_is_not_served(
    opened: Open, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = opened(**QUICK)
    tamper(folder, 2)
    promote_unchecked(folder, 2)
    wait_for(lambda: app.live.lineup.trouble is not None)
    answer = app.predict(ROW)
    assert (answer.status, answer.json["version"]) == (200, 1)
    assert "churn:2 cannot be served" in app.get("/model").json["trouble"]
    assert "churn:2 cannot be served" in caplog.text
    metrics = app.get("/metrics").body.decode()
    assert "fairlead_registry_trouble 1" in metrics
    assert "fairlead_model_load_failures_total 1" in metrics
    promote_unchecked(folder, 3)
    wait_for(lambda: version(app) == 3)
    assert app.get("/model").json["trouble"] is None
    assert "fairlead_registry_trouble 0" in app.get("/metrics").body.decode()


def test_a_trial_that_cannot_be_loaded_leaves_the_champion_alone(opened: Open, folder: Path) -> None:
    app = opened(**QUICK)
    tamper(folder, 2)
    promote_unchecked(folder, 1, trial=2)
    wait_for(lambda: app.live.lineup.trouble is not None)
    assert app.live.lineup.trial is None
    assert app.predict(ROW).json["version"] == 1
    assert "churn:2 cannot be served" in app.live.lineup.trouble


def test_what_cannot_be_loaded_at_the_start_is_an_error(opened: Open, folder: Path) -> None:
    with pytest.raises(UnknownModelError):
        opened("chrun")


def test_serving_goes_on_while_the_registry_cannot_be_read(opened: Open, folder: Path) -> None:
    app = opened(**QUICK)
    change(folder, "ALTER TABLE model_alias RENAME TO away")
    wait_for(lambda: app.live.lineup.trouble is not None)
    assert app.predict(ROW).status == 200
    assert "The registry cannot be read" in app.get("/model").json["trouble"]
    change(folder, "ALTER TABLE away RENAME TO model_alias")
    wait_for(lambda: app.live.lineup.trouble is None)
    promote(folder, 2)
    wait_for(lambda: version(app) == 2)


def tamper(folder: Path, number: int) -> None:
    """Change the bytes of a version's pipeline."""
    with registry_of(folder) as registry:
        digest = registry.get("churn", number).parts["pipeline.skops"]
        blobs = registry._blobs
    assert isinstance(blobs, LocalBlobs)
    [path] = [one for one in (folder / ".fairlead").rglob(f"*{digest[2:]}*") if one.is_file()]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-100] + b"\0" * 100)


def promote_unchecked(folder: Path, number: int, trial: int | None = None) -> None:
    """Move the alias as somebody might who does not look at the files."""
    change(
        folder,
        "UPDATE model_alias SET version = ?, trial = ?, strategy = ?, share = 0 WHERE name = 'churn'",
        number,
        trial,
        "replace" if trial is None else "shadow",
    )


def change(folder: Path, sql: str, *values: object) -> None:
    """Change the store behind everybody's back."""
    with contextlib.closing(sqlite3.connect(folder / ".fairlead" / "store.db", timeout=10)) as store, store:
        store.execute(sql, values)
