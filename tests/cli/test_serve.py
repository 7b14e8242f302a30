"""`fairlead serve`: what it says when it begins, and what it does not serve."""

from __future__ import annotations

from typing import Any

import pandas
from sklearn.linear_model import LinearRegression

from fairlead.cli.serve import _lines
from fairlead.model import Model, Strategy
from fairlead.serve.arms import Arm, Lineup
from fairlead.serve.plan import compile_plan


def test_an_alias_that_is_empty_is_not_served_as_the_champion(shell: Any) -> None:
    shell.write("", "fairlead.toml", header="")
    answer = shell("serve", "churn@")
    assert answer.code == 2
    assert "FL540 'churn@' names no version of a model." in answer.err


def test_one_step_and_one_worker_are_said_as_one() -> None:
    table = pandas.DataFrame({"size": [1.0, 2.0, 3.0, 5.0]})
    model = Model.fit("price", LinearRegression(), table, [2.0, 4.0, 6.5, 9.0], seed=7)
    arm = Arm.of("price", 1, model, 0.0, compiled=lambda model, domain: compile_plan(model, domain=domain, fuzz=20))
    said = list(_lines(Lineup(arm, None, Strategy()), "http://127.0.0.1:8000", False, 1))
    assert said[0].endswith(" at http://127.0.0.1:8000 (1 worker)")
    assert said[1].startswith("  Answers by a compiled plan of 1 step, equal to the pipeline")
