"""A server that changes its model, or is asked to stop, fails no request."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest
from served import Answer, customers, make_project, serving
from serving_soak import Reign, Seen, lag_of, report, soak
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from fairlead.model import Model

SLOW = """
import time
from pathlib import Path


def wait(table):
    if Path("slow").exists():
        time.sleep(1.0)
    return table
"""


def test_every_request_that_was_taken_is_answered_when_the_server_is_stopped(tmp_path: Path) -> None:
    tally = soak(tmp_path, 1.5, workers=2, every=100)
    assert not tally.violations, report(tally)
    assert tally.requests > 100
    assert tally.logged > 0


def test_requests_in_work_are_finished_before_the_server_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow_steps.py").write_text(SLOW)
    monkeypatch.syspath_prepend(str(tmp_path))
    import slow_steps  # written just now

    project = make_project(tmp_path, '[models]\ntrusted = ["slow_steps"]\n')
    table, left = customers()
    numbers = table[["tenure"]]
    recipe = make_pipeline(FunctionTransformer(slow_steps.wait), LogisticRegression())
    with project.open_registry() as registry:
        version = registry.put(Model.fit("churn", recipe, numbers, left, seed=7, root=tmp_path))
        registry.promote("churn", version.version, expect=1, why="slow")
    monkeypatch.delitem(sys.modules, "slow_steps")

    with serving(tmp_path, "--no-plan") as served:
        (tmp_path / "slow").touch()
        found: list[Answer] = []
        crowd = [threading.Thread(target=lambda: found.append(served.ask('{"tenure": 3}'))) for _ in range(4)]
        for one in crowd:
            one.start()
        time.sleep(0.3)
        assert served.stop() == 0
        for one in crowd:
            one.join()
        with pytest.raises(OSError):
            served.ask('{"tenure": 3}')
    assert [answer.status for answer in found] == [200] * 4, served.said()


def test_a_version_that_answers_too_late_would_be_noticed() -> None:
    reigns = [Reign(1, 0.0, 10.0), Reign(2, 9.9, float("inf"))]
    assert lag_of(Seen(11.5, 11.6, 1), reigns) == 1.5
    assert lag_of(Seen(9.8, 9.95, 2), reigns) == 0.0
    assert lag_of(Seen(5.0, 5.1, 2), reigns) == float("inf")


@pytest.mark.heavy
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("workers", "seconds", "changes"), [(2, 25.0, 3), pytest.param(1, 60.0, 8, marks=pytest.mark.nightly)]
)
def test_nobody_notices_promotions(tmp_path: Path, workers: int, seconds: float, changes: int) -> None:
    tally = soak(tmp_path, seconds, workers=workers)
    assert not tally.violations, report(tally)
    assert tally.changes >= changes
    assert len(tally.versions) > 1
