"""Rows that are parted by hand: by positions, by numbers of folds, by masks and their opposites."""

import pytest

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.pairs import leaks_of_pairs
from fairlead.notebook.read import notebook_of

BEFORE = """
import random
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
orders = pd.read_csv("orders.csv")
X, y = orders.drop(columns="late").values, orders["late"].values
"""
SCALED = "X = StandardScaler().fit_transform(X)\n"
ONCE = "{parts}\nmodel = LogisticRegression().fit(X[train], y[train])\nprint(model.score(X[test], y[test]))\n"
EACH = """{parts}
for n in range(5):
    train, test = {turn}
    model = LogisticRegression().fit(X[train], y[train])
    print(model.score(X[test], y[test]))
"""
MASK = "some = np.random.rand(len(X)) < 0.8\n"
CHOSEN = "test = np.random.choice(len(X), 20, replace=False)\n"

PARTED = {
    "a shuffled range": ONCE.format(
        parts="every = list(range(len(X)))\nrandom.shuffle(every)\ntrain, test = every[:80], every[80:]"
    ),
    "a shuffled arange": ONCE.format(
        parts="every = np.arange(X.shape[0])\nnp.random.shuffle(every)\ntrain, test = every[:80], every[80:]"
    ),
    "setdiff1d": ONCE.format(parts=f"{CHOSEN}train = np.setdiff1d(np.arange(len(X)), test)"),
    "a difference of sets": ONCE.format(parts=f"{CHOSEN}train = list(set(range(len(X))) - set(test))"),
    "delete": ONCE.format(parts=f"{CHOSEN}train = np.delete(np.arange(len(X)), test)"),
    "not in": ONCE.format(
        parts="test = random.sample(range(len(X)), 20)\ntrain = [n for n in range(len(X)) if n not in test]"
    ),
    "not isin": ONCE.format(parts=f"{CHOSEN}train = ~np.isin(np.arange(len(X)), test)"),
    "the rest of a division": ONCE.format(parts="at = np.arange(len(X))\ntrain, test = at % 5 != 0, at % 5 == 0"),
    "logical_not": ONCE.format(parts=f"{MASK}train, test = some, np.logical_not(some)"),
    "a mask that is false": ONCE.format(parts=f"{MASK}train, test = some == True, some == False"),
    "a mask that is not true": ONCE.format(parts=f"{MASK}train, test = some, some != True"),
    "numbers of folds": EACH.format(parts="fold = np.random.randint(0, 5, len(X))", turn="fold != n, fold == n"),
    "where numbers of folds are": EACH.format(
        parts="fold = np.random.randint(0, 5, len(X))", turn="np.where(fold != n)[0], np.where(fold == n)[0]"
    ),
    "pieces of positions": EACH.format(
        parts="folds = np.array_split(np.random.permutation(len(X)), 5)",
        turn="np.hstack([folds[m] for m in range(5) if m != n]), folds[n]",
    ),
    "chunks of a list": EACH.format(
        parts="every = list(range(len(X)))\nsize = len(X) // 5",
        turn="every[: n * size] + every[(n + 1) * size :], every[n * size : (n + 1) * size]",
    ),
}


def kinds(code: str) -> list[set[str]]:
    return [set(found) for _, _, found, _ in leaks_of_pairs(Facts(notebook_of(code, "a.py")).flow)]


@pytest.mark.parametrize("parted", sorted(PARTED))
def test_parts_by_hand_have_no_row_in_common(parted: str) -> None:
    assert kinds(BEFORE + PARTED[parted]) == [set()]


@pytest.mark.parametrize("parted", sorted(PARTED))
def test_what_was_learned_before_is_found_in_both_parts(parted: str) -> None:
    assert kinds(BEFORE + SCALED + PARTED[parted]) == [{"preprocessing"}]


def test_the_same_mask_twice_is_the_same_rows() -> None:
    parts = "fold = np.random.randint(0, 5, len(X))\ntrain, test = fold == 1, fold==1"

    assert kinds(BEFORE + ONCE.format(parts=parts)) == [{"overlap"}]


def test_a_loop_over_positions_reads_one_row_after_the_other() -> None:
    loop = "for n in range(len(X)):\n    X[n] = X[n] / 2\n"
    parts = "every = np.arange(len(X))\ntrain, test = every[:80], every[80:]"

    assert kinds(BEFORE + loop + ONCE.format(parts=parts)) == [set()]


def test_names_of_columns_in_a_list_are_no_positions() -> None:
    code = """
train = ["price", "weight"]
model = LogisticRegression().fit(orders[train], y)
print(model.score(orders[train], y))
"""
    assert kinds(BEFORE + code) == [{"overlap"}]
