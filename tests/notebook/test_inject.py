"""Leaks that are put into clean scripts are the leaks that they are said to be, and are found."""

import ast

import pytest
from inject import INJECTIONS, Clean, Injection, clean_scripts, trials

SCRIPT = Clean(
    "script.py",
    """\
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
scaler = StandardScaler().fit(X_train)
model.fit(X_train, y_train)
print(model.score(scaler.transform(X_test), y_test))
""",
)


def injected(name: str) -> list[str]:
    """Return the lines that an injection changes or adds."""
    injection = next(one for one in INJECTIONS if one.name == name)
    lines = (injection.change(SCRIPT) or "").splitlines()
    return [line for line in lines if line not in SCRIPT.source.splitlines()]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("fit on everything", ["model.fit(X, y)"]),
        ("evaluate the training part", ["print(model.score(scaler.transform(X_train), y_test))"]),
        ("fit_transform the test part", ["print(model.score(scaler.fit_transform(X_test), y_test))"]),
        (
            "fill with the mean",
            [
                "leaky = X",
                "leaky = leaky.fillna(leaky.mean())",
                "X_train, X_test, y_train, y_test = train_test_split(leaky, y, random_state=0)",
            ],
        ),
    ],
)
def test_a_change_changes_this_and_nothing_else(name: str, lines: list[str]) -> None:
    assert injected(name) == lines


@pytest.mark.parametrize("injection", INJECTIONS, ids=lambda injection: injection.name)
def test_what_comes_out_is_python_and_several_scripts_have_the_place_for_it(injection: Injection) -> None:
    changed = [text for script in clean_scripts() if (text := injection.change(script)) not in (None, script.source)]
    assert len(changed) >= 5
    assert all(ast.parse(text) for text in changed)


def test_a_script_whose_split_is_not_at_the_top_level_is_left_alone() -> None:
    assert Clean("f.py", "def f(X, y):\n    a, b, c, d = train_test_split(X, y)\n").split is None


@pytest.mark.parametrize("function", [False, True], ids=["at the top level", "in a function"])
def test_nearly_every_injected_leak_is_found(function: bool) -> None:
    done = list(trials(clean_scripts(), function=function))
    missed = [(trial.injection.name, trial.script) for trial in done if not trial.found]
    assert len(done) > 300
    assert len(missed) <= 0.05 * len(done), missed
