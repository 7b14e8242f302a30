"""The abstract run understands what people really write."""

import pytest
from idioms import CLEAN, HEAD, LEAKY

from fairlead.notebook.facts import Facts
from fairlead.notebook.read import notebook_of


def wrong_trials(code: str) -> list[str]:
    """Return what is wrong with each scored trial of a script, in words."""
    flow = Facts(notebook_of(HEAD + code, "script.py")).flow
    assert any(trial.kind != "predict" for trial in flow.trials), "nothing was scored"
    return [
        f"line {trial.score.line}: {trial.overlap} {[one.by for one in trial.statistics]}"
        for trial in flow.trials
        if trial.kind != "predict" and trial.overlap != "same" and (trial.statistics or trial.overlap or trial.refits)
    ]


@pytest.mark.parametrize("code", LEAKY.values(), ids=LEAKY)
def test_a_leak_is_seen(code: str) -> None:
    assert wrong_trials(code)


@pytest.mark.parametrize("code", CLEAN.values(), ids=CLEAN)
def test_a_clean_script_is_clean(code: str) -> None:
    assert wrong_trials(code) == []
